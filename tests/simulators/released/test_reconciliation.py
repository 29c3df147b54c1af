"""What is settled when a company is first paired, and how the sync results page looks."""

from typing import Any

import pytest

from tests.simulators.released.office import TENANTS, Office, a_line

SECOND = "/rl/v1/companies/2"
EXTERNAL = "bbbbbbbb-0000-4000-8000-00000000000"


def a_standalone_office() -> Office:
    """The second company has placeholders, and never was paired."""
    office = Office(organisations=1)
    for method, path, body in (
        ("PUT", "/tax-types/p-1", {"taxType": "VAT20", "name": "VAT", "rate": "20"}),
        ("PUT", "/tax-types/p-2", {"taxType": "NONE", "name": "None", "rate": "0"}),
        ("PUT", "/accounts/p-3", {"code": "1", "name": "Rent"}),
        ("PUT", "/accounts/p-4", {"code": "2", "name": "Repairs", "status": "Archived"}),
        ("PUT", "/tracking-categories/p-5", {"name": "Building"}),
    ):
        office.ok(method, f"{SECOND}{path}", body, "user")
    return office


def of_second(office: Office, kind: str) -> dict[str, Any]:
    rows = office.world.table("released", kind)
    return {row["externalId"]: row for row in rows if row["companyId"] == 2}


def pair(office: Office, **matched: Any) -> dict[str, Any]:
    return {"tenantId": TENANTS[1], "syncFromDate": "2026-01-01", **matched}


def test_what_is_not_matched_is_archived_and_nothing_is_deleted() -> None:
    """Source: documented, RL-PREP."""
    office = a_standalone_office()
    before = {kind: len(of_second(office, kind)) for kind in ("tax_type", "account")}

    office.ok("POST", f"{SECOND}/connection/connect", pair(office), "user")

    for kind, count in before.items():
        after = of_second(office, kind)
        assert len(after) == count
        assert {row["status"] for row in after.values()} == {"Archived"}


def test_what_is_matched_becomes_the_mirror_of_its_original() -> None:
    """Source: documented, RL-CONNECT: tax types, accounts, tracking, contacts."""
    office = a_standalone_office()
    contact = office.ok("POST", f"{SECOND}/contacts", {"name": "Ann"}, "user")
    tax, account = of_second(office, "tax_type")["p-1"], of_second(office, "account")["p-3"]
    category = of_second(office, "tracking_category")["p-5"]
    draft = office.ok(
        "POST",
        f"{SECOND}/invoices",
        office.a_body(
            contactId=contact["id"],
            status="Draft",
            lines=[a_line(accountCode="1", taxType="VAT20")],
        ),
        "user",
    )
    matched = {
        "matchedTaxTypes": [{"id": tax["id"], "externalId": "OUTPUT2"}],
        "matchedAccounts": [{"id": account["id"], "externalId": f"{EXTERNAL}1"}],
        "matchedTrackingCategories": [{"id": category["id"], "externalId": f"{EXTERNAL}2"}],
        "matchedContacts": [{"id": contact["id"], "externalId": f"{EXTERNAL}3"}],
    }

    office.ok("POST", f"{SECOND}/connection/connect", pair(office, **matched), "user")
    name = {"name": "20% (VAT on Income)", "rate": "20"}
    mirror = office.ok("PUT", f"{SECOND}/tax-types/OUTPUT2", name)
    renamed = {"code": "200", "name": "Sales"}
    office.ok("PUT", f"{SECOND}/accounts/{EXTERNAL}1", renamed)

    assert (mirror["id"], mirror["taxType"]) == (tax["id"], "OUTPUT2")
    assert of_second(office, "tax_type")["p-2"]["status"] == "Archived"
    assert of_second(office, "tracking_category")[f"{EXTERNAL}2"]["status"] == "Active"
    linked = office.ok("GET", f"{SECOND}/contacts/{contact['id']}")
    assert linked["externalId"] == f"{EXTERNAL}3"
    approve = f"{SECOND}/invoices/{draft['id']}/approve"
    assert office.code("POST", approve, None, "user") == "ok"


def test_a_document_on_an_archived_placeholder_cannot_be_approved() -> None:
    """Source: documented, RL-FACT."""
    office = a_standalone_office()
    contact = office.ok("POST", f"{SECOND}/contacts", {"name": "Ann"}, "user")
    lines = [a_line(accountCode="1", taxType="VAT20")]
    body = office.a_body(contactId=contact["id"], status="Draft", lines=lines)
    draft = office.ok("POST", f"{SECOND}/invoices", body, "user")

    office.ok("POST", f"{SECOND}/connection/connect", pair(office), "user")

    approve = f"{SECOND}/invoices/{draft['id']}/approve"
    assert office.code("POST", approve, None, "user") == "account_archived"


