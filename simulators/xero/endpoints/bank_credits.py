"""Prepayments and overpayments: read, allocated, the allocations taken back."""

from typing import Final

from simulators.xero import balance
from simulators.xero.bank_credit_view import OVERPAYMENTS, PREPAYMENTS
from simulators.xero.endpoints import allocations
from simulators.xero.endpoints.payments import SCOPE
from simulators.xero.endpoints.reading import by_id, reads

ENDPOINTS: Final = (
    *reads(PREPAYMENTS, SCOPE, by_id("prepayment")),
    *allocations.endpoints(balance.PREPAYMENTS, SCOPE),
    *reads(OVERPAYMENTS, SCOPE, by_id("overpayment")),
    *allocations.endpoints(balance.OVERPAYMENTS, SCOPE),
)
