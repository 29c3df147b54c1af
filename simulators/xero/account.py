"""An account of the chart: fields, classes, what may be changed, when it may be deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero.books import Books, Writing
from simulators.xero.countries.country import PURCHASES, SALES, UNTAXED
from simulators.xero.uses import is_used
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
TAXED: Final = {"REVENUE": SALES, "EXPENSE": PURCHASES}
REPORTING: Final = {
    #  class       code,   name
    "ASSET":     ("ASS", "Asset"),
    "LIABILITY": ("LIA", "Liability"),
    "EQUITY":    ("EQU", "Equity"),
    "EXPENSE":   ("EXP", "Expense"),
    "REVENUE":   ("REV", "Revenue"),
}  # fmt: skip
BANK_FIELDS: Final = ("BankAccountNumber", "BankAccountType", "CurrencyCode")
BANK_TYPES: Final = ("BANK", "CREDITCARD", "PAYPAL")
STATUSES: Final = ("ACTIVE", "ARCHIVED", "DELETED")
CONTROL: Final = ("DEBTORS", "CREDITORS")

NO_NUMBER: Final = "Please enter a bank account number."
GONE: Final = "The account has been deleted."

FIELDS: Final = (
    Field("AccountID", Kind.GUID),
    Field("Code", limit=10),
    Field("Name", limit=150),
    Field("Status", Kind.ENUM, values=STATUSES),
    Field("Type", Kind.ENUM, values=tuple(CLASSES)),
    Field("TaxType"),
    Field("Description", limit=4000),
    Field("Class", Kind.ENUM, SetBy.SERVER),
    Field("SystemAccount", Kind.ENUM, SetBy.SERVER),
    Field("EnablePaymentsToAccount", Kind.BOOLEAN),
    Field("ShowInExpenseClaims", Kind.BOOLEAN),
    Field("BankAccountNumber", limit=50),
    Field("BankAccountType", Kind.ENUM, values=BANK_TYPES),
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
    country = books.country
    doc: Doc = {
        "AccountID": books.new_id("account"),
        "owner": books.owner,
        "Status": "ACTIVE",
        "TaxType": country.taxes[TAXED.get(CLASSES[kind], UNTAXED)],
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "HasAttachments": False,
        "AddToWatchlist": False,
        **(
            {"BankAccountType": "BANK", "CurrencyCode": country.currency} if kind == "BANK" else {}
        ),
        **_details(wanted, kind),
    }
    return _written(books, _classed(doc, kind))


def post(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    An account changed or archived, as POST asks for one or the other.

    Source: documented, facts 4.8: archiving takes the status and nothing else.

    Raises:
        Refused: for both at once, any other move, and everything else that is wrong.
    """
    status = str(wanted.get("Status", before["Status"])).upper()
    if status == before["Status"]:
        return update(books, before, wanted)
    refuse_if(_move_refusals(wanted, status))
    return archive(books, before)


