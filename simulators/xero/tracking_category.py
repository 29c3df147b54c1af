"""A tracking category and its options: at most two active, four in all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero.books import Books, Writing
from simulators.xero.wire.columns import columns, own_columns
from simulators.xero.wire.lengths import too_long
from simulators.xero.wire.resource import Pins, Resource, View, echo_parts, parts, write

OPTION_FIELDS: Final = (
    Field("TrackingOptionID", Kind.GUID),
    Field("Name", limit=100),
    Field("Status", Kind.ENUM),
)
FIELDS: Final = (
    Field("Name", limit=100),
    Field("Status", Kind.ENUM),
    Field("TrackingCategoryID", Kind.GUID),
    Field("Options", Kind.ROWS, SetBy.SERVER, fields=OPTION_FIELDS),
)
MOST_ACTIVE: Final = 2
MOST: Final = 4
_PARTS: Final = parts(FIELDS, without=("Options",))


def render(_books: Books, doc: Doc, _view: View, *, archived: bool = True) -> Doc:
    """One category with its options."""
    shown = write(_PARTS, doc)
    shown["Options"] = [
        render_option(option)
        for option in doc["Options"]
        if archived or option["Status"] == "ACTIVE"
    ]
    return shown


def render_option(option: Doc) -> Doc:
    """One option. Source: documented."""
    status = option["Status"]
    return {
        "TrackingOptionID": option["TrackingOptionID"],
        "Name": option["Name"],
        "Status": status,
        "HasValidationErrors": False,
        "IsDeleted": status == "DELETED",
        "IsArchived": status == "ARCHIVED",
        "IsActive": status == "ACTIVE",
    }


def _shown(_books: Books, archived: bool) -> Pins:  # noqa: FBT001 - a table's column
    return {} if archived else {"status": frozenset(("active",))}


TRACKING_CATEGORIES: Final = Resource(
    plural="TrackingCategories",
    singular="TrackingCategory",
    kind="tracking_category",
    key="TrackingCategoryID",
    columns=columns(*own_columns(FIELDS)),
    render=render,
    echo=echo_parts(FIELDS),
    shown=_shown,
)


def create(books: Books, wanted: Doc) -> Writing:
    """
    A new category without options.

    Raises:
        Refused: when two are active already, four exist, or the name is taken.
    """
    refuse_if(_creation_refusals(books, wanted))
    doc: Doc = {
        "TrackingCategoryID": books.new_id("tracking_category"),
        "owner": books.owner,
        "Name": wanted["Name"].strip(),
        "Status": "ACTIVE",
        "Options": [],
    }
    return _written(doc)


def rename(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    A category with another name.

    Raises:
        Refused: when the name is missing, too long or taken.
    """
    refuse_if(_name_refusals(wanted, _names(books.all("tracking_category"), before)))
    return _written({**before, "Name": wanted["Name"].strip()})


def archive(before: Doc) -> Writing:
    """A category that is no longer offered."""
    return _written({**before, "Status": "ARCHIVED"})


def add_option(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    A category with one more option.

    Raises:
        Refused: when the name is missing, too long or taken.
    """
    refuse_if(_name_refusals(wanted, _names(before["Options"], None)))
    option = {
        "TrackingOptionID": books.new_id("tracking_option"),
        "Name": wanted["Name"].strip(),
        "Status": "ACTIVE",
    }
    return _written({**before, "Options": [*before["Options"], option]})


def rename_option(before: Doc, option_id: str, wanted: Doc) -> Writing:
    """
    A category with one option renamed.

    Raises:
        Refused: when the name is missing, too long or taken.
    """
    old = next(row for row in before["Options"] if row["TrackingOptionID"] == option_id)
    refuse_if(_name_refusals(wanted, _names(before["Options"], old)))
    return _with_option(before, {**old, "Name": wanted["Name"].strip()})


def archive_option(before: Doc, option_id: str) -> Writing:
    """A category with one option no longer offered."""
    old = next(row for row in before["Options"] if row["TrackingOptionID"] == option_id)
    return _with_option(before, {**old, "Status": "ARCHIVED"})


def holder_of(books: Books, option_id: str) -> Doc | None:
    """The category that has an option."""
    for category in books.all("tracking_category"):
        for option in category["Options"]:
            if option["TrackingOptionID"] == option_id:
                return dict(category)
    return None


def _with_option(before: Doc, option: Doc) -> Writing:
    wanted = option["TrackingOptionID"]
    options = [option if row["TrackingOptionID"] == wanted else row for row in before["Options"]]
    return _written({**before, "Options": options})


def _written(after: Doc) -> Writing:
    return Writing(after, (Change("tracking_category", after["TrackingCategoryID"], after),))


def _names(rows: list[Doc], but: Doc | None) -> set[str]:
    return {row["Name"].casefold() for row in rows if row is not but and row != but}


def _creation_refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    there = books.all("tracking_category")
    active = [row for row in there if row["Status"] == "ACTIVE"]
    if len(active) >= MOST_ACTIVE or len(there) >= MOST:
        yield Refusal("tracking", "You can only have two active tracking categories.")
    yield from _name_refusals(wanted, _names(there, None))


def _name_refusals(wanted: Doc, taken: set[str]) -> Iterator[Refusal]:
    name = wanted.get("Name", "").strip()
    if not name:
        yield Refusal("tracking", "Please enter a Name.", "Name")
    if name.casefold() in taken:
        yield Refusal("XE-33", "Please enter a unique Name.", "Name")
    yield from too_long(FIELDS, {"Name": name})
