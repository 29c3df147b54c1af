"""Each rule of payments: hand-made histories that keep it, and ones that break it least."""

from scenarios.invariants import Options
from tests.scenarios.stories import Story, a_payment, a_report, a_xero_payment, judged

R, X = "released", "xero"


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def released_paid(s: Story, cents: int, actor: str = "user") -> None:
    status = "Paid" if cents == 10_000 else "Approved"
    s.changed(
        actor, R, "document", "1:10001",
        amountPaid=money(cents), amountDue=money(10_000 - cents), status=status,
    )  # fmt: skip


def xero_paid(s: Story, cents: int) -> None:
    status = "PAID" if cents == 10_000 else "AUTHORISED"
    s.changed(
        "system", X, "invoice", "xi1",
        AmountPaid=money(cents), AmountDue=money(10_000 - cents), Status=status,
    )  # fmt: skip


def paid_in_released(s: Story) -> None:
    s.made("user", R, "payment", a_payment())
    released_paid(s, 4_000)
    s.made("sync", X, "payment", a_xero_payment())
    xero_paid(s, 4_000)


def paid_in_released_only(s: Story) -> None:
    s.made("user", R, "payment", a_payment())
    released_paid(s, 4_000)


def paid_in_xero(s: Story) -> None:
    s.made("user", X, "payment", a_xero_payment(Reference="BACS q9z9z"))
    xero_paid(s, 4_000)
    s.made("sync", R, "payment", a_payment())
    released_paid(s, 4_000, "sync")


def paid_in_xero_only(s: Story) -> None:
    s.made("user", X, "payment", a_xero_payment())
    xero_paid(s, 4_000)


def paid_in_full(s: Story) -> None:
    s.made("user", X, "payment", a_xero_payment(amount="100.00"))
    xero_paid(s, 10_000)
    s.made("sync", R, "payment", a_payment(amount="100.00"))
    released_paid(s, 10_000, "sync")


def two_equal_payments(s: Story) -> None:
    for number, paid in ((1, 4_000), (2, 8_000)):
        s.made("user", X, "payment", a_xero_payment(f"xp{number}"))
        xero_paid(s, paid)
    for number, paid in ((1, 4_000), (2, 8_000)):
        s.made("sync", R, "payment", a_payment(70_000 + number))
        released_paid(s, paid, "sync")


def two_equal_payments_merged(s: Story) -> None:
    for number, paid in ((1, 4_000), (2, 8_000)):
        s.made("user", X, "payment", a_xero_payment(f"xp{number}"))
        xero_paid(s, paid)
    s.made("sync", R, "payment", a_payment())
    released_paid(s, 4_000, "sync")


def echoed(s: Story) -> None:
    paid_in_released(s)
    s.made("sync", R, "payment", a_payment(70_002))
    released_paid(s, 8_000, "sync")


def sent_twice_for_a_moment(s: Story) -> None:
    paid_in_released(s)
    s.made("sync", X, "payment", a_xero_payment("xp2"))
    xero_paid(s, 8_000)
    s.changed("user", X, "payment", "xp2", Status="DELETED")
    xero_paid(s, 4_000)


def reversed_in_xero(s: Story) -> None:
    paid_in_released(s)
    s.changed("user", X, "payment", "xp1", Status="DELETED")
    xero_paid(s, 0)
    s.changed("sync", R, "payment", "1:70001", status="Reversed")
    released_paid(s, 0, "sync")


def one_of_two_equal_reversed(s: Story) -> None:
    """Which of two equal payments stands for which, only the sync knows."""
    two_equal_payments(s)
    s.changed("user", X, "payment", "xp2", Status="DELETED")
    xero_paid(s, 4_000)
    s.changed("sync", R, "payment", "1:70001", status="Reversed")
    released_paid(s, 4_000, "sync")


def both_of_two_equal_reversed_for_one(s: Story) -> None:
    one_of_two_equal_reversed(s)
    s.changed("sync", R, "payment", "1:70002", status="Reversed")
    released_paid(s, 0, "sync")


def reversed_in_xero_only(s: Story) -> None:
    paid_in_released(s)
    s.changed("user", X, "payment", "xp1", Status="DELETED")
    xero_paid(s, 0)


def paid_here_and_an_equal_one_taken_back_there(s: Story) -> None:
    s.made("user", R, "payment", a_payment())
    released_paid(s, 4_000)
    s.made("user", X, "payment", a_xero_payment())
    s.changed("user", X, "payment", "xp1", Status="DELETED")


def reversed_and_sent_again(s: Story) -> None:
    reversed_in_xero_only(s)
    s.made("sync", X, "payment", a_xero_payment("xp2"))
    xero_paid(s, 4_000)


def reversed_and_paid_again_by_a_person(s: Story) -> None:
    reversed_in_xero(s)
    s.made("user", X, "payment", a_xero_payment("xp2"))
    xero_paid(s, 4_000)
    s.made("sync", R, "payment", a_payment(70_002))
    released_paid(s, 4_000, "sync")


def reversed_in_released_by_a_person(s: Story) -> None:
    paid_in_released(s)
    s.changed("user", R, "payment", "1:70001", status="Reversed")
    released_paid(s, 0)


def deleted_in_xero_by_the_sync(s: Story) -> None:
    paid_in_released(s)
    s.changed("sync", X, "payment", "xp1", Status="DELETED")
    xero_paid(s, 0)


def reversed_from_nowhere(s: Story) -> None:
    paid_in_released(s)
    s.changed("sync", R, "payment", "1:70001", status="Reversed")
    released_paid(s, 0, "sync")


