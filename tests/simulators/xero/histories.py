"""Blind histories of calls and people's actions over a whole ledger, drawn step by step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from simulators.kernel.errors import Refused
from tests.simulators.xero.office import line, payment
from tests.simulators.xero.teller import Teller

T = TypeVar("T")
NOBODY = "00000000-0000-0000-0000-00000000beef"
STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
SIDES = {"ACCREC": ("200", "OUTPUT2"), "ACCPAY": ("429", "INPUT2")}
"""An account and a tax type for lines, by the type of invoice."""
KEYS = {
    "invoice": ("Invoices", "InvoiceID", "AmountDue"),
    "credit_note": ("CreditNotes", "CreditNoteID", "RemainingCredit"),
    "prepayment": ("Prepayments", "PrepaymentID", "RemainingCredit"),
    "overpayment": ("Overpayments", "OverpaymentID", "RemainingCredit"),
}
INVOICES = {
    "ACCRECCREDIT": "ACCREC",
    "ACCPAYCREDIT": "ACCPAY",
    "RECEIVE-PREPAYMENT": "ACCREC",
    "SPEND-PREPAYMENT": "ACCPAY",
    "RECEIVE-OVERPAYMENT": "ACCREC",
    "SPEND-OVERPAYMENT": "ACCPAY",
}
"""What a credit may be put on, by its type."""
CREDITS = ("credit_note", "prepayment", "overpayment")
OFTEN = 4


class Dice(Protocol):
    """Where a history's choices come from."""

    def of(self, options: Sequence[T]) -> T:
        """One of these."""
        ...


class Drawn:
    """Choices that Hypothesis makes, and shrinks."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def of(self, options: Sequence[T]) -> T:
        return self._data.draw(st.sampled_from(options))


class Seeded:
    """Choices of a seed, for histories that are too long to be drawn."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def of(self, options: Sequence[T]) -> T:
        return self._random.choice(options)


@dataclass(frozen=True)
class Step:
    """
    One thing to try.

    Args:
        act: the HTTP method of a call, or the kind of a person's action.
        where: the path, or the record's id.
        body: the body, or the fields.
    """

    act: str
    where: str
    body: Any = None

    @property
    def is_call(self) -> bool:
        return self.act.isupper()


class Ledger(Teller):
    """An office with customers, suppliers and two bank accounts, in which anything may happen."""

    def __init__(self, dice: Dice) -> None:
        super().__init__()
        self.dice = dice
        for name in ("Bright Ltd", "Cole & Sons"):
            self.contact(name)
        self.accepted: list[str] = []

    def some(self, kind: str) -> Any:
        """One record of a table, or nothing that exists."""
        rows = self.stored(kind)
        return self.dice.of(rows) if rows else {}

    def open(self, kind: str, **wanted: Any) -> Any:
        """One record of which something is left, seldom any; with these values, if there is."""
        rows = self.stored(kind)
        live = [row for row in rows if row["Status"] == "AUTHORISED"]
        apt = [row for row in live if all(row[name] == wanted[name] for name in wanted)]
        return self.dice.of((apt or live or rows) * OFTEN + rows) if rows else {}

    def party(self) -> str:
        """A contact, seldom one that is archived."""
        rows = self.stored("contact")
        live = [row for row in rows if row["ContactStatus"] == "ACTIVE"]
        found = self.dice.of(live * OFTEN + rows)
        return str(found["ContactID"])

    def amount(self, left: str) -> str:
        """Some of what is left, all of it, a cent more, or nonsense."""
        left_ = Decimal(left)
        sizes = (left_, left_ / 2, left_ / 3, left_, left_ + Decimal("0.01"), -left_)
        return f"{self.dice.of(sizes):.2f}"

    def day(self) -> str:
        return self.dice.of(("2025-03-31", "2025-12-31", "2026-02-28", "2026-03-01", "2026-03-31"))

    def lines(self, kind: str) -> list[Any]:
        account, tax = SIDES[kind]
        return [
            line(
                AccountCode=account,
                Quantity=self.dice.of(("1", "2", "0.3333", "2.5", "10")),
                UnitAmount=self.dice.of(("0.01", "9.99", "33.335", "100", "70", "0", "-20.005")),
                TaxType=self.dice.of((tax, f"RR{tax[:-1]}", "NONE")),
            )
            for _ in range(self.dice.of((1, 2, 3)))
        ]

    # Trying

    def step(self) -> None:
        """One thing happens, or is refused and changes nothing."""
        name = self.dice.of(DRAWN)
        step = ACTIONS[name](self)
        before, number = self.picture(), self.world.commits.next
        done = self.call_of(step) if step.is_call else self.act_of(step)
        if done:
            self.accepted.append(name)
        else:
            assert self.world.commits.next == number, step
            assert self.picture() == before, step

    def call_of(self, step: Step) -> bool:
        answer = self.call(step.act, f"/{step.where}", step.body)
        assert answer.status_code in (200, 400, 404), (step, answer.get_data(as_text=True))
        return bool(answer.status_code == 200)

    def act_of(self, step: Step) -> bool:
        try:
            self.person(step.act, step.where, fields=step.body or {})
        except Refused:
            return False
        return True

    def picture(self) -> dict[str, dict[str, int]]:
        """Which documents there are: a write stores a new one in the place of the old."""
        return {
            name: {doc.doc_id: id(doc) for doc in self.world.store.table(name)}
            for name in self.world.store.names()
            if not name.rpartition(".")[2].startswith("_")
        }