def update(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    An account with the sent fields changed.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_refusals(books, before, wanted))
    kind = str(wanted.get("Type", before["Type"])).upper()
    return _written(books, _classed({**before, **_details(wanted, kind)}, kind))


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
        Refused: when it is active, or deleted.
    """
    refuse_if(_restore_refusals(before))
    return _written(books, {**before, "Status": "ACTIVE"})


def delete(books: Books, before: Doc) -> Writing:
    """
    An account that nothing uses, deleted; its code and name are free again.

    Source: documented, facts 4.8.

    Raises:
        Refused: when it is a system account, used, or deleted already.
    """
    refuse_if(_deletion_refusals(books, before))
    return _written(books, {**before, "Status": "DELETED"})


def _bank(currency: str) -> Doc:
    return {"BankAccountType": "BANK", "CurrencyCode": currency}


def _details(wanted: Doc, kind: str) -> Doc:
    """The sent fields that an account of this type has."""
    dropped = {"AccountID", "Status", "Type", *(() if kind == "BANK" else BANK_FIELDS)}
    upper = ("CurrencyCode", "TaxType", "BankAccountType")
    return {
        name: value.upper() if name in upper else value
        for name, value in wanted.items()
        if name not in dropped
    }


def _classed(doc: Doc, kind: str) -> Doc:
    code, name = REPORTING[CLASSES[kind]]
    known = {"Type": kind, "Class": CLASSES[kind], "ReportingCode": code}
    return {**doc, **known, "ReportingCodeName": name}


def _written(books: Books, after: Doc) -> Writing:
    after = {**after, "UpdatedDateUTC": books.now}
    return Writing(after, (Change("account", after["AccountID"], after),))


def _move_refusals(wanted: Doc, status: str) -> Iterator[Refusal]:
    if status != "ARCHIVED":
        yield Refusal("account", f"The status '{status}' is not valid for accounts", "Status")
    elif wanted.keys() - {"AccountID", "Status"}:
        text = "An account is archived by its Status alone; no other field may be sent."
        yield Refusal("account", text, "Status")


def _archive_refusals(before: Doc) -> Iterator[Refusal]:
    if before.get("SystemAccount"):
        yield Refusal("account", "System accounts cannot be archived.")
    if before["Status"] == "ARCHIVED":
        yield Refusal("account", "The account is archived already.")
    if before["Status"] == "DELETED":
        yield Refusal("account", GONE)


def _restore_refusals(before: Doc) -> Iterator[Refusal]:
    if before["Status"] == "ACTIVE":
        yield Refusal("account", "The account is active already.")
    if before["Status"] == "DELETED":
        yield Refusal("account", GONE)


def _deletion_refusals(books: Books, before: Doc) -> Iterator[Refusal]:
    if before["Status"] == "DELETED":
        yield Refusal("account", GONE)
    if before.get("SystemAccount"):
        yield Refusal("account", "System accounts cannot be deleted.")
    if is_used(books, before["AccountID"]):
        yield Refusal("account", "The account is used by transactions and cannot be deleted.")


def _creation_refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    kind = str(wanted.get("Type", "")).upper()
    if kind not in CLASSES:
        yield Refusal("account", f"Account type '{wanted.get('Type', '')}' is not valid.", "Type")
    if not wanted.get("Name"):
        yield Refusal("account", "Please enter a Name.", "Name")
    if kind == "BANK" and not wanted.get("BankAccountNumber"):
        yield Refusal("account", NO_NUMBER, "BankAccountNumber")
    if kind != "BANK" and not wanted.get("Code"):
        yield Refusal("account", "Please enter a Code.", "Code")
    yield from _content_refusals(books, wanted, kind, "")


def _refusals(books: Books, before: Doc, wanted: Doc) -> Iterator[Refusal]:
    kind = str(wanted.get("Type", before["Type"])).upper()
    if before["Status"] == "DELETED":
        yield Refusal("account", GONE)
    if kind not in CLASSES:
        yield Refusal("account", f"Account type '{wanted['Type']}' is not valid.", "Type")
    elif kind != before["Type"]:
        yield from _type_refusals(before, kind)
    for name in ("Name", "Code"):
        if name in wanted and not wanted[name] and before.get(name):
            yield Refusal("account", f"Please enter a {name}.", name)
    if kind == "BANK" and wanted.get("BankAccountNumber") == "":
        yield Refusal("account", NO_NUMBER, "BankAccountNumber")
    if wanted.get("CurrencyCode", "").upper() not in ("", before.get("CurrencyCode")):
        text = "The currency of a bank account cannot be changed."
        yield Refusal("account", text, "CurrencyCode")
    yield from _content_refusals(books, wanted, kind, before["AccountID"])


def _type_refusals(before: Doc, kind: str) -> Iterator[Refusal]:
    if before.get("SystemAccount"):
        yield Refusal("account", "The type of a system account cannot be changed.", "Type")
    if "BANK" in (kind, before["Type"]):
        yield Refusal("account", "An account cannot become or cease to be a BANK account.", "Type")


def _content_refusals(books: Books, wanted: Doc, kind: str, own_id: str) -> Iterator[Refusal]:
    for name, index in (("Name", "name"), ("Code", "code")):
        if wanted.get(name):
            holders = books.find("account", index, wanted[name])
            if any(h["Status"] != "DELETED" and h["AccountID"] != own_id for h in holders):
                yield Refusal("XE-33", f"Please enter a unique {name}.", name)
    tax = wanted.get("TaxType")
    rate = books.tax_rate(tax) if tax else None
    if tax and (rate is None or rate["Status"] != "ACTIVE"):
        yield Refusal("account", f"The TaxType code '{tax}' does not exist.", "TaxType")
    if kind == "BANK":
        yield from _bank_refusals(books, wanted)
    yield from too_long(FIELDS, wanted)


def _bank_refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    if wanted.get("BankAccountType", "BANK").upper() not in BANK_TYPES:
        text = f"BankAccountType must be one of {', '.join(BANK_TYPES)}."
        yield Refusal("account", text, "BankAccountType")
    code = wanted.get("CurrencyCode")
    if code and not books.has_currency(code):
        message = f"Organisation is not subscribed to currency {code}"
        yield Refusal("XE-21", message, "CurrencyCode")
