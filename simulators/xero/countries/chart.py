"""The chart of accounts that books begin with: the same codes in every country."""

from typing import Final

from simulators.xero.countries.country import EXEMPT, PURCHASES, REDUCED, SALES, UNTAXED

CHART: Final = (
    #  code,  name,                            type,         taxed as,   system account
    ("090", "Business Bank Account",         "BANK",       UNTAXED,    ""),
    ("200", "Sales",                         "REVENUE",    SALES,      ""),
    ("260", "Other Revenue",                 "REVENUE",    SALES,      ""),
    ("270", "Interest Income",               "REVENUE",    UNTAXED,    ""),
    ("310", "Cost of Goods Sold",            "DIRECTCOSTS", PURCHASES, ""),
    ("400", "Advertising & Marketing",       "EXPENSE",    PURCHASES,  ""),
    ("404", "Bank Fees",                     "EXPENSE",    EXEMPT,     ""),
    ("408", "Cleaning",                      "EXPENSE",    PURCHASES,  ""),
    ("429", "General Expenses",              "EXPENSE",    PURCHASES,  ""),
    ("433", "Insurance",                     "EXPENSE",    EXEMPT,     ""),
    ("445", "Light, Power, Heating",         "EXPENSE",    REDUCED,    ""),
    ("469", "Rent",                          "EXPENSE",    UNTAXED,    ""),
    ("473", "Repairs & Maintenance",         "EXPENSE",    PURCHASES,  ""),
    ("610", "Accounts Receivable",           "CURRENT",    UNTAXED,    "DEBTORS"),
    ("710", "Office Equipment",              "FIXED",      PURCHASES,  ""),
    ("800", "Accounts Payable",              "CURRLIAB",   UNTAXED,    "CREDITORS"),
    ("820", "{tax}",                         "CURRLIAB",   UNTAXED,    "GST"),
    ("835", "Directors' Loan Account",       "CURRLIAB",   UNTAXED,    ""),
    ("840", "Historical Adjustment",         "CURRLIAB",   UNTAXED,    "HISTORICAL"),
    ("860", "Rounding",                      "CURRLIAB",   UNTAXED,    "ROUNDING"),
    ("877", "Tracking Transfers",            "CURRLIAB",   UNTAXED,    "TRACKINGTRANSFERS"),
    ("960", "Retained Earnings",             "EQUITY",     UNTAXED,    "RETAINEDEARNINGS"),
)  # fmt: skip
"""`{tax}` becomes what the country calls its tax."""

PAYABLE: Final = "835"
"""The one account that payments may be made to although it is no bank account."""