def test_an_empty_company_has_nothing_to_settle() -> None:
    """Source: documented, RL-PREP."""
    office = Office(organisations=1)
    first = office.world.commits.next

    office.ok("POST", f"{SECOND}/connection/connect", pair(office))

    assert [line["type"] for line in office.world.commits.after(first - 1)] == ["connection"]


@pytest.mark.parametrize(
    ("matched", "code"),
    [
        ({"matchedTaxTypes": [{"id": 999, "externalId": "X"}]}, "tax_type_unknown"),
        ({"matchedAccounts": [{"id": 301, "externalId": "X"}]}, "account_unknown"),
        ({"matchedContacts": [{"id": 999, "externalId": "X"}]}, "contact_unknown"),
        ({"matchedTaxTypes": [{"id": 24}]}, "required"),
        ({"matchedTaxTypes": [{"externalId": "X", "id": "y"}]}, "wrong_type"),
        (
            {"matchedTaxTypes": [{"id": 24, "externalId": "X"}, {"id": 24, "externalId": "Y"}]},
            "duplicate",
        ),
        (
            {"matchedTaxTypes": [{"id": 24, "externalId": "X"}, {"id": 25, "externalId": "X"}]},
            "duplicate",
        ),
    ],
)
def test_a_wrong_match_is_refused_before_anything_moves(matched: Any, code: str) -> None:
    """Rule: R51. Source: designed; the first company's records are not there."""
    office = a_standalone_office()
    body = pair(office, **matched)

    assert office.code("POST", f"{SECOND}/connection/connect", body, "user") == code


def test_a_company_is_reconciled_once() -> None:
    """Source: documented: reconnecting resumes, it does not match again."""
    office = Office()
    office.ok("POST", "/connection/disconnect", None, "user")
    body = {"tenantId": TENANTS[0], "matchedTaxTypes": [{"id": 21, "externalId": "X"}]}

    assert office.code("POST", "/connection/connect", body, "user") == "invalid_transition"
    again = {"tenantId": TENANTS[0]}
    office.ok("POST", "/connection/connect", again, "user")
    assert office.row("tax_type", "1:21")["status"] == "Active"


def test_numbers_go_back_on_disconnect_and_come_again() -> None:
    """Source: documented, RL-APPR."""
    office = Office()
    made = office.a_document()
    path = f"/invoices/{made['id']}"
    link = {"externalId": f"{EXTERNAL}1", "externalNumber": "INV-7"}
    assert office.ok("PATCH", path, link)["displayNumber"] == "INV-7"

    office.ok("POST", "/connection/disconnect", None, "user")
    assert office.ok("GET", path)["displayNumber"] == made["number"]
    fresh = office.a_document()
    assert fresh["displayNumber"] == fresh["number"]
    office.ok("POST", "/connection/connect", {"tenantId": TENANTS[0]}, "user")
    assert office.ok("GET", path)["displayNumber"] == "INV-7"


FAILURE = {"entity": "document", "recordId": 1, "direction": "Outgoing", "reason": "archived"}


def run(office: Office, state: str) -> tuple[str | None, bool, bool]:
    """The flag after the integration told of a run, and which instants are known."""
    office.world.pass_time(60)
    after = office.ok("POST", "/connection/sync-runs", {"state": state})
    now = after["updatedAt"]
    return after["syncFlag"], after["lastSyncAt"] == now, after["lastSuccessfulSyncAt"] == now


def test_the_flag_is_blue_orange_or_red() -> None:
    """Source: documented, RL-QBOSYNC; the same header icon for Xero."""
    office = Office()
    assert office.ok("GET", "/connection")["syncFlag"] is None

    assert run(office, "Running") == (None, True, False)
    assert run(office, "Finished") == ("blue", False, True)
    assert run(office, "Running") == (None, True, False)
    record = office.ok("POST", "/sync-records", FAILURE)
    assert office.ok("GET", "/connection")["syncFlag"] == "orange"
    assert run(office, "Finished") == ("red", False, False)
    office.ok("POST", f"/sync-records/{record['id']}/unlink", None, "user")
    assert office.ok("GET", "/connection")["syncFlag"] == "blue"
    assert run(office, "Failed") == ("red", False, False)


def test_sync_results_are_filtered_as_on_the_page() -> None:
    """Source: documented, RL-RESULTS: from-date, status, entity, free search."""
    office = Office()
    office.ok("POST", "/sync-records", FAILURE)
    office.world.pass_time(600)
    late = office.ok("POST", "/sync-records", {**FAILURE, "entity": "contact", "reason": "name"})

    for query in (
        f"attemptedSince={late['lastAttemptAt']}",
        "entity=contact",
        "q=NAME",
        "status=Open&entity=contact&linkStatus=Linked&direction=Outgoing",
    ):
        listed = office.ok("GET", f"/sync-records?{query}")["items"]
        assert [row["id"] for row in listed] == [late["id"]], query
    assert office.code("GET", "/sync-records?attemptedSince=soon") == "bad_parameter"
