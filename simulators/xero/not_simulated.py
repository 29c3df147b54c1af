"""What the published Accounting API has and this simulator has not: its paths answer 501."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

ATTACHED: Final = ("/*/Attachments", "/*/Attachments/*")
NOTED: Final = ("/*/History",)
PRINTED: Final = ("/*/pdf",)
"""The published document's name for reading one record as a page, which its `Accept` asks for."""

NOT_SIMULATED: Final = (
    #  resource              paths below it; `*` is one segment
    ("BrandingThemes",      ("/*/PaymentServices",)),
    ("Budgets",             ("", "/*")),
    ("Contacts",            ("/*/CISSettings",)),
    ("ExpenseClaims",       ("", "/*", *NOTED)),
    ("InvoiceReminders",    ("/Settings",)),
    ("LinkedTransactions",  ("", "/*")),
    ("ManualJournals",      ("", "/*", *ATTACHED, *NOTED)),
    ("Organisation",        ("/*/CISSettings",)),
    ("PaymentServices",     ("",)),
    ("PurchaseOrders",      ("", "/*", *PRINTED, *ATTACHED, *NOTED)),
    ("Quotes",              ("", "/*", *PRINTED, *ATTACHED, *NOTED)),
    ("Receipts",            ("", "/*", *ATTACHED, *NOTED)),
    ("RepeatingInvoices",   ("", "/*", *ATTACHED, *NOTED)),
    ("Reports",             ("", "/*")),
    ("Setup",               ("",)),
)  # fmt: skip
"""
Every path of which no operation is simulated. Source: documented, the published list of paths.

An operation that is missing on a path that is there needs no row: its method is not offered.
"""


def paths() -> Iterator[str]:
    """The paths of the table, below the root of the Accounting API."""
    for resource, tails in NOT_SIMULATED:
        for tail in tails:
            yield f"/{resource}{tail}"


_KNOWN: Final = re.compile(
    "|".join(re.escape(path).replace(r"\*", "[^/]+") for path in paths()), re.IGNORECASE
)


def is_known(path: str) -> bool:
    """Whether the published API has this path, below its root, although it is not simulated."""
    return _KNOWN.fullmatch(path.rstrip("/")) is not None
