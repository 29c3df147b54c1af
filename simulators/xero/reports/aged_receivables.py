"""What a customer owes."""

from typing import Final

from simulators.xero.reports.aged import Aged

RECEIVABLES: Final = Aged(
    "Aged Receivables By Contact",
    "Number",
    (
        ("ACCREC", 1),
        ("ACCRECCREDIT", -1),
        ("RECEIVE-PREPAYMENT", -1),
        ("RECEIVE-OVERPAYMENT", -1),
    ),
)
