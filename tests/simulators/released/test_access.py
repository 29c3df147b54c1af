"""Tokens: how they are given out, how they die, and what they let through."""

import base64
from contextlib import ExitStack
from typing import Any

import pytest

from simulators.kernel.call import Call
from simulators.kernel.vendor import KeyPolicy
from simulators.released import access
from simulators.released.dialect import DIALECT
from simulators.released.vendor import add_user
from tests.simulators.released.office import Office


def credentials(office: Office) -> dict[str, str]:
    client = access.integration(office.world)
    return {"client_id": client["id"], "client_secret": client["secret"]}


def ask_token(office: Office, **form: str) -> Any:
    data = {"grant_type": "client_credentials", **credentials(office), **form}
    return office.client.post("/rl/oauth/token", data=data)


def test_client_credentials_give_a_token_for_thirty_minutes() -> None:
    """Source: designed, re-leased.md §6.2."""
    office = Office()
    answer = ask_token(office)

    body = answer.get_json()
    assert (answer.status_code, body["token_type"], body["expires_in"]) == (200, "Bearer", 1800)
    assert body["access_token"].startswith("w-01.")
    office.tokens["fresh"] = body["access_token"]
    assert office.code("GET", "/contacts", None, "fresh") == "ok"


def test_a_token_is_also_given_for_basic_credentials_and_for_json() -> None:
    """Source: designed."""
    office = Office()
    known = credentials(office)
    pair = f"{known['client_id']}:{known['client_secret']}".encode()
    headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
    form = {"grant_type": "client_credentials"}
    basic = office.client.post("/rl/oauth/token", data=form, headers=headers)
    body = office.client.post("/rl/oauth/token", json={**form, **known})
    assert (basic.status_code, body.status_code) == (200, 200)


WRONG: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"client_secret": "wrong"}, 401, "invalid_client"),
    ({"client_id": "w-01.nobody"}, 401, "invalid_client"),
    ({"client_id": "w-99.nobody"}, 401, "invalid_client"),
    ({"client_id": ""}, 401, "invalid_client"),
    ({"client_id": "webhooks"}, 401, "invalid_client"),
    ({"client_id": "w-01.webhooks"}, 401, "invalid_client"),
    ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ({"scope": "read everything"}, 400, "invalid_scope"),
)


@pytest.mark.parametrize(("form", "status", "code"), WRONG)
def test_a_wrong_token_call_is_told_so(form: dict[str, str], status: int, code: str) -> None:
    """Source: designed, RFC 6749."""
    answer = ask_token(Office(), **form)
    assert (answer.status_code, answer.get_json()["error"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "media"), [(b"\xff\xfe", "application/json"), (b"[1]", "application/json"), (b"", "")]
)
def test_a_token_call_of_junk_is_refused(body: bytes, media: str) -> None:
    """Source: designed."""
    answer = Office().client.post("/rl/oauth/token", data=body, content_type=media)
    assert answer.status_code == 401


def test_a_token_dies_on_the_fake_clock() -> None:
    """Source: designed, re-leased.md §6.2."""
    office = Office()
    office.world.pass_time(1799)
    assert office.code("GET", "/contacts") == "ok"
    office.world.pass_time(1)
    assert office.code("GET", "/contacts") == "token_expired"


def test_a_revoked_token_says_so() -> None:
    """Source: designed, re-leased.md §6.2."""
    office = Office()
    token = access.find_token(office.world, office.tokens["sync"])
    assert token is not None
    access.spoil(office.world, token, revoke=True)
    assert office.code("GET", "/contacts") == "token_revoked"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, "token_missing"),
        ({"Authorization": "Bearer "}, "token_missing"),
        ({"Authorization": "Basic abc"}, "token_missing"),
        ({"Authorization": "Bearer w-01.unknown"}, "token_revoked"),
        ({"Authorization": "Bearer w-77.unknown"}, "token_revoked"),
        ({"Authorization": "Bearer nonsense"}, "token_revoked"),
    ],
)
def test_without_a_good_token_nobody_comes_in(header: dict[str, str], code: str) -> None:
    """Source: designed, re-leased.md §6.6."""
    answer = Office().client.get("/rl/v1/companies", headers=header)
    assert (answer.status_code, answer.get_json()["code"]) == (401, code)


