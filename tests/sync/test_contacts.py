"""Contacts around the whole circle. Rule: R2 to R13."""

import pytest

from tests.sync.circle import Circle


@pytest.fixture
def circle() -> Circle:
    return Circle()


def both(circle: Circle) -> tuple[dict, dict]:
    return circle.one("released", "contact"), circle.one("xero", "contact")


def test_a_contact_made_here_is_made_there(circle: Circle):
    """Rule: R2, R54."""
    circle.contact(email="a@acme.test", phones=[{"type": "mobile", "number": "07700 900123"}])

    assert circle.settle() == 2

    ours, theirs = both(circle)
    assert (theirs["Name"], theirs["EmailAddress"]) == ("Acme Ltd", "a@acme.test")
    assert ours["externalIds"]["1"] == theirs["ContactID"]
    assert circle.problems() == []


def test_a_contact_made_there_is_made_here(circle: Circle):
    """Rule: R3."""
    circle.there("contact.create", Name="Acme Ltd", EmailAddress="a@acme.test",
                 Addresses=[{"AddressType": "POBOX", "City": "Leeds"}])  # fmt: skip

    assert circle.settle() == 2

    ours, theirs = both(circle)
    assert (ours["name"], ours["email"]) == ("Acme Ltd", "a@acme.test")
    assert ours["addresses"][0]["city"] == "Leeds"
    assert ours["externalIds"]["1"] == theirs["ContactID"]


def linked(circle: Circle, **fields) -> tuple[str, str]:
    contact = circle.contact(**fields)
    circle.settle()
    return contact, circle.one("xero", "contact")["ContactID"]


def test_an_edit_here_sends_just_that_field(circle: Circle):
    """Rule: R4, R64."""
    contact, twin = linked(circle, email="a@acme.test")
    circle.there("contact.edit", twin, AccountNumber="A-1")
    circle.settle()

    circle.here("contact.edit", contact, firstName="Ann", email=None)
    assert circle.settle() == 2

    theirs = circle.one("xero", "contact")
    assert theirs["FirstName"] == "Ann"
    assert not theirs.get("EmailAddress")
    assert theirs["AccountNumber"] == "A-1"


def test_edits_of_different_fields_both_survive(circle: Circle):
    """Rule: R6."""
    contact, twin = linked(circle, email="a@acme.test")
    circle.here("contact.edit", contact, firstName="Ann")
    circle.there("contact.edit", twin, EmailAddress="b@acme.test")

    assert circle.settle() == 2

    ours, theirs = both(circle)
    assert (ours["firstName"], ours["email"]) == ("Ann", "b@acme.test")
    assert (theirs["FirstName"], theirs["EmailAddress"]) == ("Ann", "b@acme.test")


@pytest.mark.parametrize(
    ("policy", "wins"), [("rl", "ours"), ("xero", "theirs"), ("last", "theirs")]
)
def test_a_conflict_is_decided_as_declared_and_written_down(policy: str, wins: str):
    """Rule: R6."""
    circle = Circle(policy=policy)
    contact, twin = linked(circle)
    circle.here("contact.edit", contact, firstName="ours")
    circle.advance(60)
    circle.there("contact.edit", twin, FirstName="theirs")

    circle.settle()

    ours, theirs = both(circle)
    assert (ours["firstName"], theirs["FirstName"]) == (wins, wins)
    assert circle.problems() == []
    assert [r["status"] for r in circle.released("sync_record")] == ["Resolved"]


def test_a_conflict_left_to_a_person_stays_and_is_cleared_when_values_meet():
    """Rule: R6, R62."""
    circle = Circle(policy="error")
    contact, twin = linked(circle)
    circle.here("contact.edit", contact, firstName="ours")
    circle.there("contact.edit", twin, FirstName="theirs")
    circle.settle()
    assert [p["recordId"] for p in circle.problems()] == [int(contact)]

    circle.here("contact.edit", contact, firstName="theirs")
    circle.settle()

    assert circle.problems() == []


