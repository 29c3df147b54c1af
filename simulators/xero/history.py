"""What happened to a record: the notes that somebody wrote, and what the journal still tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from simulators.kernel.call import Actor, Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import Change
from simulators.xero.books import SYSTEM, Books, Writing, changed_fields
from simulators.xero.parents import Parent
from simulators.xero.wire.envelope import PROVIDER
from simulators.xero.wire.values import bare_ticks, instant_ticks

LONGEST: Final = 2_500
PRODUCT: Final = "System Generated"
PERSON: Final = "Organisation User"
BY_APP: Final = f"Received through the Xero API from {PROVIDER}"
NOTE: Final = "Note"

WRONG_PARENT: Final = "The document with the supplied id was not found for this endpoint."
NO_DETAILS: Final = "Details must be specified."
TOO_LONG: Final = f"Details must not be longer than {LONGEST} characters."

STATUSES: Final = {
    "SUBMITTED": "Submitted",
    "AUTHORISED": "Approved",
    "PAID": "Paid",
    "VOIDED": "Voided",
    "DELETED": "Deleted",
    "ARCHIVED": "Archived",
    "ACTIVE": "Restored",
}
REOPENED: Final = "Payment Removed"
SUMS: Final = (("AmountPaid", "Payment"), ("AmountCredited", "Credit Applied"))
FLAGS: Final = frozenset({"HasAttachments", "IsCustomer", "IsSupplier"})
"""What the product sets on the way, without a word in the history."""


def note(books: Books, parent: Parent, holder: Doc, details: str) -> Writing:
    """
    A note on a record.

    Raises:
        Refused: when it says nothing or too much.
    """
    refuse_if(_refusals(details))
    doc: Doc = {
        "HistoryRecordID": books.new_id("history_record"),
        "owner": books.owner,
        "ParentType": parent.kind,
        "ParentID": holder[parent.key],
        "Changes": NOTE,
        "DateUTC": books.now,
        "User": user_of(books, books.actor),
        "Details": details,
    }
    return Writing(doc, (Change("history_record", doc["HistoryRecordID"], doc),))


def _refusals(details: str) -> Iterator[Refusal]:
    if not details.strip():
        yield Refusal("history", NO_DETAILS, "Details")
    if len(details) > LONGEST:
        yield Refusal("history", TOO_LONG, "Details")


def user_of(books: Books, actor: str) -> str:
    """Who acted, as the history names them: an app and the product itself have no name."""
    subscriber = next(iter(books.all("user")), None) if actor == Actor.USER else None
    return f"{subscriber['FirstName']} {subscriber['LastName']}" if subscriber else PRODUCT


def rows(books: Books, parent: Parent, holder: Doc) -> list[Doc]:
    """
    The history of a record, newest first.

    Method: notes are stored; the rest is read from the world's journal, which is bounded, so the
    history of a very old record begins later than the record.
    """
    record_id = holder[parent.key]
    notes = books.table("history_record").find("ParentID", record_id)
    world = books.world
    told = _told(books, _lines(world.commits.after(0), world.newest_commit, parent, record_id))
    found = [*told, *(row for row in notes if row["ParentType"] == parent.kind)]
    return sorted(found, key=lambda row: str(row["DateUTC"]))[::-1]


def _lines(lines: Iterable[Doc], newest: int, parent: Parent, record_id: str) -> list[Doc]:
    return [
        line
        for line in lines
        if line["system"] == SYSTEM and line["n"] <= newest
        if (line["id"] == record_id and line["type"] == parent.kind)
        or (line["type"] == "attachment" and _file(line)["ParentID"] == record_id)
    ]


def _told(books: Books, lines: list[Doc]) -> Iterator[Doc]:
    for line in lines:
        changes = _about_file(line) if line["type"] == "attachment" else happened(line)
        if changes:
            yield {
                "Changes": changes,
                "DateUTC": line["time"],
                "User": user_of(books, line["actor"]),
                "Details": _details(line),
            }


def _details(line: Doc) -> str:
    if line["type"] == "attachment":
        return str(_file(line)["FileName"])
    return BY_APP if line["actor"] == "sync" else ""


def _file(line: Doc) -> Doc:
    """The file that a journal line is about, deleted or not."""
    file: Doc = line["after"] or line["before"]
    return file


def _about_file(line: Doc) -> str:
    return "Attached a file" if line["after"] else "Deleted a file"


def happened(line: Doc) -> str:
    """What one journal line says of its record, in a word; empty when nobody would tell."""
    before, after = line["before"], line["after"]
    if before is None:
        return "Created"
    if changed_fields(before, after) <= FLAGS:
        return ""
    for name in ("Status", "ContactStatus"):
        old, new = before.get(name), after.get(name)
        if old != new:
            return REOPENED if old == "PAID" else STATUSES.get(str(new), "Edited")
    return next((word for name, word in SUMS if before.get(name) != after.get(name)), "Edited")


def render(row: Doc) -> Doc:
    """One row of a history. Source: recorded, facts 4.12."""
    return {
        "Changes": row["Changes"],
        "DateUTCString": row["DateUTC"][:19],
        "DateUTC": instant_ticks(row["DateUTC"]),
        "User": row["User"],
        "Details": row["Details"],
    }


def answer(row: Doc) -> Doc:
    """A note as the answer to its creation shows it. Source: recorded, facts 4.12."""
    return {
        "DateUTCString": row["DateUTC"][:19],
        "DateUTC": bare_ticks(row["DateUTC"]),
        "Details": row["Details"],
        "ValidationErrors": [],
    }
