"""What stands now: records by name, reference data, who is paired with whom, what codes mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scenarios.canonical import RELEASED, TYPES, XERO, Doc
from scenarios.lineage import Record

_IDS: Final = {
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
}

_OWN_KEYS: Final = ("document", "allocation", "payment", "attachment")
"""Re-Leased's records with copies whose ids are counted by each company for itself."""


@dataclass(slots=True, eq=False)
class Mirror:
    """A record that has no copies: reference data, a connection, a sync record, a property."""

    system: str
    type: str
    id: str
    owner: str
    doc: Doc
    time: str = ""


class Standing:
    """The present state of both stores, as far as others look things up in it."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str, str], Record] = {}
        self.others: dict[tuple[str, str], dict[tuple[str, str], Mirror]] = {}
        self.left_out: dict[tuple[str, str], Mirror] = {}
        self._options: dict[tuple[str, str], str] = {}
        self._codes: dict[tuple[str, str], str | None] = {}
        self._code_names: set[tuple[str, str]] = set()
        self._tax_types: set[tuple[str, str]] = set()
        self._first_codes: dict[tuple[str, str], str] = {}
        self._tenants: dict[str, str] = {}
        self._companies: dict[str, str] = {}

    def _stand_as(self, other: "Standing") -> None:
        """Take over what stands in another's view, without the records that have copies."""
        self.others = {kind: dict(mirrors) for kind, mirrors in other.others.items()}
        self.left_out = dict(other.left_out)
        self._options = dict(other._options)
        self._codes = dict(other._codes)
        self._code_names = set(other._code_names)
        self._tax_types = set(other._tax_types)
        self._first_codes = dict(other._first_codes)
        self._tenants = dict(other._tenants)
        self._companies = dict(other._companies)

    # What ids and codes stand for (canonical.Names).

    def contact(self, system: str, id_: str) -> str:
        """The root of a contact; an unknown id stands for itself."""
        record = self.records.get((system, "contact", id_))
        return record.root.name if record else f"{system}/contact/{id_} (unknown)"

    def document(self, system: str, owner: str, id_: str) -> str:
        """The root of a document; an unknown id stands for itself."""
        if system == XERO:
            name = (XERO, "invoice", id_)
            record = self.records.get(name) or self.records.get((XERO, "credit_note", id_))
        else:
            name = (RELEASED, "document", released_key(owner, id_))
            record = self.records.get(name)
        return record.root.name if record else f"{'/'.join(name)} (unknown)"

    def option(self, system: str, owner: str, option_id: str) -> str:
        """A tracking option by Xero's id; an unknown one stands for itself."""
        if system == XERO:
            return option_id
        return self._options.get((owner, option_id), f"released option {option_id}")

    def account(self, system: str, owner: str, code: str | None) -> str | None:
        """An account by the first code it had."""
        if code is None or not self._first_codes:
            return code
        tenant = owner if system == XERO else self._tenants.get(owner, "")
        return self._first_codes.get((tenant, code), code)

    def account_code(self, owner: str, account_id: str) -> str | None:
        """The code of the Xero account with this id."""
        return self._codes.get((owner, account_id))

    def knows_code(self, company: str, code: str | None) -> bool:
        """True when a company's mirror has or had an account of this code; None names none."""
        return code is None or (company, code) in self._code_names

    def knows_tax_type(self, company: str, code: str | None) -> bool:
        """True when a company's mirror has or had a tax type of this code; None names none."""
        return code is None or (company, code) in self._tax_types

    def knows_option(self, company: str, option_id: str) -> bool:
        """True when a company's mirror has or had this tracking option."""
        return (company, option_id) in self._options

    # Pairing.

    def tenant_of(self, company: str) -> str | None:
        """The organisation that a company is or was paired with."""
        return self._tenants.get(company)

    def partner(self, system: str, owner: str) -> str | None:
        """The owner on the other side."""
        pairs = self._companies if system == XERO else self._tenants
        return pairs.get(owner)

    def pairings(self) -> list[tuple[str, str]]:
        """Every pairing as (company, organisation)."""
        return list(self._tenants.items())

    def mirror_of_connection(self, company: str) -> Mirror | None:
        """The connection of a company as it stands, None when there is none."""
        for mirror in self.others.get((RELEASED, "connection"), {}).values():
            if mirror.owner == company:
                return mirror
        return None

    def connection(self, company: str) -> Doc:
        """What the connection of a company says; empty when there is none."""
        mirror = self.mirror_of_connection(company)
        return mirror.doc if mirror else {}

    def is_connected(self, company: str) -> bool:
        """True while the company's data flows: connected here, and the app not removed in Xero."""
        if self.connection(company).get("status") != "Connected":
            return False
        apps = self.others.get((XERO, "connection"))
        return apps is None or any(
            app.owner == self._tenants.get(company) for app in apps.values()
        )

    def note_other(
        self, system: str, type_: str, id_: str, doc: Doc, owner: str, time: str = ""
    ) -> None:
        """Take in a record without copies; `owner` is for one that does not say whose it is."""
        mirror = Mirror(system, type_, id_.rpartition(":")[2], owner_of(doc) or owner, doc, time)
        self.others.setdefault((system, type_), {})[mirror.owner, mirror.id] = mirror
        if type_ == "connection" and system == RELEASED:
            self._note_pairing(mirror)
        elif type_ == "sync_record":
            self._note_entry(mirror)
        elif type_ == "tracking_option":
            known = doc.get("externalId") or f"released option {id_}"
            self._options[mirror.owner, str(doc["id"])] = str(known)
        elif type_ == "account":
            if system == XERO:
                self._note_code(mirror)
            else:
                self._code_names.add((mirror.owner, str(doc.get("code"))))
        elif type_ == "tax_type":
            for code in (doc.get("taxType"), doc.get("externalId")):
                self._tax_types.add((mirror.owner, str(code)))

    def _note_entry(self, entry: Mirror) -> None:
        """Remember the entries by which a person left a record out of the sync."""
        key = (entry.owner, entry.id)
        if entry.doc.get("linkStatus") != "Unlinked":
            self.left_out.pop(key, None)
        elif key not in self.left_out:
            self.left_out[key] = entry

    def _note_pairing(self, mirror: Mirror) -> None:
        tenant = mirror.doc.get("pairedTenantId") or mirror.doc.get("xeroTenantId")
        if tenant:
            self._tenants[mirror.owner] = str(tenant)
            self._companies[str(tenant)] = mirror.owner

    def _note_code(self, account: Mirror) -> None:
        key = (account.owner, account.id)
        code, before = account.doc.get("Code") or None, self._codes.get(key)
        if before and code and code != before:
            first = self._first_codes.get((account.owner, before), before)
            self._first_codes[account.owner, code] = first
        self._codes[key] = code

    def of(self, system: str, type_: str) -> list[Mirror]:
        """The records of a type that has no copies."""
        return list(self.others.get((system, type_), {}).values())


