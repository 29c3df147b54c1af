"""Tokens, connections, tenants, limits, headers. Facts chapters 1 and 6."""

from base64 import b64encode
from typing import Any

import pytest

from simulators.xero.identity.jwt import claims_of
from simulators.xero.wire.values import NO_GUID
from tests.simulators.xero.office import Office

UNAUTHORISED: dict[str, Any] = {
    "Type": None, "Title": "Unauthorized", "Status": 401, "Detail": "AuthenticationUnsuccessful",
    "Instance": "00000000-0000-0000-0000-000000000000", "Extensions": {},
}  # fmt: skip


def test_a_refresh_rotates_both_tokens_and_adds_no_other_key() -> None:
    """Facts 1.3, 1.6."""
    office = Office()

    found = office.refresh()

    assert set(found) == {"access_token", "expires_in", "token_type", "refresh_token", "scope"}
    assert (found["expires_in"], found["token_type"]) == (1800, "Bearer")
    assert found["refresh_token"] != office.connection["refresh_token"]
    office.contact()


def test_a_used_refresh_token_works_for_thirty_minutes_more() -> None:
    """XQ-33."""
    office = Office()
    office.refresh()
    old = {"grant_type": "refresh_token", "refresh_token": office.connection["refresh_token"]}

    office.world.pass_time(1799)
    assert office.token_call(**old).status_code == 200
    office.world.pass_time(2)
    answer = office.token_call(**old)

    assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_grant"})


def test_an_unused_refresh_token_lives_sixty_days() -> None:
    for days, status in ((59, 200), (61, 400)):
        office = Office()
        office.world.pass_time(days * 86_400)
        answer = office.token_call(
            grant_type="refresh_token", refresh_token=office.connection["refresh_token"]
        )
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "x"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "invalid_request"),
        ({"grant_type": "refresh_token", "client_id": ""}, "invalid_request"),
        ({"grant_type": "refresh_token", "client_id": "nobody"}, "invalid_client"),
        ({"grant_type": "refresh_token", "client_secret": "wrong"}, "invalid_client"),
        ({"grant_type": "client_credentials", "scope": "everything"}, "invalid_scope"),
    ],
)
def test_the_errors_of_the_token_endpoint(fields: dict[str, str], error: str) -> None:
    answer = Office().token_call(**fields)

    assert (answer.status_code, answer.get_json()) == (400, {"error": error})


def test_a_json_body_or_broken_basic_is_no_client_authentication() -> None:
    office = Office()

    for more in (
        {
            "json": {
                "grant_type": "client_credentials",
                "client_id": office.connection["client_id"],
            }
        },
        {"headers": {"Authorization": "Basic !!!"}},
        {"data": b"\xff"},
    ):
        answer = office.client.post("/connect/token", **more)
        assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_request"})


def test_client_credentials_give_an_access_token_without_refresh_or_tenant_header() -> None:
    """Facts 1.5."""
    office = Office()
    pair = f"{office.connection['client_id']}:{office.connection['client_secret']}"
    basic = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    found = office.client.post(
        "/connect/token", data={"grant_type": "client_credentials"}, headers=basic
    ).get_json()
    bearer = {"Authorization": f"Bearer {found['access_token']}", "Accept": "application/json"}
    answer = office.client.get("/api.xro/2.0/Organisation", headers=bearer)

    assert "refresh_token" not in found
    assert answer.get_json()["Organisations"][0]["OrganisationID"] == office.tenants[0]


def test_a_token_does_only_what_its_scope_allows() -> None:
    office = Office()
    office.token = office.token_call(
        grant_type="client_credentials", scope="accounting.contacts.read"
    ).get_json()["access_token"]

    assert office.call("GET", "/Contacts").status_code == 200
    for method, path in (("PUT", "/Contacts"), ("GET", "/Invoices")):
        answer = office.call(method, path)
        assert answer.status_code == 401
        assert answer.get_json()["Detail"] == "AuthorizationUnsuccessful"
        assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("token", ["", "nonsense", "w-01.unknown", "w-99.unknown", "é"])
def test_a_missing_or_unknown_token_is_401(token: str) -> None:
    office = Office()
    office.token = token.encode().decode("latin-1")

    for path in ("/Contacts", "/connections"):
        answer = office.call("GET", path)
        assert (answer.status_code, answer.get_json()) == (401, UNAUTHORISED)
        assert answer.headers["WWW-Authenticate"] == "Bearer error=invalid_token"


def test_an_expired_token_says_when_it_expired_month_first() -> None:
    office = Office()
    office.world.pass_time(1800)

    answer = office.call("GET", "/Contacts")

    assert answer.status_code == 401
    assert answer.get_json()["Detail"] == "TokenExpired: token expired at 03/02/2026 09:30:00"
    office.refresh()
    assert office.call("GET", "/Contacts").status_code == 200


