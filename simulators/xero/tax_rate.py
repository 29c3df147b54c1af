"""A tax rate: components, the effective percentage, which accounts it may go with."""

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
from simulators.xero.wire.resource import Resource, View, echo_parts, parts, write

COMPONENT_FIELDS: Final = (
    Field("Name"),
    Field("Rate", Kind.DECIMAL),
    Field("IsCompound", Kind.BOOLEAN),
    Field("IsNonRecoverable", Kind.BOOLEAN),
)
FIELDS: Final = (
    Field("Name", limit=50),
    Field("TaxType"),
    Field("ReportTaxType", Kind.ENUM),
    Field("CanApplyToAssets", Kind.BOOLEAN, SetBy.SERVER),
    Field("CanApplyToEquity", Kind.BOOLEAN, SetBy.SERVER),
    Field("CanApplyToExpenses", Kind.BOOLEAN, SetBy.SERVER),
    Field("CanApplyToLiabilities", Kind.BOOLEAN, SetBy.SERVER),
    Field("CanApplyToRevenue", Kind.BOOLEAN, SetBy.SERVER),
    Field("DisplayTaxRate", Kind.DECIMAL, SetBy.SERVER),
    Field("EffectiveRate", Kind.DECIMAL, SetBy.SERVER),
    Field("Status", Kind.ENUM),
    Field("TaxComponents", Kind.ROWS, fields=COMPONENT_FIELDS),
)
FLAGS: Final = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
_PARTS: Final = parts(FIELDS)
_HUNDRED: Final = Decimal(100)


def render(_books: Books, doc: Doc, _view: View) -> Doc:
    """One tax rate."""
    return write(_PARTS, doc)


TAX_RATES: Final = Resource(
    plural="TaxRates",
    singular="TaxRate",
    kind="tax_rate",
    key="TaxType",
    columns=columns(*own_columns(FIELDS)),
    render=render,
    alone=True,
    echo=echo_parts(FIELDS),
)


def may_go_with(doc: Doc, account: Doc) -> bool:
    """Whether lines of that account may carry it."""
    return bool(doc[FLAGS[account["Class"]]])


def effective(components: list[Doc]) -> Decimal:
    """The percentage of all components; a compound one applies to amount plus the others."""
    simple = sum((Decimal(c["Rate"]) for c in components if not c.get("IsCompound")), Decimal(0))
    compound = sum((Decimal(c["Rate"]) for c in components if c.get("IsCompound")), Decimal(0))
    return simple + compound * (_HUNDRED + simple) / _HUNDRED


def create(books: Books, wanted: Doc) -> Writing:
    """
    A tax rate of the user's own: TAX001, TAX002 and so on.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_refusals(books, wanted, "", is_new=True))
    taken = sum(1 for rate in books.all("tax_rate") if rate["TaxType"].startswith("TAX"))
    doc: Doc = {
        "TaxType": f"TAX{taken + 1:03d}",
        "owner": books.owner,
        "Status": "ACTIVE",
        "ReportTaxType": wanted.get("ReportTaxType", "OUTPUT"),
        **dict.fromkeys(FLAGS.values(), True),
        "Name": wanted["Name"].strip(),
    }
    return _written(_with_components(doc, wanted["TaxComponents"]))


def update(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    A tax rate renamed, or with other percentages.

    Raises:
        Refused: for a system rate, and with everything that is wrong.
    """
    refuse_if(_system_refusals(before))
    refuse_if(_refusals(books, wanted, before["TaxType"], is_new=False))
    sent = {"Name": before["Name"], "TaxComponents": before["TaxComponents"], **wanted}
    after = {**before, "Name": sent["Name"].strip()}
    return _written(_with_components(after, sent["TaxComponents"]))


def archive(before: Doc) -> Writing:
    """
    A tax rate that can no longer be used.

    Raises:
        Refused: for a system rate, or one that is not active.
    """
    refuse_if(_system_refusals(before))
    return _written({**before, "Status": "ARCHIVED"})


def _written(after: Doc) -> Writing:
    return Writing(after, (Change("tax_rate", f"{after['owner']}:{after['TaxType']}", after),))


def _with_components(doc: Doc, components: list[Doc]) -> Doc:
    rows = [
        {
            "Name": row["Name"],
            "Rate": text4(Decimal(row["Rate"])),
            "IsCompound": row.get("IsCompound", False),
            "IsNonRecoverable": row.get("IsNonRecoverable", False),
        }
        for row in components
    ]
    rate = text4(effective(rows))
    return {**doc, "TaxComponents": rows, "DisplayTaxRate": rate, "EffectiveRate": rate}


def _system_refusals(before: Doc) -> Iterator[Refusal]:
    if not before["TaxType"].startswith("TAX"):
        yield Refusal("tax_rate", "System tax rates cannot be changed.")
    if before["Status"] != "ACTIVE":
        yield Refusal("tax_rate", "The tax rate is not active.")


def _refusals(books: Books, wanted: Doc, own: str, *, is_new: bool) -> Iterator[Refusal]:
    name = wanted.get("Name", "").strip()
    if (is_new or "Name" in wanted) and not name:
        yield Refusal("tax_rate", "Please enter a Name.", "Name")
    for rate in books.all("tax_rate"):
        if name and rate["Name"].casefold() == name.casefold() and rate["TaxType"] != own:
            yield Refusal("XE-33", "Please enter a unique Name.", "Name")
    components = wanted.get("TaxComponents")
    if is_new and not components:
        yield Refusal("tax_rate", "At least one tax component must be specified.")
    for row in components or ():
        if not row.get("Name") or not 0 <= Decimal(row.get("Rate", "-1")) <= _HUNDRED:
            yield Refusal("tax_rate", "A tax component needs a Name and a Rate from 0 to 100.")
