"""Each contact rule: hand-made histories that keep it, and ones that break it least."""

import pytest

from scenarios.invariants import Options
from tests.scenarios.stories import (
    Story,
    a_contact,
    a_document,
    a_report,
    a_xero_contact,
    an_invoice,
    judged,
)

R, X = "released", "xero"


def made_in_released(s: Story) -> None:
    s.made("user", R, "contact", a_contact(502, "k3m8p"))
    s.made("sync", X, "contact", a_xero_contact("xc2", "k3m8p"))


def made_in_released_only(s: Story) -> None:
    s.made("user", R, "contact", a_contact(502, "k3m8p"))


def made_in_released_and_reported(s: Story) -> None:
    s.made("user", R, "contact", a_contact(502, "k3m8p"))
    s.made("sync", R, "sync_record", a_report(record=502))


def made_in_xero(s: Story) -> None:
    s.made("user", X, "contact", a_xero_contact("xc2", "k3m8p"))
    s.made("sync", R, "contact", a_contact(502, "k3m8p"))


def made_in_xero_only(s: Story) -> None:
    s.made("user", X, "contact", a_xero_contact("xc2", "k3m8p"))


def copied_without_its_mobile(s: Story) -> None:
    mobile = [{"type": "mobile", "number": "07 1"}]
    s.made("user", R, "contact", a_contact(502, "k3m8p", phones=mobile))
    s.made("sync", X, "contact", a_xero_contact("xc2", "k3m8p"))


def edited_in_released(s: Story) -> None:
    s.changed("user", R, "contact", "501", email="new.q7f3k@example.test")
    s.changed("sync", X, "contact", "xc1", EmailAddress="NEW.q7f3k@example.test")


def edited_in_released_only(s: Story) -> None:
    s.changed("user", R, "contact", "501", email="new.q7f3k@example.test")


def clearing_is_refilled(s: Story) -> None:
    s.changed("user", R, "contact", "501", email=None)
    s.changed("sync", R, "contact", "501", email="q7f3k@example.test")


def edited_in_xero(s: Story) -> None:
    s.changed("user", X, "contact", "xc1", Name="Renamed  q7f3k")
    s.changed("sync", R, "contact", "501", name="Renamed q7f3k")


def edited_in_xero_and_reverted(s: Story) -> None:
    s.changed("user", X, "contact", "xc1", Name="Renamed q7f3k")
    s.changed("sync", X, "contact", "xc1", Name="Harbour Ltd q7f3k")


def both_edited_one_field(s: Story, winner: str = "released") -> None:
    s.changed("user", R, "contact", "501", name="Ours q7f3k")
    s.changed("user", X, "contact", "xc1", Name="Theirs q7f3k")
    if winner == "released":
        s.changed("sync", X, "contact", "xc1", Name="Ours q7f3k")
    else:
        s.changed("sync", R, "contact", "501", name="Theirs q7f3k")


def both_wrote_the_same_and_one_goes_on(s: Story) -> None:
    """The sync saw both sides equal; what Xero writes next is no conflict."""
    s.changed("user", R, "contact", "501", email=None)
    s.changed("user", X, "contact", "xc1", EmailAddress="")
    s.called("GET", R, "/rl/v1/companies/1/changes")
    s.called("GET", X, "/api.xro/2.0/Contacts")
    s.changed("user", X, "contact", "xc1", EmailAddress="q7f3k@new.test")
    s.called("GET", X, "/api.xro/2.0/Contacts")
    call = s.called("PATCH", R, "/rl/v1/companies/1/contacts/501")
    s.changed("sync", R, "contact", "501", call=call, email="q7f3k@new.test")


def both_edited_and_base_won(s: Story) -> None:
    s.changed("user", R, "contact", "501", name="Ours q7f3k")
    s.changed("user", X, "contact", "xc1", Name="Theirs q7f3k")
    s.changed("sync", R, "contact", "501", name="Harbour Ltd q7f3k")
    s.changed("sync", X, "contact", "xc1", Name="Harbour Ltd q7f3k")


def whole_record_overwrites_the_other_field(s: Story) -> None:
    mobile = [{"type": "mobile", "number": "0712"}]
    s.changed("user", R, "contact", "501", phones=mobile)
    s.changed("user", X, "contact", "xc1", EmailAddress="x.q7f3k@example.test")
    phones = [{"PhoneType": "MOBILE", "PhoneNumber": "0712"}]
    s.changed("sync", X, "contact", "xc1", Phones=phones, EmailAddress="q7f3k@example.test")


def archived_in_xero(s: Story) -> None:
    s.changed("user", X, "contact", "xc1", ContactStatus="ARCHIVED")
    s.changed("sync", R, "contact", "501", status="Archived")