def new_document(plural: str, suffix: str = "") -> Callable[[Ledger], Step]:
    def draw(books: Ledger) -> Step:
        kind = books.dice.of(tuple(SIDES))
        body = books.draft(
            books.party(),
            Type=f"{kind}{suffix}",
            Status=books.dice.of(("AUTHORISED",) * OFTEN + STATUSES),
            Date=books.day(),
            LineAmountTypes=books.dice.of(("Exclusive", "Inclusive", "NoTax")),
            LineItems=books.lines(kind),
        )
        return Step("PUT", plural, body)

    return draw


def changed(kind: str, *choices: str) -> Callable[[Ledger], Step]:
    """A document with one thing about it changed, by a call."""

    def draw(books: Ledger) -> Step:
        plural, key, _ = KEYS[kind]
        doc = books.some(kind)
        side = str(doc.get("Type", "ACCREC"))[:6]
        wanted: dict[str, Callable[[], Any]] = {
            "Status": lambda: books.dice.of(STATUSES),
            "LineItems": lambda: books.lines(side),
            "LineAmountTypes": lambda: books.dice.of(("Exclusive", "Inclusive", "NoTax")),
            "Reference": lambda: books.dice.of(("a", "b")),
            "Date": books.day,
            "Contact": lambda: {"ContactID": books.party()},
        }
        name = books.dice.of(choices or tuple(wanted))
        return Step("POST", f"{plural}/{doc.get(key, NOBODY)}", {name: wanted[name]()})

    return draw


def paid(books: Ledger) -> Step:
    kind = books.dice.of(("invoice", "invoice", *KEYS))
    _, key, left = KEYS[kind]
    doc = books.open(kind)
    sum_ = books.amount(doc.get(left, "1"))
    body = payment("", sum_, Date=books.day(), Account={"Code": books.dice.of(("090", "091"))})
    del body["Invoice"]
    return Step("PUT", "Payments", {**body, key.removesuffix("ID"): {key: doc.get(key, NOBODY)}})


def allocated(books: Ledger) -> Step:
    plural, key, left = KEYS[kind := books.dice.of(CREDITS)]
    credit = books.open(kind)
    wanted = {"ContactID": credit["ContactID"], "Type": INVOICES[credit["Type"]]} if credit else {}
    invoice = books.open("invoice", **wanted)
    smaller = min(Decimal(credit.get(left, "1")), Decimal(invoice.get("AmountDue", "1")))
    body = {
        "Amount": books.amount(f"{smaller}"),
        "Invoice": {"InvoiceID": invoice.get("InvoiceID", NOBODY)},
        "Date": books.day(),
    }
    return Step("PUT", f"{plural}/{credit.get(key, NOBODY)}/Allocations", body)


def taken_off(books: Ledger) -> Step:
    row = books.some("allocation")
    kind = next((kind for kind in CREDITS if KEYS[kind][1] in row), "credit_note")
    plural, key, _ = KEYS[kind]
    path = f"{plural}/{row.get(key, NOBODY)}/Allocations/{row.get('AllocationID', NOBODY)}"
    return Step("DELETE", path)


def moved_at_the_bank(books: Ledger) -> Step:
    kind = books.dice.of(("SPEND", "RECEIVE"))
    suffix = books.dice.of(("", "", "-PREPAYMENT", "-OVERPAYMENT"))
    lines = books.lines("ACCREC" if kind == "RECEIVE" else "ACCPAY")
    if suffix == "-OVERPAYMENT":
        lines = [{"Description": "Too much", "LineAmount": books.amount("60")}]
    body = books.spending(
        Type=kind + suffix,
        Contact={"ContactID": books.party()},
        BankAccount={"Code": books.dice.of(("090", "091"))},
        Date=books.day(),
        LineItems=lines,
    )
    return Step("PUT", "BankTransactions", body)


