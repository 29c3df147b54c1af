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
from simulators.xero.uses import is_used
from simulators.xero.wire.columns import columns, own_columns
from simulators.xero.wire.lengths import too_long
from simulators.xero.wire.resource import Resource, View, echo_parts, parts, write

STATUSES: Final = ("ACTIVE", "DELETED", "ARCHIVED", "PENDING")
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
    Field("Status", Kind.ENUM, values=STATUSES),
    Field("TaxComponents", Kind.ROWS, fields=COMPONENT_FIELDS),
)
FLAGS: Final = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
REPORT: Final = "ReportTaxType"
PARTS: Final = "TaxComponents"
NO_REPORT: Final = "ReportTaxType must be specified."
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


def put(books: Books, wanted: Doc) -> Writing:
    """
    A tax rate of the user's own, as a call must describe it.

    Source: documented, facts 4.9: what it is reported as is required in these countries.

    Raises:
        Refused: with everything that is wrong.
    """
    unreported = [] if wanted.get("ReportTaxType") else [Refusal("tax_rate", NO_REPORT, REPORT)]
    refuse_if([*_refusals(books, wanted, None), *unreported])
    return create(books, wanted)


def post(books: Books, wanted: Doc) -> Writing:
    """
    The rate that a row means changed or deleted, or a new one. Source: documented, facts 3.1.

    Raises:
        Refused: for a system rate, and with everything that is wrong.
    """
    before = matching(books, wanted)
    if before is None:
        return put(books, wanted)
    status = str(wanted.get("Status", before["Status"])).upper()
    if status == before["Status"]:
        return update(books, before, wanted)
    if status == "DELETED":
        return delete(books, before)
    refuse_if([Refusal("tax_rate", f"The status '{status}' is not valid for tax rates", "Status")])
    raise AssertionError


def matching(books: Books, wanted: Doc) -> Doc | None:
    """The rate that a POST means: by its code, then by its name."""
    if wanted.get("TaxType"):
        return books.tax_rate(wanted["TaxType"])
    name = wanted.get("Name", "").strip().casefold()
    rates = (rate for rate in books.all("tax_rate") if rate["Status"] != "DELETED")
    return next((rate for rate in rates if name and rate["Name"].casefold() == name), None)


def create(books: Books, wanted: Doc) -> Writing:
    """
    A tax rate of the user's own: TAX001, TAX002 and so on.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_refusals(books, wanted, None))
    taken = sum(1 for rate in books.all("tax_rate") if is_own(rate))
    doc: Doc = {
        "TaxType": f"TAX{taken + 1:03d}",
        "owner": books.owner,
        "Status": "ACTIVE",
        "ReportTaxType": wanted.get(REPORT, "OUTPUT").upper(),
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
    refuse_if(_refusals(books, wanted, before))
    sent = {"Name": before["Name"], "TaxComponents": before["TaxComponents"], **wanted}
    reported = str(sent.get(REPORT, before[REPORT])).upper()
    after = {**before, "Name": sent["Name"].strip(), REPORT: reported}
    return _written(_with_components(after, sent["TaxComponents"]))


def archive(before: Doc) -> Writing:
    """
    A tax rate that can no longer be used.

    Raises:
        Refused: for a system rate, or one that is not active.
    """
    refuse_if(_system_refusals(before))
    return _written({**before, "Status": "ARCHIVED"})


def delete(books: Books, before: Doc) -> Writing:
    """
    A tax rate that nothing uses, deleted; its name is free again.

    Raises:
        Refused: for a system rate, one that is not active, or one that is used.
    """
    refuse_if(_system_refusals(before))
    refuse_if(_use_refusals(books, before))
    return _written({**before, "Status": "DELETED"})


def is_own(doc: Doc) -> bool:
    """Whether the user made it; Xero's own rates cannot be changed."""
    return str(doc["TaxType"]).startswith("TAX")


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
    if not is_own(before):
        yield Refusal("tax_rate", "System tax rates cannot be changed.")
    if before["Status"] != "ACTIVE":
        yield Refusal("tax_rate", "The tax rate is not active.")


def _use_refusals(books: Books, before: Doc) -> Iterator[Refusal]:
    code = before["TaxType"]
    live = (row for row in books.all("account") if row["Status"] != "DELETED")
    if is_used(books, code) or any(row.get("TaxType") == code for row in live):
        yield Refusal("tax_rate", "The tax rate is used and cannot be deleted.")


def _refusals(books: Books, wanted: Doc, before: Doc | None) -> Iterator[Refusal]:
    """What is wrong with a new rate, or with the changes to one."""
    name = wanted.get("Name", "").strip()
    if (before is None or "Name" in wanted) and not name:
        yield Refusal("tax_rate", "Please enter a Name.", "Name")
    if name and _is_taken(books, name, before):
        yield Refusal("XE-33", "Please enter a unique Name.", "Name")
    if wanted.get(REPORT) and wanted[REPORT].upper() not in books.country.reports:
        text = f"ReportTaxType '{wanted[REPORT]}' is not valid for this organisation."
        yield Refusal("tax_rate", text, REPORT)
    yield from too_long(FIELDS, wanted)
    yield from _component_refusals(wanted.get("TaxComponents"), before)


def _is_taken(books: Books, name: str, before: Doc | None) -> bool:
    own = before["TaxType"] if before is not None else ""
    return any(
        rate["Name"].casefold() == name.casefold()
        and rate["TaxType"] != own
        and rate["Status"] != "DELETED"
        for rate in books.all("tax_rate")
    )


def _component_refusals(rows: list[Doc] | None, before: Doc | None) -> Iterator[Refusal]:
    """Source: documented, facts 4.9: components stay, under their names, and all are sent."""
    if before is None and not rows:
        yield Refusal("tax_rate", "At least one tax component must be specified.", PARTS)
    for row in rows or ():
        if not row.get("Name") or not 0 <= Decimal(row.get("Rate", "-1")) <= _HUNDRED:
            text = "A tax component needs a Name and a Rate from 0 to 100."
            yield Refusal("tax_rate", text, PARTS)
    if before is not None and rows is not None:
        missing = {each["Name"] for each in before[PARTS]} - {row.get("Name") for row in rows}
        for name in sorted(missing):
            text = f"The tax component '{name}' cannot be removed or renamed."
            yield Refusal("tax_rate", text, PARTS)
    if sum(1 for row in rows or () if row.get("IsCompound")) > 1:
        yield Refusal("tax_rate", "At most one tax component can be compound.", PARTS)
