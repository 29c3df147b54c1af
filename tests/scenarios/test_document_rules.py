"""Each rule of documents: hand-made histories that keep it, and ones that break it least."""

from scenarios.invariants import Options
from tests.scenarios.stories import (
    Story,
    a_contact,
    a_document,
    a_line,
    a_report,
    a_xero_contact,
    a_xero_line,
    an_invoice,
    judged,
)

R, X = "released", "xero"
ID, TOKEN = "1:10002", "t4b5x"


def a_draft(**fields: object) -> dict[str, object]:
    return a_document(10_002, TOKEN, status="Draft", **fields)


def a_copy(**fields: object) -> dict[str, object]:
    return an_invoice("xi2", TOKEN, **fields)


def linked(s: Story, status: str = "Approved", copied: str = "AUTHORISED") -> None:
    """A document made in Re-Leased and pushed."""
    s.made("user", R, "document", {**a_draft(), "status": status})
    s.made("sync", X, "invoice", a_copy(Status=copied))
    s.changed("sync", R, "document", ID, externalNumber="INV-xi2")


def approved(s: Story) -> None:
    linked(s)


def approved_and_not_pushed(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))


def approved_and_its_contact_reported(s: Story) -> None:
    s.made("user", R, "contact", a_contact(502, "k3m8p"))
    s.made("user", R, "document", a_document(10_002, TOKEN, contactId=502))
    s.made("sync", R, "sync_record", a_report(record=502))


def refused_in_silence(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))
    s.called("PUT", X, "/api.xro/2.0/Invoices", status=400)


def refused_reset_and_reported(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))
    s.changed("sync", R, "document", ID, status="Draft")
    s.made("sync", R, "sync_record", a_report(record=10_002, entity="document"))


def reset_although_a_copy_lives(s: Story) -> None:
    linked(s)
    s.changed("sync", R, "document", ID, status="Draft")


def pushed_as_a_bill(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))
    s.made("sync", X, "invoice", a_copy(Type="ACCPAY", InvoiceNumber=None))


def made_in_xero(s: Story) -> None:
    s.made("user", X, "invoice", a_copy())
    s.made("sync", R, "document", a_document(10_002, TOKEN, externalNumber="INV-xi2"))


def made_in_xero_only(s: Story) -> None:
    s.made("user", X, "invoice", a_copy())


def drafted_in_xero(s: Story) -> None:
    s.made("user", X, "invoice", a_copy(Status="DRAFT"))


def drafted(s: Story) -> None:
    s.made("user", R, "document", a_draft())


def draft_pushed(s: Story) -> None:
    s.made("user", R, "document", a_draft())
    s.made("sync", X, "invoice", a_copy(Status="DRAFT"))


def submitted(s: Story) -> None:
    linked(s, "AwaitingApproval", "SUBMITTED")


def submitted_and_not_pushed(s: Story) -> None:
    s.made("user", R, "document", {**a_draft(), "status": "AwaitingApproval"})


def submitted_pushed_as_approved(s: Story) -> None:
    linked(s, "AwaitingApproval", "AUTHORISED")


def submitted_pushed_as_draft(s: Story) -> None:
    linked(s, "AwaitingApproval", "DRAFT")


def approved_pushed_as_submitted(s: Story) -> None:
    linked(s, "Approved", "SUBMITTED")


def approved_later_in_released(s: Story) -> None:
    submitted(s)
    s.changed("user", R, "document", ID, status="Approved")
    s.changed("sync", X, "invoice", "xi2", Status="AUTHORISED")


def approved_later_in_released_only(s: Story) -> None:
    submitted(s)
    s.changed("user", R, "document", ID, status="Approved")


def approved_later_in_xero_only(s: Story) -> None:
    submitted(s)
    s.changed("user", X, "invoice", "xi2", Status="AUTHORISED")


def stale_pull_lowers_the_status(s: Story) -> None:
    approved_later_in_released(s)
    s.changed("sync", R, "document", ID, status="AwaitingApproval")
    s.changed("sync", R, "document", ID, status="Approved")


def description_edited(s: Story) -> None:
    s.changed("user", R, "document", "1:10001", lines=[a_line(description="Rates w2d4v")])
    s.changed("sync", X, "invoice", "xi1", LineItems=[a_xero_line(Description="Rates w2d4v")])


def description_edited_only_in_xero(s: Story) -> None:
    s.changed("user", X, "invoice", "xi1", LineItems=[a_xero_line(Description="Rates w2d4v")])


def due_date_edited(s: Story) -> None:
    s.changed("user", R, "document", "1:10001", dueDate="2026-04-20")
    s.changed("sync", X, "invoice", "xi1", DueDate="2026-04-20")


def due_date_edited_only(s: Story) -> None:
    s.changed("user", R, "document", "1:10001", dueDate="2026-04-20")


def lines_doubled_on_update(s: Story) -> None:
    s.changed("user", R, "document", "1:10001", dueDate="2026-04-20")
    twice = [a_xero_line(), a_xero_line()]
    s.changed(
        "sync", X, "invoice", "xi1", DueDate="2026-04-20", LineItems=twice,
        SubTotal="200.00", Total="200.00", AmountDue="200.00",
    )  # fmt: skip


