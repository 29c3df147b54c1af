"""Whatever happens at the bank, sums and credit agree, and documents change by payments only."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.kernel.errors import Refused
from simulators.xero.balance import TARGETS
from simulators.xero.bank_transaction_rules import BY_HAND
from tests.simulators.xero.office import line, payment
from tests.simulators.xero.teller import BILL, Teller

CALLS = (
    "invoice", "money", "edit", "delete", "transfer", "batch", "unbatch", "pay", "reverse",
    "refund", "allocate", "take off",
)  # fmt: skip
PERSONS = (
    "bank_transaction.reconcile", "bank_transaction.unreconcile", "bank_transaction.delete",
    "bank_transaction.edit", "payment.reconcile", "batch_payment.delete", "prepayment.void",
    "overpayment.void", "payment.create", "contact.merge", "invoice.void",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from((*CALLS, *PERSONS)),
        st.integers(0, 5),
        st.integers(-500, 15_000).map(lambda cents: f"{Decimal(cents) / 100}"),
        st.sampled_from(BY_HAND),
        st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    ),
    max_size=30,
)
KEYS = {target.table: target.key for target in TARGETS} | {
    "bank_transaction": "BankTransactionID",
    "batch_payment": "BatchPaymentID",
    "payment": "PaymentID",
}
BANKING = ("money", "edit", "delete", "transfer", "bank_transaction")
"""Steps by which no invoice changes."""


class Bank:
    """A teller that is driven blindly and checked after every step."""

    def __init__(self) -> None:
        self.office = Teller()
        self.office.contact("Other Ltd")

    def step(self, kind: str, pick: int, cents: str, type_: str, mode: str) -> None:
        before = self.invoices()
        if kind in PERSONS:
            self.person(kind, pick, cents)
        else:
            self.call(*getattr(self, kind.replace(" ", "_"))(pick, cents, type_, mode))
        if kind.startswith(BANKING):
            assert self.invoices() == before

    def invoices(self) -> list[Any]:
        return self.office.stored("invoice")

    def pick(self, kind: str, number: int) -> str:
        rows = self.office.stored(kind)
        return str(rows[number % len(rows)][KEYS[kind]]) if rows else "none"

    def contact(self, number: int) -> dict[str, Any]:
        rows = self.office.stored("contact")
        return {"Contact": {"ContactID": rows[number % 2]["ContactID"]}}

    # Calls

    def invoice(self, pick: int, cents: str, _type: str, mode: str) -> tuple[str, str, Any]:
        more = BILL if pick % 2 else {"LineItems": [line(UnitAmount=cents)]}
        wanted = self.office.draft("", LineAmountTypes=mode, **{**self.contact(pick // 2), **more})
        return "PUT", "/Invoices", wanted

    def rows(self, cents: str, type_: str) -> list[Any]:
        if "OVERPAYMENT" in type_:
            return [{"LineAmount": cents}]
        code = "200" if type_.startswith("RECEIVE") else "429"
        return [line(AccountCode=code, UnitAmount=cents, Quantity="1.5"), line(AccountCode=code)]

    def money(self, pick: int, cents: str, type_: str, mode: str) -> tuple[str, str, Any]:
        modes = {} if "OVERPAYMENT" in type_ else {"LineAmountTypes": mode}
        wanted = {"Type": type_, "LineItems": self.rows(cents, type_), **modes}
        wanted = self.office.spending(**self.contact(pick), **wanted)
        return "PUT", "/BankTransactions", wanted

    def edit(self, pick: int, cents: str, type_: str, _mode: str) -> tuple[str, str, Any]:
        path = f"/BankTransactions/{self.pick('bank_transaction', pick)}"
        return "POST", path, {"LineItems": self.rows(cents, type_), **self.contact(pick)}

    def delete(self, pick: int, *_: str) -> tuple[str, str, Any]:
        path = f"/BankTransactions/{self.pick('bank_transaction', pick)}"
        return "POST", path, {"Status": "DELETED"}

    def transfer(self, _pick: int, cents: str, *_: str) -> tuple[str, str, Any]:
        return "PUT", "/BankTransfers", self.office.transferring(Amount=cents)

    def batch(self, pick: int, cents: str, *_: str) -> tuple[str, str, Any]:
        paid = [(self.pick("invoice", each), cents) for each in (pick, pick + 2, pick + 4)]
        return "PUT", "/BatchPayments", self.office.batching(*paid[: 1 + pick % 3])

    def unbatch(self, pick: int, *_: str) -> tuple[str, str, Any]:
        wanted = {"BatchPaymentID": self.pick("batch_payment", pick), "Status": "DELETED"}
        wanted = {name: value for name, value in wanted.items() if value != "none"}
        return "POST", "/BatchPayments", wanted

    def pay(self, pick: int, cents: str, *_: str) -> tuple[str, str, Any]:
        found = self.pick("invoice", pick)
        return "PUT", "/Payments", payment(found if found != "none" else "", cents)

    def reverse(self, pick: int, *_: str) -> tuple[str, str, Any]:
        return "POST", f"/Payments/{self.pick('payment', pick)}", {"Status": "DELETED"}

    def credit(self, pick: int) -> tuple[str, str]:
        kind = ("prepayment", "overpayment")[pick % 2]
        return kind.title(), self.pick(kind, pick // 2)

    def refund(self, pick: int, cents: str, *_: str) -> tuple[str, str, Any]:
        name, found = self.credit(pick)
        target = {name: {f"{name}ID": found}} if found != "none" else {}
        return "PUT", "/Payments", {**payment("", cents), "Invoice": None, **target}

    def allocate(self, pick: int, cents: str, *_: str) -> tuple[str, str, Any]:
        name, found = self.credit(pick)
        invoices = self.invoices()
        invoice = invoices[pick % len(invoices)]["InvoiceID"] if invoices else None
        wanted = {"Invoice": {"InvoiceID": invoice}, "Amount": cents}
        return "PUT", f"/{name}s/{found}/Allocations", wanted

    def take_off(self, pick: int, *_: str) -> tuple[str, str, Any]:
        rows = self.office.stored("allocation")
        if not rows:
            return "DELETE", "/Prepayments/none/Allocations/none", None
        row = rows[pick % len(rows)]
        name = "Prepayment" if "PrepaymentID" in row else "Overpayment"
        path = f"/{name}s/{row[f'{name}ID']}/Allocations/{row['AllocationID']}"
        return "DELETE", path, None

    def call(self, method: str, path: str, body: Any) -> None:
        before = self.office.world.commits.next
        answer = self.office.call(method, path, body)
        assert answer.status_code in (200, 400, 404), answer.get_data(as_text=True)
        if answer.status_code != 200:
            assert self.office.world.commits.next == before

    def person(self, kind: str, pick: int, cents: str) -> None:
        before = self.office.world.commits.next
        table = kind.split(".")[0]
        try:
            if kind == "payment.create":
                fields = {"InvoiceID": self.pick("invoice", pick), "Code": "090"}
                self.office.person(kind, fields={**fields, "Amount": cents, "Overpay": True})
            elif kind == "contact.merge":
                first, second = self.office.stored("contact")[:2]
                self.office.person(kind, first["ContactID"], into=second["ContactID"])
            else:
                record = self.pick(table, pick)
                fields = {"Reference": cents} if kind.endswith("edit") else {}
                self.office.person(kind, record, fields=fields)
        except Refused:
            assert self.office.world.commits.next == before

    # Checks

    def check(self) -> None:
        live = [row for row in self.office.stored("payment") if row["Status"] == "AUTHORISED"]
        allocations = self.office.stored("allocation")
        for target in TARGETS:
            for doc in self.office.stored(target.table):
                paid, credited = applied(target.key, doc, live, allocations)
                assert Decimal(doc[target.credited]) == credited
                check_document(doc, doc[target.left], paid + credited)
        behind = {doc["BankTransactionID"]: doc for doc in self.office.stored("bank_transaction")}
        for doc in behind.values():
            check_sums(doc)
        for kind in ("prepayment", "overpayment"):
            for doc in self.office.stored(kind):
                check_mirror(kind, doc, behind[doc["BankTransactionID"]])
        for doc in self.office.stored("bank_transfer"):
            check_transfer(doc, behind)
        for doc in self.office.stored("batch_payment"):
            check_batch(doc, live)


def applied(key: str, doc: Any, *tables: list[Any]) -> list[Decimal]:
    """What the rows of each table come to for one record; each row is above zero."""
    found: list[list[Any]] = [[r for r in rows if r.get(key) == doc[key]] for rows in tables]
    assert all(Decimal(row["Amount"]) > 0 for rows in found for row in rows)
    return [sum((Decimal(row["Amount"]) for row in rows), Decimal(0)) for rows in found]


def check_document(doc: Any, left: str, used: Decimal) -> None:
    """What is left, and the status that follows."""
    check_sums(doc)
    if doc["Status"] in ("VOIDED", "DELETED"):
        assert Decimal(left) == used == 0
        return
    assert Decimal(left) == Decimal(doc["Total"]) - used >= 0
    assert (doc["Status"] == "PAID") is (Decimal(left) == 0)
    assert ("FullyPaidOnDate" in doc) is (doc["Status"] == "PAID")


def check_sums(doc: Any) -> None:
    lines = sum(Decimal(row["LineAmount"]) for row in doc["LineItems"])
    tax = sum(Decimal(row["TaxAmount"]) for row in doc["LineItems"])
    assert Decimal(doc["TotalTax"]) == tax
    assert Decimal(doc["Total"]) == Decimal(doc["SubTotal"]) + tax
    assert Decimal(doc["Total"]) == (
        lines if doc["LineAmountTypes"] == "Inclusive" else lines + tax
    )


def check_mirror(kind: str, credit: Any, behind: Any) -> None:
    """A credit says what its transaction says, and is void when that is deleted."""
    assert behind[KEYS[kind]] == credit[KEYS[kind]]
    for name in ("Total", "ContactID", "Date", "Reference", "Type", "LineItems"):
        assert credit[name] == behind[name]
    assert (credit["Status"] == "VOIDED") is (behind["Status"] == "DELETED")


def check_transfer(doc: Any, behind: Any) -> None:
    for side in ("From", "To"):
        end = behind[doc[f"{side}BankTransactionID"]]
        assert (end["Total"], end["Status"]) == (doc["Amount"], doc["Status"])


def check_batch(doc: Any, live: list[Any]) -> None:
    members = [row for row in live if row.get("BatchPaymentID") == doc["BatchPaymentID"]]
    assert bool(members) is (doc["Status"] == "AUTHORISED")
    if members:
        assert Decimal(doc["TotalAmount"]) == sum(Decimal(row["Amount"]) for row in members)
        assert len({row["PaymentType"] for row in members}) == 1


@settings(max_examples=30, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_the_bank_and_the_books_agree_after_any_history(steps: list[Any]) -> None:
    bank = Bank()

    for each in steps:
        bank.step(*each)
        bank.check()


def test_one_history_does_it_all() -> None:
    """The property above is not empty."""
    bank = Bank()

    for kind, pick, cents, type_ in (
        ("invoice", 0, "100", ""), ("invoice", 1, "100", ""), ("money", 0, "30", "SPEND"),
        ("money", 0, "40", "RECEIVE-OVERPAYMENT"), ("money", 0, "20", "RECEIVE-PREPAYMENT"),
        ("allocate", 0, "5", ""), ("refund", 1, "6", ""), ("batch", 0, "7", ""),
        ("payment.create", 1, "200", ""), ("transfer", 0, "8", ""), ("edit", 0, "9", "SPEND"),
        ("delete", 0, "0", ""), ("unbatch", 0, "0", ""), ("batch", 0, "9", ""),
        ("contact.merge", 0, "0", ""), ("take off", 0, "0", ""), ("prepayment.void", 0, "0", ""),
    ):  # fmt: skip
        bank.step(kind, pick, cents, type_, "Exclusive")
        bank.check()

    statuses = {
        kind: [row["Status"] for row in bank.office.stored(kind)]
        for kind in ("bank_transaction", "prepayment", "overpayment", "batch_payment")
    }
    assert statuses == {
        "bank_transaction": ["DELETED", "AUTHORISED", "DELETED"] + ["AUTHORISED"] * 3,
        "prepayment": ["VOIDED"],
        "overpayment": ["AUTHORISED", "AUTHORISED"],
        "batch_payment": ["DELETED", "AUTHORISED"],
    }
