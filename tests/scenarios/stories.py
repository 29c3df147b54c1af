"""Hand-made histories: a small paired world, and a pen that writes its journals."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from scenarios.finding import Finding
from scenarios.invariants import Options
from scenarios.judge import Judge

Doc = dict[str, Any]

TENANT: Final = "tenant-a"
OTHER_TENANT: Final = "tenant-b"
IDS: Final = {
    ("xero", "contact"): "ContactID",
    ("xero", "invoice"): "InvoiceID",
    ("xero", "credit_note"): "CreditNoteID",
    ("xero", "allocation"): "AllocationID",
    ("xero", "payment"): "PaymentID",
    ("xero", "attachment"): "AttachmentID",
    ("xero", "account"): "AccountID",
    ("xero", "tax_rate"): "TaxType",
    ("xero", "tracking_category"): "TrackingCategoryID",
    ("xero", "organisation"): "OrganisationID",
    ("xero", "bank_transaction"): "BankTransactionID",
    ("xero", "bank_transfer"): "BankTransferID",
    ("xero", "batch_payment"): "BatchPaymentID",
    ("xero", "overpayment"): "OverpaymentID",
    ("xero", "prepayment"): "PrepaymentID",
}


def a_contact(id_: int = 501, token: str = "q7f3k", **fields: Any) -> Doc:
    """A Re-Leased contact."""
    return {
        "id": id_,
        "companyIds": [1],
        "name": f"Harbour Ltd {token}",
        "firstName": None,
        "lastName": None,
        "email": f"{token}@example.test",
        "phones": [],
        "addresses": [],
        "taxNumber": None,
        "categories": ["creditor"],
        "status": "Active",
        "mergedIntoId": None,
        "version": 1,
        **fields,
    }


def a_xero_contact(id_: str = "xc1", token: str = "q7f3k", **fields: Any) -> Doc:
    """A Xero contact."""
    return {
        "owner": TENANT,
        "ContactID": id_,
        "ContactStatus": "ACTIVE",
        "Name": f"Harbour Ltd {token}",
        "EmailAddress": f"{token}@example.test",
        "AccountNumber": None,
        "Phones": [],
        "Addresses": [],
        "MergedToContactID": None,
        **fields,
    }


def a_line(token: str = "w2d4v", cents: int = 10_000, **fields: Any) -> Doc:
    """A Re-Leased line without tax."""
    amount = f"{cents // 100}.{cents % 100:02d}"
    return {
        "id": 1,
        "description": f"Rent {token}",
        "quantity": "1",
        "unitPrice": amount,
        "accountCode": "200",
        "taxType": "NONE",
        "taxAmount": "0.00",
        "lineAmount": amount,
        "tracking": [],
        **fields,
    }


def a_xero_line(token: str = "w2d4v", cents: int = 10_000, **fields: Any) -> Doc:
    """A Xero line without tax."""
    amount = f"{cents // 100}.{cents % 100:02d}"
    return {
        "LineItemID": "l1",
        "Description": f"Rent {token}",
        "Quantity": "1.0000",
        "UnitAmount": amount,
        "AccountCode": "200",
        "TaxType": "NONE",
        "TaxAmount": "0.00",
        "LineAmount": amount,
        "Tracking": [],
        **fields,
    }


def a_document(id_: int = 10_001, token: str = "w2d4v", cents: int = 10_000, **fields: Any) -> Doc:
    """An approved Re-Leased income invoice."""
    total = f"{cents // 100}.{cents % 100:02d}"
    return {
        "id": id_,
        "companyId": 1,
        "kind": "IncomeInvoice",
        "status": "Approved",
        "contactId": 501,
        "propertyId": None,
        "serviceDate": None,
        "issueDate": "2026-03-01",
        "dueDate": "2026-03-20",
        "reference": f"Ref {token}",
        "taxMode": "Exclusive",
        "lines": [a_line(token, cents)],
        "subTotal": total,
        "taxTotal": "0.00",
        "total": total,
        "amountPaid": "0.00",
        "amountCredited": "0.00",
        "amountDue": total,
        "externalNumber": None,
        **fields,
    }


def an_invoice(id_: str = "xi1", token: str = "w2d4v", cents: int = 10_000, **fields: Any) -> Doc:
    """An authorised Xero sales invoice."""
    total = f"{cents // 100}.{cents % 100:02d}"
    return {
        "owner": TENANT,
        "InvoiceID": id_,
        "Type": "ACCREC",
        "InvoiceNumber": f"INV-{id_}",
        "Status": "AUTHORISED",
        "ContactID": "xc1",
        "Date": "2026-03-01",
        "DueDate": "2026-03-20",
        "Reference": f"Ref {token}",
        "LineAmountTypes": "Exclusive",
        "LineItems": [a_xero_line(token, cents)],
        "SubTotal": total,
        "TotalTax": "0.00",
        "Total": total,
        "AmountPaid": "0.00",
        "AmountCredited": "0.00",
        "AmountDue": total,
        "CurrencyCode": "GBP",
        **fields,
    }


def a_note(id_: int = 10_002, token: str = "g5h8m", cents: int = 6_000, **fields: Any) -> Doc:
    """An approved Re-Leased income credit note."""
    left = f"{cents // 100}.{cents % 100:02d}"
    made = a_document(id_, token, cents, kind="IncomeCreditNote", dueDate=None)
    return {**made, "remainingCredit": left, "allocations": [], **fields}


def a_xero_note(id_: str = "xn1", token: str = "g5h8m", cents: int = 6_000, **fields: Any) -> Doc:
    """An authorised Xero credit note."""
    total = f"{cents // 100}.{cents % 100:02d}"
    gone = ("InvoiceID", "InvoiceNumber", "DueDate", "AmountPaid", "AmountCredited", "AmountDue")
    kept = {n: v for n, v in an_invoice(id_, token, cents).items() if n not in gone}
    return {
        **kept,
        "CreditNoteID": id_,
        "CreditNoteNumber": f"CN-{id_}",
        "Type": "ACCRECCREDIT",
        "RemainingCredit": total,
        "AppliedAmount": "0.00",
        **fields,
    }


def an_allocation(id_: int = 80_001, amount: str = "40.00", **fields: Any) -> Doc:
    """A Re-Leased allocation of the note to the invoice."""
    named = {"creditNoteId": 10_002, "invoiceId": 10_001}
    return {
        "id": id_, "companyId": 1, **named, "amount": amount, "date": "2026-03-05", **fields,
    }  # fmt: skip


def a_xero_allocation(id_: str = "xa1", amount: str = "40.00", **fields: Any) -> Doc:
    """A Xero allocation of the note to the invoice."""
    named = {"AllocationID": id_, "CreditNoteID": "xn1", "InvoiceID": "xi1"}
    return {"owner": TENANT, **named, "Amount": amount, "Date": "2026-03-05", **fields}


def a_payment(id_: int = 70_001, amount: str = "40.00", **fields: Any) -> Doc:
    """A Re-Leased payment."""
    return {
        "id": id_,
        "companyId": 1,
        "documentId": 10_001,
        "amount": amount,
        "date": "2026-03-05",
        "accountCode": "090",
        "status": "Applied",
        **fields,
    }


def a_xero_payment(id_: str = "xp1", amount: str = "40.00", **fields: Any) -> Doc:
    """A Xero payment."""
    return {
        "owner": TENANT,
        "PaymentID": id_,
        "InvoiceID": "xi1",
        "AccountID": "bank",
        "Amount": amount,
        "Date": "2026-03-05",
        "Status": "AUTHORISED",
        "IsReconciled": False,
        "Reference": None,
        **fields,
    }


def a_file(id_: int = 90_001, text: str = "one", **fields: Any) -> Doc:
    """A Re-Leased file whose bytes are a text."""
    return {
        "id": id_,
        "companyId": 1,
        "documentId": 10_001,
        "externalId": None,
        "fileName": "lease.pdf",
        "mimeType": "application/pdf",
        "size": len(text),
        "sha256": text,
        "includeWithInvoice": False,
        "deletedAt": None,
        **fields,
    }


def a_xero_file(id_: str = "xf1", text: str = "one", **fields: Any) -> Doc:
    """A Xero file whose bytes are a text."""
    return {
        "owner": TENANT,
        "AttachmentID": id_,
        "ParentType": "invoice",
        "ParentID": "xi1",
        "FileName": "lease.pdf",
        "MimeType": "application/pdf",
        "ContentLength": len(text),
        "IncludeOnline": False,
        "sha256": text,
        **fields,
    }


def a_report(id_: int = 9_001, record: int = 501, entity: str = "contact", **fields: Any) -> Doc:
    """An open entry of the sync results."""
    return {
        "id": id_,
        "companyId": 1,
        "entity": entity,
        "recordId": record,
        "externalId": None,
        "status": "Open",
        "linkStatus": "Linked",
        **fields,
    }


def a_connection(company: int = 1, tenant: str = TENANT, **fields: Any) -> Doc:
    """A connected company."""
    return {
        "companyId": company,
        "status": "Connected",
        "xeroTenantId": tenant,
        "pairedTenantId": tenant,
        "syncFromDate": "2026-01-01",
        **fields,
    }


class Story:
    """
    Writes journals: who did what, in order; the state before is worked out.

    The world begins paired and settled: one contact, one approved document, the accounts 200 and
    090, one tracking option.
    """

    def __init__(self) -> None:
        self.commits: list[Doc] = []
        self.calls: list[Doc] = []
        self.docs: dict[tuple[str, str, str], Doc] = {}
        self.start: dict[str, dict[str, list[Doc]]] = {"released": {}, "xero": {}}
        self._clock = 0

    def begins(self, system: str, type_: str, *docs: Doc) -> "Story":
        """Records that are there at the beginning."""
        for doc in docs:
            self.start[system].setdefault(type_, []).append(doc)
            self.docs[system, type_, self.key(system, type_, doc)] = doc
        return self

    @staticmethod
    def key(system: str, type_: str, doc: Doc) -> str:
        """The journal's id of a record."""
        if system == "xero":
            return str(doc[IDS[system, type_]])
        if type_ == "connection":
            return str(doc["companyId"])
        return str(doc["id"]) if type_ == "contact" else f"{doc['companyId']}:{doc['id']}"

    def time(self) -> str:
        """The next instant."""
        self._clock += 1
        return f"2026-03-02T09:{self._clock // 60:02d}:{self._clock % 60:02d}.000Z"

    def made(self, actor: str, system: str, type_: str, doc: Doc, call: int | None = None) -> None:
        """Somebody makes a record."""
        self._commit(actor, system, type_, self.key(system, type_, doc), doc, call)

    def changed(
        self, actor: str, system: str, type_: str, id_: str, call: int | None = None, **fields: Any
    ) -> None:
        """Somebody changes a record."""
        after = {**self.docs[system, type_, id_], **fields}
        self._commit(actor, system, type_, id_, after, call)

    def deleted(self, actor: str, system: str, type_: str, id_: str) -> None:
        """Somebody deletes a record for good."""
        self._commit(actor, system, type_, id_, None, None)

    def _commit(
        self, actor: str, system: str, type_: str, id_: str, after: Doc | None, call: int | None
    ) -> None:
        before = self.docs.get((system, type_, id_))
        op = "delete" if after is None else "create" if before is None else "update"
        about = after or before or {}
        owner = about.get("owner") or str(about.get("companyId", 1))
        self.commits.append(
            {
                "n": len(self.commits) + 1,
                "time": self.time(),
                "system": system,
                "owner": owner,
                "actor": actor,
                "op": op,
                "type": type_,
                "id": id_,
                "before": before,
                "after": after,
                "call": call,
            }
        )
        if after is not None:
            self.docs[system, type_, id_] = after

    def called(self, method: str, system: str, path: str, **fields: Any) -> int:
        """The sync calls; the answer is the call's number."""
        self.calls.append(
            {
                "n": len(self.calls) + 1,
                "time": self.time(),
                "system": system,
                "actor": "sync",
                "method": method,
                "path": path,
                "query": "",
                "status": 200,
                "fault": None,
                **fields,
            }
        )
        return len(self.calls)