@pytest.mark.parametrize("kind", ["expire_token", "revoke_token"])
def test_a_fault_kills_the_token_at_a_call(kind: str) -> None:
    """Source: protocol: expire or revoke the token now."""
    office = Office()
    office.world.faults.arm({"match": {"nth": 2}, "action": {"kind": kind}})
    expected = "token_expired" if kind == "expire_token" else "token_revoked"
    said = [office.code("GET", "/contacts") for _ in range(3)]
    assert said == ["ok", expected, expected]


def test_a_token_without_the_scope_is_refused() -> None:
    """Source: designed, re-leased.md §6.2."""
    office = Office()
    office.tokens["reader"] = ask_token(office, scope="read").get_json()["access_token"]
    assert office.code("GET", "/contacts", None, "reader") == "ok"
    assert office.code("POST", "/contacts", {"name": "x"}, "reader") == "insufficient_scope"


def test_people_see_their_own_companies_only() -> None:
    """Source: designed, re-leased.md §6.2."""
    office = Office()
    client = add_user(office.world, "administrator", (2,))
    office.tokens["second"] = access.issue_token(office.world, client)["token"]
    assert office.code("GET", "/contacts", None, "second") == "company_not_visible"
    listed = office.ok("GET", "/rl/v1/companies", None, "second")["items"]
    assert [row["id"] for row in listed] == [2]


@pytest.mark.parametrize("company", ["3", "0", "-1", "x", "1:1", "%00", "99999999999999999999"])
def test_a_company_that_is_not_there_is_not_found(company: str) -> None:
    """Source: designed, re-leased.md §6.6."""
    assert Office().code("GET", f"/rl/v1/companies/{company}/contacts") == "not_found"
    assert Office().code("GET", f"/rl/v1/companies/{company}/connection") == "not_found"


def test_every_answer_carries_the_version_of_the_api_and_its_limits() -> None:
    """Source: designed, re-leased.md §6.1, §6.7."""
    office = Office(switches={"limits": "on"})
    headers = office.call("GET", "/contacts").headers
    assert headers["X-RL-Api-Version"] == "2026-01"
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("60", "59")
    assert headers["X-RateLimit-Reset"] == "60"


def test_the_sixty_first_call_of_a_minute_waits() -> None:
    """Source: designed, re-leased.md §6.7."""
    office = Office(switches={"limits": "on"})
    assert [office.code("GET", "/connection") for _ in range(60)] == ["ok"] * 60

    limited = office.call("GET", "/connection")
    assert (limited.status_code, limited.get_json()["code"]) == (429, "rate_limited")
    assert office.code("GET", "/rl/v1/companies/2/connection") == "ok"

    office.world.pass_time(int(limited.headers["Retry-After"]))
    assert office.code("GET", "/connection") == "ok"


def test_a_path_or_method_that_is_not_there_is_told_so() -> None:
    """Source: designed, re-leased.md §6.6."""
    office = Office()
    assert office.code("GET", "/nothing") == "not_found"
    assert office.code("DELETE", "/contacts") == "method_not_allowed"
    assert office.call("GET", "/contacts/501/archive").status_code == 405


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "rate_limited"), (500, "server_error"), (503, "unavailable"), (403, "forbidden")],
)
def test_a_planned_failure_speaks_as_the_vendor_does(status: int, code: str) -> None:
    """Source: protocol §3."""
    office = Office()
    action = {"kind": "status", "status": status, "retry_after_s": 3}
    office.world.faults.arm({"match": {"nth": 1}, "action": action})
    answer = office.call("GET", "/contacts")
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.headers["Retry-After"] == "3"


def test_the_connection_document_opens_the_door() -> None:
    """Source: protocol §4."""
    office = Office()
    document = office.registry.connection(office.world)
    office.tokens["given"] = document["released"]["access_token"]
    assert office.code("GET", "/contacts", None, "given") == "ok"
    assert [row["company_id"] for row in document["released"]["companies"]] == [1, 2]
    assert document["pairings"][1]["sync_from"] == "2026-01-01"


def refreshing(**switches: str) -> Office:
    return Office(switches={"rl_refresh_tokens": "on", **switches})


def refresh(office: Office, text: str, **form: str) -> Any:
    return ask_token(office, grant_type="refresh_token", refresh_token=text, **form)


