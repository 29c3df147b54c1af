"""Credit notes and their allocations."""

from __future__ import annotations

from typing import Final

from simulators.xero import balance
from simulators.xero.credit_note import CREDIT_NOTE
from simulators.xero.credit_note_view import CREDIT_NOTES
from simulators.xero.endpoints import allocations
from simulators.xero.endpoints.documents import SCOPE, endpoints

ENDPOINTS: Final = (
    *endpoints(CREDIT_NOTE, CREDIT_NOTES),
    *allocations.endpoints(balance.CREDIT_NOTES, SCOPE),
)