def a_story() -> Story:
    """A paired, settled world: one contact, one approved document, some reference data."""
    option = {"TrackingOptionID": "o1", "Name": "Quay House", "Status": "ACTIVE"}
    category = {"TrackingCategoryID": "k1", "Name": "Property", "Status": "ACTIVE"}
    rate = {"TaxType": "NONE", "Name": "No VAT", "EffectiveRate": "0.0000", "Status": "ACTIVE"}
    mirror = {"companyId": 1, "status": "Active"}
    return (
        Story()
        .begins("released", "connection", a_connection())
        .begins("xero", "organisation", an_organisation())
        .begins("xero", "account", an_account("sales", "200"), an_account("bank", "090"))
        .begins("xero", "tax_rate", {**rate, "owner": TENANT})
        .begins("xero", "tracking_category", {**category, "owner": TENANT, "Options": [option]})
        .begins("released", "account", a_mirror(301, "sales", "200"), a_mirror(302, "bank", "090"))
        .begins(
            "released",
            "tax_type",
            {**mirror, "id": 21, "externalId": "NONE", "taxType": "NONE", "name": "No VAT",
             "rate": "0"},
        )
        .begins(
            "released",
            "tracking_category",
            {**mirror, "id": 41, "externalId": "k1", "name": "Property"},
        )
        .begins(
            "released",
            "tracking_option",
            {**mirror, "id": 61, "externalId": "o1", "categoryId": 41, "name": "Quay House"},
        )
        .begins("released", "property", {"id": 11, "companyId": 1, "trackingOptionId": 61})
        .begins("released", "contact", a_contact())
        .begins("xero", "contact", a_xero_contact())
        .begins("released", "document", a_document(externalNumber="INV-xi1"))
        .begins("xero", "invoice", an_invoice())
    )  # fmt: skip


