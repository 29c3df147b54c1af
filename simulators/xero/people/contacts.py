"""What people do with contacts, restoring and merging included."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.vendor import Edit
from simulators.kernel.world import Change, World
from simulators.xero import contact
from simulators.xero.balance import TARGETS
from simulators.xero.books import Books, Writing
from simulators.xero.contact_details import SET_BY_PEOPLE
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape

SHAPE: Final = Shape((*contact.FIELDS, *SET_BY_PEOPLE))
NAMES: Final = tuple(field.name for field in contact.FIELDS if field.name.lower() in SHAPE.names)


def create(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Add a contact."""
    books = books_of(world, origin)
    books.commit(contact.create(books, read(SHAPE, fields)))


def edit(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Change a contact's details."""
    books = books_of(world, origin)
    before = touched(books, "contact", record_id)
    wanted = {name: value for name, value in read(SHAPE, fields).items() if name != "ContactID"}
    books.commit(contact.update(books, before, wanted))


def archive(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
    """Archive a contact."""
    books = books_of(world, origin)
    books.commit(contact.archive(books, touched(books, "contact", record_id)))


def restore(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
    """Restore an archived contact, which no call can do in the recorded product."""
    books = books_of(world, origin)
    before = touched(books, "contact", record_id)
    if before["ContactStatus"] == contact.ACTIVE or before.get("MergedToContactID"):
        raise Refused(Refusal("contact", "Only an archived contact can be restored."))
    books.commit(contact.restore(books, before))


def merge(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Merge a contact into another: it is archived, what belongs to it moves."""
    books = books_of(world, origin)
    loser = touched(books, "contact", record_id)
    winner = touched(books, "contact", str(fields.get("into", "")))
    if loser["ContactID"] == winner["ContactID"]:
        raise Refused(Refusal("contact", "A contact cannot be merged into itself."))
    if winner["ContactStatus"] != contact.ACTIVE or loser.get("MergedToContactID"):
        raise Refused(Refusal("contact", "Only into an active contact can another be merged."))
    books.commit(_merged(books.now, loser, winner, _moved(books, loser, winner)))


MOVED: Final = (
    *((target.table, target.key) for target in TARGETS),
    ("bank_transaction", "BankTransactionID"),
)
"""The tables of what belongs to a contact, each with its id."""


def _moved(books: Books, loser: Doc, winner: Doc) -> list[Change]:
    """What belongs to one contact as another's."""
    moved = {"ContactID": winner["ContactID"], "UpdatedDateUTC": books.now}
    return [
        Change(kind, doc[key], {**doc, **moved})
        for kind, key in MOVED
        for doc in books.find(kind, "contact", loser["ContactID"])
    ]


def _merged(now: str, loser: Doc, winner: Doc, documents: list[Change]) -> Writing:
    gone = {
        **loser,
        "ContactStatus": contact.ARCHIVED,
        "MergedToContactID": winner["ContactID"],
        "UpdatedDateUTC": now,
    }
    kept = {
        **winner,
        "IsCustomer": winner["IsCustomer"] or loser["IsCustomer"],
        "IsSupplier": winner["IsSupplier"] or loser["IsSupplier"],
        "UpdatedDateUTC": now,
    }
    return Writing(
        gone,
        (
            Change("contact", gone["ContactID"], gone),
            Change("contact", kept["ContactID"], kept),
            *documents,
        ),
    )


EDITS: Final = (
    Edit("contact.create", NAMES, create, "Add a contact."),
    Edit("contact.edit", NAMES, edit, "Change a contact's details."),
    Edit("contact.archive", (), archive, "Archive a contact."),
    Edit("contact.restore", (), restore, "Restore an archived contact."),
    Edit("contact.merge", ("into",), merge, "Merge a contact into another, which stays."),
)
