"""Over- and prepayments, batches and money without a document. Rule: R14, R36, R38, R63."""

from typing import Any

import pytest

from tests.sync.circle import Circle

MINUTE = 61


@pytest.fixture
def circle() -> Circle:
    return Circle()


def money(circle: Circle, type_: str, contact: str, amount: str = "50.00", **fields: Any) -> str:
    """Money that came or went in Xero; the id of the bank transaction."""
    line = {"Description": "Money", "Quantity": "1", "UnitAmount": amount}
    if not type_.endswith("OVERPAYMENT"):
        line |= {"AccountCode": "200" if type_.startswith("RECEIVE") else "400", "TaxType": "NONE"}
    wanted = {"Type": type_, "ContactID": contact, "Code": "090", "Date": "2026-03-02"}
    return circle.there("bank_transaction.create", **{**wanted, "LineItems": [line], **fields})


def credit(circle: Circle, kind: str, contact: str, amount: str = "50.00", **fields: Any) -> str:
    """An over- or prepayment received; its id."""
    money(circle, f"RECEIVE-{kind.upper()}", contact, amount, **fields)
    return str(circle.xero(kind.lower())[-1][f"{kind}ID"])


def allocate(circle: Circle, credit_id: str, invoice: str, amount: str = "50.00") -> str:
    fields = {"InvoiceID": invoice, "Amount": amount, "Date": "2026-03-03"}
    circle.there("allocation.create", credit_id, **fields)
    return str(circle.xero("allocation")[-1]["AllocationID"])


def settled(circle: Circle) -> int:
    """A person's time passes: credits are read once a minute."""
    circle.advance(MINUTE)
    return circle.settle()


def invoiced(circle: Circle) -> tuple[str, str, str]:
    """An approved invoice of 120.00 on both sides: its ids, and its contact's in Xero."""
    invoice = circle.invoice(circle.contact())
    circle.settle()
    there = circle.one("xero", "invoice")
    return invoice, there["InvoiceID"], there["ContactID"]


def due(circle: Circle) -> tuple[str, str]:
    theirs = circle.one("xero", "invoice")["AmountDue"]
    return circle.one("released", "document")["amountDue"], theirs


@pytest.mark.parametrize("kind", ["Overpayment", "Prepayment"])
def test_a_credit_of_xero_is_mirrored_with_what_it_settles(circle: Circle, kind: str):
    """Rule: R14, R38; RL-OPPP."""
    _, invoice, contact = invoiced(circle)
    made = credit(circle, kind, contact)
    allocate(circle, made, invoice, "30.00")

    settled(circle)

    mirror = circle.one("released", "credit")
    assert mirror["externalId"] == made
    told = ("kind", "side", "total", "remainingCredit", "status", "date")
    assert [mirror[name] for name in told] == [
        kind, "Income", "50.00", "20.00", "Approved", "2026-03-02",
    ]  # fmt: skip
    assert due(circle) == ("90.00", "90.00")
    assert circle.one("released", "document")["amountCredited"] == "30.00"
    assert circle.released("payment") == []
    assert circle.released("allocation") == []
    assert settled(circle) == 1


def test_money_spent_is_credit_with_a_supplier(circle: Circle):
    """Rule: R14."""
    contact = circle.there("contact.create", Name="Acme Ltd")

    money(circle, "SPEND-PREPAYMENT", contact)
    settled(circle)

    assert circle.one("released", "credit")["side"] == "Expense"


def test_an_allocation_taken_back_in_xero_is_taken_back_here(circle: Circle):
    """Rule: R14, R38."""
    _, invoice, contact = invoiced(circle)
    made = credit(circle, "Overpayment", contact)
    first, _ = allocate(circle, made, invoice, "30.00"), allocate(circle, made, invoice, "5.00")
    settled(circle)

    circle.there("allocation.delete", first)
    settled(circle)

    assert due(circle) == ("115.00", "115.00")
    assert circle.one("released", "credit")["remainingCredit"] == "45.00"


