"""What the sync may write at all: R1, R64, and nothing that stems from nobody (R56)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scenarios.canonical import CONTENT, RELEASED, XERO, Doc
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import Commit, History
from scenarios.invariants.invariant import DOCUMENTS, RECORDS, Invariant, Options
from scenarios.lineage import Record

SYNC: Final = ("sync",)

_XERO_BOOKS: Final = frozenset(
    ("UpdatedDateUTC", "HasAttachments", "HasValidationErrors", "owner")
)
_RELEASED_BOOKS: Final = frozenset(
    (
        *("id", "companyId", "externalId", "externalIds", "version", "createdAt", "updatedAt"),
        *("lastModifiedBy", "seq"),
    )
)

_BYTES: Final = frozenset(("sha256",))

WRITABLE: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    (XERO, "contact"): _XERO_BOOKS
    | {
        *("Name", "FirstName", "LastName", "EmailAddress", "Phones", "Addresses", "TaxNumber"),
        *("ContactStatus", "ContactNumber", "IsCustomer", "IsSupplier", "Balances"),
    },
    (XERO, "invoice"): _XERO_BOOKS
    | {
        *("Type", "ContactID", "Date", "DueDate", "Reference", "LineAmountTypes", "LineItems"),
        *("SubTotal", "TotalTax", "Total", "Status", "AmountPaid", "AmountCredited", "AmountDue"),
        *("InvoiceNumber", "FullyPaidOnDate", "Payments", "CreditNotes"),
    },
    (XERO, "credit_note"): _XERO_BOOKS
    | {
        *("Type", "ContactID", "Date", "Reference", "LineAmountTypes", "LineItems", "SubTotal"),
        *("TotalTax", "Total", "Status", "CreditNoteNumber", "FullyPaidOnDate"),
        *("RemainingCredit", "AppliedAmount", "AmountPaid", "AmountCredited", "AmountDue"),
    },
    (XERO, "allocation"): _XERO_BOOKS,
    (XERO, "payment"): _XERO_BOOKS
    | {"Status", "InvoiceID", "AccountID", "Date", "Amount", "BankAmount", "IsReconciled"}
    | {"Reference", "Particulars", "Code", "Details", "HasAccount"},
    (XERO, "attachment"): _XERO_BOOKS | _BYTES | {"FileName", "MimeType", "ContentLength"},
    (RELEASED, "attachment"): _RELEASED_BOOKS | _BYTES | {"mimeType", "size", "deletedAt"},
    (RELEASED, "contact"): _RELEASED_BOOKS
    | {
        *("name", "firstName", "lastName", "email", "phones", "addresses", "taxNumber", "status"),
        "mergedIntoId",
    },
    (RELEASED, "document"): _RELEASED_BOOKS
    | {
        *("contactId", "issueDate", "dueDate", "reference", "taxMode", "lines", "status"),
        *("subTotal", "taxTotal", "total", "amountPaid", "amountCredited", "amountDue"),
        *("externalNumber", "displayNumber", "remainingCredit", "allocations"),
    },
    (RELEASED, "allocation"): _RELEASED_BOOKS,
    (RELEASED, "payment"): _RELEASED_BOOKS | {"status", "reversedAt"},
}
"""What an update by the sync may change, given or derived; all else is its system's own."""

_FOLLOWS_TRACKING: Final = frozenset(("propertyId", "tenancyId"))