def lines_woven_together(s: Story) -> None:
    two, x_two = [a_line(), a_line("p6r7t")], [a_xero_line(), a_xero_line("p6r7t")]
    totals = {"subTotal": "200.00", "total": "200.00", "amountDue": "200.00"}
    x_totals = {"SubTotal": "200.00", "Total": "200.00", "AmountDue": "200.00"}
    s.begins(R, "document", a_document(10_003, "h8j9l", lines=two, **totals))
    s.begins(X, "invoice", an_invoice("xi3", "h8j9l", LineItems=x_two, **x_totals))
    s.changed("user", R, "document", "1:10003", lines=[a_line("n3v3w"), two[1]])
    s.changed("user", X, "invoice", "xi3", LineItems=[x_two[1]])
    s.changed("sync", X, "invoice", "xi3", LineItems=[a_xero_line("n3v3w")])
    s.changed("sync", R, "document", "1:10003", lines=[a_line("n3v3w")])


def wrong_debtor(s: Story) -> None:
    s.begins(R, "contact", a_contact(502, "k3m8p"))
    s.begins(X, "contact", a_xero_contact("xc2", "k3m8p"))
    s.changed("user", R, "document", "1:10001", contactId=502)


def voided_in_released(s: Story) -> None:
    s.changed("user", R, "document", "1:10001", status="Voided")
    s.changed("sync", X, "invoice", "xi1", Status="VOIDED", AmountDue="0.00")


def voided_in_released_only(s: Story) -> None:
    s.changed("user", R, "document", "1:10001", status="Voided")


def voided_in_xero(s: Story) -> None:
    s.changed("user", X, "invoice", "xi1", Status="VOIDED", AmountDue="0.00")
    s.changed("sync", R, "document", "1:10001", status="Voided")


def voided_in_xero_only(s: Story) -> None:
    s.changed("user", X, "invoice", "xi1", Status="VOIDED", AmountDue="0.00")


def voided_by_hard_delete(s: Story) -> None:
    s.changed("user", X, "invoice", "xi1", Status="VOIDED", AmountDue="0.00")
    s.deleted("sync", R, "document", "1:10001")


def voided_and_emptied(s: Story) -> None:
    s.changed("user", X, "invoice", "xi1", Status="VOIDED", AmountDue="0.00")
    s.changed("sync", R, "document", "1:10001", status="Voided", lines=[])


def revived_by_a_stale_push(s: Story) -> None:
    voided_in_xero(s)
    s.changed("sync", X, "invoice", "xi1", Status="AUTHORISED", AmountDue="100.00")


def voided_against_a_payment(s: Story) -> None:
    s.changed("user", X, "invoice", "xi1", AmountPaid="40.00", AmountDue="60.00")
    s.changed("user", R, "document", "1:10001", status="Voided")
    s.made("sync", R, "sync_record", a_report(record=10_001, entity="document"))


def made_again_after_void(s: Story) -> None:
    voided_in_released(s)
    s.made("sync", R, "document", a_document(10_009, status="Voided", externalNumber="INV-xi1"))


def number_not_shown(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))
    s.made("sync", X, "invoice", a_copy())


def renumbered_by_the_sync(s: Story) -> None:
    s.changed("sync", X, "invoice", "xi1", InvoiceNumber="1000007")


def another_invoice_overwritten(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))
    s.changed(
        "sync", X, "invoice", "xi1", LineItems=[a_xero_line(TOKEN)], Reference=f"Ref {TOKEN}"
    )


def two_copies(s: Story) -> None:
    linked(s)
    s.made("sync", X, "invoice", an_invoice("xi3", TOKEN))


def one_copy_for_two(s: Story) -> None:
    linked(s)
    s.made("user", R, "document", a_document(10_003, "h8j9l"))


def tax_mode_lost(s: Story) -> None:
    money = {"subTotal": "100.00", "taxTotal": "15.00", "total": "115.00", "amountDue": "115.00"}
    line = a_line(TOKEN, 11_500, taxAmount="15.00", lineAmount="115.00")
    s.made(
        "user", R, "document",
        a_document(10_002, TOKEN, taxMode="Inclusive", lines=[line], **money),
    )  # fmt: skip
    x_line = a_xero_line(TOKEN, 11_500, TaxAmount="17.25")
    s.made(
        "sync", X, "invoice",
        a_copy(LineItems=[x_line], SubTotal="115.00", TotalTax="17.25", Total="132.25",
               AmountDue="132.25"),
    )  # fmt: skip


def one_cent_off(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))
    line = a_xero_line(TOKEN, LineAmount="100.01")
    s.made(
        "sync", X, "invoice",
        a_copy(LineItems=[line], SubTotal="100.01", Total="100.01", AmountDue="100.01"),
    )  # fmt: skip


def total_without_its_lines(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))
    s.made("sync", X, "invoice", a_copy(Total="101.00", AmountDue="101.00"))


