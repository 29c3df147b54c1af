"""An account of the chart: fields, classes, what may be changed."""

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
from simulators.xero.wire.resource import Resource, View, echo_parts, parts, write

CLASSES: Final = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET",
    "PREPAYMENT": "ASSET",
    "CURRLIAB": "LIABILITY",
    "LIABILITY": "LIABILITY",
    "TERMLIAB": "LIABILITY",
    "PAYG": "LIABILITY",
    "EQUITY": "EQUITY",
    "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "OTHERINCOME": "REVENUE",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
}
TAX_BY_CLASS: Final = {"REVENUE": "OUTPUT2", "EXPENSE": "INPUT2"}
CONTROL: Final = ("DEBTORS", "CREDITORS")

FIELDS: Final = (
    Field("AccountID", Kind.GUID),
    Field("Code", limit=10),
    Field("Name", limit=150),
    Field("Status", Kind.ENUM, SetBy.SERVER),
    Field("Type", Kind.ENUM, values=tuple(CLASSES)),
    Field("TaxType"),
    Field("Description", limit=4000),
    Field("Class", Kind.ENUM, SetBy.SERVER),
    Field("SystemAccount", Kind.ENUM, SetBy.SERVER),
    Field("EnablePaymentsToAccount", Kind.BOOLEAN),
    Field("ShowInExpenseClaims", Kind.BOOLEAN),
    Field("BankAccountNumber", limit=50),
    Field("BankAccountType", Kind.ENUM, values=("BANK", "CREDITCARD", "PAYPAL")),
    Field("CurrencyCode", Kind.ENUM),
    Field("ReportingCode", set_by=SetBy.SERVER),
    Field("ReportingCodeName", set_by=SetBy.SERVER),
    Field("HasAttachments", Kind.BOOLEAN, SetBy.SERVER),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("AddToWatchlist", Kind.BOOLEAN),
)
_PARTS: Final = parts(FIELDS)


def render(_books: Books, doc: Doc, _view: View) -> Doc:
    """One account, keys in the recorded order."""
    return write(_PARTS, doc)


ACCOUNTS: Final = Resource(
    plural="Accounts",
    singular="Account",
    kind="account",
    key="AccountID",
    columns=columns(*own_columns(FIELDS)),
    render=render,
    alone=True,
    modified=True,
    errors_flag="HasValidationErrors",
    echo=echo_parts(FIELDS),
)


def takes_payments(doc: Doc) -> bool:
    """Whether payments may be made to or from it."""
    return doc["Type"] == "BANK" or bool(doc.get("EnablePaymentsToAccount"))


def named(books: Books, wanted: Doc) -> Doc | None:
    """The account that an id, or else a code, means; None when there is none."""
    if "AccountID" in wanted:
        return books.row("account", wanted["AccountID"])
    return books.account(wanted["Code"]) if wanted.get("Code") else None


def system_account(books: Books, name: str) -> Doc | None:
    """The account that the product keeps for a purpose, such as DEBTORS."""
    rows = books.all("account")
    return next((row for row in rows if row.get("SystemAccount") == name), None)


def create(books: Books, wanted: Doc) -> Writing:
    """
    A new account.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_creation_refusals(books, wanted))
    kind = wanted["Type"].upper()
    doc: Doc = {
        "AccountID": books.new_id("account"),
        "owner": books.owner,
        "Status": "ACTIVE",
        "TaxType": TAX_BY_CLASS.get(CLASSES[kind], "NONE"),
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "HasAttachments": False,
        "AddToWatchlist": False,
        **({"BankAccountType": "BANK"} if kind == "BANK" else {}),
        **({"CurrencyCode": books.organisation["BaseCurrency"]} if kind == "BANK" else {}),
        **{name: value for name, value in wanted.items() if name != "AccountID"},
        "Type": kind,
        "Class": CLASSES[kind],
        "UpdatedDateUTC": books.now,
    }
    return Writing(doc, (Change("account", doc["AccountID"], doc),))


def update(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    An account with the sent fields changed.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_refusals(books, before, wanted))
    sent = {name: value for name, value in wanted.items() if name != "AccountID"}
    after = {**before, **sent}
    after["Type"] = str(after["Type"]).upper()
    after["Class"] = CLASSES[after["Type"]]
    return _written(books, after)


def archive(books: Books, before: Doc) -> Writing:
    """
    An active account archived.

    Raises:
        Refused: when it is a system account, or not active.
    """
    refuse_if(_archive_refusals(before))
    return _written(books, {**before, "Status": "ARCHIVED"})


def restore(books: Books, before: Doc) -> Writing:
    """
    An archived account made active again.

    Raises:
        Refused: when it is active.
    """
    refuse_if(_restore_refusals(before))
    return _written(books, {**before, "Status": "ACTIVE"})


def _written(books: Books, after: Doc) -> Writing:
    after = {**after, "UpdatedDateUTC": books.now}
    return Writing(after, (Change("account", after["AccountID"], after),))


def _archive_refusals(before: Doc) -> Iterator[Refusal]:
    if before.get("SystemAccount"):
        yield Refusal("account", "System accounts cannot be archived.")
    if before["Status"] != "ACTIVE":
        yield Refusal("account", "The account is archived already.")


def _restore_refusals(before: Doc) -> Iterator[Refusal]:
    if before["Status"] == "ACTIVE":
        yield Refusal("account", "The account is active already.")


def _creation_refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    kind = str(wanted.get("Type", "")).upper()
    if kind not in CLASSES:
        yield Refusal("account", f"Account type '{wanted.get('Type', '')}' is not valid.", "Type")
    if not wanted.get("Name"):
        yield Refusal("account", "Please enter a Name.", "Name")
    if kind == "BANK" and not wanted.get("BankAccountNumber"):
        yield Refusal("account", "Please enter a bank account number.", "BankAccountNumber")
    if kind != "BANK" and not wanted.get("Code"):
        yield Refusal("account", "Please enter a Code.", "Code")
    yield from _content_refusals(books, wanted, "")


def _refusals(books: Books, before: Doc, wanted: Doc) -> Iterator[Refusal]:
    kind = str(wanted.get("Type", before["Type"])).upper()
    if kind not in CLASSES:
        yield Refusal("account", f"Account type '{wanted['Type']}' is not valid.", "Type")
    for name in ("Name", "Code"):
        if name in wanted and not wanted[name] and before.get(name):
            yield Refusal("account", f"Please enter a {name}.", name)
    yield from _content_refusals(books, wanted, before["AccountID"])


def _content_refusals(books: Books, wanted: Doc, own_id: str) -> Iterator[Refusal]:
    for name, index in (("Name", "name"), ("Code", "code")):
        if wanted.get(name):
            holder = books.first("account", index, wanted[name])
            if holder is not None and holder["AccountID"] != own_id:
                yield Refusal("XE-33", f"Please enter a unique {name}.", name)
    tax = wanted.get("TaxType")
    if tax and books.tax_rate(tax) is None:
        yield Refusal("account", f"The TaxType code '{tax}' does not exist.", "TaxType")
    yield from too_long(FIELDS, wanted)