def only_shared_fields_are_written(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    An update by the sync changes shared fields, and on Re-Leased's side what Xero leads in.

    Rule: R1, on each commit.
    """
    before, after = commit.before, commit.after
    if before is None or after is None or commit.record is None:
        return
    changed = {name for name in {*before, *after} if not _same(before.get(name), after.get(name))}
    foreign = changed - WRITABLE[commit.system, commit.type]
    if commit.record.root.system == XERO:
        foreign -= {name for name in foreign & _FOLLOWS_TRACKING if after.get(name) is not None}
    foreign |= set(_lost_parts(commit.system, commit.type, before, after))
    if not foreign:
        yield KEPT["R1"]
        return
    yield Finding(
        "R1",
        f"The sync changed {', '.join(sorted(foreign))} of {commit.record}: not its to change.",
        {n: {"before": before.get(n), "after": after.get(n)} for n in sorted(foreign)},
        commit.n,
        (commit.name,),
    )


def _same(before: Any, after: Any) -> bool:
    return before == after or (before in (None, "", [], False) and after in (None, "", [], False))


_SHARED_PARTS: Final = {
    "Phones": frozenset(
        ("PhoneType", "PhoneNumber", "PhoneAreaCode", "PhoneCountryCode"),
    ),
    "Addresses": frozenset(
        (
            *("AddressType", "AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4"),
            *("City", "Region", "PostalCode", "Country"),
        )
    ),
}


def _lost_parts(system: str, type_: str, before: Doc, after: Doc) -> Iterator[str]:
    """The phones or addresses whose parts that only Xero knows were changed."""
    if (system, type_) != (XERO, "contact"):
        return
    for name, shared in _SHARED_PARTS.items():
        if before.get(name) != after.get(name) and _own(before, name, shared) != _own(
            after, name, shared
        ):
            yield name


def _own(doc: Doc, name: str, shared: frozenset[str]) -> list[tuple[Any, ...]]:
    kind = "PhoneType" if name == "Phones" else "AddressType"
    return sorted(
        (str(row.get(kind)), field, str(value))
        for row in doc.get(name) or ()
        for field, value in row.items()
        if value and (field not in shared or row.get(kind) == "OFFICE")
    )


def nothing_stems_from_nobody(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    Each record that the sync makes stems from one that a person made.

    Rule: R56, on each contact or document that the sync makes.
    """
    if commit.op != "create" or commit.record is None or not commit.record.root.invented:
        return
    yield Finding(
        "R56",
        f"The sync made {commit.record}, and no record that a person made explains it.",
        {"content": commit.now.get("name") or str(commit.now.get("lines"))[:300]},
        commit.n,
        (commit.name,),
    )


def _stands_empty(record: Record, unit: str) -> bool:
    """The other system's document says nothing there, and can no longer change."""
    twins = [copy for copy in record.root.copies if copy.system != record.system]
    closed = [copy for copy in twins if copy.units.get("paid") or copy.units.get("credited")]
    return bool(closed) and not any(copy.units[unit] for copy in closed)


def nothing_is_destroyed(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync deletes no contact, document or payment and empties no field that nobody emptied.

    Rule: R64, on each commit.
    Method: a document that money closes stays as it is where that money is (R22), also where it
    says nothing: an edit that the other system never took may be taken back to that.
    """
    record = commit.record
    if record is None:
        return
    if commit.op == "delete" and record.kind != "allocation":
        message = f"The sync deleted {record} for good."
        yield Finding("R64", message, commit=commit.n, records=(commit.name,))
        return
    was = commit.was
    if was is None:
        return
    emptied = [
        unit
        for unit in CONTENT[record.kind]
        if unit in commit.changed and not commit.now[unit] and was[unit]
    ]
    wrong = [
        unit
        for unit in emptied
        if unit not in record.root.cleared and not _stands_empty(record, unit)
    ]
    if emptied and not wrong:
        yield KEPT["R64"]
    if wrong:
        yield Finding(
            "R64",
            f"The sync emptied {', '.join(wrong)} of {record}; nobody had cleared it.",
            {unit: str(was[unit]) for unit in wrong},
            commit.n,
            (commit.name,),
        )


OWNERSHIP_INVARIANTS: Final = (
    Invariant(("R1",), only_shared_fields_are_written, RECORDS, SYNC),
    Invariant(
        ("R56",),
        nothing_stems_from_nobody,
        (
            *((XERO, "contact"), (RELEASED, "contact")),
            *DOCUMENTS,
        ),
        SYNC,
    ),
    Invariant(("R64",), nothing_is_destroyed, RECORDS, SYNC),
)