def day_shifted(s: Story) -> None:
    s.made("user", R, "document", a_document(10_002, TOKEN))
    s.made("sync", X, "invoice", a_copy(Date="2026-02-28"))


def dated_before_the_start(s: Story) -> None:
    s.made("user", X, "invoice", a_copy(Date="2025-11-01"))


def imported_from_before_the_start(s: Story) -> None:
    s.made("user", X, "invoice", a_copy(Date="2025-11-01"))
    s.made("sync", R, "document", a_document(10_002, TOKEN, issueDate="2025-11-01"))


def foreign_currency_imported(s: Story) -> None:
    s.made("user", X, "invoice", a_copy(CurrencyCode="USD"))
    s.made("sync", R, "document", a_document(10_002, TOKEN))


def draft_goes_on_being_returned_in_xero(s: Story) -> None:
    submitted(s)
    s.changed("user", X, "invoice", "xi2", Status="DRAFT")


def both_voided_at_once(s: Story) -> None:
    s.changed("user", R, "document", "1:10001", status="Voided")
    s.changed("user", X, "invoice", "xi1", Status="VOIDED", AmountDue="0.00")


def edited_while_it_travels(s: Story) -> None:
    """The person edits between the sync's read and its create; the next cycle brings the rest."""
    s.made("user", R, "document", a_document(10_002, TOKEN))
    s.changed("user", R, "document", ID, lines=[a_line("n3v3w")], reference="Ref n3v3w")
    s.made("sync", X, "invoice", a_copy(InvoiceNumber=None))
    s.changed(
        "sync", X, "invoice", "xi2", LineItems=[a_xero_line("n3v3w")], Reference="Ref n3v3w"
    )  # fmt: skip


def unpaid_service_date_wiped(s: Story) -> None:
    s.begins(R, "document", a_document(10_002, TOKEN, serviceDate="2026-03-31"))
    s.begins(X, "invoice", a_copy(InvoiceNumber=None))
    s.changed("sync", R, "document", ID, serviceDate=None)


KEEPS = (
    ("R15", approved),
    ("R19", approved),
    ("R26", approved),
    ("R17", approved),
    ("R18", approved),
    ("R58", approved),
    ("R55", approved),
    ("R61", approved),
    ("R53", approved_and_its_contact_reported),
    ("R29", refused_reset_and_reported),
    ("R21", refused_reset_and_reported),
    ("R16", made_in_xero),
    ("R47", made_in_xero),
    ("R17", drafted),
    ("R53", drafted_in_xero),
    ("R18", submitted),
    ("R53", draft_goes_on_being_returned_in_xero),
    ("R20", approved_later_in_released),
    ("R22", description_edited),
    ("R59", due_date_edited),
    ("R1", due_date_edited),
    ("R23", voided_in_released),
    ("R24", voided_in_xero),
    ("R25", voided_in_xero),
    ("R25", both_voided_at_once),
    ("R62", voided_against_a_payment),
    ("R22", edited_while_it_travels),
    ("R63", dated_before_the_start),
)

BREAKS = (
    ("R15", approved_and_not_pushed),
    ("R29", refused_in_silence),
    ("R62", refused_in_silence),
    ("R21", reset_although_a_copy_lives),
    ("R29", reset_although_a_copy_lives),
    ("R15", pushed_as_a_bill),
    ("R16", made_in_xero_only),
    ("R61", made_in_xero_only),
    ("R17", draft_pushed),
    ("R18", submitted_and_not_pushed),
    ("R18", submitted_pushed_as_approved),
    ("R18", submitted_pushed_as_draft),
    ("R19", approved_pushed_as_submitted),
    ("R20", approved_later_in_released_only),
    ("R20", approved_later_in_xero_only),
    ("R21", stale_pull_lowers_the_status),
    ("R22", description_edited_only_in_xero),
    ("R22", due_date_edited_only),
    ("R53", due_date_edited_only),
    ("R22", lines_doubled_on_update),
    ("R56", lines_woven_together),
    ("R22", wrong_debtor),
    ("R23", voided_in_released_only),
    ("R24", voided_in_xero_only),
    ("R64", voided_by_hard_delete),
    ("R24", voided_by_hard_delete),
    ("R24", voided_and_emptied),
    ("R25", revived_by_a_stale_push),
    ("R55", made_again_after_void),
    ("R26", number_not_shown),
    ("R26", renumbered_by_the_sync),
    ("R26", another_invoice_overwritten),
    ("R55", two_copies),
    ("R15", one_copy_for_two),
    ("R15", tax_mode_lost),
    ("R58", one_cent_off),
    ("R58", total_without_its_lines),
    ("R59", day_shifted),
    ("R63", imported_from_before_the_start),
    ("R63", foreign_currency_imported),
    ("R1", unpaid_service_date_wiped),
)


def test_the_current_vintage_keeps_what_awaits_approval_in_released():
    """Rule: R18, profile current."""
    findings, _ = judged(submitted_and_not_pushed, Options.of("current"))

    assert findings == []
