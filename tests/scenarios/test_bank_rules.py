"""Money in Xero's bank: hand-made histories that keep the rules, and that break them least."""

from typing import Any

import pytest

from scenarios.invariants import Options
from tests.scenarios.stories import (
    TENANT,
    Story,
    a_contact,
    a_document,
    a_payment,
    a_report,
    a_xero_contact,
    a_xero_note,
    a_xero_payment,
    judged,
)

R, X = "released", "xero"


def an_entry(type_: str = "RECEIVE", total: str = "50.00", **fields: Any) -> dict[str, Any]:
    """Money received in Xero."""
    line = {"Description": "Sweets n3v3w"}
    return {"owner": TENANT, "BankTransactionID": "b1", "Type": type_, "LineItems": [line],
            "Date": "2026-03-05", "Total": total, "ContactID": "xc1", **fields}  # fmt: skip


def an_overpayment(left: str = "50.00", **fields: Any) -> dict[str, Any]:
    return {"owner": TENANT, "OverpaymentID": "o1", "Type": "RECEIVE-OVERPAYMENT",
            "Date": "2026-03-05", "Total": "50.00", "RemainingCredit": left, "ContactID": "xc1",
            "Status": "AUTHORISED", "CurrencyCode": "GBP", **fields}  # fmt: skip


def a_credit(*settles: str, **fields: Any) -> dict[str, Any]:
    """The mirror of that overpayment, which settles the invoice by so much."""
    left = 50 - sum(int(float(amount)) for amount in settles)
    rows = [{"invoiceId": 10_001, "amount": each, "date": "2026-03-06"} for each in settles]
    return {"id": 60_001, "companyId": 1, "externalId": "o1", "kind": "Overpayment",
            "side": "Income", "contactId": 501, "date": "2026-03-05", "total": "50.00",
            "remainingCredit": f"{left}.00", "amountRefunded": "0.00", "status": "Approved",
            "allocations": rows, **fields}  # fmt: skip


def use(amount: str) -> dict[str, Any]:
    return {"owner": TENANT, "AllocationID": "xa1", "OverpaymentID": "o1", "InvoiceID": "xi1",
            "Amount": amount, "Date": "2026-03-06"}  # fmt: skip


def received(s: Story) -> None:
    s.made("user", X, "bank_transaction", an_entry())


def overpaid(s: Story, **fields: Any) -> None:
    s.made("user", X, "bank_transaction", an_entry("RECEIVE-OVERPAYMENT"))
    s.made("user", X, "overpayment", an_overpayment(**fields))


def mirrored(s: Story) -> None:
    overpaid(s)
    s.made("sync", R, "credit", a_credit())


def used(s: Story) -> None:
    overpaid(s)
    s.made("user", X, "allocation", use("30.00"))
    s.changed("user", X, "overpayment", "o1", RemainingCredit="20.00")
    s.changed("system", X, "invoice", "xi1", AmountCredited="30.00", AmountDue="70.00")


def used_and_mirrored(s: Story) -> None:
    used(s)
    s.made("sync", R, "credit", a_credit("30.00"))
    s.changed("sync", R, "document", "1:10001", amountCredited="30.00", amountDue="70.00")


def taken_back_and_mirrored(s: Story) -> None:
    used_and_mirrored(s)
    s.deleted("user", X, "allocation", "xa1")
    s.changed("user", X, "overpayment", "o1", RemainingCredit="50.00")
    s.changed("system", X, "invoice", "xi1", AmountCredited="0.00", AmountDue="100.00")
    s.changed("sync", R, "credit", "1:60001", allocations=[], remainingCredit="50.00")
    s.changed("sync", R, "document", "1:10001", amountCredited="0.00", amountDue="100.00")


def refunded_and_mirrored(s: Story) -> None:
    mirrored(s)
    refund = a_xero_payment(amount="20.00", InvoiceID=None, OverpaymentID="o1")
    s.made("user", X, "payment", refund)
    s.changed("system", X, "overpayment", "o1", RemainingCredit="30.00")
    s.changed("sync", R, "credit", "1:60001", amountRefunded="20.00", remainingCredit="30.00")


def void_before_it_crossed(s: Story) -> None:
    overpaid(s)
    s.changed("user", X, "overpayment", "o1", Status="VOIDED", RemainingCredit="0.00")


def void_and_mirrored(s: Story) -> None:
    mirrored(s)
    s.changed("user", X, "overpayment", "o1", Status="VOIDED", RemainingCredit="0.00")
    s.changed("sync", R, "credit", "1:60001", status="Voided")


def too_old_to_cross(s: Story) -> None:
    overpaid(s, Date="2025-12-31")


def in_another_currency(s: Story) -> None:
    overpaid(s, CurrencyCode="EUR")


def not_mirrored_and_told(s: Story) -> None:
    overpaid(s)
    s.made("sync", R, "sync_record", a_report(entity="credit", recordId=None, externalId="o1"))


def used_and_told(s: Story) -> None:
    used(s)
    s.made("sync", R, "sync_record", a_report(entity="credit", recordId=None, externalId="o1"))


def a_new_payer_crossed(s: Story) -> None:
    s.made("user", X, "contact", a_xero_contact("xc2", "k3m8p"))
    s.made("user", X, "bank_transaction", an_entry("SPEND", ContactID="xc2"))
    s.made("sync", R, "contact", a_contact(502, "k3m8p"))


def a_new_payer_stayed(s: Story) -> None:
    s.made("user", X, "contact", a_xero_contact("xc2", "k3m8p"))
    s.made("user", X, "bank_transaction", an_entry("SPEND", ContactID="xc2"))