def archived_in_xero_only(s: Story) -> None:
    s.changed("user", X, "contact", "xc1", ContactStatus="ARCHIVED")


def archived_by_the_sync_in_xero(s: Story) -> None:
    s.changed("sync", X, "contact", "xc1", ContactStatus="ARCHIVED")


def archived_by_the_sync_in_released(s: Story) -> None:
    s.changed("sync", R, "contact", "501", status="Archived")


def restored_in_xero(s: Story) -> None:
    archived_in_xero(s)
    s.changed("user", X, "contact", "xc1", ContactStatus="ACTIVE")
    s.changed("sync", R, "contact", "501", status="Active")


def restored_in_xero_only(s: Story) -> None:
    archived_in_xero(s)
    s.changed("user", X, "contact", "xc1", ContactStatus="ACTIVE")


def unarchived_in_released(s: Story) -> None:
    archived_in_xero(s)
    s.changed("user", R, "contact", "501", status="Active")
    s.changed("sync", X, "contact", "xc1", ContactStatus="ACTIVE")


def unarchiving_refused_and_reported(s: Story) -> None:
    archived_in_xero(s)
    s.changed("user", R, "contact", "501", status="Active")
    s.changed("sync", R, "contact", "501", status="Archived")
    s.made("sync", R, "sync_record", a_report())


def unarchiving_undone_in_silence(s: Story) -> None:
    archived_in_xero(s)
    s.changed("user", R, "contact", "501", status="Active")
    s.changed("sync", R, "contact", "501", status="Archived")


def spoken_on_both_sides(s: Story) -> None:
    """Xero archived it again before the unarchiving crossed: either may win, if both agree."""
    archived_in_xero(s)
    s.changed("user", X, "contact", "xc1", ContactStatus="ACTIVE")
    s.changed("user", X, "contact", "xc1", ContactStatus="ARCHIVED")
    s.changed("user", R, "contact", "501", status="Active")
    s.changed("sync", R, "contact", "501", status="Archived")


def unarchived_but_left_archived_in_xero(s: Story) -> None:
    archived_in_xero(s)
    s.changed("user", R, "contact", "501", status="Active")


def revived_by_a_push(s: Story) -> None:
    s.changed("user", X, "contact", "xc1", ContactStatus="ARCHIVED")
    s.changed("user", R, "contact", "501", phones=[{"type": "mobile", "number": "0712"}])
    phones = [{"PhoneType": "MOBILE", "PhoneNumber": "0712"}]
    s.changed("sync", X, "contact", "xc1", ContactStatus="ACTIVE", Phones=phones)


def revived_after_a_later_archive(s: Story) -> None:
    restored_in_xero(s)
    s.changed("user", X, "contact", "xc1", ContactStatus="ARCHIVED")
    s.changed("sync", R, "contact", "501", status="Archived")
    s.changed("sync", R, "contact", "501", status="Active")


def archived_again_in_flight(s: Story) -> None:
    """The archive comes after the sync's read and before its write: no sync could know."""
    archived_in_xero(s)
    s.changed("user", X, "contact", "xc1", ContactStatus="ACTIVE")
    s.called("GET", X, "/api.xro/2.0/Contacts")
    s.changed("user", X, "contact", "xc1", ContactStatus="ARCHIVED")
    call = s.called("POST", R, "/rl/v1/companies/1/contacts/501/unarchive")
    s.changed("sync", R, "contact", "501", call=call, status="Active")
    s.called("GET", X, "/api.xro/2.0/Contacts")
    call = s.called("POST", R, "/rl/v1/companies/1/contacts/501/archive")
    s.changed("sync", R, "contact", "501", call=call, status="Archived")


def namesakes_stay_two(s: Story) -> None:
    s.made("user", R, "contact", a_contact(502, "k3m8p", name="HARBOUR LTD q7f3k"))
    s.made("sync", R, "sync_record", a_report(record=502))


def namesake_overwrites_the_first(s: Story) -> None:
    s.made("user", R, "contact", a_contact(502, "k3m8p", name="Harbour Ltd q7f3k"))
    s.changed("sync", X, "contact", "xc1", EmailAddress="k3m8p@example.test")


def unarchiving_made_a_new_one(s: Story) -> None:
    archived_in_xero(s)
    s.changed("user", R, "contact", "501", status="Active")
    s.made("sync", X, "contact", a_xero_contact("xc9"))


