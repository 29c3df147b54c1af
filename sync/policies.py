"""
Small decisions that the engine takes over and over: cursors, echoes, keys, lost creates, scope.

Each is a value or a pure function, so that each can be exchanged on its own.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

from sync.links import Intent, Link
from sync.merge import is_equal, units_of
from sync.ownership import Picture
from sync.requests.contact import marker
from sync.requests.request import Request


class Reading(Enum):
    """What Xero offers for a list."""

    WHOLE = auto()  # always the whole set: no timestamps
    INCREMENT = auto()  # what changed since, at once
    PAGES = auto()  # what changed since, page by page


@dataclass(frozen=True, slots=True)
class Listing:
    """
    How the records of one type are read from Xero: at every cycle, or at most every so often.
    """

    type: str
    resource: str
    key: str
    how: Reading
    query: Mapping[str, str] = field(default_factory=dict)
    every_s: int = 0


_ALL_STATES: Final = {"includeArchived": "true"}
_EXACT_PRICES: Final = {"unitdp": "4"}

WHOLE, INCREMENT, PAGES = Reading.WHOLE, Reading.INCREMENT, Reading.PAGES

LISTINGS: Final = (
    #       type                 resource              key                   how    query
    Listing("tax_type",          "TaxRates",           "TaxType",            WHOLE),
    Listing("account",           "Accounts",           "AccountID",          INCREMENT),
    Listing("tracking_category", "TrackingCategories", "TrackingCategoryID", WHOLE, _ALL_STATES),
    Listing("contact",           "Contacts",           "ContactID",          PAGES, _ALL_STATES),
    Listing("document",          "Invoices",           "InvoiceID",          PAGES, _EXACT_PRICES),
    Listing("document",          "CreditNotes",        "CreditNoteID",       PAGES, _EXACT_PRICES),
    Listing("payment",           "Payments",           "PaymentID",          PAGES),
    Listing("credit",            "Overpayments",       "OverpaymentID",      PAGES, every_s=60),
    Listing("credit",            "Prepayments",        "PrepaymentID",       PAGES, every_s=60),
)  # fmt: skip
"""
In the order of work (R47). Archived and void records are listed: their end is news too. Credits
only cross, and Xero itself guards what they use up, so they may be read a minute late.
"""

NOT_KEPT: Final[Mapping[str, tuple[str, ...]]] = {"legacy": ("credit",)}
"""The types that a vintage of Re-Leased has no place for (O13)."""


OPTIONS: Final = Listing("tracking_option", "Options", "TrackingOptionID", WHOLE)
"""Tracking options stand inside their categories; each is known by its id. Rule: R46."""

CHILDREN: Final[Mapping[str, tuple[str, ...]]] = {
    "tracking_category": ("tracking_option",),
    "contact": ("document", "credit", "contact"),
    "document": ("allocation", "payment", "attachment"),
}
"""What hangs on a record of a type, and is looked at again when that one moves. Rule: R34, R35."""


OVERLAP_S: Final = 10


def with_overlap(cursor: int) -> int:
    """Ask again for the last seconds: equal timestamps and late commits are never passed over."""
    return cursor - 1000 * OVERLAP_S


@dataclass(frozen=True, slots=True)
class Cursor:
    """
    Where reading goes on. The cursor is the latest timestamp that the server sent, never our own
    time, and moves only with the work that it stands for.

    Rule: R61.
    """

    since: Callable[[int], int] = with_overlap
    is_saved_before_the_work: bool = False


def own_shelf(document: Link, resource: str) -> tuple[str, ...]:
    """The addresses whose files are a document's: its own. Rule: R34."""
    return (f"{resource}/{document.xero_id}",)


@dataclass(frozen=True, slots=True)
class Sweep:
    """
    How that is found in Xero which no increment shows: files, which have no list, no print and no
    timestamp of their own, and new due dates of invoices that are paid in part.

    A sweep takes one page of the documents that have files, lists the files of each and reads
    some of them again: so its calls do not grow with the portfolio, and each file has its turn.

    Rule: R31, R57, R61.
    """

    every_s: int = 60
    documents: int = 50
    readings: int = 20
    sees_files: bool = True
    sees_part_paid: bool = True
    shelves: Callable[[Link, str], tuple[str, ...]] = own_shelf


def is_echo(link: Link, version: int) -> bool:
    """Re-Leased shows a version that we have seen or made ourselves. Rule: R54."""
    return version <= link.released_version


def is_old_news(link: Link, version: int) -> bool:
    """Xero shows a state older than one we have seen. Rule: R21, R60."""
    return version < link.xero_version


def own_key(link: Link, action: str, attempts: int, body: bytes) -> str:
    """
    The same for every repetition of one decision, another for every other decision.

    Rule: R60. Never random, never the time: a repetition must be recognised by the server.
    """
    what = (
        link.company,
        link.type,
        link.released_id,
        link.xero_id,
        action,
        link.released_version,
        link.xero_version,
        attempts,
    )
    digest = hashlib.sha256(repr(what).encode() + body).hexdigest()
    return f"counterfoil-{digest[:40]}"


Finder = Callable[[Link, Picture, Intent], bool]


def is_our_contact(link: Link, seen: Picture, _intent: Intent) -> bool:
    """The contact in Xero carries the marker of the Re-Leased contact."""
    return bool(seen["marker"] == marker(link.company, link.released_id))


