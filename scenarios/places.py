"""
What the start world offers, by name: `contact-1`, `invoice-1`, `income-1`, `bank-1`, and so on.

A plan is written before anybody has seen the world. These names let it speak of what every
fixture holds without knowing ids or codes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scenarios.model import RELEASED, XERO

Document = Mapping[str, Any]
Suits = Callable[[Document], bool]


@dataclass(frozen=True, slots=True)
class Place:
    """A named record of the start world: in which system, of which type, with which id."""

    system: str
    type: str
    id: str
    at: int


def id_of(system: str, record_type: str, document: Document) -> str:
    """
    A record's id as the journals write it: always text.

    What belongs to one Re-Leased company carries that company's number before its own.
    """
    number = str(document[ID_FIELDS.get((system, record_type), "id")])
    if system == RELEASED and "companyId" in document and record_type != "connection":
        return f"{document['companyId']}:{number}"
    return number


def has_id(system: str, record_type: str, document: Document) -> bool:
    """False for the few kinds of record that nobody can name, such as currencies."""
    return ID_FIELDS.get((system, record_type), "id") in document


ID_FIELDS: Final = {
    (XERO, "organisation"): "OrganisationID",
    (XERO, "account"): "AccountID",
    (XERO, "tax_rate"): "TaxType",
    (XERO, "tracking_category"): "TrackingCategoryID",
    (XERO, "contact"): "ContactID",
    (XERO, "invoice"): "InvoiceID",
    (XERO, "credit_note"): "CreditNoteID",
    (XERO, "allocation"): "AllocationID",
    (XERO, "payment"): "PaymentID",
    (XERO, "attachment"): "AttachmentID",
    (XERO, "bank_transaction"): "BankTransactionID",
    (XERO, "bank_transfer"): "BankTransferID",
    (XERO, "batch_payment"): "BatchPaymentID",
    (XERO, "overpayment"): "OverpaymentID",
    (XERO, "prepayment"): "PrepaymentID",
    (RELEASED, "connection"): "companyId",
}
"""The field that identifies a record of a type; `id` for all that are not named."""


def _is_active(document: Document) -> bool:
    return str(document.get("Status", "ACTIVE")) == "ACTIVE"


def _account(*classes: str) -> Suits:
    def suits(document: Document) -> bool:
        return _is_active(document) and document.get("Type") in classes

    return suits


def _taxed(side: str) -> Suits:
    """A rate above zero for one side of the books."""

    def suits(document: Document) -> bool:
        rate = float(document.get("EffectiveRate") or 0)
        applies = str(document.get("TaxType", "")).startswith(side)
        return _is_active(document) and rate > 0 and applies

    return suits


def _untaxed(document: Document) -> bool:
    return document.get("TaxType") == "NONE"


def _contact(document: Document) -> bool:
    """An active contact."""
    return document.get("ContactStatus") == "ACTIVE"


def _open(kind: str) -> Suits:
    def suits(document: Document) -> bool:
        unpaid = float(document.get("AmountPaid") or 0) == 0
        is_open = document.get("Type") == kind and document.get("Status") == "AUTHORISED"
        return is_open and unpaid

    return suits


def _owed(status: str) -> Suits:
    """An invoice to a debtor in one status."""
    return lambda document: (document.get("Type"), document.get("Status")) == ("ACCREC", status)


def _is_draft(document: Document) -> bool:
    """An invoice to a debtor that Xero has not heard of."""
    return (document.get("kind"), document.get("status")) == ("IncomeInvoice", "Draft")


def _is_applied(document: Document) -> bool:
    """What a debtor has paid, and nobody has reversed."""
    applied = ("ACCRECPAYMENT", "AUTHORISED")
    return (document.get("PaymentType"), document.get("Status")) == applied


def _has_credit(document: Document) -> bool:
    """An approved credit note with something left on it."""
    return document.get("Status") == "AUTHORISED" and float(document["RemainingCredit"]) > 0


def _is_spare(document: Document) -> bool:
    """An account that is not the first choice of any document."""
    return _is_active(document) and document.get("Type") in ("EXPENSE", "OVERHEADS", "DIRECTCOSTS")


OFFERS: Final[tuple[tuple[str, str, str, Suits], ...]] = (
    # prefix        system    type                 suits
    ("contact",     XERO,     "contact",           _contact),
    ("invoice",     XERO,     "invoice",           _open("ACCREC")),
    ("bill",        XERO,     "invoice",           _open("ACCPAY")),
    ("draft",       RELEASED, "document",          _is_draft),
    ("submitted",   XERO,     "invoice",           _owed("SUBMITTED")),
    ("settled",     XERO,     "invoice",           _owed("PAID")),
    ("paid",        XERO,     "payment",           _is_applied),
    ("credit",      XERO,     "credit_note",       _has_credit),
    ("allocation",  XERO,     "allocation",        lambda document: bool(document)),
    ("income",      XERO,     "account",           _account("REVENUE", "SALES", "OTHERINCOME")),
    ("expense",     XERO,     "account",           _account("EXPENSE", "OVERHEADS",
                                                            "DIRECTCOSTS")),
    ("bank",        XERO,     "account",           _account("BANK")),
    ("spare",       XERO,     "account",           _is_spare),
    ("tax-income",  XERO,     "tax_rate",          _taxed("OUTPUT")),
    ("tax-expense", XERO,     "tax_rate",          _taxed("INPUT")),
    ("tax-none",    XERO,     "tax_rate",          _untaxed),
    ("category",    XERO,     "tracking_category", _is_active),
    ("property",    RELEASED, "property",          lambda document: bool(document)),
)  # fmt: skip
"""What is offered under which prefix: every suitable record, in the order of its age."""

_WRITTEN: Final = {"contact": ("Name",), "invoice": ("Date", "Reference", "Total")}
"""What people wrote in the start world, by type of record: an order that no sync has a say in."""

_UNNUMBERED: Final = ("tax-income", "tax-expense", "tax-none")


def owner_of(document: Document) -> str:
    """The organisation or company that a record belongs to; empty when it does not say."""
    for key in ("owner", "companyId"):
        if document.get(key) is not None:
            return str(document[key])
    companies = document.get("companyIds") or [""]
    return str(companies[0])


def owners(connection: Mapping[str, Any], at: int) -> dict[str, str]:
    """Who owns the records of pairing `at` (from 1) in each system."""
    pairings = connection["pairings"]
    pairing = pairings[min(at, len(pairings)) - 1]
    return {XERO: str(pairing["tenant_id"]), RELEASED: str(pairing["company_id"])}


def places(
    connection: Mapping[str, Any], state: Document, *, by_age: bool = True
) -> dict[str, Place]:
    """
    Every named record of the start world; names of later pairings begin with their number.

    Args:
        connection: the connection document.
        state: both systems, settled.
        by_age: False where real time has a say in the order in which a sync makes its copies:
            then a name stands for the same record in each world only if content decides.
    """
    found: dict[str, Place] = {}
    for at in range(1, len(connection["pairings"]) + 1):
        owned = owners(connection, at)
        prefix = "" if at == 1 else f"{at}-"
        for name, record in _numbered("option", _options(state, owned[XERO])):
            option_id = str(record["TrackingOptionID"])
            found[prefix + name] = Place(XERO, "tracking_option", option_id, at)
        for offer, system, record_type, suits in OFFERS:
            records = [
                r
                for r in state[system].get(record_type, ())
                if owner_of(r) == owned[system] and suits(r)
            ]
            if not by_age and record_type in _WRITTEN:
                records.sort(key=_written(record_type))
            for name, record in _numbered(offer, records):
                record_id = id_of(system, record_type, record)
                found[prefix + name] = Place(system, record_type, record_id, at)
                if offer == "invoice":
                    debtor = Place(XERO, "contact", str(record["ContactID"]), at)
                    found[prefix + name.replace(offer, "debtor")] = debtor
    for number, organisation in enumerate(connection["xero"]["organisations"], start=1):
        tenant = str(organisation["tenant_id"])
        found[f"organisation-{number}"] = Place(XERO, "organisation", tenant, number)
    return found


def _written(record_type: str) -> Callable[[Document], list[str]]:
    return lambda document: [str(document.get(name)) for name in _WRITTEN[record_type]]


def _options(state: Document, owner: str) -> list[Document]:
    """The active options of every tracking category of one organisation."""
    categories = [c for c in state[XERO].get("tracking_category", ()) if owner_of(c) == owner]
    return [
        option
        for category in categories
        for option in category.get("Options", ())
        if _is_active(option)
    ]


def _numbered(offer: str, records: Iterable[Document]) -> list[tuple[str, Document]]:
    if offer in _UNNUMBERED:
        return [(offer, record) for record in list(records)[:1]]
    return [(f"{offer}-{number}", record) for number, record in enumerate(records, start=1)]
