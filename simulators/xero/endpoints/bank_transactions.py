"""Bank transactions and the transfers between bank accounts."""

from __future__ import annotations

from functools import partial
from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import bank_transaction, bank_transfer
from simulators.xero.bank_transaction_rules import FIELDS
from simulators.xero.bank_transaction_view import BANK_TRANSACTIONS
from simulators.xero.bank_transfer_view import BANK_TRANSFERS
from simulators.xero.endpoints.reading import ROOT, books_of, by_id, found_or_missing, reads
from simulators.xero.wire import body
from simulators.xero.wire.listing import places
from simulators.xero.wire.saving import save_all

SCOPE: Final = "accounting.banktransactions"
FLAT: Final = ("ContactID", "AccountID", "Code")
SHAPE: Final = body.Shape(tuple(field for field in FIELDS if field.name not in FLAT))
TRANSFER_SHAPE: Final = body.Shape(bank_transfer.FIELDS)

_find = by_id("bank_transaction")


def put(world: World, call: Call) -> Reply:
    """Create bank transactions."""
    save = partial(bank_transaction.put, places=places(call))
    rows = body.rows(call, "BankTransactions", SHAPE)
    return save_all(world, call, BANK_TRANSACTIONS, rows, save)


def post(world: World, call: Call) -> Reply:
    """Create, change or delete bank transactions."""
    save = partial(bank_transaction.post, places=places(call))
    rows = body.rows(call, "BankTransactions", SHAPE)
    return save_all(world, call, BANK_TRANSACTIONS, rows, save)


def post_one(world: World, call: Call) -> Reply:
    """Change or delete one bank transaction."""
    there = found_or_missing(_find(books_of(world, call), call.params["reference"]))
    wanted = body.one(call, "BankTransactions", SHAPE)
    wanted = {**wanted, "BankTransactionID": there["BankTransactionID"]}
    save = partial(bank_transaction.post, places=places(call))
    return save_all(world, call, BANK_TRANSACTIONS, [wanted], save)


def put_transfers(world: World, call: Call) -> Reply:
    """Create transfers."""
    rows = body.rows(call, "BankTransfers", TRANSFER_SHAPE)
    return save_all(world, call, BANK_TRANSFERS, rows, bank_transfer.create)


ENDPOINTS: Final = (
    *reads(BANK_TRANSACTIONS, SCOPE, _find),
    Endpoint("PUT", f"{ROOT}/BankTransactions", put, SCOPE),
    Endpoint("POST", f"{ROOT}/BankTransactions", post, SCOPE),
    Endpoint("POST", f"{ROOT}/BankTransactions/<reference>", post_one, SCOPE),
    *reads(BANK_TRANSFERS, SCOPE, by_id("bank_transfer")),
    Endpoint("PUT", f"{ROOT}/BankTransfers", put_transfers, SCOPE),
)
