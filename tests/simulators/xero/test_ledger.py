"""Whatever happens, totals, dues, credit and statuses agree, and a refusal changes nothing."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.kernel.errors import Refused
from tests.simulators.xero.office import Office, line, payment

CENTS = st.integers(-3_000, 100_000).map(lambda cents: f"{Decimal(cents) / 100}")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "Quantity": st.sampled_from(["1", "2", "0.3333", "-1", "2.5"]),
            "UnitAmount": CENTS,
            "TaxType": st.sampled_from(["OUTPUT2", "RROUTPUT", "NONE", "ZERORATEDOUTPUT"]),
        }
    ),
    min_size=1,
    max_size=3,
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "create",
                "create note",
                "edit",
                "edit note",
                "lines",
                "lines of note",
                "move",
                "move note",
                "pay",
                "pay all",
                "refund",
                "refund all",
                "reverse",
                "allocate",
                "allocate all",
                "take off",
                "payment.reconcile",
                "payment.unreconcile",
                "invoice.void",
                "invoice.approve",
                "credit_note.void",
                "credit_note.approve",
                "allocation.delete",
            ]
        ),
        st.integers(0, 5),
        CENTS,
        ROWS,
        st.sampled_from(["DRAFT", "SUBMITTED", "AUTHORISED", "VOIDED", "DELETED"]),
        st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    ),
    max_size=30,
)
KEPT = {"Invoices": "InvoiceID", "CreditNotes": "CreditNoteID", "Payments": "PaymentID"}
"""What a PUT answers with the id of, by path."""


class Ledger:
    """An office that is driven blindly and checked after every step."""

    def __init__(self) -> None:
        self.office = Office()
        self.contact = self.office.contact()
        self.made: dict[str, list[str]] = {name: [] for name in KEPT}

    def step(self, kind: str, pick: int, cents: str, rows: Any, status: str, mode: str) -> None:
        invoice, note, paid = (self.pick(name, pick) for name in KEPT)
        lines = {"LineItems": [line(**row) for row in rows], "LineAmountTypes": mode}
        of_invoice, of_note = f"/Invoices/{invoice}", f"/CreditNotes/{note}"
        due, left = self.left("invoice", invoice), self.left("credit_note", note)
        calls: dict[str, tuple[str, str, Any]] = {
            "create": ("PUT", "/Invoices", self.document("draft", Status=status, **lines)),
            "create note": (
                "PUT",
                "/CreditNotes",
                self.document("credit", Status=status, **lines),
            ),
            "edit": ("POST", of_invoice, {"Reference": cents}),
            "edit note": ("POST", of_note, {"Reference": cents}),
            "lines": ("POST", of_invoice, lines),
            "lines of note": ("POST", of_note, lines),
            "move": ("POST", of_invoice, {"Status": status}),
            "move note": ("POST", of_note, {"Status": status}),
            "pay": ("PUT", "/Payments", payment(invoice, cents)),
            "pay all": ("PUT", "/Payments", payment(invoice, due)),
            "refund": ("PUT", "/Payments", refund(note, cents)),
            "refund all": ("PUT", "/Payments", refund(note, left)),
            "reverse": ("POST", f"/Payments/{paid}", {"Status": "DELETED"}),
            "allocate": ("PUT", f"{of_note}/Allocations", allocation(invoice, cents)),
            "allocate all": (
                "PUT",
                f"{of_note}/Allocations",
                allocation(invoice, str(min(Decimal(due), Decimal(left)))),
            ),
            "take off": ("DELETE", f"{of_note}/Allocations/{self.allocation(pick, note)}", None),
        }
        records = {"payment": paid, "invoice": invoice, "credit_note": note}
        if kind in calls:
            self.call(*calls[kind])
        else:
            self.person(kind, records.get(kind.split(".")[0]) or self.allocation(pick))

    def pick(self, name: str, number: int) -> str:
        made = self.made[name]
        return made[number % len(made)] if made else "none"

    def document(self, builder: str, **fields: Any) -> Any:
        return getattr(self.office, builder)(self.contact, **fields)

    def left(self, kind: str, record: str) -> str:
        found = self.office.world.table("xero", kind).row(record) or {}
        return str(found.get("AmountDue") or found.get("RemainingCredit") or "1")

    def allocation(self, number: int, note: str = "") -> str:
        rows = list(self.office.world.table("xero", "allocation"))
        rows = [row for row in rows if not note or row["CreditNoteID"] == note]
        return str(rows[number % len(rows)]["AllocationID"]) if rows else "none"

    def person(self, kind: str, record: str) -> None:
        before = self.office.world.commits.next
        try:
            self.office.person(kind, record)
        except Refused:
            assert self.office.world.commits.next == before

    def call(self, method: str, path: str, body: Any) -> None:
        before = self.office.world.commits.next
        answer = self.office.call(method, path, body)
        assert answer.status_code in (200, 400, 404, 501)
        if answer.status_code != 200:
            assert self.office.world.commits.next == before
        elif method == "PUT" and path[1:] in KEPT:
            (row,) = answer.get_json()[path[1:]]
            self.made[path[1:]].append(row[KEPT[path[1:]]])

    def check(self) -> None:
        tables = self.office.world
        payments = [p for p in tables.table("xero", "payment") if p["Status"] == "AUTHORISED"]
        allocations = list(tables.table("xero", "allocation"))
        for doc in tables.table("xero", "invoice"):
            paid, credited = applied("InvoiceID", doc, payments, allocations)
            assert Decimal(doc["AmountPaid"]) == paid
            assert Decimal(doc["AmountCredited"]) == credited
            check_document(doc, doc["AmountDue"], paid + credited)
        for doc in tables.table("xero", "credit_note"):
            refunded, allocated = applied("CreditNoteID", doc, payments, allocations)
            assert Decimal(doc["AppliedAmount"]) == allocated
            check_document(doc, doc["RemainingCredit"], refunded + allocated)


def refund(note: str, amount: str) -> dict[str, Any]:
    return {**payment("", amount), "Invoice": None, "CreditNote": {"CreditNoteID": note}}


def allocation(invoice: str, amount: str) -> dict[str, Any]:
    return {"Invoice": {"InvoiceID": invoice}, "Amount": amount}


def applied(key: str, doc: Any, *tables: list[Any]) -> list[Decimal]:
    """What the rows of each table come to for one record; each row is above zero."""
    found = [[row for row in table if row.get(key) == doc[key]] for table in tables]
    assert all(Decimal(row["Amount"]) > 0 for rows in found for row in rows)
    return [sum((Decimal(row["Amount"]) for row in rows), Decimal(0)) for rows in found]


def check_document(doc: Any, left: str, used: Decimal) -> None:
    lines = sum(Decimal(row["LineAmount"]) for row in doc["LineItems"])
    tax = sum(Decimal(row["TaxAmount"]) for row in doc["LineItems"])
    total = Decimal(doc["Total"])
    assert Decimal(doc["TotalTax"]) == tax
    assert total == (lines if doc["LineAmountTypes"] == "Inclusive" else lines + tax)
    assert Decimal(doc["SubTotal"]) == total - tax
    if doc["Status"] in ("VOIDED", "DELETED"):
        assert (Decimal(left), used) == (0, 0)
        return
    assert Decimal(left) == total - used
    if doc["Status"] in ("AUTHORISED", "PAID"):
        assert 0 <= used <= total
        assert (doc["Status"] == "PAID") is (Decimal(left) == 0)
    else:
        assert used == 0
    assert ("FullyPaidOnDate" in doc) is (doc["Status"] == "PAID")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_the_books_agree_after_any_history(steps: list[Any]) -> None:
    ledger = Ledger()

    for each in steps:
        ledger.step(*each)
        ledger.check()


def test_a_long_history_uses_every_kind_of_credit() -> None:
    """The property above is not empty: this history it would accept does it all."""
    ledger = Ledger()
    rows = [{"Quantity": "1", "UnitAmount": "100", "TaxType": "NONE"}]

    for kind, cents in [
        ("create", "0"), ("create note", "0"), ("allocate", "30"), ("refund", "20"),
        ("pay", "10"), ("take off", "0"), ("reverse", "0"), ("allocate all", "0"),
    ]:  # fmt: skip
        ledger.step(kind, 0, cents, rows, "AUTHORISED", "NoTax")
        ledger.check()

    table = ledger.office.world.table
    (invoice,), (note,) = table("xero", "invoice"), table("xero", "credit_note")
    assert (invoice["AmountCredited"], invoice["AmountPaid"]) == ("90.00", "10.00")
    assert (note["RemainingCredit"], note["AppliedAmount"]) == ("10.00", "90.00")
    assert (invoice["Status"], note["Status"]) == ("PAID", "AUTHORISED")
