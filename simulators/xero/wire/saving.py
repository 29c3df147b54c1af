"""PUT and POST of many: row by row, not atomic, reported in either of Xero's two ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from simulators.kernel.call import Call, Doc, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.xero.books import Books, Writing
from simulators.xero.wire.envelope import envelope, messages, validation
from simulators.xero.wire.listing import parameters, places
from simulators.xero.wire.resource import Depth, Resource, View, write
from simulators.xero.wire.values import NO_GUID, flag

Save = Callable[[Books, Doc], Writing]
"""Decides about one row: what it writes, or Refused with what Xero says."""

ABSENT: Final = ("UpdatedDateUTC", "UpdatedDateUTCString")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a request and what became of it."""

    echo: Doc
    doc: Doc | None
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def save_all(
    world: World,
    call: Call,
    resource: Resource,
    wanted: list[Doc],
    save: Save,
) -> Reply:
    """
    Save rows one after the other and report.

    Source: recorded and documented, facts 3.4; decisions D2: good rows stay saved beside bad ones.
    """
    books = Books(world, call.owner, call.actor, call.n)
    rows = [_saved(books, resource, row, save) for row in wanted]
    view = View(Depth.ANSWER, places(call))
    if flag(parameters(call).get("summarizeerrors", "true")) is not False:
        bad = [_refused(resource, row) for row in rows if row.doc is None]
        if bad:
            return validation(bad)
        return envelope(
            world, resource.plural, [_accepted(books, resource, r, view) for r in rows]
        )
    return envelope(
        world,
        resource.plural,
        [
            _refused(resource, row, status=True)
            if row.doc is None
            else _with_status(_accepted(books, resource, row, view), row)
            for row in rows
        ],
    )


def _saved(books: Books, resource: Resource, wanted: Doc, save: Save) -> Row:
    try:
        writing = save(books, wanted)
    except Refused as refused:
        return Row(_echo(books, resource, wanted), None, refused.refusals)
    return Row({}, books.commit(writing), (), writing.warnings)


def _echo(books: Books, resource: Resource, wanted: Doc) -> Doc:
    """What was sent, over what is stored when the row names a record."""
    sent = write(resource.echo, wanted)
    stored = books.row(resource.kind, wanted.get(resource.key))
    if stored is None:
        return {resource.key: NO_GUID, **sent} if resource.key.endswith("ID") else sent
    shown = resource.render(books, stored, View(Depth.ANSWER))
    kept = {name: value for name, value in shown.items() if name not in ABSENT}
    return {**kept, **{name: v for name, v in sent.items() if not isinstance(v, list | dict)}}


def _accepted(books: Books, resource: Resource, row: Row, view: View) -> Doc:
    shown = resource.render(books, row.doc or {}, view)
    if row.warnings:
        shown["Warnings"] = [{"Message": text} for text in row.warnings]
    return shown


def _with_status(shown: Doc, row: Row) -> Doc:
    return {**shown, "StatusAttributeString": "WARNING" if row.warnings else "OK"}


def _refused(resource: Resource, row: Row, *, status: bool = False) -> Doc:
    shown = {**row.echo, resource.errors_flag: True, "ValidationErrors": messages(row.refusals)}
    if status:
        shown["StatusAttributeString"] = "ERROR"
    return shown
