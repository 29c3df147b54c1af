"""What people do with files and notes on records."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any, Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import attachment, history
from simulators.xero.attachment import File
from simulators.xero.books import Books
from simulators.xero.parents import PARENTS, WITH_FILES, Parent
from simulators.xero.people.acting import books_of, touched


def add(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Attach a file, or replace the one of the same name."""
    books = books_of(world, origin)
    parent, holder = _holder(books, WITH_FILES, record_id, fields)
    file = File(_text(fields, "FileName"), _content(fields), fields.get("IncludeOnline") is True)
    books.commit(attachment.attach(books, parent, holder, file))


def delete(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
    """Delete a file; the record that had it says so when it was its last."""
    books = books_of(world, origin)
    file = touched(books, "attachment", record_id)
    parent, holder = _holder(books, WITH_FILES, file["ParentID"], file)
    books.commit(attachment.remove(books, parent, holder, file))


def note(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Write a note into a record's history."""
    books = books_of(world, origin)
    with_history = tuple(parent for parent in PARENTS if parent.notes)
    parent, holder = _holder(books, with_history, record_id, fields)
    books.commit(history.note(books, parent, holder, _text(fields, "Details")))


def _holder(
    books: Books, parents: tuple[Parent, ...], record_id: str, fields: Doc
) -> tuple[Parent, Any]:
    """
    The record with an id, of the type that is named or of any.

    Raises:
        Refused: when there is none.
    """
    wanted = fields.get("ParentType")
    for parent in parents:
        if wanted in (None, parent.kind, parent.segment):
            found = parent.find(books, record_id)
            if found is not None:
                return parent, found
    raise Refused(Refusal("XE-39", f"There is no such record {record_id[:60]!r}."))


def _text(fields: Doc, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise Refused(Refusal("attachment", f"{name} must be a text.", name))
    return value


def _content(fields: Doc) -> bytes:
    try:
        return b64decode(fields.get("content") or "", validate=True)
    except (NotBase64, TypeError, ValueError):
        raise Refused(Refusal("attachment", "content must be Base64.", "content")) from None


EDITS: Final = (
    Edit(
        "attachment.add",
        ("ParentType", "FileName", "content", "IncludeOnline"),
        add,
        "Attach a file to a record, whose id it takes; the same name replaces.",
    ),
    Edit("attachment.delete", (), delete, "Delete a file, as only people can in Xero."),
    Edit(
        "history.note",
        ("ParentType", "Details"),
        note,
        "Write a note into the history of a record, whose id it takes.",
    ),
)
