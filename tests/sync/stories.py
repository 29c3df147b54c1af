"""Stories that the sweep tells again and again, and what is compared after each."""

import re
from base64 import b64encode
from typing import Any

from tests.sync.circle import LINE, ROW, Circle

MOST_CYCLES = 6
BETWEEN_S = 120
"""Files are looked for once a minute, so time passes between the cycles."""

KINDS = {
    "released": ("contact", "document", "allocation", "payment", "attachment", "sync_record"),
    "xero": ("contact", "invoice", "credit_note", "allocation", "payment", "attachment"),
}
_VOLATILE = re.compile(
    r".*(I[dD]|UTC|At|By)$|id$|externalIds|.*[nN]umber$|version|owner|seq|attempts|Date.*String"
)


def base64(content: str) -> str:
    return b64encode(content.encode()).decode()


def complete(circle: Circle) -> None:
    """
    Cycles until one is complete: a driver begins again what crashed or could not finish.

    A cycle that was shown an old state does not know; what it missed comes in the next one, and
    only then do people go on.
    """
    for _ in range(MOST_CYCLES):
        circle.advance(BETWEEN_S)
        circle.calls()
        is_complete = circle.cycle()
        if is_complete and all(call["fault"] != "stale_read" for call in circle.calls()):
            return
    raise AssertionError("no cycle was complete")


def business(circle: Circle) -> None:
    """Contacts, invoices, bills, payments in parts, a name that is taken, a reversal."""
    acme, beta = circle.contact("Acme", email="a@a.test"), circle.contact("Beta")
    rent = circle.invoice(acme, reference="rent")
    other = circle.invoice(beta, "AwaitingApproval", reference="other")
    circle.pay(rent, "40.00")
    gamma = circle.there("contact.create", Name="Gamma", EmailAddress="g@g.test")
    bill = circle.xero_invoice(gamma, Reference="theirs")
    circle.xero_pay(bill, "50.00")
    circle.xero_pay(bill, "50.00")
    complete(circle)
    circle.here("contact.edit", acme, firstName="Ann")
    circle.here("document.approve", other)
    circle.pay(rent, "40.00")
    circle.here("contact.edit", beta, name="Gamma")
    payment = next(p for p in circle.xero("payment") if p["Amount"] == "50.00")
    circle.there("payment.reverse", payment["PaymentID"])
    circle.there("contact.edit", gamma, LastName="G")
    complete(circle)


def a_note(circle: Circle, contact: str, **fields: Any) -> str:
    wanted = {
        "kind": "IncomeCreditNote",
        "contactId": int(contact),
        "issueDate": "2026-03-01",
        "status": "Approved",
        "lines": [{**LINE, "accountCode": "200", "taxType": "OUTPUT2"}],
    }
    return circle.here("document.create", **{**wanted, **fields})


def a_xero_note(circle: Circle, contact: str, **fields: Any) -> str:
    row = {**ROW, "AccountCode": "200", "TaxType": "OUTPUT2"}
    wanted = {
        "Type": "ACCRECCREDIT",
        "ContactID": contact,
        "Date": "2026-03-01",
        "Status": "AUTHORISED",
        "LineItems": [row],
    }
    return circle.there("credit_note.create", **{**wanted, **fields})


def credit(circle: Circle) -> None:
    """Notes of both sides, allocations made and removed on both, refunds made and reversed."""
    acme = circle.contact("Acme")
    invoice, note = circle.invoice(acme, reference="rent"), a_note(circle, acme, reference="ours")
    complete(circle)
    there = circle.one("xero", "contact")["ContactID"]
    theirs = a_xero_note(circle, there, Reference="theirs")
    bill = circle.one("xero", "invoice")["InvoiceID"]
    day = "2026-03-02"
    for amount in ("30.00", "10.00"):
        circle.here("allocation.create", note, invoiceId=int(invoice), amount=amount, date=day)
    circle.there("allocation.create", theirs, InvoiceID=bill, Amount="20.00", Date=day)
    circle.pay(note, "15.00")
    circle.there("payment.create", CreditNoteID=theirs, Code="090", Amount="25.00", Date=day)
    complete(circle)
    made = {each["Amount"]: each["AllocationID"] for each in circle.xero("allocation")}
    circle.there("allocation.delete", made["30.00"])
    known = {each["amount"]: each["id"] for each in circle.released("allocation")}
    if "20.00" in known:
        circle.here("allocation.delete", known["20.00"])
    refund = next(p for p in circle.xero("payment") if p["Amount"] == "25.00")
    circle.there("payment.reverse", refund["PaymentID"])
    complete(circle)


def files(circle: Circle) -> None:
    """Files of both sides: of one name, replaced on either, deleted in Xero, on a credit note."""
    acme = circle.contact("Acme")
    invoice, note = circle.invoice(acme, reference="rent"), a_note(circle, acme, reference="note")
    complete(circle)
    there = circle.one("xero", "invoice")["InvoiceID"]
    circle.here("attachment.add", invoice, fileName="lease.pdf", content=base64("one"))
    circle.here("attachment.add", invoice, fileName="plan.pdf", content=base64("plan"))
    circle.here("attachment.add", note, fileName="note.pdf", content=base64("note"))
    wanted = {"ParentType": "invoice", "FileName": "theirs.pdf"}
    circle.there("attachment.add", there, **wanted, content=base64("theirs"))
    complete(circle)
    own = {each["fileName"]: each["id"] for each in circle.released("attachment")}
    circle.here("attachment.replace", own["lease.pdf"], content=base64("two"))
    circle.there("attachment.add", there, **wanted, content=base64("other"))
    plans = [f for f in circle.xero("attachment") if f["FileName"] == "plan.pdf"]
    circle.there("attachment.delete", plans[0]["AttachmentID"])
    complete(circle)


def many(circle: Circle) -> None:
    """Enough new records to be sent together, some of which Xero refuses; then some edits."""
    circle.there("contact.create", Name="Tenant 3")
    people = [circle.contact(f"Tenant {number}") for number in range(11)]
    for number in range(10):
        circle.invoice(people[number], reference=f"rent {number}")
        a_note(circle, people[number], reference=f"note {number}")
    complete(circle)
    spent = circle.invoice(people[0], reference="in a locked year", issueDate="2025-12-31")
    circle.there("organisation.lock_dates", PeriodLockDate="2025-12-31")
    for number in range(9):
        circle.invoice(people[0], "AwaitingApproval", reference=f"more {number}")
    complete(circle)
    circle.here("contact.edit", people[5], firstName="Ann")
    circle.here("document.edit", spent, issueDate="2026-03-01")
    complete(circle)


STORIES = {"business": business, "credits": credit, "files": files, "many": many}


def outcome(circle: Circle) -> dict[str, list[str]]:
    """Both stores without what depends on how often something was tried."""
    state = circle.state
    return {
        f"{system} {kind}": sorted(
            str(_plain(each)) for each in state[system][kind] if _counts(each)
        )
        for system, kinds in KINDS.items()
        for kind in kinds
    }


def _counts(record: dict[str, Any]) -> bool:
    return record.get("status") != "Resolved"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in sorted(value.items()) if not _VOLATILE.match(k)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def difference(found: dict[str, list[str]], expected: dict[str, list[str]]) -> list[str]:
    return [
        f"{kind} {sign} {row}"
        for kind, rows in found.items()
        for sign, ones, others in (("+", rows, expected[kind]), ("-", expected[kind], rows))
        for row in ones
        if row not in others
    ]