@pytest.mark.parametrize("tenant", ["", "x", "00000000-0000-0000-0000-000000000001"])
def test_a_missing_or_unknown_tenant_is_403(tenant: str) -> None:
    answer = Office().call("GET", "/Contacts", headers={"xero-tenant-id": tenant})

    assert answer.status_code == 403
    assert (answer.get_json()["Title"], answer.get_json()["Detail"]) == (
        "Forbidden", "AuthenticationUnsuccessful"
    )  # fmt: skip


def test_connections_are_a_bare_array_with_seven_digits_and_no_zone() -> None:
    """Facts 1.7."""
    office = Office(organisations=2)

    answer = office.call("GET", "/connections")
    first, second = answer.get_json()

    assert set(first) == {
        "id", "authEventId", "tenantId", "tenantType", "tenantName", "createdDateUtc",
        "updatedDateUtc",
    }  # fmt: skip
    assert first["createdDateUtc"] == "2026-03-02T09:00:00.0000000"
    assert answer.content_type == "application/json"
    assert "Xero-Correlation-Id" in answer.headers
    assert "X-MinLimit-Remaining" not in answer.headers
    office.person("app.disconnect", tenant=1)
    office.person("app.connect", tenant=1)
    event = office.ok("GET", "/connections")[1]["authEventId"]
    query = "/connections?authEventId="
    assert [row["id"] for row in office.ok("GET", query + event)] == [second["id"]]
    assert [row["id"] for row in office.ok("GET", query + first["authEventId"])] == [first["id"]]


def test_the_first_connections_name_the_consent_of_the_first_token() -> None:
    """Facts 1.3: authentication_event_id stands on the connections made by it."""
    office = Office(organisations=2)
    claims = claims_of(office.token)

    events = {row["authEventId"] for row in office.ok("GET", "/connections")}

    assert events == {claims["authentication_event_id"]}


def test_refused_credentials_name_the_answer() -> None:
    """Facts 1.9: Instance is an id of its own, the correlation id."""
    office = Office()

    answer = office.call("GET", "/Organisation", headers={"xero-tenant-id": NO_GUID})

    assert answer.status_code == 403
    assert answer.get_json()["Instance"] == answer.headers["Xero-Correlation-Id"] != NO_GUID


def test_a_deleted_connection_leaves_the_token_valid_and_the_tenant_forbidden() -> None:
    """XQ-40."""
    office = Office(organisations=2)
    first, _ = office.ok("GET", "/connections")

    assert office.call("DELETE", f"/connections/{first['id']}").status_code == 204
    assert office.call("DELETE", f"/connections/{first['id']}").status_code == 404
    assert len(office.ok("GET", "/connections")) == 1
    assert office.call("GET", "/Contacts").status_code == 403
    assert office.call("GET", "/Contacts", tenant=1).status_code == 200


def test_a_person_disconnects_and_connects_the_app() -> None:
    office = Office()

    office.person("app.disconnect")
    assert office.call("GET", "/Contacts").status_code == 403
    assert office.refused("app.disconnect") == ["The app is not connected."]
    office.person("app.connect")
    assert office.call("GET", "/Contacts").status_code == 200
    assert office.refused("app.connect") == ["The app is connected already."]


def test_revoking_drops_all_connections_and_tokens() -> None:
    office = Office()
    client = {name: office.connection[name] for name in ("client_id", "client_secret")}
    data = {**client, "token": office.connection["refresh_token"]}

    answer = office.client.post("/connect/revocation", data=data)

    assert (answer.status_code, answer.data) == (200, b"")
    assert office.call("GET", "/connections").status_code == 401
    assert list(office.world.table("xero", "connection")) == []


def test_an_offline_organisation_is_503_in_words_until_its_time_is_over() -> None:
    """XQ-41."""
    office = Office()
    office.person("organisation.offline", minutes=10)

    answer = office.call("GET", "/Contacts")
    assert (answer.status_code, answer.get_data(as_text=True)) == (
        503, "The Organisation is offline"
    )  # fmt: skip
    assert len(office.ok("GET", "/connections")) == 1
    office.world.pass_time(601)
    assert office.call("GET", "/Contacts").status_code == 200
    assert office.refused("organisation.offline", minutes="long")


