"""Contacts: natural keys, uniqueness, slots, archiving, restoring, merging. Facts 3.1, 4.1."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office

ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)


def taken(name: str) -> str:
    return (
        f"The contact name {name} is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    )


def test_put_creates_and_refuses_a_name_in_any_case_that_is_taken() -> None:
    """XE-01."""
    office = Office()
    office.contact("Acme Ltd")

    assert office.no("PUT", "/Contacts", {"Name": "ACME  ltd "}) == [taken("ACME ltd")]


def test_a_name_is_kept_without_outer_and_double_blanks() -> None:
    office = Office()

    made = office.one("PUT", "/Contacts", {"Name": "  Café   Ltd "})

    assert made["Name"] == "Café Ltd"


def test_post_finds_a_contact_by_id_then_number_then_name() -> None:
    """XQ-22: a POST with only a known name edits that contact."""
    office = Office()
    first = office.contact("First", ContactNumber="N1")
    second = office.contact("Second")

    by_number = office.one("POST", "/Contacts", {"Name": "Third", "ContactNumber": "n1"})
    by_name = office.one("POST", "/Contacts", {"Name": "SECOND", "EmailAddress": "a@b.example"})
    by_id = office.one("POST", "/Contacts", {"ContactID": first.upper(), "Name": "Fourth"})
    new = office.one("POST", "/Contacts", {"Name": "Fifth"})

    assert (by_number["ContactID"], by_number["Name"]) == (first, "Third")
    assert (by_name["ContactID"], by_name["EmailAddress"]) == (second, "a@b.example")
    assert (by_id["ContactID"], by_id["Name"]) == (first, "Fourth")
    assert new["ContactID"] not in (first, second)


def test_archiving_frees_the_name_and_never_the_number() -> None:
    """XE-02."""
    office = Office()
    first = office.contact("Acme", ContactNumber="N1")
    office.one("POST", f"/Contacts/{first}", {"ContactStatus": "ARCHIVED"})

    office.contact("Acme")
    messages = office.no("PUT", "/Contacts", {"Name": "Other", "ContactNumber": "N1"})

    assert messages == [
        "The contact number N1 is already assigned to another contact. "
        "The contact number must be unique across all contacts."
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "The Contact must contain at least 1 of the following elements to identify the "
             "contact: Name, ContactID, ContactNumber"),
        ({"Name": "A", "EmailAddress": "nobody"}, "Email address must be valid."),
        ({"Name": "A<b"}, "The contact name cannot contain < or >."),
        ({"Name": "A" * 256}, "Name must not be longer than 255 characters."),
        ({"Name": "A", "TaxNumber": "1" * 51}, "TaxNumber must not be longer than 50 characters."),
        ({"Name": "A", "ContactStatus": "ARCHIVED"},
         "The status 'ARCHIVED' is not valid for contacts"),
        ({"Name": "A", "ContactPersons": [{}] * 6},
         "A contact can have at most 5 contact persons."),
        ({"Name": "A", "Phones": [{"PhoneType": "PAGER"}]},
         "PhoneType must be one of DDI, DEFAULT, FAX, MOBILE."),
        ({"Name": "A", "Addresses": [{"AddressType": "POBOX", "City": "x" * 256}]},
         "City must not be longer than 255 characters."),
    ],
)  # fmt: skip
def test_what_a_contact_may_not_be(body: dict[str, Any], message: str) -> None:
    assert Office().no("PUT", "/Contacts", body) == [message]


def test_the_longest_name_is_allowed() -> None:
    assert Office().one("PUT", "/Contacts", {"Name": "A" * 255})["Name"] == "A" * 255


def test_several_refusals_come_together_in_order() -> None:
    office = Office()
    office.contact("Acme")

    messages = office.no("PUT", "/Contacts", {"Name": "acme", "EmailAddress": "x"})

    assert messages == [taken("acme"), "Email address must be valid."]


def test_only_the_sent_fields_and_slots_change() -> None:
    """Facts 3.3."""
    office = Office()
    mobile = {"PhoneType": "MOBILE", "PhoneNumber": "1", "PhoneAreaCode": "20"}
    street = {"AddressType": "STREET", "AddressLine1": "1 Road"}
    contact = office.contact(
        "Acme", FirstName="Jo", Phones=[mobile], Addresses=[street], AccountNumber="A-1"
    )

    office.one("POST", "/Contacts", {
        "ContactID": contact, "Phones": [{"PhoneType": "FAX", "PhoneNumber": "2"}]
    })  # fmt: skip
    found = office.one("GET", f"/Contacts/{contact}")

    phones = {row["PhoneType"]: row.get("PhoneNumber") for row in found["Phones"]}
    assert phones == {"DDI": None, "DEFAULT": None, "FAX": "2", "MOBILE": "1"}
    assert found["Addresses"][1]["AddressLine1"] == "1 Road"
    assert (found["FirstName"], found["AccountNumber"]) == ("Jo", "A-1")


def test_null_is_read_as_not_sent_and_an_empty_text_clears() -> None:
    office = Office()
    contact = office.contact("Acme", FirstName="Jo", LastName="Poe")

    office.one("POST", f"/Contacts/{contact}", {"FirstName": None, "LastName": ""})
    found = office.one("GET", f"/Contacts/{contact}")

    assert (found["FirstName"], found["LastName"]) == ("Jo", "")


def test_slots_stand_in_the_recorded_orders() -> None:
    """Facts 4.1: answers to writes order them differently from reads."""
    office = Office()

    made = office.one("PUT", "/Contacts", {"Name": "Acme"})
    read = office.one("GET", f"/Contacts/{made['ContactID']}")

    assert [row["AddressType"] for row in made["Addresses"]] == ["STREET", "POBOX"]
    assert [row["PhoneType"] for row in made["Phones"]] == ["DEFAULT", "DDI", "FAX", "MOBILE"]
    assert [row["AddressType"] for row in read["Addresses"]] == ["POBOX", "STREET"]
    assert [row["PhoneType"] for row in read["Phones"]] == ["DDI", "DEFAULT", "FAX", "MOBILE"]
    assert read["Addresses"][0] == {"AddressType": "POBOX"}


def test_read_only_and_unknown_keys_are_ignored_in_any_case() -> None:
    """Facts 3.2."""
    office = Office()

    made = office.one("PUT", "/Contacts", {"contacts": [{
        "name": "Acme", "IsCustomer": True, "HasAttachments": True, "Whatever": {"x": 1},
        "UpdatedDateUTC": "nonsense", "ContactGroups": [{}],
    }]})  # fmt: skip

    assert (made["Name"], made["IsCustomer"], made["HasAttachments"]) == ("Acme", False, False)


def test_an_archived_contact_is_hidden_in_lists_and_refuses_edits() -> None:
    """XE-03, XQ-21."""
    office = Office()
    contact = office.contact("Acme", ContactNumber="N1")
    office.one("POST", f"/Contacts/{contact}", {"ContactStatus": "ARCHIVED"})

    assert office.names("/Contacts") == []
    assert office.names("/Contacts?includeArchived=True") == ["Acme"]
    assert office.one("GET", f"/Contacts/{contact}")["ContactStatus"] == "ARCHIVED"
    assert office.no("POST", f"/Contacts/{contact}", {"FirstName": "Jo"}) == [ARCHIVED]
    assert office.no("POST", "/Contacts", {"Name": "B", "ContactNumber": "N1"}) == [ARCHIVED]


def test_a_bare_restore_through_the_api_follows_the_switch() -> None:
    """Decision D1."""
    for reading, works in (("on", True), ("off", False)):
        office = Office(switches={"xero_restore_api": reading})
        contact = office.contact("Acme")
        office.one("POST", f"/Contacts/{contact}", {"ContactStatus": "ARCHIVED"})
        more = {"ContactStatus": "ACTIVE", "FirstName": "Jo"}

        assert office.no("POST", f"/Contacts/{contact}", more) == [ARCHIVED]
        if works:
            sent = {"ContactStatus": "ACTIVE", "HasAttachments": False}
            found = office.one("POST", f"/Contacts/{contact}", sent)
            assert found["ContactStatus"] == "ACTIVE"
        else:
            sent = {"ContactStatus": "ACTIVE"}
            assert office.no("POST", f"/Contacts/{contact}", sent) == [ARCHIVED]


def test_a_contact_cannot_be_restored_while_its_name_is_taken() -> None:
    office = Office()
    contact = office.contact("Acme")
    office.person("contact.archive", contact)
    office.contact("ACME")

    assert office.refused("contact.restore", contact) == [taken("Acme")]
    assert office.no("POST", f"/Contacts/{contact}", {"ContactStatus": "ACTIVE"}) == [
        taken("Acme")
    ]


def test_people_restore_what_the_api_may_not() -> None:
    office = Office(switches={"xero_restore_api": "off"})
    contact = office.contact("Acme")
    office.person("contact.archive", contact)

    assert office.person("contact.restore", contact)["ContactStatus"] == "ACTIVE"
    assert office.refused("contact.restore", contact) == [
        "Only an archived contact can be restored."
    ]


def test_merging_archives_the_loser_and_moves_its_documents() -> None:
    office = Office()
    loser, winner = office.contact("Loser"), office.contact("Winner")
    document = office.invoice(loser)

    office.person("contact.merge", loser, into=winner)

    found = office.one("GET", f"/Contacts/{loser}")
    assert (found["ContactStatus"], found["MergedToContactID"]) == ("ARCHIVED", winner)
    moved = office.one("GET", f"/Invoices/{document['InvoiceID']}")
    assert moved["Contact"]["ContactID"] == winner
    assert office.one("GET", f"/Contacts/{winner}")["IsCustomer"] is True
    assert office.refused("contact.merge", loser, into=winner)
    assert office.refused("contact.merge", winner, into=winner)
    assert office.refused("contact.merge", winner, into=loser)


def test_the_first_document_makes_a_customer_and_leaves_the_timestamp_alone() -> None:
    """XQ-10."""
    office = Office()
    contact = office.contact("Acme")
    before = office.one("GET", f"/Contacts/{contact}")

    office.invoice(contact)
    office.invoice(contact, Type="ACCPAY", LineItems=[
        {"Description": "x", "UnitAmount": 1, "AccountCode": "429"}
    ])  # fmt: skip
    after = office.one("GET", f"/Contacts/{contact}")

    assert (before["IsCustomer"], before["IsSupplier"]) == (False, False)
    assert (after["IsCustomer"], after["IsSupplier"]) == (True, True)
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


def test_balances_stand_on_the_single_contact_only() -> None:
    office = Office()
    contact = office.contact("Acme")
    office.invoice(contact, DueDate="2026-03-01")
    office.invoice(contact, DueDate="2026-04-01", Status="DRAFT")

    balances = office.one("GET", f"/Contacts/{contact}")["Balances"]

    assert balances["AccountsReceivable"] == {"Outstanding": 120.0, "Overdue": 120.0}
    assert balances["AccountsPayable"] == {"Outstanding": 0.0, "Overdue": 0.0}
    assert "Balances" not in office.one("GET", "/Contacts")


def test_a_contact_is_found_by_number_and_unknown_ones_are_404_in_html() -> None:
    """XE-39."""
    office = Office()
    contact = office.contact("Acme", ContactNumber="N 1")

    assert office.one("GET", "/contacts/n%201")["ContactID"] == contact
    for reference in ("nobody", "00000000-0000-0000-0000-000000000000", "N%202"):
        answer = office.call("GET", f"/Contacts/{reference}")
        assert answer.status_code == 404
        assert answer.content_type == "text/html; charset=utf-8"
        assert answer.get_data(as_text=True) == "The resource you're looking for cannot be found"


def test_saving_the_same_data_moves_the_timestamp_unless_switched_off() -> None:
    """Decision D3."""
    for reading, moved in (("on", True), ("off", False)):
        office = Office(switches={"xero_same_data_moves": reading})
        contact = office.contact("Acme")
        before = office.one("GET", f"/Contacts/{contact}")

        office.one("POST", f"/Contacts/{contact}", {"Name": "Acme"})
        after = office.one("GET", f"/Contacts/{contact}")

        assert (after["UpdatedDateUTC"] != before["UpdatedDateUTC"]) is moved


def test_contacts_of_two_organisations_never_meet() -> None:
    office = Office(organisations=2)
    first = office.contact("Acme", ContactNumber="N1")

    second = office.one("PUT", "/Contacts", {"Name": "Acme", "ContactNumber": "N1"}, tenant=1)

    assert second["ContactID"] != first
    assert office.names("/Contacts", "ContactID", tenant=1) == [second["ContactID"]]
    assert office.call("GET", f"/Contacts/{first}", tenant=1).status_code == 404
