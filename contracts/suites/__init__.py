"""
One suite per system, each run against a target: an application in this process or a base URL.

Never: a server of its own.
May be imported by: counterfoil, tests.
"""

from typing import Final

from contracts.suites.control import CONTROL
from contracts.suites.released import RELEASED
from contracts.suites.suite import Suite
from contracts.suites.xero import XERO

SUITES: Final[tuple[Suite, ...]] = (XERO, RELEASED, CONTROL)
