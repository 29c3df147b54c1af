"""
The command line, and the one place that joins simulators, sync, scenarios and contracts.

Never: a rule of any of the four. May be imported by: tests, and by nobody else.
"""

from typing import Final

VERSION: Final = "0.1.0"
