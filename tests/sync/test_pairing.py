"""Several companies, connections that come and go, records that are unlinked. R50 to R52, R63."""

from tests.sync.circle import Circle


def two() -> Circle:
    return Circle(organisations=2, companies=2, switches={"equal_ids": "on"})


def owners(circle: Circle) -> list[tuple[int, str]]:
    return [(p["company_id"], p["tenant_id"]) for p in circle.connection["pairings"]]


def test_each_company_flows_to_its_own_organisation_though_ids_are_equal():
    """Rule: R52."""
    circle = two()
    (one, here), (other, there) = owners(circle)
    for company, name in ((one, "First"), (other, "Second")):
        contact = circle.here("contact.create", owner=company, name=name)
        circle.invoice(contact, owner=company, reference=name)
    circle.there("contact.create", owner=there, Name="Third")

    circle.settle()

    names = {(c["owner"], c["Name"]) for c in circle.xero("contact")}
    assert names == {(here, "First"), (there, "Second"), (there, "Third")}
    references = {(d["owner"], d["Reference"]) for d in circle.xero("invoice")}
    assert references == {(here, "First"), (there, "Second")}
    ours = {(d["companyId"], d["reference"]): d["id"] for d in circle.released("document")}
    assert ours[one, "First"] == ours[other, "Second"]
    third = next(c for c in circle.released("contact") if c["name"] == "Third")
    assert third["companyIds"] == [other]


def test_a_shared_contact_has_one_twin_in_each_organisation():
    """Rule: R52."""
    circle = two()
    (one, here), (other, there) = owners(circle)
    circle.here("contact.create", owner=one, name="Shared", companyIds=[one, other])

    circle.settle()

    assert sorted(c["owner"] for c in circle.xero("contact")) == sorted([here, there])


def test_while_disconnected_nothing_moves_and_afterwards_edits_meet():
    """Rule: R51, R63."""
    circle = Circle()
    contact = circle.contact(email="a@a.test")
    circle.settle()
    twin = circle.one("xero", "contact")["ContactID"]
    circle.here("connection.disconnect", 1)
    circle.here("contact.edit", contact, firstName="Ann")
    circle.there("contact.edit", twin, EmailAddress="b@a.test")
    assert circle.settle() == 1
    assert circle.one("xero", "contact").get("FirstName") in (None, "")

    circle.here("connection.connect", 1, tenantId=owners(circle)[0][1])
    circle.settle()

    ours, theirs = circle.one("released", "contact"), circle.one("xero", "contact")
    assert (ours["firstName"], ours["email"]) == ("Ann", "b@a.test")
    assert (theirs["FirstName"], theirs["EmailAddress"]) == ("Ann", "b@a.test")


def test_when_xero_takes_the_access_away_nothing_moves():
    """Rule: R51."""
    circle = Circle()
    circle.contact()
    circle.there("app.disconnect")

    assert circle.settle() == 1
    assert circle.xero("contact") == []


def an_unlinked(circle: Circle) -> tuple[str, str]:
    circle.there("contact.create", Name="Acme Ltd")
    contact = circle.contact("Acme Ltd")
    circle.settle()
    return contact, str(circle.problems()[0]["id"])


def test_an_unlinked_record_is_left_alone_until_it_is_linked_again():
    """Rule: R63."""
    circle = Circle()
    contact, record = an_unlinked(circle)
    circle.here("sync_record.unlink", record)
    circle.here("contact.edit", contact, name="Other Ltd")
    circle.settle()
    assert len(circle.xero("contact")) == 1

    circle.here("sync_record.link", record)
    circle.settle()

    assert {c["Name"] for c in circle.xero("contact")} == {"Acme Ltd", "Other Ltd"}
    assert circle.problems() == []