def test_a_credit_that_is_used_up_is_paid_and_settles_for_ever(circle: Circle):
    """Rule: R38."""
    _, invoice, contact = invoiced(circle)
    allocate(circle, credit(circle, "Overpayment", contact, "120.00"), invoice, "120.00")

    settled(circle)

    assert circle.one("released", "credit")["status"] == "Paid"
    assert circle.one("released", "document")["status"] == "Paid"
    assert circle.one("xero", "invoice")["Status"] == "PAID"


def test_a_refund_of_a_credit_lessens_it_and_is_no_payment_here(circle: Circle):
    """Rule: R14."""
    _, _, contact = invoiced(circle)
    made = credit(circle, "Overpayment", contact)
    fields = {"Code": "090", "Amount": "20.00", "Date": "2026-03-03"}
    circle.there("payment.create", OverpaymentID=made, **fields)

    settled(circle)

    mirror = circle.one("released", "credit")
    assert (mirror["amountRefunded"], mirror["remainingCredit"]) == ("20.00", "30.00")
    assert circle.released("payment") == []
    circle.there("payment.reverse", circle.one("xero", "payment")["PaymentID"])
    settled(circle)
    assert circle.one("released", "credit")["remainingCredit"] == "50.00"


@pytest.mark.parametrize("is_mirrored", [True, False])
def test_a_credit_that_is_void_in_xero_is_void_here_or_never_crosses(
    circle: Circle, is_mirrored: bool
):
    """Rule: R14."""
    _, _, contact = invoiced(circle)
    made = credit(circle, "Prepayment", contact)
    if is_mirrored:
        settled(circle)

    circle.there("prepayment.void", made)
    settled(circle)

    told = [(each["status"], each["remainingCredit"]) for each in circle.released("credit")]
    assert told == ([("Voided", "50.00")] if is_mirrored else [])
    assert settled(circle) == 1


def test_an_edited_credit_is_edited_here(circle: Circle):
    """Rule: R14."""
    _, _, contact = invoiced(circle)
    entry = money(circle, "RECEIVE-OVERPAYMENT", contact)
    settled(circle)

    row = {"Description": "Money", "Quantity": "1", "UnitAmount": "70.00"}
    circle.there("bank_transaction.edit", entry, LineItems=[row], Date="2026-03-04")
    settled(circle)

    mirror = circle.one("released", "credit")
    assert (mirror["total"], mirror["date"]) == ("70.00", "2026-03-04")


def test_what_is_overpaid_in_xero_is_a_payment_and_a_credit(circle: Circle):
    """Rule: R36, R14."""
    _, invoice, _ = invoiced(circle)

    circle.xero_pay(invoice, "150.00", Overpay="true")
    settled(circle)

    assert [each["amount"] for each in circle.released("payment")] == ["120.00"]
    assert [each["total"] for each in circle.released("credit")] == ["30.00"]
    assert due(circle) == ("0.00", "0.00")


def test_the_contact_and_the_invoice_of_a_credit_go_first(circle: Circle):
    """Rule: R47: all made in Xero between two cycles."""
    contact = circle.there("contact.create", Name="Acme Ltd")
    invoice = circle.xero_invoice(contact)
    allocate(circle, credit(circle, "Overpayment", contact), invoice)

    settled(circle)

    assert due(circle) == ("70.00", "70.00")


def test_an_archived_contact_comes_in_for_its_credit(circle: Circle):
    """Rule: R3, R47."""
    contact = circle.there("contact.create", Name="Acme Ltd")
    credit(circle, "Overpayment", contact)
    circle.there("contact.archive", contact)

    settled(circle)

    assert circle.one("released", "contact")["status"] == "Archived"
    assert circle.one("released", "credit")["total"] == "50.00"


def test_a_credit_waits_for_an_invoice_that_cannot_come_in_yet(circle: Circle):
    """Rule: R47, R60: what can cross does, the rest when it can."""
    contact = circle.there("contact.create", Name="Acme Ltd")
    invoice = circle.xero_invoice(contact)
    allocate(circle, credit(circle, "Overpayment", contact), invoice)
    circle.fault("status", system="released", method="POST", path="*/invoices", times=9,
                 with_status=503)  # fmt: skip
    circle.advance(MINUTE)
    assert not circle.cycle()
    assert circle.one("released", "credit")["allocations"] == []

    circle.heal()
    circle.settle()

    assert due(circle) == ("70.00", "70.00")
    assert circle.problems() == []


