"""Batches of payments: created, read and taken back."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import batch_payment
from simulators.xero.batch_payment_view import BATCH_PAYMENTS
from simulators.xero.endpoints.payments import SCOPE
from simulators.xero.endpoints.reading import ROOT, books_of, by_id, found_or_missing, reads
from simulators.xero.wire import body
from simulators.xero.wire.saving import save_all

SHAPE: Final = body.Shape(
    tuple(field for field in batch_payment.FIELDS if field.name not in ("AccountID", "Code"))
)

_find = by_id("batch_payment")


def put(world: World, call: Call) -> Reply:
    """Create batches."""
    rows = body.rows(call, "BatchPayments", SHAPE)
    return save_all(world, call, BATCH_PAYMENTS, rows, batch_payment.create)


def post(world: World, call: Call) -> Reply:
    """Take back the batches that the rows name."""
    rows = body.rows(call, "BatchPayments", SHAPE)
    return save_all(world, call, BATCH_PAYMENTS, rows, batch_payment.delete_named)


def post_one(world: World, call: Call) -> Reply:
    """Take one batch back."""
    there = found_or_missing(_find(books_of(world, call), call.params["reference"]))
    wanted = {
        **body.one(call, "BatchPayments", SHAPE),
        "BatchPaymentID": there["BatchPaymentID"],
    }
    return save_all(world, call, BATCH_PAYMENTS, [wanted], batch_payment.delete_named)


ENDPOINTS: Final = (
    *reads(BATCH_PAYMENTS, SCOPE, _find),
    Endpoint("PUT", f"{ROOT}/BatchPayments", put, SCOPE),
    Endpoint("POST", f"{ROOT}/BatchPayments", post, SCOPE),
    Endpoint("POST", f"{ROOT}/BatchPayments/<reference>", post_one, SCOPE),
)
