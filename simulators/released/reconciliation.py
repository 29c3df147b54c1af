"""
What a person settles when a company is paired for the first time: which record is which in Xero.

Tax types, accounts and tracking that are matched get their external id, the others are archived;
contacts that are matched are linked, the others stay. Nothing is deleted, and an empty company
has nothing to settle. Source: documented, RL-PREP, RL-CONNECT: four reconciliations, in order.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind

MATCH: Final = (
    Field("id", Kind.INTEGER, required=True, nullable=False),
    Field("externalId", required=True, limit=100, nullable=False),
)
SETTINGS: Final = {
    "matchedTaxTypes": "tax_type",
    "matchedAccounts": "account",
    "matchedTrackingCategories": "tracking_category",
    "matchedTrackingOptions": "tracking_option",
}
"""The settings that are matched or archived, in the order of the product's screens."""
CONTACTS: Final = "matchedContacts"
FIELDS: Final = tuple(
    Field(name, Kind.ROWS, fields=MATCH, nullable=False) for name in (*SETTINGS, CONTACTS)
)
BLANK: Final[Doc] = {name: [] for name in (*SETTINGS, CONTACTS)}


def matches_are_sound(
    name: str, kind: str, rows: list[Doc], find: Callable[[int], Doc | None]
) -> Iterator[Refusal]:
    """Every match names a record of the company, and pairs it with one record of Xero."""
    words = kind.replace("_", " ")
    for position, row in enumerate(rows):
        path = f"{name}[{position}]"
        if find(row["id"]) is None:
            yield Refusal(f"{kind}_unknown", f"There is no {words} {row['id']}.", f"{path}.id")
        for part in ("id", "externalId"):
            if row[part] in [other[part] for other in rows[:position]]:
                message = f"{row[part]} is matched twice."
                yield Refusal("duplicate", message, f"{path}.{part}")


def settled(records: Iterable[Doc], rows: list[Doc]) -> list[Doc]:
    """The settings of a company as they are afterwards: those that change."""
    external = {row["id"]: row["externalId"] for row in rows}
    return [
        {**record, "externalId": external[record["id"]]}
        if record["id"] in external
        else {**record, "status": "Archived"}
        for record in records
        if record["id"] in external or record["status"] == "Active"
    ]


def only_once(values: Doc, *, is_first: bool) -> Iterator[Refusal]:
    """A company is reconciled when it is first paired, and never again."""
    for name in BLANK:
        if values[name] and not is_first:
            message = "The company was reconciled when it was first paired."
            yield Refusal("invalid_transition", message, name)