def test_an_invoice_out_of_scope_is_not_settled_here_and_that_is_told(circle: Circle):
    """Rule: R63."""
    _, _, contact = invoiced(circle)
    old = circle.xero_invoice(contact, Date="2025-06-01", DueDate="2025-06-15")
    allocate(circle, credit(circle, "Overpayment", contact), old, "30.00")

    settled(circle)

    assert circle.one("released", "credit")["remainingCredit"] == "50.00"
    assert [(p["entity"], p["direction"]) for p in circle.problems()] == [("credit", "Incoming")]
    assert settled(circle) == 1


def test_a_credit_out_of_scope_is_left_alone_and_told_when_it_settles_what_is_not(circle: Circle):
    """Rule: R63."""
    _, invoice, contact = invoiced(circle)
    credit(circle, "Overpayment", contact, Date="2025-06-02")
    made = credit(circle, "Prepayment", contact, Date="2025-06-02")
    allocate(circle, made, invoice)

    settled(circle)

    assert circle.released("credit") == []
    assert [p["externalId"] for p in circle.problems()] == [made]
    assert settled(circle) == 1


@pytest.mark.parametrize("how", ["payment", "allocation"])
def test_where_a_credit_of_xero_leaves_no_room_it_stands(circle: Circle, how: str):
    """Rule: R38: the first committed in Xero stands, the other goes whole."""
    invoice, there, contact = invoiced(circle)
    if how == "allocation":
        note = circle.here(
            "document.create", kind="IncomeCreditNote", status="Approved",
            contactId=int(circle.one("released", "contact")["id"]), issueDate="2026-03-01",
            lines=[{"description": "Back", "quantity": "1", "unitPrice": "100.00",
                    "accountCode": "200", "taxType": "OUTPUT2"}],
        )  # fmt: skip
        settled(circle)
    allocate(circle, credit(circle, "Overpayment", contact, "100.00"), there, "100.00")
    if how == "payment":
        circle.pay(invoice, "60.00")
    else:
        fields = {"invoiceId": int(invoice), "amount": "60.00", "date": "2026-03-02"}
        circle.here("allocation.create", note, **fields)

    settled(circle)

    ours = next(d for d in circle.released("document") if d["kind"] == "IncomeInvoice")
    assert (ours["amountDue"], ours["amountCredited"]) == ("20.00", "100.00")
    assert circle.one("xero", "invoice")["AmountDue"] == "20.00"
    assert circle.released("allocation") == []
    assert [p["status"] for p in circle.released("payment")] == ["Reversed"] * (how == "payment")
    told = [(each["entity"], each["status"]) for each in circle.released("sync_record")]
    assert (how, "Open" if how == "payment" else "Resolved") in told


def test_a_credit_follows_its_contact_through_a_merge(circle: Circle):
    """Rule: R13."""
    loser = circle.there("contact.create", Name="Acme Ltd")
    winner = circle.there("contact.create", Name="Zenith Ltd")
    credit(circle, "Overpayment", loser)
    settled(circle)

    circle.there("contact.merge", loser, into=winner)
    settled(circle)

    found = {each["name"]: each["id"] for each in circle.released("contact")}
    assert circle.one("released", "credit")["contactId"] == found["Zenith Ltd"]
    assert settled(circle) == 1


@pytest.mark.parametrize("kind", ["drop_before_commit", "drop_after_commit"])
def test_a_mirror_whose_answer_was_lost_is_there_once(circle: Circle, kind: str):
    """Rule: R60."""
    _, invoice, contact = invoiced(circle)
    allocate(circle, credit(circle, "Overpayment", contact), invoice)
    circle.fault(kind, system="released", method="PUT", path="*/credits/*", times=2)

    circle.advance(MINUTE)
    circle.cycle()
    circle.heal()
    settled(circle)

    assert circle.one("released", "credit")["remainingCredit"] == "0.00"
    assert due(circle) == ("70.00", "70.00")


