"""Each rule of credit notes: hand-made histories that keep it, and ones that break it least."""

from tests.scenarios.stories import (
    Story,
    a_note,
    a_payment,
    a_report,
    a_xero_allocation,
    a_xero_note,
    a_xero_payment,
    an_allocation,
)

R, X = "released", "xero"


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def crossed(s: Story) -> None:
    """A credit note of 60.00 made in Re-Leased and copied."""
    s.made("user", R, "document", a_note())
    s.made("sync", X, "credit_note", a_xero_note())
    s.changed("sync", R, "document", "1:10002", externalNumber="CN-xn1")


def crossed_from_xero(s: Story) -> None:
    s.made("user", X, "credit_note", a_xero_note())
    s.made("sync", R, "document", a_note(externalNumber="CN-xn1"))


def made_in_released_only(s: Story) -> None:
    s.made("user", R, "document", a_note())


def made_in_xero_only(s: Story) -> None:
    s.made("user", X, "credit_note", a_xero_note())


def refused_and_told(s: Story) -> None:
    s.made("user", R, "document", a_note())
    s.changed("sync", R, "document", "1:10002", status="Draft")
    s.made("sync", R, "sync_record", a_report(record=10_002, entity="document"))


def copied_as_an_invoice(s: Story) -> None:
    s.made("user", X, "credit_note", a_xero_note())
    s.made("sync", R, "document", a_note(kind="IncomeInvoice", externalNumber="CN-xn1"))


def copied_with_the_sign_turned(s: Story) -> None:
    s.made("user", R, "document", a_note())
    s.made("sync", X, "credit_note", a_xero_note(cents=-6_000))


def settled_here(s: Story, credited: int, refunded: int = 0, actor: str = "user") -> None:
    left = 6_000 - credited - refunded
    s.changed(
        actor, R, "document", "1:10002", amountCredited=money(credited),
        amountPaid=money(refunded), remainingCredit=money(left), amountDue=money(left),
    )  # fmt: skip
    s.changed(
        actor, R, "document", "1:10001", amountCredited=money(credited),
        amountDue=money(10_000 - credited),
    )  # fmt: skip


def settled_there(s: Story, credited: int, refunded: int = 0) -> None:
    left = 6_000 - credited - refunded
    s.changed(
        "system", X, "credit_note", "xn1", AppliedAmount=money(credited),
        RemainingCredit=money(left),
    )  # fmt: skip
    s.changed(
        "system", X, "invoice", "xi1", AmountCredited=money(credited),
        AmountDue=money(10_000 - credited),
    )  # fmt: skip


def allocated_here(s: Story) -> None:
    crossed(s)
    s.made("user", R, "allocation", an_allocation())
    settled_here(s, 4_000)


def allocated_here_and_copied(s: Story) -> None:
    allocated_here(s)
    s.made("sync", X, "allocation", a_xero_allocation())
    settled_there(s, 4_000)


def allocated_there(s: Story) -> None:
    crossed(s)
    s.made("user", X, "allocation", a_xero_allocation())
    settled_there(s, 4_000)


def allocated_there_and_copied(s: Story) -> None:
    allocated_there(s)
    s.made("sync", R, "allocation", an_allocation())
    settled_here(s, 4_000, actor="sync")


def allocated_twice(s: Story) -> None:
    crossed(s)
    s.made("user", R, "allocation", an_allocation(amount="20.00"))
    settled_here(s, 2_000)
    for number in (1, 2):
        s.made("sync", X, "allocation", a_xero_allocation(f"xa{number}", "20.00"))
        settled_there(s, 2_000 * number)


def allocated_to_another_day(s: Story) -> None:
    allocated_here(s)
    s.made("sync", X, "allocation", a_xero_allocation(Date="2026-03-09"))
    settled_there(s, 4_000)


def removed_there(s: Story) -> None:
    allocated_here_and_copied(s)
    s.deleted("user", X, "allocation", "xa1")
    settled_there(s, 0)


def removed_on_both_sides(s: Story) -> None:
    removed_there(s)
    s.deleted("sync", R, "allocation", "1:80001")
    settled_here(s, 0, actor="sync")


def removed_by_the_sync(s: Story) -> None:
    allocated_here_and_copied(s)
    s.deleted("sync", X, "allocation", "xa1")
    settled_there(s, 0)


def taken_for_a_payment(s: Story) -> None:
    allocated_there(s)
    s.made("sync", R, "payment", a_payment())
    s.changed("sync", R, "document", "1:10001", amountPaid="40.00", amountDue="60.00")


def refunded_there(s: Story) -> None:
    crossed(s)
    made = a_xero_payment(amount="20.00", CreditNoteID="xn1")
    s.made("user", X, "payment", {n: v for n, v in made.items() if n != "InvoiceID"})
    settled_there(s, 0, 2_000)


def refunded_on_both_sides(s: Story) -> None:
    refunded_there(s)
    s.made("sync", R, "payment", a_payment(amount="20.00", documentId=10_002))
    settled_here(s, 0, 2_000, "sync")


def refunded_here_only(s: Story) -> None:
    crossed(s)
    s.made("user", R, "payment", a_payment(amount="20.00", documentId=10_002))
    settled_here(s, 0, 2_000)


KEEPS = (
    ("R27", crossed),
    ("R15", crossed),
    ("R27", crossed_from_xero),
    ("R16", crossed_from_xero),
    ("R62", refused_and_told),
    ("R28", allocated_here_and_copied),
    ("R38", allocated_here_and_copied),
    ("R28", allocated_there_and_copied),
    ("R28", removed_on_both_sides),
    ("R37", refunded_on_both_sides),
)

BREAKS = (
    ("R27", made_in_released_only),
    ("R15", made_in_released_only),
    ("R27", made_in_xero_only),
    ("R27", copied_as_an_invoice),
    ("R27", copied_with_the_sign_turned),
    ("R28", allocated_here),
    ("R38", allocated_here),
    ("R28", allocated_there),
    ("R28", allocated_twice),
    ("R28", allocated_to_another_day),
    ("R28", removed_there),
    ("R28", removed_by_the_sync),
    ("R41", taken_for_a_payment),
    ("R28", taken_for_a_payment),
    ("R37", refunded_there),
    ("R37", refunded_here_only),
)
