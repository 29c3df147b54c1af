"""How records look in answers. The store keeps them under the same names; little is changed."""

from collections.abc import Callable, Mapping
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.world import World
from simulators.released import books, connection, credit_note
from simulators.released.actions import connections
from simulators.released.guards import is_paired

Shape = Callable[[World, int, Doc], Doc]


def plain(_world: World, _company: int, doc: Doc) -> Doc:
    """The record without what the store keeps for itself."""
    shown = dict(doc)
    for name in books.NEVER_SHOWN:
        shown.pop(name, None)
    return shown


def contact(world: World, company: int, doc: Doc) -> Doc:
    """A contact as one company sees it: with its external id there."""
    shown = plain(world, company, doc)
    shown["externalId"] = doc["externalIds"].get(str(company))
    return shown


def document(world: World, company: int, doc: Doc) -> Doc:
    """
    A document with the number that people see, Xero's while the pairing stands, else ours; and the
    date that decides its budget period.
    """
    paired_with = books.table(world, "connection").row(str(company))
    shown = plain(world, company, doc)
    adopted = doc["externalNumber"] if paired_with and is_paired(paired_with) else None
    shown["displayNumber"] = adopted or doc["number"]
    shown["budgetDate"] = credit_note.service_date(doc)
    return shown


def pairing(world: World, company: int, doc: Doc) -> Doc:
    """A connection with the flag of the sync results page."""
    shown = plain(world, company, doc)
    clean = not connections.has_failures(world, company)
    shown["syncFlag"] = connection.flag(doc["syncState"], clean=clean)
    return shown


SHAPES: Final[Mapping[str, Shape]] = {
    "contact": contact,
    "document": document,
    "connection": pairing,
}


def shape_of(kind: str) -> Shape:
    """How a record type is shown."""
    return SHAPES.get(kind, plain)
