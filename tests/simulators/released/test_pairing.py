"""Pairing: one company, one organisation, for ever."""

import pytest

from tests.simulators.released.office import TENANTS, Office

SECOND = "/rl/v1/companies/2/connection"


def a_half_paired_office(**recipe: object) -> Office:
    return Office(organisations=1, **recipe)


def test_an_organisation_is_paired_with_one_company() -> None:
    """Source: documented in every vintage; R50."""
    office = a_half_paired_office()
    body = {"tenantId": TENANTS[0], "syncFromDate": "2026-01-01"}
    assert office.code("POST", f"{SECOND}/connect", body) == "tenant_in_use"
    office.ok("POST", "/connection/disconnect", None, "user")
    assert office.code("POST", f"{SECOND}/connect", body) == "tenant_in_use"


def test_a_company_comes_back_to_its_organisation_only() -> None:
    """Source: documented, RL-RECONNECT; R51."""
    office = Office()
    office.ok("POST", "/connection/disconnect", None, "user")
    assert office.code("POST", "/connection/connect", {"tenantId": TENANTS[2]}) == "already_paired"
    again = office.ok("POST", "/connection/connect", {"tenantId": TENANTS[0]}, "user")
    assert (again["status"], again["pairedTenantId"]) == ("Connected", TENANTS[0])
    assert again["syncFromDate"] == "2026-01-01"


def test_a_disconnected_company_remembers_its_pair() -> None:
    """Source: documented, RL-RECONNECT."""
    office = Office()
    closed = office.ok("POST", "/connection/disconnect", None, "user")
    assert (closed["status"], closed["xeroTenantId"]) == ("Disconnected", None)
    assert closed["pairedTenantId"] == TENANTS[0]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"tenantId": TENANTS[1]}, "required"),
        ({"tenantId": TENANTS[1], "syncFromDate": "2017-12-31"}, "too_early"),
        ({"tenantId": TENANTS[1], "syncFromDate": "2018-01-01"}, "ok"),
        ({"tenantId": TENANTS[1], "syncFromDate": "soon"}, "wrong_type"),
        ({"syncFromDate": "2026-01-01"}, "required"),
        ({"tenantId": "x", "syncFromDate": "2026-01-01"}, "wrong_type"),
        ({"tenantId": TENANTS[1], "syncFromDate": "2026-01-01", "x": 1}, "unknown_field"),
    ],
)
def test_pairing_names_an_organisation_and_a_day(body: dict[str, str], code: str) -> None:
    """Source: documented, RL-CONNECT."""
    assert a_half_paired_office().code("POST", f"{SECOND}/connect", body) == code


@pytest.mark.parametrize(
    ("switch", "day", "code"),
    [
        ("off", "2026-01-01", "ok"),
        ("off", "2025-01-01", "sync_from_fixed"),
        ("off", "2026-02-01", "sync_from_fixed"),
        ("on", "2025-01-01", "ok"),
        ("on", "2026-02-01", "sync_from_fixed"),
        ("on", "2017-01-01", "too_early"),
    ],
)
def test_the_sync_from_date_stays_or_moves_backwards(switch: str, day: str, code: str) -> None:
    """Source: documented and contradictory, RL-TYPES, RL-RECONNECT; O15."""
    office = Office(switches={"sync_from_editable": switch})
    office.ok("POST", "/connection/revoke", None, "user")
    body = {"tenantId": TENANTS[0], "syncFromDate": day}
    assert office.code("POST", "/connection/connect", body) == code


def test_a_person_pairs_by_the_screens_too() -> None:
    """Source: documented, RL-CONNECT."""
    office = a_half_paired_office()
    made = office.person(
        "connection.connect", company=2, tenantId=TENANTS[1], syncFromDate="2026-01-01"
    )
    assert made["connectedBy"] == "user"
    assert office.person("connection.revoke", company=2)["status"] == "Revoked"
    assert office.person("connection.disconnect", company=2)["status"] == "Disconnected"
    assert office.person("connection.disconnect", company=2) == "not_connected"


def test_the_integration_may_report_that_access_is_gone() -> None:
    """Source: documented, RL-REVOKED."""
    office = Office()
    assert office.ok("POST", "/connection/revoke")["status"] == "Revoked"
    assert office.code("POST", "/contacts", {"name": "x"}) == "not_connected"
    assert office.code("GET", "/contacts") == "ok"
