"""Contacts: shared by companies, free to have equal names, archived and merged by Xero."""

from typing import Any

import pytest

from tests.simulators.released.office import TENANTS, Office


def test_equal_names_are_two_contacts() -> None:
    """Source: inferred, re-leased.md §6.6."""
    office = Office()
    assert office.a_contact(name="Ann")["id"] != office.a_contact(name="Ann")["id"]


def test_a_name_is_kept_as_it_was_typed() -> None:
    """Source: documented, RL-AUTOCONTACT; §10."""
    assert Office().a_contact(name="Ann  Lee ")["name"] == "Ann  Lee "


def test_a_patch_merges_and_a_put_replaces() -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office()
    contact = office.a_contact(email="a@example.test", taxNumber="GB 1", categories=["creditor"])
    path = f"/contacts/{contact['id']}"
    merged = office.ok("PATCH", path, {"email": "b@example.test", "taxNumber": None})
    assert (merged["name"], merged["email"], merged["taxNumber"]) == (
        "Ann",
        "b@example.test",
        None,
    )
    replaced = office.ok("PUT", path, {"name": "Bea"})
    assert (replaced["name"], replaced["email"], replaced["categories"]) == ("Bea", None, [])
    assert replaced["companyIds"] == [1]


def test_an_empty_text_clears() -> None:
    """Source: designed."""
    office = Office()
    path = f"/contacts/{office.a_contact(email='a@example.test')['id']}"
    assert office.ok("PATCH", path, {"email": ""})["email"] is None


def test_a_shared_contact_has_an_external_id_in_each_company() -> None:
    """Source: documented, RL-MULTI: one organisation per company."""
    office = Office()
    contact = office.a_contact(companyIds=[1, 2])
    here, there = f"/contacts/{contact['id']}", f"/rl/v1/companies/2/contacts/{contact['id']}"
    office.ok("PATCH", here, {"externalId": TENANTS[0]})
    office.ok("PATCH", there, {"externalId": TENANTS[1]})
    assert office.ok("GET", here)["externalId"] == TENANTS[0]
    assert office.ok("GET", there)["externalId"] == TENANTS[1]
    office.ok("PATCH", here, {"externalId": None})
    assert office.ok("GET", there)["externalId"] == TENANTS[1]
    assert "externalIds" not in office.ok("GET", here)


def test_a_contact_does_not_leave_a_company_that_has_its_documents() -> None:
    """Source: designed."""
    office = Office()
    document = office.a_document(contactId=office.a_contact(companyIds=[1, 2])["id"])
    path = f"/contacts/{document['contactId']}"
    assert office.code("PATCH", path, {"companyIds": [2]}, "user") == "in_use"
    assert office.code("PATCH", path, {"companyIds": []}, "user") == "required"
    assert office.code("PATCH", path, {"companyIds": [1, 9]}, "user") == "company_unknown"
    assert office.ok("PATCH", path, {"companyIds": [1]}, "user")["companyIds"] == [1]


def test_a_merge_archives_the_loser_and_moves_its_documents() -> None:
    """Source: documented, RL-MULTI; O11, R13."""
    for value in ("on", "off"):
        office = Office(switches={"follow_merge": value})
        paid, draft = office.a_document(), office.a_document(status="Draft")
        office.a_payment(paid)
        survivor = office.a_contact()
        body = {"intoId": survivor["id"]}
        loser = office.ok("POST", f"/contacts/{paid['contactId']}/merge", body)
        assert (loser["status"], loser["mergedIntoId"]) == ("Archived", survivor["id"])
        moved = office.ok("GET", f"/invoices/{paid['id']}")
        expected = survivor["id"] if value == "on" else loser["id"]
        assert (moved["contactId"], moved["status"]) == (expected, "Paid")
        assert office.ok("GET", f"/invoices/{draft['id']}")["contactId"] == draft["contactId"]
        assert office.code("POST", f"/contacts/{loser['id']}/unarchive") == "invalid_transition"


def test_a_merge_needs_two_contacts_and_a_living_survivor() -> None:
    """Source: designed."""
    office = Office()
    loser, survivor, gone = office.a_contact(), office.a_contact(), office.a_contact()
    office.ok("POST", f"/contacts/{gone['id']}/archive")
    path = f"/contacts/{loser['id']}/merge"
    rows: tuple[tuple[Any, str], ...] = (
        ({}, "required"),
        ({"intoId": "x"}, "wrong_type"),
        ({"intoId": 999}, "contact_unknown"),
        ({"intoId": loser["id"]}, "wrong_value"),
        ({"intoId": gone["id"]}, "contact_archived"),
        ({"intoId": survivor["id"]}, "ok"),
        ({"intoId": survivor["id"]}, "invalid_transition"),
    )
    for body, code in rows:
        assert office.code("POST", path, body) == code


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"name": None}, "required"),
    ({"name": "   "}, "required"),
    ({"name": "x" * 256}, "too_long"),
    ({"name": ["x"]}, "wrong_type"),
    ({"phones": "1"}, "wrong_type"),
    ({"phones": [{"type": "mobile"}]}, "required"),
    ({"phones": [{"type": "mobile", "number": "1"}] * 2}, "duplicate"),
    ({"addresses": [{"line1": "x"}]}, "required"),
    ({"addresses": [{"type": "postal"}, {"type": "postal"}]}, "duplicate"),
    ({"categories": ["friend"]}, "wrong_value"),
    ({"categories": "creditor"}, "wrong_type"),
    ({"companyIds": [7]}, "company_unknown"),
    ({"companyIds": "1"}, "wrong_type"),
    ({"companyIds": None}, "required"),
    ({"status": "Archived"}, "unknown_field"),
    ({"mergedIntoId": 5}, "unknown_field"),
    ({"bankReference": "x"}, "unknown_field"),
    ({"externalId": "not a uuid"}, "wrong_type"),
)


@pytest.mark.parametrize(("fields", "code"), WRONG)
def test_a_wrong_contact_is_refused(fields: dict[str, Any], code: str) -> None:
    """Source: designed, re-leased.md §6.6."""
    office = Office()
    body = {"name": "Ann", **fields}
    assert office.code("POST", "/contacts", body) == code
    path = f"/contacts/{office.a_contact()['id']}"
    assert office.code("PATCH", path, fields) == code


def test_a_contact_shared_with_a_paired_company_is_archived_in_xero_only() -> None:
    """Source: guide."""
    office = Office(organisations=1)
    free = "/rl/v1/companies/2"
    alone = office.ok("POST", f"{free}/contacts", {"name": "Alone"}, "user")
    shared = office.ok("POST", f"{free}/contacts", {"name": "Shared", "companyIds": [1]}, "user")
    assert shared["companyIds"] == [2, 1]
    assert office.code("POST", f"{free}/contacts/{alone['id']}/archive", None, "user") == "ok"
    refused = office.code("POST", f"{free}/contacts/{shared['id']}/archive", None, "user")
    assert refused == "managed_in_xero"