def paid_in_a_batch(s: Story) -> None:
    s.made("user", X, "batch_payment", {"owner": TENANT, "BatchPaymentID": "bp1"})
    s.made("user", X, "payment", a_xero_payment(BatchPaymentID="bp1"))
    s.changed("system", X, "invoice", "xi1", AmountPaid="40.00", AmountDue="60.00")
    s.made("sync", R, "payment", a_payment())
    s.changed("sync", R, "document", "1:10001", amountPaid="40.00", amountDue="60.00")


def a_batch_of_which_nothing_crossed(s: Story) -> None:
    s.made("user", X, "batch_payment", {"owner": TENANT, "BatchPaymentID": "bp1"})
    s.made("user", X, "payment", a_xero_payment(BatchPaymentID="bp1"))
    s.changed("system", X, "invoice", "xi1", AmountPaid="40.00", AmountDue="60.00")


def written(type_: str, key: str) -> Any:
    def tell(s: Story) -> None:
        s.made("sync", X, type_, {"owner": TENANT, key: "b1", "Total": "50.00"})

    tell.__name__ = f"the_sync_wrote_a_{type_}"
    return tell


def imported_as_an_invoice(s: Story) -> None:
    received(s)
    s.made("sync", R, "document", a_document(10_002, "n3v3w", 5_000))


def imported_as_an_invoice_without_its_words(s: Story) -> None:
    received(s)
    s.made("sync", R, "document", a_document(10_002, "z9z9z", 5_000))


def imported_as_a_payment(s: Story) -> None:
    received(s)
    s.made("sync", R, "payment", a_payment(amount="50.00"))
    s.changed("sync", R, "document", "1:10001", amountPaid="50.00", amountDue="50.00")


def overpayment_imported_as_a_note_and_pushed_back(s: Story) -> None:
    overpaid(s)
    s.made("sync", X, "credit_note", a_xero_note(cents=5_000))


def never_mirrored(s: Story) -> None:
    overpaid(s)


def mirrored_for_another_contact(s: Story) -> None:
    s.begins(R, "contact", a_contact(502, "k3m8p"))
    s.begins(X, "contact", a_xero_contact("xc2", "k3m8p"))
    overpaid(s)
    s.made("sync", R, "credit", a_credit(contactId=502))


def mirrored_on_the_wrong_side(s: Story) -> None:
    overpaid(s)
    s.made("sync", R, "credit", a_credit(side="Expense"))


def mirrored_on_another_day(s: Story) -> None:
    overpaid(s)
    s.made("sync", R, "credit", a_credit(date="2026-03-04"))


def mirrored_without_what_it_settles(s: Story) -> None:
    used(s)
    s.made("sync", R, "credit", a_credit())


def still_there_though_void(s: Story) -> None:
    mirrored(s)
    s.changed("user", X, "overpayment", "o1", Status="VOIDED", RemainingCredit="0.00")


def of_nothing_in_xero(s: Story) -> None:
    s.made("sync", R, "credit", a_credit(externalId="o9"))


def written_by_a_person(s: Story) -> None:
    mirrored(s)
    s.changed("user", R, "credit", "1:60001", total="60.00", remainingCredit="60.00")


def removed(s: Story) -> None:
    mirrored(s)
    s.deleted("sync", R, "credit", "1:60001")


def settled_twice(s: Story) -> None:
    """The allocation is mirrored with the credit, and imported as a payment too."""
    used_and_mirrored(s)
    s.made("sync", R, "payment", a_payment(amount="30.00"))
    s.changed("sync", R, "document", "1:10001", amountPaid="30.00", amountDue="40.00")


KEEPS = (
    ("R14", received),
    ("R14", mirrored),
    ("R38", used_and_mirrored),
    ("R14", used_and_mirrored),
    ("R14", taken_back_and_mirrored),
    ("R14", refunded_and_mirrored),
    ("R14", void_before_it_crossed),
    ("R14", void_and_mirrored),
    ("R14", too_old_to_cross),
    ("R14", in_another_currency),
    ("R14", not_mirrored_and_told),
    ("R14", used_and_told),
    ("R3", a_new_payer_crossed),
    ("R36", paid_in_a_batch),
)

BREAKS = (
    ("R14", written("bank_transaction", "BankTransactionID")),
    ("R14", written("bank_transfer", "BankTransferID")),
    ("R14", written("overpayment", "OverpaymentID")),
    ("R14", written("prepayment", "PrepaymentID")),
    ("R49", written("batch_payment", "BatchPaymentID")),
    ("R14", imported_as_an_invoice),
    ("R14", imported_as_an_invoice_without_its_words),
    ("R56", imported_as_an_invoice_without_its_words),
    ("R14", imported_as_a_payment),
    ("R36", imported_as_a_payment),
    ("R41", imported_as_a_payment),
    ("R14", overpayment_imported_as_a_note_and_pushed_back),
    ("R56", overpayment_imported_as_a_note_and_pushed_back),
    ("R14", never_mirrored),
    ("R14", mirrored_for_another_contact),
    ("R14", mirrored_on_the_wrong_side),
    ("R14", mirrored_on_another_day),
    ("R14", mirrored_without_what_it_settles),
    ("R38", mirrored_without_what_it_settles),
    ("R38", used),
    ("R14", still_there_though_void),
    ("R14", of_nothing_in_xero),
    ("R14", written_by_a_person),
    ("R14", removed),
    ("R38", settled_twice),
    ("R3", a_new_payer_stayed),
    ("R36", a_batch_of_which_nothing_crossed),
)


@pytest.mark.parametrize("tell", [never_mirrored, used])
def test_a_vintage_that_keeps_no_credits_owes_no_mirror_of_them(tell):
    """Rule: O13, R14, R38, R61."""
    findings, _ = judged(tell, options=Options.of("legacy"))

    assert findings == []
