"""An auditor of Xero's books: sums everything up again from the raw records, in its own words."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from simulators.kernel.call import Actor
from simulators.xero.books import Books, changed_fields
from simulators.xero.journals import after
from simulators.xero.ledger import balances, chart_of, entries
from simulators.xero.reports import aged, trial_balance
from simulators.xero.reports.aged import Asked
from simulators.xero.reports.aged_payables import PAYABLES
from simulators.xero.reports.aged_receivables import RECEIVABLES
from tests.simulators.xero.histories import CREDITS, KEYS, Ledger

ZERO = Decimal(0)
EVER = "2999-12-31"
LIVE = ("AUTHORISED", "PAID")
SOLD = ("ACCREC", "ACCRECCREDIT", "RECEIVE-PREPAYMENT", "RECEIVE-OVERPAYMENT")
OWED = ("ACCREC", "ACCPAYCREDIT", "SPEND-PREPAYMENT", "SPEND-OVERPAYMENT")
"""The types that others owe to the organisation; the rest it owes."""
MOVES = {
    "DRAFT": {"SUBMITTED", "AUTHORISED", "PAID", "DELETED"},
    "SUBMITTED": {"DRAFT", "AUTHORISED", "PAID", "DELETED"},
    "AUTHORISED": {"PAID", "VOIDED"},
    "PAID": {"AUTHORISED"},
}
"""Facts 4.2.2; a document whose total is nothing is paid as soon as it is approved."""
BANK_MOVES = {"AUTHORISED": {"DELETED"}}
CREDIT_MOVES = {"AUTHORISED": {"PAID", "VOIDED"}, "PAID": {"AUTHORISED"}}
ALLOWED = {
    "invoice": MOVES,
    "credit_note": MOVES,
    "payment": BANK_MOVES,
    "bank_transaction": BANK_MOVES,
    "bank_transfer": BANK_MOVES,
    "batch_payment": BANK_MOVES,
    "prepayment": CREDIT_MOVES,
    "overpayment": CREDIT_MOVES,
}


def money(text: Any) -> Decimal:
    return Decimal(text)


def total(rows: list[Any], name: str) -> Decimal:
    return sum((money(row[name]) for row in rows), ZERO)


class Audit:
    """The books of one ledger, read once."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.payments = [p for p in ledger.stored("payment") if p["Status"] == "AUTHORISED"]
        self.allocations = ledger.stored("allocation")
        self.used: dict[str, Decimal] = defaultdict(Decimal)
        for row in (*self.payments, *self.allocations):
            assert money(row["Amount"]) > 0
            for _, key, _ in KEYS.values():
                if key in row:
                    self.used[row[key]] += money(row["Amount"])

    def check(self) -> None:
        """Every promise about what is stored."""
        for kind, (_, key, left) in KEYS.items():
            for doc in self.ledger.stored(kind):
                check_sums(doc)
                check_left(doc, left, self.used[doc[key]])
        self.check_invoices()
        self.check_allocations()
        self.check_batches()
        self.check_bank_credits()
        self.check_ledger()
        self.check_aged()

    def check_invoices(self) -> None:
        for doc in self.ledger.stored("invoice"):
            rows = [r for r in self.payments if r.get("InvoiceID") == doc["InvoiceID"]]
            assert money(doc["AmountPaid"]) == total(rows, "Amount")
            rows = [r for r in self.allocations if r["InvoiceID"] == doc["InvoiceID"]]
            assert money(doc["AmountCredited"]) == total(rows, "Amount")

    def check_allocations(self) -> None:
        invoices = {doc["InvoiceID"]: doc for doc in self.ledger.stored("invoice")}
        for row in self.allocations:
            (kind,) = [kind for kind in CREDITS if KEYS[kind][1] in row]
            (credit,) = [
                doc for doc in self.ledger.stored(kind) if doc[KEYS[kind][1]] == row[KEYS[kind][1]]
            ]
            invoice = invoices[row["InvoiceID"]]
            assert (invoice["Type"] == "ACCREC") is (credit["Type"] in SOLD)
            assert invoice["ContactID"] == credit["ContactID"]
            assert invoice["Status"] in LIVE
            assert credit["Status"] in LIVE

    def check_batches(self) -> None:
        for batch in self.ledger.stored("batch_payment"):
            rows = [
                row
                for row in self.ledger.stored("payment")
                if row.get("BatchPaymentID") == batch["BatchPaymentID"]
            ]
            assert total(rows, "Amount") == money(batch["TotalAmount"])
            assert {row["Status"] for row in rows} == {batch["Status"]}

    def check_bank_credits(self) -> None:
        moved = {d["BankTransactionID"]: d for d in self.ledger.stored("bank_transaction")}
        for kind in ("prepayment", "overpayment"):
            for credit in self.ledger.stored(kind):
                behind = moved[credit["BankTransactionID"]]
                assert credit["Total"] == behind["Total"]
                assert (credit["Status"] == "VOIDED") is (behind["Status"] == "DELETED")

    # The ledger against sums that do not come from it

    @property
    def books(self) -> Books:
        return Books(self.ledger.world, self.ledger.tenants[0], Actor.USER)

    def check_ledger(self) -> None:
        chart = chart_of(self.books)
        posted = list(entries(self.books, chart))
        for entry in posted:
            assert sum((each.net for each in entry.lines), ZERO) == 0, entry
        held = balances(posted)
        open_items = list(self.open_items())
        for name, sold in (("DEBTORS", True), ("CREDITORS", False)):
            due = sum((sum_ for kind, sum_ in open_items if (kind in SOLD) is sold), ZERO)
            assert held.get(chart.system[name], ZERO) == due
        assert held.get(chart.system["GST"], ZERO) == self.tax()
        for account, sum_ in self.cash().items():
            assert held.get(account, ZERO) == sum_
        self.check_trial_balance(sum(held.values(), ZERO))

    def check_trial_balance(self, everything: Decimal) -> None:
        assert everything == 0
        for day in ("2025-12-31", "2026-03-31", EVER):
            found = trial_balance.build(self.books, day)
            cells = [cell["Value"] for cell in found["Rows"][-1]["Rows"][0]["Cells"]]
            assert cells[1] == cells[2]
            assert cells[3] == cells[4]

    def open_items(self) -> Iterator[tuple[str, Decimal]]:
        """What is open, by type; above zero when somebody owes it to the organisation."""
        for kind, (_, _, left) in KEYS.items():
            for doc in self.ledger.stored(kind):
                if doc["Status"] in LIVE:
                    sign = 1 if doc["Type"] in ("ACCREC", *OWED[1:]) else -1
                    yield doc["Type"], sign * money(doc[left])

    def tax(self) -> Decimal:
        """What the tax account holds: charged is credited, paid is debited."""
        signs = {"ACCREC": -1, "ACCPAY": 1, "ACCRECCREDIT": 1, "ACCPAYCREDIT": -1}
        signs |= {"SPEND": 1, "RECEIVE": -1}
        found = ZERO
        for kind in ("invoice", "credit_note", "bank_transaction"):
            for doc in self.ledger.stored(kind):
                if doc["Status"] in LIVE:
                    found += signs.get(doc["Type"], 0) * money(doc["TotalTax"])
        return found

    def cash(self) -> dict[str, Decimal]:
        """What the bank accounts hold, the legs of transfers counted one by one."""
        held: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.payments:
            into = row["PaymentType"] == "ACCRECPAYMENT" or (
                row["PaymentType"].startswith("AP") and row["PaymentType"] != "ACCPAYPAYMENT"
            )
            held[row["AccountID"]] += money(row["Amount"]) * (1 if into else -1)
        for doc in self.ledger.stored("bank_transaction"):
            if doc["Status"] == "AUTHORISED":
                sign = 1 if doc["Type"].startswith("RECEIVE") else -1
                held[doc["AccountID"]] += sign * money(doc["Total"])
        return held

    def check_aged(self) -> None:
        """Both reports close with the sum of what each contact's records say is left."""
        for contact in self.ledger.stored("contact"):
            asked = Asked(contact, EVER, "", EVER)
            for which, sold, sign in ((RECEIVABLES, True, 1), (PAYABLES, False, -1)):
                found = aged.build(self.books, which, asked)
                closing = found["Rows"][-1]["Rows"][0]["Cells"][-1]["Value"]
                due = sum(self.open_of(contact["ContactID"], sold=sold), ZERO)
                assert money(closing) == sign * due

    def open_of(self, contact_id: str, *, sold: bool) -> Iterator[Decimal]:
        for kind, (_, _, left) in KEYS.items():
            for doc in self.ledger.stored(kind):
                of_side = (doc["Type"] in SOLD) is sold
                if of_side and doc["ContactID"] == contact_id and doc["Status"] in LIVE:
                    sign = 1 if doc["Type"] in ("ACCREC", *OWED[1:]) else -1
                    yield sign * money(doc[left])

    # What took place

    def check_moves(self) -> None:
        """Nothing ever moved to a status that it may not move to."""
        for each in self.ledger.world.commits.after(0):
            moves = ALLOWED.get(each["type"]) if each["system"] == "xero" else None
            if moves is None or each["before"] is None or each["after"] is None:
                continue
            old, new = each["before"]["Status"], each["after"]["Status"]
            assert new == old or new in moves.get(old, ()), (each["type"], old, new)
            if old in ("VOIDED", "DELETED"):
                changed = changed_fields(each["before"], each["after"])
                assert changed
                assert changed <= {"ContactID", "HasAttachments"}

    def check_journals(self) -> None:
        """All journals together make the ledger as it is."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        offset, seen = 0, []
        while found := after(self.books, offset):
            offset = found[-1].number
            for journal in found:
                seen.append(journal.number)
                for each in journal.entry.lines:
                    sums[each.account] += each.net
        assert seen == sorted(set(seen))
        held = balances(entries(self.books, chart_of(self.books)))
        assert {k: v for k, v in sums.items() if v} == {k: v for k, v in held.items() if v}


def check_sums(doc: Any) -> None:
    lines, tax = total(doc["LineItems"], "LineAmount"), total(doc["LineItems"], "TaxAmount")
    assert money(doc["TotalTax"]) == tax
    inclusive = doc["LineAmountTypes"] == "Inclusive"
    assert money(doc["Total"]) == (lines if inclusive else lines + tax)
    assert money(doc["SubTotal"]) == money(doc["Total"]) - tax


def check_left(doc: Any, name: str, used: Decimal) -> None:
    left, whole = money(doc[name]), money(doc["Total"])
    if doc["Status"] in ("VOIDED", "DELETED"):
        assert left == used == 0
        return
    assert left == whole - used
    if doc["Status"] in LIVE:
        assert 0 <= used <= whole
        assert (doc["Status"] == "PAID") is (left == 0)
    else:
        assert used == 0
    assert ("FullyPaidOnDate" in doc) is (doc["Status"] == "PAID")