def works(office: Office, body: Any) -> str:
    office.tokens["held"] = body["access_token"]
    return office.code("GET", "/contacts", None, "held")


def test_there_are_no_refresh_tokens_unless_the_switch_is_on() -> None:
    """Source: designed, re-leased.md §6.2."""
    office = Office()
    assert "refresh_token" not in ask_token(office).get_json()
    answer = refresh(office, "w-01.x")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unsupported_grant_type")


def test_a_refresh_token_is_good_once_and_rotates() -> None:
    """Source: designed, re-leased.md §6.2."""
    office = refreshing()
    first = ask_token(office).get_json()
    office.world.pass_time(1800)
    assert works(office, first) == "token_expired"

    second = refresh(office, first["refresh_token"]).get_json()

    assert works(office, second) == "ok"
    assert second["refresh_token"] != first["refresh_token"]


def test_a_second_use_revokes_the_family_and_no_other() -> None:
    """Source: designed, re-leased.md §6.2: a refresh race."""
    office = refreshing()
    first, other = ask_token(office).get_json(), ask_token(office).get_json()
    second = refresh(office, first["refresh_token"]).get_json()

    again = refresh(office, first["refresh_token"])

    assert (again.status_code, again.get_json()["error"]) == (400, "invalid_grant")
    assert works(office, second) == "token_revoked"
    assert works(office, first) == "token_revoked"
    assert refresh(office, second["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert works(office, other) == "ok"


def test_a_refresh_token_ends_after_thirty_days_and_never_widens() -> None:
    """Source: designed."""
    office = refreshing()
    given = ask_token(office, scope="read").get_json()
    wide = refresh(office, given["refresh_token"], scope="read write")
    assert wide.get_json()["error"] == "invalid_scope"

    late = ask_token(office).get_json()
    office.world.pass_time(access.REFRESH_LIFE_S)
    assert refresh(office, late["refresh_token"]).get_json()["error"] == "invalid_grant"


@pytest.mark.parametrize("text", ["", "w-01.nothing", "x"])
def test_a_refresh_token_that_nobody_gave_is_no_grant(text: str) -> None:
    """Source: designed."""
    assert refresh(refreshing(), text).get_json()["error"] == "invalid_grant"


def test_a_refresh_token_of_another_client_is_no_grant() -> None:
    """Source: designed."""
    office = refreshing()
    person = add_user(office.world, "administrator")
    form = {"client_id": person["id"], "client_secret": person["secret"]}
    theirs = ask_token(office, **form).get_json()

    assert refresh(office, theirs["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert works(office, theirs) == "ok"


def test_a_key_whose_first_call_still_runs_is_in_flight() -> None:
    """Source: designed, re-leased.md §6.5."""
    office = Office()
    name = {"Idempotency-Key": "k"}
    policy = KeyPolicy(f"released {credentials(office)['client_id']}", "k", 60)
    with office.world.keys.in_flight(policy, Call("released", "POST", "/")):
        refused = office.call("POST", "/contacts", {"name": "A"}, headers=name)
        other = office.code("POST", "/contacts", {"name": "A"}, headers={"Idempotency-Key": "l"})

    assert (refused.status_code, refused.get_json()["code"]) == (409, "idempotency_in_flight")
    assert other == "ok"
    assert office.code("POST", "/contacts", {"name": "A"}, headers=name) == "ok"


def test_the_sixth_call_in_flight_of_a_company_is_turned_away() -> None:
    """Source: designed, re-leased.md §6.7."""
    office = Office(switches={"limits": "on"})
    room = DIALECT.room(Call("released", "GET", "/", params={"company": "1"}))
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(office.world.rooms.entered(room))

        refused = office.call("GET", "/contacts")
        other = office.code("GET", "/rl/v1/companies/2/contacts")

    assert (refused.status_code, refused.get_json()["code"]) == (429, "rate_limited")
    assert refused.headers["Retry-After"] == "1"
    assert (other, office.code("GET", "/contacts")) == ("ok", "ok")


def test_without_limits_no_answer_says_that_they_are_used_up() -> None:
    """A caller who minds what is left would wait for nothing."""
    office = Office(switches={"limits": "off"})

    left = {office.call("GET", "/contacts").headers["X-RateLimit-Remaining"] for _ in range(3)}

    assert left == {office.call("GET", "/contacts").headers["X-RateLimit-Limit"]}
