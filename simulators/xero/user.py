"""A person who may work in the organisation: read by calls, added by people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero.books import Books, Writing
from simulators.xero.contact import EMAIL
from simulators.xero.wire.columns import columns, own_columns
from simulators.xero.wire.lengths import too_long
from simulators.xero.wire.resource import Resource, parts, write

ROLES: Final = (
    "READONLY", "INVOICEONLY", "STANDARD", "FINANCIALADVISER", "MANAGEDCLIENT", "CASHBOOKCLIENT",
)  # fmt: skip
FIELDS: Final = (
    Field("UserID", Kind.GUID, SetBy.SERVER),
    Field("EmailAddress", limit=255),
    Field("FirstName", limit=255),
    Field("LastName", limit=255),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("IsSubscriber", Kind.BOOLEAN, SetBy.SERVER),
    Field("OrganisationRole", Kind.ENUM, values=ROLES),
)
_PARTS: Final = parts(FIELDS)

USERS: Final = Resource(
    plural="Users",
    singular="User",
    kind="user",
    key="UserID",
    columns=columns(*own_columns(FIELDS)),
    render=lambda _books, doc, _view: write(_PARTS, doc),
    modified=True,
    alone=True,
)


def add(books: Books, wanted: Doc) -> Writing:
    """
    A further user; the subscriber, who opened the books, stays the only one.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_refusals(books, wanted))
    doc: Doc = {
        "UserID": books.new_id("user"),
        "owner": books.owner,
        "FirstName": "",
        "LastName": "",
        "IsSubscriber": False,
        **wanted,
        "OrganisationRole": wanted.get("OrganisationRole", "STANDARD").upper(),
        "UpdatedDateUTC": books.now,
    }
    return Writing(doc, (Change("user", doc["UserID"], doc),))


def _refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    email = wanted.get("EmailAddress", "")
    if not EMAIL.match(email):
        yield Refusal("XE-05", "Email address must be valid.", "EmailAddress")
    if any(row["EmailAddress"].casefold() == email.casefold() for row in books.all("user")):
        yield Refusal("user", "The user has been added already.", "EmailAddress")
    if wanted.get("OrganisationRole", "STANDARD").upper() not in ROLES:
        text = f"OrganisationRole must be one of {', '.join(ROLES)}."
        yield Refusal("user", text, "OrganisationRole")
    yield from too_long(FIELDS, wanted)