def released_key(owner: str, id_: str) -> str:
    """The journal's id of what a company owns: two companies may count alike."""
    return id_ if ":" in id_ else f"{owner}:{id_}"


def id_of(system: str, type_: str, doc: Doc) -> str:
    """The id that the journal gives a record."""
    key = _IDS.get((system, type_), "id")
    id_ = str(doc[key] if key in doc else owner_of(doc))
    if system == RELEASED and type_ in _OWN_KEYS:
        return released_key(owner_of(doc), id_)
    return id_


def owner_of(doc: Doc) -> str:
    """The organisation or the first company whose record it is; empty when it does not say."""
    if "owner" in doc:
        return str(doc["owner"])
    if "companyId" in doc:
        return str(doc["companyId"])
    companies = doc.get("companyIds") or ("",)
    return str(companies[0])


def owners_of(doc: Doc, owner: str) -> tuple[str, ...]:
    """Every company that a shared contact belongs to; else the one owner."""
    companies = doc.get("companyIds")
    if companies:
        return tuple([str(company) for company in companies])
    return (owner_of(doc) or owner,)


def names_in(doc: Doc) -> Iterator[tuple[str, str, str]]:
    """The records that an entry of the sync results names."""
    kind = str(doc.get("entity"))
    if doc.get("recordId") is not None:
        id_ = str(doc["recordId"])
        key = id_ if kind == "contact" else released_key(str(doc.get("companyId")), id_)
        yield (RELEASED, kind, key)
    if doc.get("externalId"):
        yield (XERO, TYPES.get((XERO, kind), kind), str(doc["externalId"]))
        if kind == "document":
            yield (XERO, "credit_note", str(doc["externalId"]))