def is_our_document(link: Link, seen: Picture, _intent: Intent) -> bool:
    """
    The document in Xero says what we sent, whatever became of it in Re-Leased since; a person may
    have edited one unit of the copy meanwhile, as long as its reference or its lines are ours.

    Method: what was sent is the base, written down before. `seen` speaks in Re-Leased's ids.
    """
    ours = {**(link.released or {}), **(link.base or {})}
    if ours["kind"] != seen["kind"]:
        return False
    said = [unit for unit in units_of("document", ours) if ours.get(unit) not in (None, "")]
    edited = [unit for unit in said if not is_equal("document", unit, ours, seen)]
    mark = "reference" if edited == ["lines"] else "lines"
    return not edited or (len(edited) == 1 and mark in said)


def is_our_payment(link: Link, seen: Picture, _intent: Intent) -> bool:
    """Document, amount and date are what we sent, and nobody wrote a reference on it."""
    ours, units = link.released or {}, ("document", "amount", "date")
    return not seen["reference"] and all(is_equal("payment", u, ours, seen) for u in units)


def is_our_allocation(link: Link, seen: Picture, _intent: Intent) -> bool:
    """
    Note, invoice, amount and date are what we sent.

    Method: the answer to an allocation names no id, so it is looked for even when it came.
    """
    ours, units = link.released or {}, ("creditNote", "invoice", "amount", "date")
    return all(is_equal("allocation", unit, ours, seen) for unit in units)


LOST_CREATES: Final[Mapping[str, Finder]] = {
    "contact": is_our_contact,
    "document": is_our_document,
    "allocation": is_our_allocation,
    "payment": is_our_payment,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    How a creation is made to happen exactly once.

    A creation whose answer was lost is looked for in what Xero lists now; what is not there is
    sent again, with the same key. A payment has no mark of its own, so while Xero still remembers
    the key the repetition itself is the question. Of invoices Xero can list those that this app
    made, so one that was edited beyond recognition is found too.

    Rule: R41, R60.
    """

    key: Callable[[Link, str, int, bytes], str] = own_key
    finders: Mapping[str, Finder] = field(default_factory=lambda: LOST_CREATES)
    trusts_key_for_s: int = 300
    by_key_first: tuple[str, ...] = ("allocation", "payment")
    lists_own: str = "document"


NO_RECORD: Final = "00000000-0000-0000-0000-000000000000"
"""The id that Xero shows of a record that it did not make."""

_KEYS: Final = ("ContactID", "InvoiceID", "CreditNoteID")
_ERRORS: Final = ("HasErrors", "HasValidationErrors", "ValidationErrors")


def is_made(row: Mapping[str, Any]) -> bool:
    """
    A row of an answer for many is a record that Xero made.

    Method: the answer as a whole is a success, and a refused row shows the status that was asked
    for. So its own errors and its id are asked.
    """
    is_refused = row.get("StatusAttributeString") == "ERROR" or any(map(row.get, _ERRORS))
    return not is_refused and any(row.get(key, NO_RECORD) != NO_RECORD for key in _KEYS)


@dataclass(frozen=True, slots=True)
class Batches:
    """
    When creations in Xero are sent together.

    From `least` rows of one address on, up to `most` in a call; 0 sends every record alone. Types
    whose lost creation is asked for by its own key cannot be among them. Documents are not, since
    two syncs started by mistake would give different rows different keys and double them; a
    contact is not doubled, because Xero refuses a name that is taken.

    Rule: R41, R55, R57, R62.
    """

    least: int = 10
    most: int = 50
    types: tuple[str, ...] = ("contact",)
    is_made: Callable[[Mapping[str, Any]], bool] = is_made


def remembered_as(_type: str, record: str) -> str | None:
    """The id under which the twin that we made is kept: its own. Rule: R55."""
    return record


def keeps_link(_type: str, _side: str, _picture: Picture) -> bool:
    """A pair stays a pair for ever, void, reversed or archived. Rule: R25, R41."""
    return True


def is_unlinked(link: Link) -> bool:
    """A person left the record out, on the page of sync results. Rule: R63."""
    return link.is_unlinked


def is_connected(connection: Mapping[str, Any]) -> bool:
    """The company is connected now, so its data may flow. Rule: R51, R63."""
    return bool(connection.get("status") == "Connected")


def is_complete_without(_reason: Exception) -> bool:
    """A cycle that had to break off is not complete. Rule: R62."""
    return False


def is_the_same(_seen: Picture, _siblings: Iterable[Link]) -> bool:
    """Every record of Xero is one of its own, however much it looks like another. Rule: R36."""
    return False


def is_in_vain(request: Request | None, last: Request | None) -> bool:
    """The request that just succeeded would be made again, so it changed nothing. Rule: R54."""
    return last is not None and request == last


def own_company(company: int) -> int:
    """The company that a record is kept under: its own. Rule: R52."""
    return company


def own_tenant(_tenants: Sequence[str], tenant: str) -> str:
    """The organisation that the calls of a pairing name: its own. Rule: R52."""
    return tenant


def always(_refusal: Any) -> bool:
    """A refusal is kept, and does not stop the others. Rule: R62."""
    return True


Scope = Callable[[str, Picture | None, Picture | None, "Bounds"], str | None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of one pairing."""

    sync_from: str | None = None
    currency: str | None = None


_DATED: Final = ("allocation", "payment", "credit")


def out_of_scope(
    type_: str, released: Picture | None, xero: Picture | None, bounds: Bounds
) -> str | None:
    """Why a record is left alone on both sides, or None. Rule: R63."""
    dated = "issueDate" if type_ == "document" else "date" if type_ in _DATED else None
    for picture in filter(None, (released, xero)):
        date = picture[dated] if dated else None
        if date and bounds.sync_from and date < bounds.sync_from:
            return "before the sync-from date"
    foreign = (xero or {}).get("currency")
    if foreign and bounds.currency and foreign != bounds.currency:
        return "in a foreign currency"
    return None
