"""The United Kingdom. Source: documented, facts 4.9."""

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

UNITED_KINGDOM: Final = Country(
    version="UK",
    currency="GBP",
    zone="GMTSTANDARDTIME",
    iana="Europe/London",
    year_end=(31, 3),
    basis="ACCRUALS",
    period="QUARTERLY",
    tax="VAT",
    bank_number="20-00-00 12345678",
    taxes={
        SALES: "OUTPUT2",
        PURCHASES: "INPUT2",
        EXEMPT: "EXEMPTINPUT",
        REDUCED: "RRINPUT",
        UNTAXED: "NONE",
    },
    reports=(
        "OUTPUT", "INPUT", "EXEMPTOUTPUT", "EXEMPTINPUT", "ZERORATEDOUTPUT", "ZERORATEDINPUT",
        "CAPITALSALESOUTPUT", "CAPITALEXPENSESINPUT", "ECOUTPUT", "ECOUTPUTSERVICES", "ECINPUT",
        "ECACQUISITIONS", "GSTONIMPORTS", "REVERSECHARGES", "MOSSSALES", "NONE",
    ),
    rates=(
        #  tax type,          reported as,        name,                           %, shown, use
        ("OUTPUT2",          "OUTPUT",           "20% (VAT on Income)",           20, 20, INCOME),
        ("INPUT2",           "INPUT",            "20% (VAT on Expenses)",         20, 20, EXPENSE),
        ("RROUTPUT",         "OUTPUT",           "5% (VAT on Income)",             5,  5, INCOME),
        ("RRINPUT",          "INPUT",            "5% (VAT on Expenses)",           5,  5, EXPENSE),
        ("ZERORATEDOUTPUT",  "ZERORATEDOUTPUT",  "Zero Rated Income",              0,  0, INCOME),
        ("ZERORATEDINPUT",   "ZERORATEDINPUT",   "Zero Rated Expenses",            0,  0, EXPENSE),
        ("EXEMPTOUTPUT",     "EXEMPTOUTPUT",     "Exempt Income",                  0,  0, INCOME),
        ("EXEMPTINPUT",      "EXEMPTINPUT",      "Exempt Expenses",                0,  0, EXPENSE),
        ("NONE",             "NONE",             "No VAT",                         0,  0, ALL),
        ("GSTONIMPORTS",     "GSTONIMPORTS",     "VAT on Imports",                 0,  0, "L"),
        ("CAPEXINPUT2",      "CAPEXINPUT",       "20% (VAT on Capital Purchases)",20, 20, "A"),
        ("CAPEXOUTPUT2",     "CAPEXOUTPUT",      "20% (VAT on Capital Sales)",    20, 20, "A"),
        ("REVERSECHARGES",   "REVERSECHARGES",   "Reverse Charge Expenses (20%)",  0, 20, EXPENSE),
        ("DRCHARGE20",       "DRCHARGE",
         "Domestic Reverse Charge @ 20% (VAT on Income)",                          0, 20, INCOME),
        ("DRCHARGESUPPLY20", "DRCHARGESUPPLY",
         "Domestic Reverse Charge @ 20% (VAT on Expenses)",                        0, 20, EXPENSE),
    ),
)  # fmt: skip