def transferred(books: Ledger) -> Step:
    ends = books.dice.of((("090", "091"), ("091", "090"), ("090", "090")))
    sides = zip(("FromBankAccount", "ToBankAccount"), ends, strict=True)
    body = {**{side: {"Code": code} for side, code in sides}, "Amount": books.amount("20")}
    return Step("PUT", "BankTransfers", {**body, "Date": books.day()})


def batched(books: Ledger) -> Step:
    rows = [books.open("invoice") for _ in range(books.dice.of((1, 2)))]
    paid = [(r.get("InvoiceID", NOBODY), books.amount(r.get("AmountDue", "1"))) for r in rows]
    return Step("PUT", "BatchPayments", books.batching(*paid, Date=books.day()))


def deleted(plural: str, kind: str, key: str) -> Callable[[Ledger], Step]:
    return lambda books: Step(
        "POST", f"{plural}/{books.some(kind).get(key, NOBODY)}", {"Status": "DELETED"}
    )


def by_hand(act: str, kind: str, key: str) -> Callable[[Ledger], Step]:
    """A person's action on some record."""
    return lambda books: Step(act, books.some(kind).get(key, NOBODY))


def locked(books: Ledger) -> Step:
    date = books.dice.of((*[None] * OFTEN, "2025-06-30"))
    return Step("organisation.lock_dates", "", {"PeriodLockDate": date})


def merged(books: Ledger) -> Step:
    one, other = books.party(), books.party()
    return Step("contact.merge", one, {"into": other})


def on_a_contact(act: str) -> Callable[[Ledger], Step]:
    return lambda books: Step(act, books.party())


def met(books: Ledger) -> Step:
    number = len(books.stored("contact"))
    return Step("PUT", "Contacts", {"Name": f"Contact {number}", "EmailAddress": "a@b.test"})


def annotated(books: Ledger) -> Step:
    return Step("history.note", books.party(), {"Details": "Called."})


def attached(books: Ledger) -> Step:
    fields = {"FileName": books.dice.of(("a.pdf", "b.exe")), "content": "YQ=="}
    return Step("attachment.add", books.some("invoice").get("InvoiceID", NOBODY), fields)


ACTIONS: dict[str, Callable[[Ledger], Step]] = {
    "invoice": new_document("Invoices"),
    "credit note": new_document("CreditNotes", "CREDIT"),
    "change invoice": changed("invoice"),
    "move invoice": changed("invoice", "Status"),
    "change credit note": changed("credit_note"),
    "move credit note": changed("credit_note", "Status"),
    "pay": paid,
    "allocate": allocated,
    "take off": taken_off,
    "bank": moved_at_the_bank,
    "transfer": transferred,
    "batch": batched,
    "delete payment": deleted("Payments", "payment", "PaymentID"),
    "delete bank transaction": deleted(
        "BankTransactions", "bank_transaction", "BankTransactionID"
    ),
    "delete batch": deleted("BatchPayments", "batch_payment", "BatchPaymentID"),
    "approve": by_hand("invoice.approve", "invoice", "InvoiceID"),
    "void": by_hand("invoice.void", "invoice", "InvoiceID"),
    "void credit note": by_hand("credit_note.void", "credit_note", "CreditNoteID"),
    "void prepayment": by_hand("prepayment.void", "prepayment", "PrepaymentID"),
    "void overpayment": by_hand("overpayment.void", "overpayment", "OverpaymentID"),
    "reverse": by_hand("payment.reverse", "payment", "PaymentID"),
    "reconcile": by_hand("payment.reconcile", "payment", "PaymentID"),
    "unreconcile": by_hand("payment.unreconcile", "payment", "PaymentID"),
    "match": by_hand("bank_transaction.reconcile", "bank_transaction", "BankTransactionID"),
    "unmatch": by_hand("bank_transaction.unreconcile", "bank_transaction", "BankTransactionID"),
    "lock": locked,
    "meet": met,
    "merge": merged,
    "archive": on_a_contact("contact.archive"),
    "restore": on_a_contact("contact.restore"),
    "note": annotated,
    "attach": attached,
}
"""What may happen. Half of it is impossible at any moment, and must be refused."""

FREQUENT = ("invoice", "credit note", "approve", "pay", "allocate", "bank")
DRAWN = tuple(ACTIONS) + FREQUENT * OFTEN
