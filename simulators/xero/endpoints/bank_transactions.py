"""Bank transactions: read only."""

from typing import Final

from simulators.xero.bank_transaction import BANK_TRANSACTIONS
from simulators.xero.endpoints.reading import by_id, reads

ENDPOINTS: Final = reads(
    BANK_TRANSACTIONS, "accounting.banktransactions", by_id("bank_transaction")
)
