"""Reference data, pairing, ownership, effort: histories that keep a rule, and that break it."""

from typing import Any

from tests.scenarios.stories import (
    OTHER_TENANT,
    TENANT,
    Story,
    a_connection,
    a_contact,
    a_document,
    a_line,
    a_mirror,
    a_report,
    a_xero_contact,
    a_xero_line,
    an_account,
    an_invoice,
    an_organisation,
    judged,
)

R, X = "released", "xero"
CATEGORY = {"owner": TENANT, "TrackingCategoryID": "k1", "Name": "Property", "Status": "ACTIVE"}


def an_option(name: str, **fields: Any) -> dict[str, Any]:
    return {"TrackingOptionID": "o1", "Name": name, "Status": "ACTIVE", **fields}


def rate_changed(s: Story) -> None:
    s.changed("user", X, "tax_rate", "NONE", EffectiveRate="1.5000")
    s.changed("sync", R, "tax_type", "1:21", rate="1.5")


def rate_changed_only(s: Story) -> None:
    s.changed("user", X, "tax_rate", "NONE", EffectiveRate="1.5000")


def account_added(s: Story) -> None:
    s.made("user", X, "account", an_account("repairs", "473"))
    s.made("sync", R, "account", a_mirror(303, "repairs", "473"))


def account_archived_only(s: Story) -> None:
    s.changed("user", X, "account", "sales", Status="ARCHIVED")


def account_archived(s: Story) -> None:
    s.changed("user", X, "account", "sales", Status="ARCHIVED")
    s.changed("sync", R, "account", "1:301", status="Archived")


def option_renamed(s: Story) -> None:
    s.changed("user", X, "tracking_category", "k1", Options=[an_option("Dock House")])
    s.changed("sync", R, "tracking_option", "1:61", name="Dock House")


def option_renamed_becomes_new(s: Story) -> None:
    s.changed("user", X, "tracking_category", "k1", Options=[an_option("Dock House")])
    s.changed("sync", R, "tracking_option", "1:61", status="Archived")
    new = {"id": 62, "companyId": 1, "externalId": "Dock House", "categoryId": 41}
    s.made("sync", R, "tracking_option", {**new, "name": "Dock House", "status": "Active"})


def second_mirror(s: Story) -> None:
    s.changed("user", X, "account", "sales", Code="210")
    s.made("sync", R, "account", a_mirror(304, "sales", "210"))


def code_changed(s: Story) -> None:
    """Old documents go on naming the old code on one side and the new one on the other."""
    s.changed("user", X, "account", "sales", Code="210")
    s.changed("sync", R, "account", "1:301", code="210")
    s.changed("user", R, "document", "1:10001", dueDate="2026-04-20")
    lines = [a_xero_line(AccountCode="210")]
    s.changed("sync", X, "invoice", "xi1", DueDate="2026-04-20", LineItems=lines)


def pushed_into_xero(s: Story) -> None:
    s.made("sync", X, "account", an_account("placeholder", "999"))


def edited_in_released_by_a_person(s: Story) -> None:
    s.changed("user", R, "account", "1:301", name="Rent")


def property_matching_chosen(s: Story) -> None:
    s.changed("user", R, "tracking_category", "1:41", isPropertyMatching=True)
    option_renamed(s)


def mapping_written(s: Story) -> None:
    s.changed("sync", R, "property", "1:11", trackingOptionId=None)


def old_document_recomputed(s: Story) -> None:
    line = a_line(taxAmount="1.50")
    money = {"taxTotal": "1.50", "total": "101.50", "amountDue": "101.50"}
    s.changed("sync", R, "document", "1:10001", lines=[line], **money)


def dangling_reference(s: Story) -> None:
    s.made("user", X, "invoice", an_invoice("xi2", "t4b5x"))
    lines = [a_line("t4b5x", accountCode="473")]
    document = a_document(10_002, "t4b5x", lines=lines, externalNumber="INV-xi2")
    s.made("sync", R, "document", document)


def unknown_contact(s: Story) -> None:
    s.made("user", X, "invoice", an_invoice("xi2", "t4b5x"))
    s.made("sync", R, "document", a_document(10_002, "t4b5x", contactId=None))


def disconnected_and_reconnected(s: Story) -> None:
    s.changed("user", R, "connection", "1", status="Disconnected")
    s.changed("user", R, "connection", "1", status="Connected")


def paired_with_another(s: Story) -> None:
    s.changed("user", R, "connection", "1", pairedTenantId=OTHER_TENANT)


def organisation_shared(s: Story) -> None:
    s.made("user", R, "connection", a_connection(2))


def two_companies(s: Story) -> None:
    s.begins(R, "connection", a_connection(2, OTHER_TENANT))
    s.begins(X, "organisation", an_organisation(OTHER_TENANT))


def isolated(s: Story) -> None:
    two_companies(s)
    s.made("user", R, "contact", a_contact(502, "k3m8p"))
    s.made("sync", X, "contact", a_xero_contact("xc2", "k3m8p"))


def pushed_into_the_wrong_organisation(s: Story) -> None:
    two_companies(s)
    s.made("user", R, "contact", a_contact(502, "k3m8p"))
    s.made("sync", X, "contact", a_xero_contact("xc2", "k3m8p", owner=OTHER_TENANT))


