"""Invoices and bills."""

from __future__ import annotations

from functools import partial
from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import invoice
from simulators.xero.books import Books
from simulators.xero.endpoints.reading import ROOT, books_of, found_or_missing, reads
from simulators.xero.invoice_rules import FIELDS
from simulators.xero.invoice_view import INVOICES
from simulators.xero.wire import body
from simulators.xero.wire.listing import places
from simulators.xero.wire.saving import save_all
from simulators.xero.wire.values import guid

SCOPE: Final = "accounting.invoices"
SHAPE: Final = body.Shape(tuple(field for field in FIELDS if field.name != "ContactID"))


def find(books: Books, reference: str) -> Doc | None:
    """The invoice of an id or a number."""
    invoice_id = guid(reference)
    if invoice_id is not None:
        return books.row("invoice", invoice_id)
    return invoice.numbered(books, reference, sales_only=False)


def put(world: World, call: Call) -> Reply:
    """Create invoices."""
    save = partial(invoice.put, places=places(call))
    return save_all(world, call, INVOICES, body.rows(call, "Invoices", SHAPE), save)


def post(world: World, call: Call) -> Reply:
    """Create or change invoices."""
    save = partial(invoice.post, places=places(call))
    return save_all(world, call, INVOICES, body.rows(call, "Invoices", SHAPE), save)


def post_one(world: World, call: Call) -> Reply:
    """Change one invoice."""
    there = found_or_missing(find(books_of(world, call), call.params["reference"]))
    wanted = {**body.one(call, "Invoices", SHAPE), "InvoiceID": there["InvoiceID"]}
    save = partial(invoice.post, places=places(call))
    return save_all(world, call, INVOICES, [wanted], save)


ENDPOINTS: Final = (
    *reads(INVOICES, SCOPE, find),
    Endpoint("PUT", f"{ROOT}/Invoices", put, SCOPE),
    Endpoint("POST", f"{ROOT}/Invoices", post, SCOPE),
    Endpoint("POST", f"{ROOT}/Invoices/<reference>", post_one, SCOPE),
)
