"""Invoices on their way out: e-mail, online page; and documents on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import sending
from simulators.xero.balance import INVOICES, Target, by_reference
from simulators.xero.books import Books
from simulators.xero.endpoints.reading import ROOT, books_of, found_or_missing
from simulators.xero.wire import pdf
from simulators.xero.wire.envelope import envelope

SCOPE: Final = "accounting.invoices"


def online(world: World, call: Call) -> Reply:
    """Where the customer sees one invoice."""
    found = _invoice(books_of(world, call), call)
    return envelope(world, "OnlineInvoices", [{"OnlineInvoiceUrl": sending.online_url(found)}])


def email(world: World, call: Call) -> Reply:
    """Send one invoice to its contact; the answer is empty."""
    books = books_of(world, call)
    writing = sending.email(books, _invoice(books, call))
    if writing is not None:
        books.commit(writing)
    return Reply(204)


def _invoice(books: Books, call: Call) -> Doc:
    return found_or_missing(by_reference(books, INVOICES, call.params["reference"]))


def wants_pdf(call: Call) -> bool:
    """Whether the caller wants the document on paper."""
    return call.headers.get("accept", "").partition(",")[0].strip().lower() == pdf.TYPE


def printed(target: Target, world: World, call: Call) -> Reply:
    """One document on paper."""
    books = books_of(world, call)
    found = found_or_missing(by_reference(books, target, call.params["reference"]))
    return Reply(200, pdf.page(_text(books, target, found)), {"Content-Type": pdf.TYPE})


def _text(books: Books, target: Target, doc: Doc) -> Iterator[str]:
    contact: Doc = books.row("contact", doc["ContactID"]) or {}
    yield f"{books.organisation['Name']}: {target.title} {doc[target.number]}"
    yield f"{contact.get('Name', '')}, {doc['Date']}, {doc['Status']}"
    yield ""
    for row in doc["LineItems"]:
        yield f"{row['LineAmount']}  {row['Description']}"
    yield ""
    yield f"Total {doc['Total']} {doc['CurrencyCode']}, outstanding {doc[target.left]}"


def printable(target: Target, row: Endpoint) -> Endpoint:
    """The endpoint of one document that also answers on paper, when that is asked for."""

    def handle(world: World, call: Call) -> Reply:
        return printed(target, world, call) if wants_pdf(call) else row.handle(world, call)

    return replace(row, handle=handle)


ENDPOINTS: Final = (
    Endpoint("GET", f"{ROOT}/Invoices/<reference>/OnlineInvoice", online, SCOPE),
    Endpoint("POST", f"{ROOT}/Invoices/<reference>/Email", email, SCOPE),
)