def shared_contact(s: Story) -> None:
    two_companies(s)
    s.made("user", R, "contact", a_contact(502, "k3m8p", companyIds=[1, 2]))
    s.made("sync", X, "contact", a_xero_contact("xc2", "k3m8p"))
    s.made("sync", X, "contact", a_xero_contact("xc3", "k3m8p", owner=OTHER_TENANT))


def shared_contact_in_one_only(s: Story) -> None:
    two_companies(s)
    s.made("user", R, "contact", a_contact(502, "k3m8p", companyIds=[1, 2]))
    s.made("sync", X, "contact", a_xero_contact("xc2", "k3m8p"))


def account_number_blanked(s: Story) -> None:
    s.changed("user", X, "contact", "xc1", AccountNumber="A-1")
    s.changed("user", R, "contact", "501", name="New q7f3k")
    s.changed("sync", X, "contact", "xc1", Name="New q7f3k", AccountNumber=None)


def office_phone_dropped(s: Story) -> None:
    s.changed("user", X, "contact", "xc1", Phones=[{"PhoneType": "OFFICE", "PhoneNumber": "1"}])
    s.changed("sync", X, "contact", "xc1", Phones=[])


def email_emptied(s: Story) -> None:
    s.changed("sync", X, "contact", "xc1", EmailAddress=None)


def email_cleared(s: Story) -> None:
    s.changed("user", R, "contact", "501", email=None)
    s.changed("sync", X, "contact", "xc1", EmailAddress="")


def contact_deleted(s: Story) -> None:
    s.deleted("sync", R, "contact", "501")


def bank_entry_written(s: Story) -> None:
    s.made("sync", X, "bank_transaction", {"owner": TENANT, "BankTransactionID": "b1"})


def bank_entry(s: Story) -> None:
    line = {"Description": "Sweets n3v3w"}
    entry = {"owner": TENANT, "BankTransactionID": "b1", "Type": "RECEIVE", "LineItems": [line]}
    s.made("user", X, "bank_transaction", entry)


def bank_entry_imported(s: Story) -> None:
    bank_entry(s)
    s.made("sync", R, "document", a_document(10_002, "n3v3w"))


def contact_from_nowhere(s: Story) -> None:
    s.made("sync", X, "contact", a_xero_contact("xc2", "z9z9z"))


def reported_although_it_agrees(s: Story) -> None:
    isolated(s)
    s.made("sync", R, "sync_record", a_report(record=502))


def never_read(s: Story) -> None:
    s.called("GET", R, "/rl/v1/companies/1/contacts")
    s.changed("user", R, "contact", "501", phones=[{"type": "mobile", "number": "0712"}])


KEEPS = (
    ("R42", rate_changed),
    ("R43", account_added),
    ("R43", account_archived),
    ("R44", option_renamed),
    ("R46", option_renamed),
    ("R46", code_changed),
    ("R45", property_matching_chosen),
    ("R51", disconnected_and_reconnected),
    ("R50", disconnected_and_reconnected),
    ("R52", isolated),
    ("R52", shared_contact),
    ("R64", email_cleared),
    ("R14", bank_entry),
)

BREAKS = (
    ("R42", rate_changed_only),
    ("R43", account_archived_only),
    ("R46", option_renamed_becomes_new),
    ("R44", option_renamed_becomes_new),
    ("R46", second_mirror),
    ("R45", pushed_into_xero),
    ("R45", edited_in_released_by_a_person),
    ("R46", mapping_written),
    ("R46", old_document_recomputed),
    ("R47", dangling_reference),
    ("R47", unknown_contact),
    ("R51", paired_with_another),
    ("R50", organisation_shared),
    ("R52", pushed_into_the_wrong_organisation),
    ("R2", shared_contact_in_one_only),
    ("R1", account_number_blanked),
    ("R1", office_phone_dropped),
    ("R64", email_emptied),
    ("R64", contact_deleted),
    ("R14", bank_entry_written),
    ("R14", bank_entry_imported),
    ("R56", contact_from_nowhere),
    ("R62", reported_although_it_agrees),
    ("R61", never_read),
)


def test_a_last_cycle_that_writes_is_not_quiet():
    """Rule: R54."""
    findings, _ = judged(isolated, writes=1)

    assert [finding.rule for finding in findings] == ["R54"]


def test_a_world_that_needs_a_ninth_cycle_never_came_to_rest():
    """Rule: R57."""
    assert judged(isolated, cycles=8)[0] == []
    assert [finding.rule for finding in judged(isolated, cycles=9)[0]] == ["R57"]


def test_one_record_written_nine_times_for_nothing_is_found():
    """Rule: R54."""

    def echoes(times: int):
        def tell(s: Story) -> None:
            s.changed("user", R, "contact", "501", taxNumber="GB 1")
            for turn in range(times):
                s.changed("sync", X, "contact", "xc1", TaxNumber="GB 1", UpdatedDateUTC=str(turn))

        return tell

    assert judged(echoes(8))[0] == []
    assert [finding.rule for finding in judged(echoes(9))[0]] == ["R54"]


def test_writes_without_end_are_found():
    """Rule: R57."""

    def tell(s: Story) -> None:
        for turn in range(30):
            s.changed("sync", X, "contact", "xc1", UpdatedDateUTC=str(turn))

    findings, _ = judged(tell)

    assert "R57" in {finding.rule for finding in findings}
