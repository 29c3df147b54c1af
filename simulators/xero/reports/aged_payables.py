"""What a supplier is owed."""

from typing import Final

from simulators.xero.reports.aged import Aged

PAYABLES: Final = Aged(
    "Aged Payables By Contact",
    "Reference",
    (
        ("ACCPAY", 1),
        ("ACCPAYCREDIT", -1),
        ("SPEND-PREPAYMENT", -1),
        ("SPEND-OVERPAYMENT", -1),
    ),
)
