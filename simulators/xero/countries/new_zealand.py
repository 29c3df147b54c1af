"""New Zealand. Source: documented, facts 4.9; which accounts a rate goes with is inferred."""

from typing import Final

from simulators.xero.countries.country import (
    ALL,
    EXEMPT,
    EXPENSE,
    INCOME,
    PURCHASES,
    REDUCED,
    SALES,
    UNTAXED,
    Country,
)

NEW_ZEALAND: Final = Country(
    version="NZ",
    currency="NZD",
    zone="NEWZEALANDSTANDARDTIME",
    iana="Pacific/Auckland",
    year_end=(31, 3),
    basis="PAYMENTS",
    period="TWOMONTHS",
    tax="GST",
    bank_number="01-0001-0012345-00",
    taxes={
        SALES: "OUTPUT2",
        PURCHASES: "INPUT2",
        EXEMPT: "NONE",
        REDUCED: "INPUT2",
        UNTAXED: "NONE",
    },
    reports=("OUTPUT", "INPUT", "ZERORATEDOUTPUT", "GSTONIMPORTS", "NONE"),
    rates=(
        #  tax type,      reported as,        name,                 %, shown, use
        ("OUTPUT2",      "OUTPUT",           "15% GST on Income",   15, 15, INCOME),
        ("INPUT2",       "INPUT",            "15% GST on Expenses", 15, 15, EXPENSE),
        ("ZERORATED",    "ZERORATEDOUTPUT",  "Zero Rated",           0,  0, INCOME),
        ("NONE",         "NONE",             "No GST",               0,  0, ALL),
        ("GSTONIMPORTS", "GSTONIMPORTS",     "GST on Imports",       0,  0, "L"),
    ),
)  # fmt: skip
