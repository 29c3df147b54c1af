"""An item: what is bought or sold again and again, and what a line takes from it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import text4
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero.books import Books, Writing
from simulators.xero.wire.columns import columns, own_columns
from simulators.xero.wire.lengths import too_long
from simulators.xero.wire.resource import Resource, View, echo_parts, parts, write
from simulators.xero.wire.values import digits

MOST: Final = 500
"""Rows of one call. Source: documented, facts 3.4."""

DETAIL_FIELDS: Final = (
    Field("UnitPrice", Kind.DECIMAL),
    Field("AccountCode", limit=10),
    Field("COGSAccountCode", limit=10),
    Field("TaxType"),
)
FIELDS: Final = (
    Field("ItemID", Kind.GUID),
    Field("Code", limit=30),
    Field("Description", limit=4000),
    Field("PurchaseDescription", limit=4000),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("PurchaseDetails", Kind.OBJECT, fields=DETAIL_FIELDS),
    Field("SalesDetails", Kind.OBJECT, fields=DETAIL_FIELDS),
    Field("Name", limit=50),
    Field("IsTrackedAsInventory", Kind.BOOLEAN, SetBy.SERVER),
    Field("IsSold", Kind.BOOLEAN),
    Field("IsPurchased", Kind.BOOLEAN),
)
NAMED: Final = ("ItemID", "Name", "Code")
"""What a line shows of its item."""

SIDES: Final = ("PurchaseDetails", "SalesDetails")
TAKEN: Final = "Price List Item with Code '{}' already exists"
UNKNOWN: Final = "Item code '{}' is not valid"
NO_ACCOUNT: Final = "Account code '{}' is not a valid code for this document."

_HEAD: Final = parts(FIELDS, without=(*SIDES, "Name", "IsTrackedAsInventory", "IsSold",
                                      "IsPurchased"))  # fmt: skip
_DETAILS: Final = parts(DETAIL_FIELDS, without=("UnitPrice",))
_TAIL: Final = parts(FIELDS[-4:])


def render(_books: Books, doc: Doc, view: View) -> Doc:
    """One item. Source: documented."""
    return {
        **write(_HEAD, doc),
        **{side: _shown(doc[side], view.places) for side in SIDES},
        **write(_TAIL, doc),
    }


def _shown(details: Doc, places: int) -> Doc:
    shown = write(_DETAILS, details)
    if "UnitPrice" not in details:
        return shown
    return {"UnitPrice": digits(details["UnitPrice"], places), **shown}


ITEMS: Final = Resource(
    plural="Items",
    singular="Item",
    kind="item",
    key="ItemID",
    columns=columns(*own_columns(FIELDS)),
    render=render,
    modified=True,
    errors_flag="HasValidationErrors",
    echo=echo_parts(FIELDS),
)


def put(books: Books, wanted: Doc) -> Writing:
    """
    A new item.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_refusals(books, wanted, None))
    doc: Doc = {
        "ItemID": books.new_id("item"),
        "owner": books.owner,
        "PurchaseDetails": {},
        "SalesDetails": {},
        "IsTrackedAsInventory": False,
        "IsSold": True,
        "IsPurchased": True,
    }
    return _written(books, _filled(doc, wanted))


def post(books: Books, wanted: Doc) -> Writing:
    """
    The item that a row means, by id or code, changed; or a new one.

    Raises:
        Refused: when it names an id that is not there, and with everything else that is wrong.
    """
    before = matching(books, wanted)
    return put(books, wanted) if before is None else update(books, before, wanted)


def matching(books: Books, wanted: Doc) -> Doc | None:
    """
    The item that a POST means: by id, then by code.

    Raises:
        Refused: when it names an id that is not there.
    """
    if "ItemID" in wanted:
        found = books.row("item", wanted["ItemID"])
        if found is None:
            text = "An existing Item with the specified ItemID could not be found"
            refuse_if([Refusal("XE-14", text, "ItemID")])
        return found
    return coded(books, wanted.get("Code", ""))


def update(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    An item with the sent fields changed; its two sides keep what is not sent.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_refusals(books, wanted, before))
    return _written(books, _filled(before, wanted))


def delete(before: Doc) -> Writing:
    """An item taken away; lines that were made from it stay as they are."""
    return Writing(before, (Change("item", before["ItemID"], None),))


def coded(books: Books, code: str) -> Doc | None:
    """The item with this code."""
    return books.first("item", "code", code) if code else None


def filled(books: Books, line: Doc, *, is_sale: bool) -> Doc:
    """
    A line with what its item says where it says nothing itself.

    Source: documented, facts 4.2.6.
    """
    found = coded(books, line.get("ItemCode", ""))
    if found is None:
        return line
    details = found["SalesDetails" if is_sale else "PurchaseDetails"]
    text = found.get("Description" if is_sale else "PurchaseDescription")
    given = {"Description": text, "TaxType": details.get("TaxType")}
    if not line.get("AccountID"):
        given["AccountCode"] = details.get("AccountCode") or details.get("COGSAccountCode")
    if not Decimal(line.get("LineAmount", "0")):
        given["UnitAmount"] = details.get("UnitPrice")
    taken = {name: value for name, value in given.items() if value and not line.get(name)}
    dropped = ("LineAmount", "TaxAmount") if "UnitAmount" in taken else ()
    return {**{name: v for name, v in line.items() if name not in dropped}, **taken}


def line_refusals(books: Books, line: Doc) -> Iterator[Refusal]:
    """What is wrong with the item that a line names."""
    code = line.get("ItemCode")
    if code and coded(books, code) is None:
        yield Refusal("XE-19", UNKNOWN.format(code), "LineItems.ItemCode")


def _filled(before: Doc, wanted: Doc) -> Doc:
    after = {**before, **{name: value for name, value in wanted.items() if name != "ItemID"}}
    for side in SIDES:
        sent = dict(wanted.get(side, {}))
        if "UnitPrice" in sent:
            sent["UnitPrice"] = text4(Decimal(sent["UnitPrice"]))
        if "TaxType" in sent:
            sent["TaxType"] = sent["TaxType"].upper()
        after[side] = {**before[side], **sent}
    return after


def _written(books: Books, after: Doc) -> Writing:
    after = {**after, "UpdatedDateUTC": books.now}
    return Writing(after, (Change("item", after["ItemID"], after),))


def _refusals(books: Books, wanted: Doc, before: Doc | None) -> Iterator[Refusal]:
    code = wanted.get("Code", "")
    if not code and (before is None or "Code" in wanted):
        yield Refusal("item", "Please enter a Code.", "Code")
    holder = coded(books, code)
    if holder is not None and (before is None or holder["ItemID"] != before["ItemID"]):
        yield Refusal("XE-34", TAKEN.format(code), "Code")
    yield from too_long(FIELDS, wanted)
    for side in SIDES:
        yield from _detail_refusals(books, side, wanted.get(side, {}))


def _detail_refusals(books: Books, side: str, details: Doc) -> Iterator[Refusal]:
    for name in ("AccountCode", "COGSAccountCode"):
        code = details.get(name)
        account = books.account(code) if code else None
        if code and (account is None or account["Status"] != "ACTIVE"):
            yield Refusal("XE-15", NO_ACCOUNT.format(code), f"{side}.{name}")
    tax = details.get("TaxType")
    rate = books.tax_rate(tax) if tax else None
    if tax and (rate is None or rate["Status"] != "ACTIVE"):
        yield Refusal("item", f"The TaxType code '{tax}' does not exist.", f"{side}.TaxType")
