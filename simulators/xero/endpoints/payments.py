"""Payments: created, read and taken back, never changed."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import payment
from simulators.xero.balance import TARGETS
from simulators.xero.books import Books, Writing
from simulators.xero.endpoints.reading import ROOT, books_of, by_id, found_or_missing, reads
from simulators.xero.payment_view import PAYMENTS
from simulators.xero.wire import body
from simulators.xero.wire.saving import save_all

SCOPE: Final = "accounting.payments"
SHAPE: Final = body.Shape(
    tuple(
        field
        for field in payment.FIELDS
        if field.name not in ("AccountID", *(target.key for target in TARGETS))
    )
)


def create(world: World, call: Call) -> Reply:
    """Create payments."""
    return save_all(world, call, PAYMENTS, body.rows(call, "Payments", SHAPE), payment.create)


def delete(world: World, call: Call) -> Reply:
    """Take one payment back."""
    there = found_or_missing(_find(books_of(world, call), call.params["reference"]))
    wanted = {**body.one(call, "Payments", SHAPE), "PaymentID": there["PaymentID"]}

    def reverse(books: Books, row: Doc) -> Writing:
        return payment.reverse(books, there, row)

    return save_all(world, call, PAYMENTS, [wanted], reverse)


_find = by_id("payment")

ENDPOINTS: Final = (
    *reads(PAYMENTS, SCOPE, _find),
    Endpoint("PUT", f"{ROOT}/Payments", create, SCOPE),
    Endpoint("POST", f"{ROOT}/Payments", create, SCOPE),
    Endpoint("POST", f"{ROOT}/Payments/<reference>", delete, SCOPE),
)