def test_every_tenant_answer_carries_the_limits_and_the_envelopes_id() -> None:
    """Facts 1.2."""
    office = Office(switches={"limits": "on"})

    good, bad = office.call("GET", "/Contacts"), office.call("GET", "/Contacts/nobody")

    assert good.headers["Xero-Correlation-Id"] == good.get_json()["Id"]
    for number, answer in enumerate((good, bad), start=1):
        assert answer.headers["X-DayLimit-Remaining"] == str(5000 - number)
        assert answer.headers["X-MinLimit-Remaining"] == str(60 - number)
        assert answer.headers["X-AppMinLimit-Remaining"] == str(10_000 - number)
        assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store"
        assert answer.headers["Pragma"] == "no-cache"
    assert good.content_type == "application/json; charset=utf-8"


def test_the_sixty_first_call_of_a_minute_is_429_with_an_empty_body() -> None:
    """Facts chapter 6: 59 calls and one refusal count, tokens and connections do not."""
    office = Office(switches={"limits": "on"}, organisations=2)
    for _ in range(60):
        assert office.call("GET", "/Currencies").status_code == 200
    office.world.pass_time(20)

    answer = office.call("GET", "/Currencies")

    assert (answer.status_code, answer.data) == (429, b"")
    assert "Content-Type" not in answer.headers
    assert answer.headers["X-Rate-Limit-Problem"] == "minute"
    assert answer.headers["X-MinLimit-Remaining"] == "0"
    assert answer.headers["Retry-After"] == "40"
    assert office.call("GET", "/connections").status_code == 200
    assert office.call("GET", "/Currencies", tenant=1).status_code == 200
    office.world.pass_time(40)
    assert office.call("GET", "/Currencies").status_code == 200


def test_the_day_limit_names_itself_and_waits_for_hours() -> None:
    """XQ-05."""
    office = Office(switches={"limits": "off"})
    for _ in range(5000):
        office.world.limits.take(windows(office), office.world.clock.now_ms)
        office.world.pass_time(1.001)
    office.world.switches.set({"limits": "on"})
    office.refresh()

    answer = office.call("GET", "/Currencies")

    assert answer.headers["X-Rate-Limit-Problem"] == "day"
    assert int(answer.headers["Retry-After"]) > 3600


def windows(office: Office) -> Any:
    from simulators.xero.dialect import windows as of_tenant

    return of_tenant(office.tenants[0])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/Quotes"), ("PUT", "/PurchaseOrders"), ("GET", "/budgets/x"),
        ("POST", "/Organisation"), ("DELETE", "/Contacts"), ("PATCH", "/Invoices"),
        ("PUT", "/Quotes/x/History"), ("GET", "/Contacts/x/CISSettings"), ("POST", "/Setup/"),
    ],
)  # fmt: skip
def test_what_is_not_simulated_answers_501_in_xeros_form(method: str, path: str) -> None:
    """XE-40."""
    answer = Office().call(method, path)

    assert answer.status_code == 501
    assert answer.get_json() == {
        "ErrorNumber": 20, "Type": "ApiMethodNotImplementedException",
        "Message": "The Api Method called is not implemented",
    }  # fmt: skip


def test_a_path_outside_the_apis_is_404_in_html() -> None:
    answer = Office().client.get("/nowhere")

    assert (answer.status_code, answer.content_type) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("status", "content_type", "text"),
    [
        (401, "application/json", "AuthenticationUnsuccessful"),
        (403, "application/json", "Forbidden"),
        (429, None, ""),
        (500, "application/json; charset=utf-8", "ErrorNumber"),
        (502, "text/html; charset=utf-8", "unavailable"),
        (503, "text/html; charset=utf-8", "unavailable"),
        (504, "text/html; charset=utf-8", "unavailable"),
    ],
)  # fmt: skip
def test_failures_of_the_fault_plan_look_like_xeros(
    status: int, content_type: str | None, text: str
) -> None:
    office = Office()
    action = {"kind": "status", "status": status, "retry_after_s": 7}
    office.world.faults.arm({"match": {"system": "xero"}, "action": action})

    answer = office.call("GET", "/Contacts")

    assert answer.status_code == status
    assert answer.headers.get("Content-Type") == content_type
    assert text in answer.get_data(as_text=True)
    assert answer.headers["Retry-After"] == "7"
    assert office.call("GET", "/Contacts").status_code == 200


@pytest.mark.parametrize(("kind", "detail"), [
    ("expire_token", "TokenExpired"), ("revoke_token", "AuthenticationUnsuccessful"),
])  # fmt: skip
def test_a_spoiled_token_is_401_until_it_is_refreshed(kind: str, detail: str) -> None:
    office = Office()
    office.world.faults.arm({"action": {"kind": kind}})

    for _ in range(2):
        answer = office.call("GET", "/Contacts")
        assert answer.status_code == 401
        assert answer.get_json()["Detail"].startswith(detail)
    office.refresh()
    assert office.call("GET", "/Contacts").status_code == 200
