"""Files on records: the list, the bytes, and storing them as they come."""

from __future__ import annotations

from functools import partial
from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.errors import Refused
from simulators.kernel.world import World
from simulators.xero import attachment
from simulators.xero.attachment import File
from simulators.xero.books import Books
from simulators.xero.endpoints.reading import ROOT, books_of, found_or_missing
from simulators.xero.parents import WITH_FILES, Parent
from simulators.xero.wire.envelope import envelope, exception, messages, validation
from simulators.xero.wire.listing import parameters
from simulators.xero.wire.values import NO_GUID, flag

SCOPE: Final = "accounting.attachments"
OCTETS: Final = "application/octet-stream"


def many(parent: Parent, world: World, call: Call) -> Reply:
    """The files of one record."""
    books, holder = _held(parent, world, call)
    rows = attachment.of(books, parent, holder)
    return _shown(books, parent, rows)


def one(parent: Parent, world: World, call: Call) -> Reply:
    """The bytes of one file; no Content-Disposition, which a client has stumbled over."""
    books, holder = _held(parent, world, call)
    found = found_or_missing(attachment.find(books, parent, holder, call.params["name"]))
    body = attachment.content(books, found)
    return Reply(200, body, {"Content-Type": found["MimeType"]})


def put(parent: Parent, world: World, call: Call) -> Reply:
    """Store the body as it is, whatever its type says."""
    books, holder = _held(parent, world, call)
    name = call.params["name"]
    if name.endswith(" ") and books.switch("xero_attachment_blank") == "fails":
        return exception(500, 0, "Exception", "An error occurred in Xero")
    online = flag(parameters(call).get("includeonline", "")) is True
    try:
        writing = attachment.attach(books, parent, holder, File(name, call.body, online))
    except Refused as refused:
        if any(refusal.status for refusal in refused.refusals):
            raise
        return validation([_echo(call, refused)])
    return _shown(books, parent, [books.commit(writing)])


def _held(parent: Parent, world: World, call: Call) -> tuple[Books, Doc]:
    books = books_of(world, call)
    return books, found_or_missing(parent.find(books, call.params["reference"]))


def _shown(books: Books, parent: Parent, rows: list[Doc]) -> Reply:
    shown = [attachment.render(books, parent, row) for row in rows]
    return envelope(books.world, "Attachments", shown)


def _echo(call: Call, refused: Refused) -> Doc:
    """Source: a published answer (XeroAPI/Xero-Java#142)."""
    name = call.params["name"]
    return {
        "AttachmentID": NO_GUID,
        "FileName": name,
        "MimeType": attachment.mime_type(name) or call.headers.get("content-type") or OCTETS,
        "ContentLength": len(call.body),
        "ValidationErrors": messages(refused.refusals),
    }


def _of(parent: Parent) -> tuple[Endpoint, ...]:
    path = f"{ROOT}/{parent.segment}/<reference>/Attachments"
    return (
        Endpoint("GET", path, partial(many, parent), SCOPE),
        Endpoint("GET", f"{path}/<rest:name>", partial(one, parent), SCOPE),
        Endpoint("PUT", f"{path}/<rest:name>", partial(put, parent), SCOPE),
        Endpoint("POST", f"{path}/<rest:name>", partial(put, parent), SCOPE),
    )


ENDPOINTS: Final = tuple(row for parent in WITH_FILES for row in _of(parent))
