"""
What the books of each country begin with: one file per country, the chart that all share.

Never: a rule, a world.
May be imported by: simulators.xero, simulators.fixtures.
"""

from collections.abc import Mapping
from typing import Final

from simulators.xero.countries.australia import AUSTRALIA
from simulators.xero.countries.country import Country
from simulators.xero.countries.new_zealand import NEW_ZEALAND
from simulators.xero.countries.united_kingdom import UNITED_KINGDOM

COUNTRIES: Final[Mapping[str, Country]] = {
    "GB": UNITED_KINGDOM,
    "NZ": NEW_ZEALAND,
    "AU": AUSTRALIA,
}
"""Countries by ISO code."""
