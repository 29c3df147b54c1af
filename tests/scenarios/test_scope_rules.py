"""What a person left out, and where a document belongs: histories that keep or break a rule."""

from typing import Any

from tests.scenarios.stories import (
    Story,
    a_document,
    a_line,
    a_payment,
    a_report,
    a_xero_line,
    a_xero_payment,
    an_invoice,
    judged,
)

R, X = "released", "xero"
FEED = "/rl/v1/companies/1/changes"


def left_out(s: Story, entity: str = "contact", record: int = 501) -> None:
    """The sync reports a record; a person leaves it out."""
    s.made("sync", R, "sync_record", a_report(record=record, entity=entity))
    s.changed("user", R, "sync_record", "1:9001", linkStatus="Unlinked")


def edited_while_out(s: Story) -> None:
    left_out(s)
    s.changed("user", R, "contact", "501", taxNumber="GB 1")


def taken_up_again(s: Story) -> None:
    edited_while_out(s)
    s.changed("user", R, "sync_record", "1:9001", linkStatus="Linked")
    s.changed("sync", X, "contact", "xc1", TaxNumber="GB 1")
    s.changed("sync", R, "sync_record", "1:9001", status="Resolved")


def left_out_between_read_and_write(s: Story) -> None:
    """No sync without locks could know: the entry was unlinked after the last reading."""
    s.called("GET", R, FEED)
    edited_while_out(s)
    write = s.called("POST", X, "/api.xro/2.0/Contacts/xc1")
    s.changed("sync", X, "contact", "xc1", write, TaxNumber="GB 1")


def synced_all_the_same(s: Story) -> None:
    edited_while_out(s)
    s.called("GET", R, FEED)
    write = s.called("POST", X, "/api.xro/2.0/Contacts/xc1")
    s.changed("sync", X, "contact", "xc1", write, TaxNumber="GB 1")


def paid_while_out(s: Story) -> None:
    """A payment is half of its document."""
    left_out(s, "document", 10_001)
    s.made("user", R, "payment", a_payment())
    s.changed("user", R, "document", "1:10001", amountPaid="40.00", amountDue="60.00")
    s.made("sync", X, "payment", a_xero_payment())
    s.changed("sync", X, "invoice", "xi1", AmountPaid="40.00", AmountDue="60.00")


TRACKED: dict[str, Any] = {"tracking": [{"categoryId": 41, "optionId": 61}]}
TRACKED_THERE: dict[str, Any] = {
    "Tracking": [{"TrackingCategoryID": "k1", "TrackingOptionID": "o1"}]
}


def imported(s: Story, line: dict[str, Any], there: dict[str, Any], **fields: Any) -> None:
    invoice = an_invoice("xi2", "h3j6n", LineItems=[a_xero_line("h3j6n", **there)])
    s.made("user", X, "invoice", invoice)
    copy = a_document(10_009, "h3j6n", lines=[a_line("h3j6n", **line)], externalNumber="INV-xi2")
    s.made("sync", R, "document", {**copy, **fields})


def of_the_property(s: Story) -> None:
    imported(s, TRACKED, TRACKED_THERE, propertyId=11)


def of_no_property(s: Story) -> None:
    imported(s, TRACKED, TRACKED_THERE, propertyId=None)


def of_a_property_without_tracking(s: Story) -> None:
    imported(s, {}, {}, propertyId=11)


KEEPS = (
    ("R63", edited_while_out),
    ("R4", taken_up_again),
    ("R16", of_the_property),
)

BREAKS = (
    ("R63", synced_all_the_same),
    ("R63", paid_while_out),
    ("R16", of_no_property),
    ("R16", of_a_property_without_tracking),
)


def test_a_write_that_could_not_know_is_no_breach():
    """Rule: R63."""
    assert "R63" not in {f.rule for f in judged(left_out_between_read_and_write)[0]}