def an_organisation(tenant: str = TENANT, **fields: Any) -> Doc:
    """A Xero organisation."""
    return {"owner": tenant, "OrganisationID": tenant, "BaseCurrency": "GBP", **fields}


def an_account(id_: str, code: str, **fields: Any) -> Doc:
    """A Xero account."""
    return {
        "owner": TENANT,
        "AccountID": id_,
        "Code": code,
        "Name": f"Account {id_}",
        "Status": "ACTIVE",
        **fields,
    }


def a_mirror(id_: int, external: str, code: str, **fields: Any) -> Doc:
    """A Re-Leased mirror of an account."""
    return {
        "id": id_,
        "companyId": 1,
        "externalId": external,
        "code": code,
        "name": f"Account {external}",
        "status": "Active",
        **fields,
    }


def judged(
    tell: Callable[[Story], None],
    options: Options | None = None,
    *,
    cycles: int = 2,
    writes: int = 0,
) -> tuple[list[Finding], Mapping[str, int]]:
    """What the judge finds in a story, and what it exercised."""
    story = a_story()
    begun = Judge(options)
    tell(story)
    begun.begin(story.start)
    judge = begun.copy()
    judge.calls(story.calls)
    findings = judge.commits(story.commits)
    findings += judge.settled(cycles, writes)
    return findings, judge.exercised
