"""A tracking category and its options: at most two active, four in all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero.books import Books, Writing
from simulators.xero.uses import is_used
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
ACTIVE: Final = "ACTIVE"
ARCHIVED: Final = "ARCHIVED"
DELETED: Final = "DELETED"
USED: Final = "The tracking {} is used by transactions and cannot be deleted."
MOST_ACTIVE: Final = 2
MOST: Final = 4
_PARTS: Final = parts(FIELDS, without=("Options",))


def render(_books: Books, doc: Doc, _view: View, *, archived: bool = True) -> Doc:
    """One category with its options."""
    shown = write(_PARTS, doc)
    shown["Options"] = [
        render_option(option)
        for option in doc["Options"]
        if archived or option["Status"] == ACTIVE
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
        "IsDeleted": status == DELETED,
        "IsArchived": status == ARCHIVED,
        "IsActive": status == ACTIVE,
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
        "Status": ACTIVE,
        "Options": [],
    }
    return _written(doc)


def update(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    A category with another name, archived, or made active again, as POST asks.

    Raises:
        Refused: when the name is missing, too long or taken, the status unknown, two are active.
    """
    after = dict(before)
    if "Name" in wanted or "Status" not in wanted:
        after["Name"] = rename(books, before, wanted).doc["Name"]
    status = str(wanted.get("Status", before["Status"])).upper()
    refuse_if(_status_refusals(status))
    if status == ACTIVE != before["Status"]:
        refuse_if(_room_refusals(books))
    return _written({**after, "Status": status})


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
    return _written({**before, "Status": ARCHIVED})


def delete(books: Books, before: Doc) -> Writing:
    """
    A category that nothing uses, taken away with its options.

    Source: inferred, facts 4.10: only what no live document uses can be deleted.

    Raises:
        Refused: when it is used.
    """
    key = str(before["TrackingCategoryID"])
    if is_used(books, key):
        refuse_if([Refusal("tracking", USED.format("category"))])
    gone = {**before, "Status": DELETED, "Options": []}
    return Writing(gone, (Change("tracking_category", key, None),))


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
        "Status": ACTIVE,
    }
    return _written({**before, "Options": [*before["Options"], option]})


def option_of(before: Doc, option_id: str | None) -> Doc | None:
    """The option of a category with this id."""
    rows = (row for row in before["Options"] if row["TrackingOptionID"] == option_id)
    return next(rows, None)


def update_option(_books: Books, before: Doc, option: Doc, wanted: Doc) -> Writing:
    """
    A category with one option renamed, archived, or made active again, as POST asks.

    Raises:
        Refused: when the name is missing, too long or taken, or the status unknown.
    """
    status = str(wanted.get("Status", option["Status"])).upper()
    refuse_if(_status_refusals(status))
    name = option["Name"]
    if "Name" in wanted or "Status" not in wanted:
        refuse_if(_name_refusals(wanted, _names(before["Options"], option)))
        name = wanted["Name"].strip()
    return _with_option(before, {**option, "Name": name, "Status": status})


def rename_option(books: Books, before: Doc, option: Doc, wanted: Doc) -> Writing:
    """
    A category with one option renamed.

    Raises:
        Refused: when the name is missing, too long or taken.
    """
    return update_option(books, before, option, {"Name": wanted.get("Name", "")})


def archive_option(_books: Books, before: Doc, option: Doc, _wanted: Doc) -> Writing:
    """A category with one option no longer offered."""
    return _with_option(before, {**option, "Status": ARCHIVED})


def delete_option(books: Books, before: Doc, option: Doc, _wanted: Doc) -> Writing:
    """
    A category without an option that nothing uses.

    Source: inferred, facts 4.10: only what no live document uses can be deleted.

    Raises:
        Refused: when it is used.
    """
    if is_used(books, option["TrackingOptionID"]):
        refuse_if([Refusal("tracking", USED.format("option"))])
    return _written({**before, "Options": [row for row in before["Options"] if row != option]})


def holder_of(books: Books, option_id: str) -> Doc | None:
    """The category that has an option."""
    for category in books.all("tracking_category"):
        if option_of(category, option_id) is not None:
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
    yield from _room_refusals(books)
    if len(there) >= MOST:
        yield Refusal("tracking", f"You can only have {MOST} tracking categories in all.")
    yield from _name_refusals(wanted, _names(there, None))


def _room_refusals(books: Books) -> Iterator[Refusal]:
    active = [row for row in books.all("tracking_category") if row["Status"] == ACTIVE]
    if len(active) >= MOST_ACTIVE:
        yield Refusal("tracking", "You can only have two active tracking categories.")


def _status_refusals(status: str) -> Iterator[Refusal]:
    if status not in (ACTIVE, ARCHIVED):
        yield Refusal("tracking", f"The status '{status}' is not valid for tracking", "Status")


def _name_refusals(wanted: Doc, taken: set[str]) -> Iterator[Refusal]:
    name = wanted.get("Name", "").strip()
    if not name:
        yield Refusal("tracking", "Please enter a Name.", "Name")
    if name.casefold() in taken:
        yield Refusal("XE-33", "Please enter a unique Name.", "Name")
    yield from too_long(FIELDS, {"Name": name})