def merge(s: Story) -> None:
    s.begins(R, "contact", a_contact(502, "k3m8p"))
    s.begins(X, "contact", a_xero_contact("xc2", "k3m8p"))
    gone = {"ContactStatus": "ARCHIVED", "MergedToContactID": "xc2"}
    s.changed("user", X, "contact", "xc1", **gone)
    s.changed("user", X, "invoice", "xi1", ContactID="xc2")


def merged_and_followed(s: Story) -> None:
    merge(s)
    s.changed("sync", R, "contact", "501", status="Archived", mergedIntoId=502)
    s.changed("sync", R, "document", "1:10001", contactId=502)


def merged_with_an_old_document(s: Story) -> None:
    """Re-Leased moves all documents of the loser, those out of scope too."""
    s.begins(R, "document", a_document(10_007, "r2s3t", issueDate="2025-11-01"))
    merged_and_followed(s)
    s.changed("sync", R, "document", "1:10007", contactId=502)


def merged_and_documents_left_behind(s: Story) -> None:
    merge(s)
    s.changed("sync", R, "contact", "501", status="Archived", mergedIntoId=502)


def merged_and_made_again(s: Story) -> None:
    merged_and_followed(s)
    s.made("sync", X, "contact", a_xero_contact("xc9"))


def document_made_for_a_merged_contact(s: Story) -> None:
    """Re-Leased does not know of the merge yet; the copy goes to the survivor, and so does it."""
    merge(s)
    s.changed("sync", R, "document", "1:10001", contactId=502)
    s.made("user", R, "document", a_document(10_010, "t4b5x"))
    s.made("sync", X, "invoice", an_invoice("xn1", "t4b5x", ContactID="xc2"))
    s.changed("sync", R, "contact", "501", status="Archived", mergedIntoId=502)
    s.changed("sync", R, "document", "1:10010", contactId=502, externalNumber="INV-xn1")


def made_for_each_invoice(s: Story) -> None:
    s.made("user", R, "contact", a_contact(502, "k3m8p"))
    for number in (1, 2):
        document = a_document(10_010 + number, f"t4{'ab'[number - 1]}5x", contactId=502)
        s.made("user", R, "document", document)
        s.made("sync", X, "contact", a_xero_contact(f"xn{number}", "k3m8p", EmailAddress=None))
        s.made(
            "sync",
            X,
            "invoice",
            an_invoice(f"xn{number}", f"t4{'ab'[number - 1]}5x", ContactID=f"xn{number}"),
        )


def nobodys_name(s: Story) -> None:
    s.changed("sync", X, "contact", "xc1", Name="Harbour Ltd q7f3k-1")


def drop_then_edit(s: Story) -> None:
    """The sync never got the answer to its write, so it may take the later edit for a conflict."""
    s.changed("user", R, "contact", "501", name="Ours q7f3k")
    call = s.called("POST", X, "/api.xro/2.0/Contacts", status=None, fault="drop_after_commit")
    s.changed("sync", X, "contact", "xc1", call=call, Name="Ours q7f3k")
    s.changed("user", X, "contact", "xc1", Name="Theirs q7f3k")
    call = s.called("POST", X, "/api.xro/2.0/Contacts")
    s.changed("sync", X, "contact", "xc1", call=call, Name="Ours q7f3k")
    for system, path in ((R, "/rl/v1/companies/1/contacts"), (X, "/api.xro/2.0/Contacts")):
        s.called("GET", system, path)


def read_dropped_then_edit(s: Story) -> None:
    """The same, and the sync had read the edit that it carried: not what became of it."""
    s.changed("user", R, "contact", "501", name="Ours q7f3k")
    s.called("GET", R, "/rl/v1/companies/1/contacts")
    call = s.called("POST", X, "/api.xro/2.0/Contacts", status=None, fault="crash")
    s.changed("sync", X, "contact", "xc1", call=call, Name="Ours q7f3k")
    s.changed("user", X, "contact", "xc1", Name="Theirs q7f3k")
    call = s.called("POST", X, "/api.xro/2.0/Contacts")
    s.changed("sync", X, "contact", "xc1", call=call, Name="Ours q7f3k")
    for system, path in ((R, "/rl/v1/companies/1/contacts"), (X, "/api.xro/2.0/Contacts")):
        s.called("GET", system, path)


def dropped_read_again_then_overwritten(s: Story) -> None:
    """The sync looked what had become of its write, so the later edit is no conflict."""
    s.changed("user", R, "contact", "501", name="Ours q7f3k")
    s.called("GET", R, "/rl/v1/companies/1/contacts")
    call = s.called("POST", X, "/api.xro/2.0/Contacts", status=None, fault="crash")
    s.changed("sync", X, "contact", "xc1", call=call, Name="Ours q7f3k")
    s.called("GET", X, "/api.xro/2.0/Contacts")
    s.changed("user", X, "contact", "xc1", Name="Theirs q7f3k")
    call = s.called("POST", X, "/api.xro/2.0/Contacts")
    s.changed("sync", X, "contact", "xc1", call=call, Name="Ours q7f3k")


