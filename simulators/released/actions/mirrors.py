"""What is done to reference data: tax types, accounts, tracking. Xero leads while paired."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import Refusal, Refused, refuse_if
from simulators.kernel.wire import Field
from simulators.kernel.world import World
from simulators.released import account, books, tax_type, tracking
from simulators.released.guards import (
    is_paired,
    managed_in_xero,
    needs_connection,
    role_forbidden,
)
from simulators.released.values import read_whole

LONGEST_EXTERNAL_ID: Final = 100


def _as_given(_before: Doc | None, values: Doc) -> Doc:
    return values


def _category(before: Doc | None, values: Doc) -> Doc:
    return {**values, "isPropertyMatching": bool(before and before["isPropertyMatching"])}


@dataclass(frozen=True, slots=True)
class Mirror:
    """One kind of reference data: its fields, their blanks, and what this side adds to them."""

    words: str
    fields: tuple[Field, ...]
    blank: Doc
    own: Callable[[Doc | None, Doc], Doc] = _as_given


MIRRORS: Final[Mapping[str, Mirror]] = {
    "tax_type": Mirror("A tax type", tax_type.FIELDS, tax_type.BLANK, tax_type.renamed),
    "account": Mirror("The chart of accounts", account.FIELDS, account.BLANK, account.recoded),
    "tracking_category": Mirror("Tracking", tracking.FIELDS, tracking.BLANK, _category),
    "tracking_option": Mirror("Tracking", tracking.FIELDS, tracking.BLANK),
}


def may_write(origin: Origin, connection: Doc, words: str) -> Iterator[Refusal]:
    """People write reference data only in a company that is not paired. Source: guide."""
    if origin.actor is Actor.USER and is_paired(connection):
        yield managed_in_xero(words)
    yield from needs_connection(origin, connection)


def put(
    world: World,
    origin: Origin,
    company: int,
    kind: str,
    external: str,
    body: dict[str, Any],
    category: int | None = None,
) -> tuple[Doc, bool]:
    """
    Make the mirror of one external record what the body says.

    Args:
        kind: a key of MIRRORS.
        category: the id of an option's category.

    Returns:
        The record, and whether it is new.

    Raises:
        Refused: before anything changed.
    """
    mirror = MIRRORS[kind]
    refuse_if(may_write(origin, books.connection_of(world, company), mirror.words))
    if len(external) > LONGEST_EXTERNAL_ID:
        raise Refused(Refusal("too_long", "The external id is too long.", "externalId"))
    before = books.by_external(world, kind, company, external)
    values = {"externalId": external, **read_whole(mirror.fields, body, mirror.blank)}
    if category is not None:
        values["categoryId"] = category
    record: Doc = {
        "id": before["id"] if before is not None else books.new_id(world, kind, company),
        "companyId": company,
        **mirror.own(before, values),
    }
    return books.write(world, origin, (kind, record))[0], before is None


def choose_property_matching(world: World, origin: Origin, company: int, category: Doc) -> Doc:
    """
    Make one category the property-matching one. People choose; the mirror never does.

    Source: documented, RL-TRACK2.
    """
    if origin.actor is not Actor.USER:
        refuse_if([role_forbidden("choose the property-matching category")])
    others = [
        {**each, "isPropertyMatching": False}
        for each in books.table(world, "tracking_category")
        if each["companyId"] == company
        and each["isPropertyMatching"]
        and each["id"] != category["id"]
    ]
    writes = [("tracking_category", each) for each in others]
    chosen = ("tracking_category", {**category, "isPropertyMatching": True})
    return books.write(world, origin, chosen, *writes)[0]