@pytest.mark.parametrize("recipe", [{"profile": "legacy"}, {"switches": {"pull_opp": "off"}}])
def test_a_vintage_without_credits_is_asked_at_most_once(recipe: dict[str, Any]):
    """Rule: O13: the profile says so, or one refusal does."""
    circle = Circle(**recipe)
    contact = circle.there("contact.create", Name="Acme Ltd")
    circle.settle()
    credit(circle, "Overpayment", contact)
    circle.advance(MINUTE)
    circle.calls()

    circle.cycle()

    asked = [call for call in circle.calls() if "/credits/" in call["path"]]
    assert len(asked) == (0 if "profile" in recipe else 1)
    assert settled(circle) == 1
    assert not [call for call in circle.last if "/Overpayments" in call["path"]]
    assert circle.problems() == []


def test_money_without_a_document_stays_in_xero_and_its_new_contact_comes(circle: Circle):
    """Rule: R14, R3, R34: nothing of it crosses, its file neither."""
    _, _, contact = invoiced(circle)
    entry = money(circle, "RECEIVE", contact, "120.00")
    newcomer = circle.there("contact.create", Name="Zenith Ltd")
    money(circle, "SPEND", newcomer)
    circle.there("attachment.add", entry, FileName="receipt.pdf", content="JVBERi0=",
                 ParentType="bank_transaction")  # fmt: skip
    before = circle.state["released"]

    settled(circle)

    after = circle.state["released"]
    for type_ in ("document", "payment", "allocation", "credit", "attachment"):
        assert after[type_] == before[type_]
    assert {each["name"] for each in after["contact"]} == {"Acme Ltd", "Zenith Ltd"}


def two_invoices(circle: Circle) -> list[str]:
    contact = circle.contact()
    for _ in range(2):
        circle.invoice(contact)
    circle.settle()
    return [each["InvoiceID"] for each in circle.xero("invoice")]


def test_each_payment_of_a_batch_crosses_and_goes_with_it(circle: Circle):
    """Rule: R36, R39."""
    rows = [
        {"Invoice": {"InvoiceID": id_}, "Amount": amount}
        for id_, amount in zip(two_invoices(circle), ("40.00", "70.00"), strict=True)
    ]
    batch = circle.there("batch_payment.create", Code="090", Date="2026-03-02", Payments=rows)
    settled(circle)
    assert sorted(p["amount"] for p in circle.released("payment")) == ["40.00", "70.00"]
    assert sorted(d["amountDue"] for d in circle.released("document")) == ["50.00", "80.00"]

    circle.there("batch_payment.delete", batch)
    settled(circle)

    assert [p["status"] for p in circle.released("payment")] == ["Reversed"] * 2
    assert {d["amountDue"] for d in circle.released("document")} == {"120.00"}
    assert {p["Status"] for p in circle.xero("payment")} == {"DELETED"}


def test_a_lost_answer_never_touches_a_payment_of_a_batch(circle: Circle):
    """Rule: R36, R41, R60: a payment of ours that looks the same is another one."""
    first, second = two_invoices(circle)
    ours = next(d for d in circle.released("document") if d["externalId"] == first)
    circle.pay(ours["id"], "40.00")
    rows = [{"Invoice": {"InvoiceID": id_}, "Amount": "40.00"} for id_ in (first, second)]
    circle.there("batch_payment.create", Code="090", Date="2026-03-02", Payments=rows)
    circle.fault("drop_after_commit", system="xero", method="PUT", path="*/Payments*", times=2)

    circle.cycle()
    circle.heal()
    settled(circle)

    there = [p for p in circle.xero("payment") if p["InvoiceID"] == first]
    assert len(there) == 2
    assert len([p for p in circle.released("payment") if p["documentId"] == ours["id"]]) == 2
    assert sum("BatchPaymentID" in p for p in circle.xero("payment")) == 2