def answered_then_overwritten(s: Story) -> None:
    s.changed("user", R, "contact", "501", name="Ours q7f3k")
    call = s.called("POST", X, "/api.xro/2.0/Contacts")
    s.changed("sync", X, "contact", "xc1", call=call, Name="Ours q7f3k")
    s.changed("user", X, "contact", "xc1", Name="Theirs q7f3k")
    call = s.called("POST", X, "/api.xro/2.0/Contacts")
    s.changed("sync", X, "contact", "xc1", call=call, Name="Ours q7f3k")


def address_pieced_together(s: Story) -> None:
    ours = {"type": "postal", "line1": "1 Quay", "city": "Porto"}
    theirs = {"AddressType": "POBOX", "AddressLine1": "1 Dock", "City": "Faro"}
    s.changed("user", R, "contact", "501", addresses=[ours])
    s.changed("user", X, "contact", "xc1", Addresses=[theirs])
    s.changed("sync", X, "contact", "xc1", Addresses=[{**theirs, "AddressLine1": "1 Quay"}])
    s.changed("sync", R, "contact", "501", addresses=[{**ours, "city": "Faro"}])


KEEPS = (
    ("R2", made_in_released),
    ("R62", made_in_released_and_reported),
    ("R3", made_in_xero),
    ("R4", edited_in_released),
    ("R56", edited_in_released),
    ("R56", edited_in_xero),
    ("R5", edited_in_xero),
    ("R6", both_edited_one_field),
    ("R6", address_pieced_together),
    ("R6", drop_then_edit),
    ("R6", read_dropped_then_edit),
    ("R7", archived_in_xero),
    ("R8", archived_in_xero),
    ("R9", restored_in_xero),
    ("R11", restored_in_xero),
    ("R11", archived_again_in_flight),
    ("R10", unarchived_in_released),
    ("R10", unarchiving_refused_and_reported),
    ("R10", spoken_on_both_sides),
    ("R12", edited_in_released),
    ("R62", namesakes_stay_two),
    ("R13", merged_and_followed),
    ("R13", document_made_for_a_merged_contact),
    ("R13", merged_with_an_old_document),
)

BREAKS = (
    ("R2", made_in_released_only),
    ("R53", made_in_released_only),
    ("R62", made_in_released_only),
    ("R61", made_in_released_only),
    ("R3", made_in_xero_only),
    ("R2", copied_without_its_mobile),
    ("R4", edited_in_released_only),
    ("R4", clearing_is_refilled),
    ("R56", clearing_is_refilled),
    ("R5", edited_in_xero_and_reverted),
    ("R56", answered_then_overwritten),
    ("R56", dropped_read_again_then_overwritten),
    ("R6", both_edited_and_base_won),
    ("R5", whole_record_overwrites_the_other_field),
    ("R7", archived_in_xero_only),
    ("R8", archived_by_the_sync_in_xero),
    ("R8", archived_by_the_sync_in_released),
    ("R9", restored_in_xero_only),
    ("R10", unarchived_but_left_archived_in_xero),
    ("R10", unarchiving_undone_in_silence),
    ("R11", revived_by_a_push),
    ("R11", revived_after_a_later_archive),
    ("R12", namesake_overwrites_the_first),
    ("R56", nobodys_name),
    ("R55", unarchiving_made_a_new_one),
    ("R55", made_for_each_invoice),
    ("R13", merged_and_documents_left_behind),
    ("R13", merged_and_made_again),
)


@pytest.mark.parametrize(
    ("conflict", "winner", "found"),
    [
        (None, "released", False),
        (None, "xero", False),
        ("rl", "released", False),
        ("rl", "xero", True),
        ("xero", "released", True),
        ("last", "xero", False),
        ("last", "released", True),
    ],
)
def test_a_conflict_ends_either_way_unless_a_winner_is_declared(conflict, winner, found):
    """Rule: R6."""
    options = Options(conflict=conflict)

    findings, _ = judged(lambda s: both_edited_one_field(s, winner), options)

    assert [finding.rule for finding in findings] == ["R6"] * found


def test_what_both_sides_wrote_alike_is_no_conflict_later():
    """Rule: R6."""
    findings, exercised = judged(both_wrote_the_same_and_one_goes_on, Options(conflict="rl"))

    assert findings == []
    assert exercised["R5"] == 1