def settled_flag_copied(s: Story) -> None:
    s.made("user", X, "payment", a_xero_payment(amount="100.00"))
    xero_paid(s, 10_000)
    released_paid(s, 10_000, "sync")


def difference_taken_for_a_payment(s: Story) -> None:
    s.made("user", X, "payment", a_xero_payment(amount="30.00"))
    s.changed(
        "system", X, "invoice", "xi1",
        AmountPaid="30.00", AmountCredited="70.00", AmountDue="0.00", Status="PAID",
    )  # fmt: skip
    s.made("sync", R, "payment", a_payment(amount="100.00"))
    released_paid(s, 10_000, "sync")


def due_is_negative(s: Story) -> None:
    s.made("user", X, "payment", a_xero_payment(amount="60.00"))
    s.changed("sync", R, "document", "1:10001", amountPaid="120.00", amountDue="-20.00")


def dated_today(s: Story) -> None:
    s.made("user", R, "payment", a_payment())
    released_paid(s, 4_000)
    s.made("sync", X, "payment", a_xero_payment(Date="2026-03-09"))
    xero_paid(s, 4_000)


def to_another_account(s: Story) -> None:
    s.made("user", R, "payment", a_payment())
    released_paid(s, 4_000)
    s.made("sync", X, "payment", a_xero_payment(AccountID="sales"))
    xero_paid(s, 4_000)


def pulled_to_another_account(s: Story) -> None:
    s.made("user", X, "payment", a_xero_payment())
    xero_paid(s, 4_000)
    s.made("sync", R, "payment", a_payment(accountCode="200"))
    released_paid(s, 4_000, "sync")


def made_reconciled(s: Story) -> None:
    s.made("user", R, "payment", a_payment())
    released_paid(s, 4_000)
    s.made("sync", X, "payment", a_xero_payment(IsReconciled=True))
    xero_paid(s, 4_000)


def reference_blanked(s: Story) -> None:
    paid_in_released(s)
    s.changed("user", X, "payment", "xp1", Reference="BACS q9z9z")
    s.changed("sync", X, "payment", "xp1", Reference=None)


def reference_shown_in_released(s: Story) -> None:
    paid_in_xero(s)
    s.changed("sync", R, "document", "1:10001", reference="BACS q9z9z")


def overpaid_from_both_sides(s: Story) -> None:
    """Both sides pay 60 of 100 at once: Xero's stands, Re-Leased's is reported."""
    s.made("user", R, "payment", a_payment(amount="60.00"))
    released_paid(s, 6_000)
    s.made("user", X, "payment", a_xero_payment(amount="60.00", Date="2026-03-06"))
    xero_paid(s, 6_000)
    s.made("sync", R, "sync_record", a_report(record=70_001, entity="payment"))


def paid_before_the_start(s: Story) -> None:
    s.made("user", X, "payment", a_xero_payment(Date="2025-12-30"))
    xero_paid(s, 4_000)


def half_synced_from_before_the_start(s: Story) -> None:
    paid_before_the_start(s)
    s.made("sync", R, "payment", a_payment(date="2025-12-30"))


KEEPS = (
    ("R35", paid_in_released),
    ("R38", paid_in_released),
    ("R41", paid_in_released),
    ("R48", paid_in_released),
    ("R49", paid_in_released),
    ("R36", paid_in_xero),
    ("R49", paid_in_xero),
    ("R38", paid_in_full),
    ("R36", two_equal_payments),
    ("R41", two_equal_payments),
    ("R39", reversed_in_xero),
    ("R40", reversed_in_xero),
    ("R40", one_of_two_equal_reversed),
    ("R41", reversed_and_paid_again_by_a_person),
    ("R62", overpaid_from_both_sides),
    ("R63", paid_before_the_start),
)

BREAKS = (
    ("R35", paid_in_released_only),
    ("R38", paid_in_released_only),
    ("R36", paid_in_xero_only),
    ("R36", two_equal_payments_merged),
    ("R41", echoed),
    ("R41", sent_twice_for_a_moment),
    ("R39", reversed_in_xero_only),
    ("R35", paid_here_and_an_equal_one_taken_back_there),
    ("R41", reversed_and_sent_again),
    ("R40", reversed_in_released_by_a_person),
    ("R40", deleted_in_xero_by_the_sync),
    ("R40", reversed_from_nowhere),
    ("R40", both_of_two_equal_reversed_for_one),
    ("R38", settled_flag_copied),
    ("R36", difference_taken_for_a_payment),
    ("R38", difference_taken_for_a_payment),
    ("R38", due_is_negative),
    ("R59", dated_today),
    ("R35", to_another_account),
    ("R36", pulled_to_another_account),
    ("R48", made_reconciled),
    ("R49", reference_blanked),
    ("R49", reference_shown_in_released),
    ("R63", half_synced_from_before_the_start),
)


def test_an_equal_payment_that_never_crossed_is_not_the_one_that_was_reversed():
    """Rule: R35, not R39. A partner that claims R39 alone was accused of it."""
    findings, _ = judged(paid_here_and_an_equal_one_taken_back_there)

    assert {"R35", "R39"} & {finding.rule for finding in findings} == {"R35"}


def test_the_current_vintage_lets_people_reverse_in_released():
    """Rule: R40, profile current."""
    findings, _ = judged(
        lambda s: (reversed_in_released_by_a_person(s), deleted_in_xero_too(s)),
        Options.of("current"),
    )

    assert findings == []


def deleted_in_xero_too(s: Story) -> None:
    s.changed("sync", X, "payment", "xp1", Status="DELETED")
    xero_paid(s, 0)
