"""What the product's guide says of the integration, in our words; rules name these sentences."""

from collections.abc import Mapping
from typing import Final

from scenarios.rulebook import RULES

GUIDE: Final[Mapping[int, str]] = {
    1: "The guide describes how information travels between Re-Leased and Xero.",
    2: "It lists what is kept in step, what lives in Xero alone, and which way each type goes.",
    3: "Contacts, invoices, credit notes and payments are kept in step regularly; contacts are "
       "archived, and payments taken back, in Xero only.",
    4: "Money that was spent or received in Xero without a document is not carried over.",
    5: "Tax types, accounts, tracking, the reversal and reconciliation of payments and the bank's "
       "own references belong to Xero.",
    6: "Once a company is paired, these can no longer be looked after in Re-Leased.",
    7: "Tax rates and accounts come from Xero only, and Re-Leased does not let them be changed.",
    8: "Tracking is looked after in Xero and comes over one way.",
    9: "Contacts may be added, changed and unarchived on either side, and the other side follows.",
    10: "Contacts are archived in Xero only.",
    11: "Invoices and credit notes made on either side appear on the other.",
    12: "Documents that are approved or await approval are sent to Xero; drafts are not.",
    13: "A document may be voided on either side, and then both show it as void.",
    14: "Files on invoices and credit notes are kept in step, whichever side changes them.",
    15: "Payments of invoices and credit notes reach the other side, wherever they were entered.",
    16: "One company belongs to one Xero organisation, and is never paired with another later.",
}  # fmt: skip
"""By the numbers that the rulebook's column `guide` holds."""


def sentences_behind(rule: str) -> tuple[str, ...]:
    """The guide's sentences behind a rule; none when they rest on the rule."""
    row = RULES.get(rule)
    return () if row is None else tuple(GUIDE[number] for number in row.guide)
