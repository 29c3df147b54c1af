"""Australia. Source: documented, facts 4.9; which accounts a rate goes with is inferred."""

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

AUSTRALIA: Final = Country(
    version="AU",
    currency="AUD",
    zone="AUSEASTERNSTANDARDTIME",
    iana="Australia/Sydney",
    year_end=(30, 6),
    basis="ACCRUALS",
    period="QUARTERLY1",
    tax="GST",
    bank_number="062-000 12345678",
    taxes={
        SALES: "OUTPUT",
        PURCHASES: "INPUT",
        EXEMPT: "EXEMPTEXPENSES",
        REDUCED: "INPUT",
        UNTAXED: "BASEXCLUDED",
    },
    reports=(
        "OUTPUT", "INPUT", "EXEMPTOUTPUT", "EXEMPTEXPENSES", "EXEMPTEXPORT", "EXEMPTCAPITAL",
        "CAPEXINPUT", "INPUTTAXED", "BASEXCLUDED", "GSTONIMPORTS", "GSTONCAPIMPORTS",
    ),
    rates=(
        #  tax type,         reported as,        name,                     %, shown, use
        ("OUTPUT",          "OUTPUT",           "GST on Income",          10, 10, INCOME),
        ("INPUT",           "INPUT",            "GST on Expenses",        10, 10, EXPENSE),
        ("EXEMPTOUTPUT",    "EXEMPTOUTPUT",     "GST Free Income",         0,  0, INCOME),
        ("EXEMPTEXPENSES",  "EXEMPTEXPENSES",   "GST Free Expenses",       0,  0, EXPENSE),
        ("EXEMPTEXPORT",    "EXEMPTEXPORT",     "GST Free Exports",        0,  0, INCOME),
        ("EXEMPTCAPITAL",   "EXEMPTCAPITAL",    "GST Free Capital",        0,  0, EXPENSE),
        ("CAPEXINPUT",      "CAPEXINPUT",       "GST on Capital",         10, 10, EXPENSE),
        ("INPUTTAXED",      "INPUTTAXED",       "Input Taxed",             0,  0, ALL),
        ("BASEXCLUDED",     "BASEXCLUDED",      "BAS Excluded",            0,  0, ALL),
        ("GSTONIMPORTS",    "GSTONIMPORTS",     "GST on Imports",          0,  0, EXPENSE),
        ("GSTONCAPIMPORTS", "GSTONCAPIMPORTS",  "GST on Capital Imports",  0,  0, EXPENSE),
    ),
)  # fmt: skip