def test_archived_and_restored_there_is_archived_and_back_here(circle: Circle):
    """Rule: R7, R9."""
    _, twin = linked(circle)

    circle.there("contact.archive", twin)
    assert circle.settle() == 2
    assert circle.one("released", "contact")["status"] == "Archived"

    circle.there("contact.restore", twin)
    assert circle.settle() == 2
    assert circle.one("released", "contact")["status"] == "Active"


def test_unarchived_here_is_restored_there(circle: Circle):
    """Rule: R10."""
    contact, twin = linked(circle)
    circle.there("contact.archive", twin)
    circle.settle()

    circle.here("contact.unarchive", contact)
    assert circle.settle() == 2

    assert circle.one("xero", "contact")["ContactStatus"] == "ACTIVE"


def test_a_refused_restore_archives_again_with_a_record():
    """Rule: R10."""
    circle = Circle(switches={"xero_restore_api": "off"})
    contact, twin = linked(circle)
    circle.there("contact.archive", twin)
    circle.settle()

    circle.here("contact.unarchive", contact)
    circle.settle()

    ours, theirs = both(circle)
    assert (ours["status"], theirs["ContactStatus"]) == ("Archived", "ARCHIVED")
    assert [p["recordId"] for p in circle.problems()] == [int(contact)]
    circle.advance(100_000)
    circle.settle()
    assert len(circle.problems()) == 1


def test_an_edit_never_resurrects(circle: Circle):
    """Rule: R11."""
    contact, twin = linked(circle)
    circle.there("contact.archive", twin)
    circle.here("contact.edit", contact, firstName="Ann")

    circle.settle()

    assert circle.one("xero", "contact")["ContactStatus"] == "ARCHIVED"
    assert circle.one("released", "contact")["status"] == "Archived"
    assert len(circle.problems()) == 1

    circle.there("contact.restore", twin)
    circle.settle()
    assert circle.one("xero", "contact")["FirstName"] == "Ann"
    assert circle.problems() == []


def test_a_taken_name_is_reported_and_sent_when_it_is_free(circle: Circle):
    """Rule: R12, R62."""
    first = circle.there("contact.create", Name="Acme Ltd", EmailAddress="a@a.test")
    contact = circle.contact("ACME LTD", email="b@b.test")

    circle.settle()

    assert len(circle.xero("contact")) == 1
    assert circle.one("xero", "contact")["EmailAddress"] == "a@a.test"
    assert [p["recordId"] for p in circle.problems()] == [int(contact)]

    circle.there("contact.edit", first, Name="Other Ltd")
    circle.settle()
    assert len(circle.xero("contact")) == 2
    assert circle.problems() == []


def test_a_merge_is_followed_and_its_documents_with_it(circle: Circle):
    """Rule: R13."""
    loser, _ = circle.contact("Loser"), circle.contact("Winner")
    circle.invoice(loser)
    circle.settle()
    twins = {c["Name"]: c["ContactID"] for c in circle.xero("contact")}

    circle.there("contact.merge", twins["Loser"], into=twins["Winner"])
    circle.settle()

    ours = {c["name"]: c for c in circle.released("contact")}
    assert ours["Loser"]["status"] == "Archived"
    assert ours["Loser"]["mergedIntoId"] == ours["Winner"]["id"]
    assert circle.one("released", "document")["contactId"] == ours["Winner"]["id"]
    assert len(circle.xero("contact")) == 2


def test_a_new_document_of_a_merged_contact_goes_to_the_survivor(circle: Circle):
    """Rule: R13."""
    loser, winner = circle.contact("Loser"), circle.contact("Winner")
    circle.settle()
    twins = {c["Name"]: c["ContactID"] for c in circle.xero("contact")}
    circle.there("contact.merge", twins["Loser"], into=twins["Winner"])
    circle.invoice(loser)

    circle.settle()

    assert circle.one("xero", "invoice")["ContactID"] == twins["Winner"]
    assert circle.one("released", "document")["contactId"] == int(winner)
