"""Whatever happens, totals, dues and statuses agree, and a refusal changes nothing."""

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
                "edit",
                "lines",
                "move",
                "pay",
                "pay all",
                "reverse",
                "payment.reconcile",
                "payment.unreconcile",
                "invoice.void",
                "invoice.approve",
            ]
        ),
        st.integers(0, 5),
        CENTS,
        ROWS,
        st.sampled_from(["DRAFT", "SUBMITTED", "AUTHORISED", "VOIDED", "DELETED"]),
        st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    ),
    max_size=25,
)


class Ledger:
    """An office that is driven blindly and checked after every step."""

    def __init__(self) -> None:
        self.office = Office()
        self.contact = self.office.contact()
        self.invoices: list[str] = []
        self.payments: list[str] = []

    def step(self, kind: str, pick: int, cents: str, rows: Any, status: str, mode: str) -> None:
        invoice = self.invoices[pick % len(self.invoices)] if self.invoices else ""
        paid = self.payments[pick % len(self.payments)] if self.payments else ""
        path, lines = f"/Invoices/{invoice}", {
            "LineItems": [line(**row) for row in rows], "LineAmountTypes": mode
        }  # fmt: skip
        found = self.office.world.table("xero", "invoice").row(invoice)
        due = found["AmountDue"] if found else "1"
        calls: dict[str, tuple[str, str, Any]] = {
            "create": (
                "PUT",
                "/Invoices",
                self.office.draft(self.contact, Status=status, **lines),
            ),
            "edit": ("POST", path, {"Reference": cents}),
            "lines": ("POST", path, lines),
            "move": ("POST", path, {"Status": status}),
            "pay": ("PUT", "/Payments", payment(invoice, cents)),
            "pay all": ("PUT", "/Payments", payment(invoice, due)),
            "reverse": ("POST", f"/Payments/{paid}", {"Status": "DELETED"}),
        }
        if kind in calls:
            self.call(*calls[kind])
        else:
            self.person(kind, paid if kind.startswith("payment") else invoice)

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
        elif method == "PUT":
            (row,) = answer.get_json()[path[1:]]
            kept = self.invoices if path == "/Invoices" else self.payments
            kept.append(row.get("PaymentID") or row["InvoiceID"])

    def check(self) -> None:
        payments = list(self.office.world.table("xero", "payment"))
        for doc in self.office.world.table("xero", "invoice"):
            live = [p for p in payments if p["InvoiceID"] == doc["InvoiceID"]]
            check_document(doc, [p for p in live if p["Status"] == "AUTHORISED"])


def check_document(doc: Any, live: list[Any]) -> None:
    lines = sum(Decimal(row["LineAmount"]) for row in doc["LineItems"])
    tax = sum(Decimal(row["TaxAmount"]) for row in doc["LineItems"])
    total, paid, due = (Decimal(doc[name]) for name in ("Total", "AmountPaid", "AmountDue"))
    assert Decimal(doc["TotalTax"]) == tax
    assert total == (lines if doc["LineAmountTypes"] == "Inclusive" else lines + tax)
    assert Decimal(doc["SubTotal"]) == total - tax
    assert paid == sum(Decimal(row["Amount"]) for row in live)
    if doc["Status"] in ("VOIDED", "DELETED"):
        assert due == 0
        assert not live
        return
    assert due == total - paid
    if doc["Status"] in ("AUTHORISED", "PAID"):
        assert 0 <= paid <= total
        assert (doc["Status"] == "PAID") is (due == 0)
    else:
        assert not live
    assert ("FullyPaidOnDate" in doc) is (doc["Status"] == "PAID")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_the_books_agree_after_any_history(steps: list[Any]) -> None:
    ledger = Ledger()

    for each in steps:
        ledger.step(*each)
        ledger.check()
