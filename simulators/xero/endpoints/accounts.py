"""Accounts."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import account
from simulators.xero.account import ACCOUNTS
from simulators.xero.books import Books, Writing
from simulators.xero.endpoints.reading import ROOT, books_of, by_id, found_or_missing, reads
from simulators.xero.endpoints.single import single
from simulators.xero.wire import body
from simulators.xero.wire.saving import save_all

SCOPE: Final = "accounting.settings"
SHAPE: Final = body.Shape(account.FIELDS)

_find = by_id("account")


def put(world: World, call: Call) -> Reply:
    """Create one account."""
    return save_all(world, call, ACCOUNTS, [single(call, "Accounts", SHAPE)], account.create)


def post_one(world: World, call: Call) -> Reply:
    """Change or archive one account."""
    there = found_or_missing(_find(books_of(world, call), call.params["reference"]))
    wanted = {**single(call, "Accounts", SHAPE), "AccountID": there["AccountID"]}

    def save(books: Books, row: Doc) -> Writing:
        return account.post(books, there, row)

    return save_all(world, call, ACCOUNTS, [wanted], save)


def delete(world: World, call: Call) -> Reply:
    """Delete one account that nothing uses."""
    there = found_or_missing(_find(books_of(world, call), call.params["reference"]))

    def save(books: Books, _row: Doc) -> Writing:
        return account.delete(books, there)

    return save_all(world, call, ACCOUNTS, [{"AccountID": there["AccountID"]}], save)


ENDPOINTS: Final = (
    *reads(ACCOUNTS, SCOPE, _find),
    Endpoint("PUT", f"{ROOT}/Accounts", put, SCOPE),
    Endpoint("POST", f"{ROOT}/Accounts/<reference>", post_one, SCOPE),
    Endpoint("DELETE", f"{ROOT}/Accounts/<reference>", delete, SCOPE),
)
