"""Codes and consent: what a browser and an app see on the way to tokens. Facts 1.3 to 1.6."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from werkzeug.test import TestResponse

from tests.simulators.xero.office import Office

BACK = "https://app.example/back"
PAGE = "/identity/connect/authorize"
SCOPE = "openid profile email offline_access accounting.contacts"
VERIFIER = "a-verifier_of.forty~three-characters-at-the-least"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


class Browser:
    """Somebody who is sent to the consent page of an office."""

    def __init__(self, office: Office, **fields: str) -> None:
        self.office = office
        asked = {
            "response_type": "code",
            "client_id": office.connection["client_id"],
            "redirect_uri": BACK,
            "scope": SCOPE,
            "state": "s t&te",
            **fields,
        }
        self.asked = {name: text for name, text in asked.items() if text}

    def open(self) -> TestResponse:
        return self.office.client.get(PAGE, query_string=self.asked)

    def answer(self, decision: str = "allow", tenants: list[str] | None = None) -> TestResponse:
        ticked = self.office.tenants[:1] if tenants is None else tenants
        data = {**self.asked, "decision": decision, "tenant": ticked}
        return self.office.client.post(PAGE, data=data)

    def code(self, tenants: list[str] | None = None) -> str:
        return sent_back(self.answer(tenants=tenants))["code"]


def sent_back(answer: TestResponse) -> dict[str, str]:
    """The fields that a redirect carries to the app."""
    assert answer.status_code == 302, answer.get_data(as_text=True)
    address = urlsplit(answer.headers["Location"])
    assert address._replace(query="").geturl() == BACK
    return {name: text for name, (text,) in parse_qs(address.query).items()}


def redeem(office: Office, given: str, **more: str | None) -> TestResponse:
    fields = {"grant_type": "authorization_code", "code": given, "redirect_uri": BACK, **more}
    return office.token_call(**{name: text for name, text in fields.items() if text is not None})


def error(answer: TestResponse) -> Any:
    assert answer.status_code == 400
    return answer.get_json()["error"]


def said(token: str) -> Any:
    """The claims of a token whose signature fits the published key."""
    office = Office()
    (key,) = office.client.get("/.well-known/openid-configuration/jwks").get_json()["keys"]
    head, body, signature = token.split(".")
    modulus, exponent, number = (
        int.from_bytes(urlsafe_b64decode(f"{text}=="), "big")
        for text in (key["n"], key["e"], signature)
    )
    padded = pow(number, exponent, modulus).to_bytes(256, "big")
    assert padded.endswith(sha256(f"{head}.{body}".encode()).digest())
    assert padded.startswith(b"\x00\x01\xff\xff")
    assert modulus.bit_length() == 2048
    assert orjson.loads(urlsafe_b64decode(f"{head}==")) == {
        "alg": "RS256", "kid": key["kid"], "typ": "JWT"
    }  # fmt: skip
    return orjson.loads(urlsafe_b64decode(f"{body}=="))


# The page


def test_the_page_names_who_asks_for_what_and_every_organisation() -> None:
    office = Office(organisations=2)

    answer = Browser(office).open()
    text = answer.get_data(as_text=True)

    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert "Counterfoil wants access" in text
    assert re.findall(r'type="checkbox" name="tenant" value="(.*?)"', text) == office.tenants
    assert re.findall(r"<code>(.*?)</code>", text) == SCOPE.split()
    assert [text.count(f'value="{each}"') for each in ("allow", "cancel")] == [1, 1]
    assert '<html lang="en">' in text


def test_what_the_app_sends_is_written_on_the_page_as_text() -> None:
    text = Browser(Office(), state='"><script>').open().get_data(as_text=True)

    assert "<script>" not in text
    assert "&#34;&gt;&lt;script&gt;" in text


def test_one_organisation_alone_is_ticked_and_bulk_connect_false_takes_one() -> None:
    assert 'checked"' not in Browser(Office(organisations=2)).open().get_data(as_text=True)
    assert " checked>" in Browser(Office()).open().get_data(as_text=True)
    one = Browser(Office(organisations=2), acr_values="bulk_connect:false")

    assert one.open().get_data(as_text=True).count('type="radio"') == 2
    assert "Choose one organisation." in one.answer(tenants=one.office.tenants).text
    assert sent_back(one.answer())["code"]


def test_signing_in_alone_asks_for_no_organisation() -> None:
    browser = Browser(Office(), scope="openid email")

    assert "tenant" not in browser.open().text
    assert set(sent_back(browser.answer(tenants=[]))) == {"code", "state"}


def test_an_answer_that_chooses_nothing_is_asked_for_again() -> None:
    office = Office()
    office.person("app.disconnect")
    browser = Browser(office)

    for tenants in ([], ["x"], ["00000000-0000-0000-0000-000000000001"]):
        assert "Choose an organisation." in browser.answer(tenants=tenants).text
    assert browser.answer("perhaps").status_code == 200
    assert office.ok("GET", "/connections") == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"client_id": "w-01.NOBODY"}, "unauthorized_client"),
        ({"client_id": "nobody"}, "unauthorized_client"),
        ({"client_id": ""}, "unauthorized_client"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1/back"}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1:5000/back"}, "invalid_request"),
        ({"redirect_uri": "http://app.example/back"}, "invalid_request"),
        ({"redirect_uri": "http://localhost.example/back"}, "invalid_request"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_request"),
        ({"redirect_uri": "https://app.example/back#top"}, "invalid_request"),
        ({"redirect_uri": "https://app.example/a\r\nSet-Cookie: b"}, "invalid_request"),
        ({"redirect_uri": "https://app.example/é"}, "invalid_request"),
    ],
)
def test_a_request_that_must_not_be_answered_to_the_app_ends_on_a_page(
    fields: dict[str, str], problem: str
) -> None:
    browser = Browser(Office(), **fields)

    for answer in (browser.open(), browser.answer()):
        assert (answer.status_code, answer.content_type) == (400, "text/html; charset=utf-8")
        assert problem in answer.text


@pytest.mark.parametrize(
    "redirect_uri",
    ["http://localhost", "http://localhost:5000/x?y=1", "https://app.example", "https://a.b/c?d"],
)
def test_a_redirect_may_go_to_https_and_to_localhost(redirect_uri: str) -> None:
    answer = Browser(Office(), redirect_uri=redirect_uri).answer("cancel")

    assert answer.headers["Location"].startswith(
        f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}"
    )


@pytest.mark.parametrize(
    ("fields", "switches", "code"),
    [
        ({"response_type": "token"}, {}, "unsupported_response_type"),
        ({"response_type": ""}, {}, "invalid_request"),
        ({"scope": ""}, {}, "invalid_scope"),
        ({"scope": "openid everything"}, {}, "invalid_scope"),
        ({"scope": "app.connections"}, {}, "invalid_scope"),
        ({"scope": "accounting.transactions"}, {"xero_scopes": "granular"}, "invalid_scope"),
        ({"scope": "accounting.reports.read"}, {"xero_scopes": "granular"}, "invalid_scope"),
        ({"scope": "accounting.payments.read"}, {"xero_scopes": "broad"}, "invalid_scope"),
        ({"code_challenge": CHALLENGE}, {}, "invalid_request"),
        ({**PKCE, "code_challenge_method": "plain"}, {}, "invalid_request"),
        ({**PKCE, "code_challenge": "short"}, {}, "invalid_request"),
        ({}, {"xero_app": "pkce"}, "invalid_request"),
        ({}, {"xero_app": "custom"}, "unauthorized_client"),
    ],
)
def test_a_wrong_request_goes_back_with_its_error_and_its_state(
    fields: dict[str, str], switches: dict[str, str], code: str
) -> None:
    browser = Browser(Office(switches=switches), **fields)

    for answer in (browser.open(), browser.answer()):
        assert sent_back(answer) == {"error": code, "state": "s t&te"}


def test_cancel_goes_back_with_access_denied() -> None:
    office = Office()
    before = office.ok("GET", "/connections")

    assert sent_back(Browser(office).answer("cancel")) == {
        "error": "access_denied", "state": "s t&te"
    }  # fmt: skip
    assert office.ok("GET", "/connections") == before


def test_what_a_browser_calls_is_a_person_s_and_no_call_of_the_sync() -> None:
    office = Office()
    browser = Browser(office)
    browser.open()
    browser.answer()

    assert [call["actor"] for call in office.world.calls.after(0)] == ["user", "user"]
    (commit,) = office.world.commits.after(office.world.commits.next - 2)
    assert (commit["type"], commit["actor"], commit["call"]) == ("connection", "user", 2)


# Tokens for a code


def test_a_code_gives_tokens_with_exactly_the_documented_keys() -> None:
    office = Office()

    found = redeem(office, Browser(office, nonce="n").code()).get_json()

    assert list(found) == [
        "id_token", "access_token", "expires_in", "token_type", "refresh_token", "scope"
    ]  # fmt: skip
    assert found["scope"] == SCOPE
    office.token = found["access_token"]
    assert office.call("GET", "/Contacts").status_code == 200
    assert office.call("GET", "/Organisation").status_code == 401
    assert "id_token" in office.refresh(found["refresh_token"])


def test_what_was_not_asked_for_is_not_given() -> None:
    office = Office()

    found = redeem(office, Browser(office, scope="accounting.contacts").code()).get_json()

    assert list(found) == ["access_token", "expires_in", "token_type", "scope"]


def test_the_access_token_says_who_for_how_long_and_by_which_consent() -> None:
    office = Office()
    browser = Browser(office, nonce="n")
    found = redeem(office, browser.code()).get_json()

    access, identity = said(found["access_token"]), said(found["id_token"])
    (connection,) = office.ok("GET", "/connections")

    assert access["authentication_event_id"] == connection["authEventId"]
    assert access["exp"] - access["nbf"] == 1800
    assert access["nbf"] == office.world.clock.now_ms // 1000
    assert access["scope"] == SCOPE.split()
    assert access["client_id"] == office.connection["client_id"]
    assert identity["exp"] - identity["iat"] == 300
    assert (identity["aud"], identity["nonce"]) == (access["client_id"], "n")
    assert identity["iss"] == access["iss"] == "http://localhost"
    assert identity["sub"] == access["sub"] == access["xero_userid"].replace("-", "")
    assert identity["email"].endswith("@counterfoil.example")
    half = sha256(found["access_token"].encode()).digest()[:16]
    assert identity["at_hash"] == urlsafe_b64encode(half).rstrip(b"=").decode()
    assert office.client.get(PAGE).status_code == 400


def test_the_id_token_tells_no_more_than_was_granted() -> None:
    office = Office()
    identity = said(redeem(office, Browser(office, scope="openid").code()).get_json()["id_token"])

    assert not {"email", "name", "nonce", "given_name"} & set(identity)


def test_a_world_begins_with_a_signed_token_and_equal_seeds_give_equal_ones() -> None:
    office, twin, other = Office(), Office(), Office(seed=2)

    assert said(office.token)["scope"][0] == "offline_access"
    assert office.token == twin.token != other.token
    assert redeem(office, Browser(office).code()).data == redeem(twin, Browser(twin).code()).data


def test_a_token_whose_text_was_changed_is_unknown() -> None:
    office = Office()
    head, body, signature = office.token.split(".")
    claims = said(office.token)
    longer = orjson.dumps({**claims, "exp": claims["exp"] + 1})
    forged = urlsafe_b64encode(longer).rstrip(b"=").decode()

    for text in (f"{head}.{forged}.{signature}", f"{head}.{body}.x", f"{head}.{body}", body):
        office.token = text
        assert office.call("GET", "/Contacts").status_code == 401


def test_a_code_works_once() -> None:
    office = Office()
    code = Browser(office).code()

    assert redeem(office, code).status_code == 200
    assert error(redeem(office, code)) == "invalid_grant"


@pytest.mark.parametrize(("age_s", "status"), [(298, 200), (300, 400)])
def test_a_code_works_for_five_minutes(age_s: int, status: int) -> None:
    office = Office()
    code = Browser(office).code()
    office.world.pass_time(age_s)

    assert redeem(office, code).status_code == status


@pytest.mark.parametrize(
    "more",
    [{"redirect_uri": f"{BACK}/"}, {"redirect_uri": None}, {"code": None}, {"code": "w-01.x"},
     {"code_verifier": VERIFIER}],
)  # fmt: skip
def test_a_code_works_only_for_the_request_that_made_it(more: dict[str, Any]) -> None:
    office = Office()
    code = Browser(office).code()

    assert error(redeem(office, code, **more)) == "invalid_grant"
    assert redeem(office, code).status_code == 200


def test_a_code_needs_the_secret() -> None:
    office = Office()
    code = Browser(office).code()

    assert error(redeem(office, code, client_secret="")) == "invalid_client"
    assert error(redeem(office, code, client_secret="wrong")) == "invalid_client"


def test_an_access_token_is_no_refresh_token_and_no_code() -> None:
    office = Office()

    assert error(redeem(office, office.connection["refresh_token"])) == "invalid_grant"
    answer = office.token_call(grant_type="refresh_token", refresh_token=office.token)
    assert error(answer) == "invalid_grant"


# PKCE


def test_pkce_gives_tokens_and_renews_them_without_a_secret() -> None:
    """Facts 1.4."""
    office = Office(switches={"xero_app": "pkce"})
    code = Browser(office, **PKCE).code()

    found = redeem(office, code, client_secret="", code_verifier=VERIFIER).get_json()
    renewed = office.token_call(
        grant_type="refresh_token", refresh_token=found["refresh_token"], client_secret=""
    )

    assert renewed.status_code == 200
    again = {"grant_type": "refresh_token", "client_secret": ""}
    given = office.connection["refresh_token"]
    assert error(office.token_call(**again, refresh_token=given)) == "invalid_client"


@pytest.mark.parametrize(
    "verifier", [None, "", VERIFIER[:-1], VERIFIER[:42], f"{VERIFIER}!", VERIFIER * 4, "é" * 50]
)
def test_a_verifier_must_be_the_one_behind_the_challenge(verifier: str | None) -> None:
    office = Office()
    code = Browser(office, **PKCE).code()

    assert error(redeem(office, code, code_verifier=verifier)) == "invalid_grant"
    assert redeem(office, code, code_verifier=VERIFIER).status_code == 200


@pytest.mark.parametrize("length", [42, 43, 128, 129])
def test_a_verifier_has_43_to_128_characters(length: int) -> None:
    office = Office()
    verifier = "v" * length
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    code = Browser(office, **{**PKCE, "code_challenge": challenge}).code()

    right = redeem(office, code, code_verifier=verifier).status_code == 200
    assert right is (43 <= length <= 128)


def test_a_public_app_revokes_without_a_secret_what_it_was_given_without_one() -> None:
    office = Office()
    code = Browser(office, **PKCE).code()
    found = redeem(office, code, client_secret="", code_verifier=VERIFIER).get_json()
    client = {"client_id": office.connection["client_id"]}

    given = office.connection["refresh_token"]
    assert error(office.client.post("/connect/revocation", data={**client, "token": given}))
    answer = office.client.post(
        "/connect/revocation", data={**client, "token": found["refresh_token"]}
    )
    assert (answer.status_code, answer.data) == (200, b"")
    assert list(office.world.table("xero", "connection")) == []


@pytest.mark.parametrize(
    ("app", "grant"),
    [("custom", "refresh_token"), ("custom", "authorization_code"),
     ("web", "client_credentials"), ("pkce", "client_credentials")],
)  # fmt: skip
def test_a_grant_that_the_kind_of_app_does_not_have_is_refused(app: str, grant: str) -> None:
    office = Office(switches={"xero_app": app})

    assert error(office.token_call(grant_type=grant)) == "unauthorized_client"


# Connections


def test_consenting_again_adds_connections_and_filters_by_its_event() -> None:
    """Facts 1.7."""
    office = Office(organisations=3)
    for tenant in (1, 2):
        office.person("app.disconnect", tenant=tenant)
    before = office.ok("GET", "/connections")
    office.world.pass_time(60)

    found = redeem(office, Browser(office).code(office.tenants[1:])).get_json()

    event = said(found["access_token"])["authentication_event_id"]
    made = office.ok("GET", f"/connections?authEventId={event}")
    assert [row["tenantId"] for row in made] == office.tenants[1:]
    assert len(office.ok("GET", "/connections")) == 3
    assert before[0] in office.ok("GET", "/connections")
    assert office.ok("GET", "/connections?authEventId=none") == []


def test_a_connection_that_comes_back_keeps_its_id_and_the_day_it_was_made() -> None:
    office = Office()
    (first,) = office.ok("GET", "/connections")
    office.person("app.disconnect")
    office.world.pass_time(600)
    office.person("app.connect")

    (again,) = office.ok("GET", "/connections")

    assert (again["id"], again["createdDateUtc"]) == (first["id"], first["createdDateUtc"])
    assert again["updatedDateUtc"].startswith("2026-03-02T09:10:00.")
    assert re.fullmatch(r".{19}\.\d{7}", again["updatedDateUtc"])


def test_a_starter_app_has_five_connections() -> None:
    office = Office(organisations=6, switches={"xero_tier": "starter"})
    for tenant in range(1, 6):
        office.person("app.disconnect", tenant=tenant)
    browser = Browser(office)

    assert "as many connections as its tier" in browser.answer(tenants=office.tenants).text
    assert sent_back(browser.answer(tenants=office.tenants[:5]))["code"]


def test_the_app_manages_connections_in_its_own_name_and_reads_no_books() -> None:
    """Facts 1.5."""
    office = Office(organisations=2)
    asked = {"grant_type": "client_credentials", "scope": "app.connections"}
    office.token = office.token_call(**asked).get_json()["access_token"]

    first, second = office.ok("GET", "/connections")

    assert office.call("GET", "/Contacts").get_json()["Detail"] == "AuthorizationUnsuccessful"
    assert office.call("DELETE", f"/connections/{first['id']}").status_code == 204
    assert office.ok("GET", "/connections") == [second]


def test_a_custom_connection_reaches_one_organisation_only() -> None:
    office = Office(organisations=2)
    asked = {"grant_type": "client_credentials", "scopes": "accounting.contacts,nonsense"}
    found = office.token_call(**asked).get_json()
    office.token = found["access_token"]

    assert "offline_access" not in found["scope"].split()
    assert "sub" not in said(office.token)
    assert office.call("GET", "/Contacts", headers={"xero-tenant-id": ""}).status_code == 200
    assert office.call("GET", "/Contacts").status_code == 200
    assert office.call("GET", "/Contacts", tenant=1).status_code == 403
    for scope in ("offline_access", "openid"):
        wrong = office.token_call(grant_type="client_credentials", scope=scope)
        assert error(wrong) == "invalid_scope"


# Scopes


@pytest.mark.parametrize(
    ("granted", "calls"),
    [
        ("accounting.transactions", {"PUT /Invoices", "GET /Invoices", "GET /Payments",
                                     "GET /BankTransactions"}),
        ("accounting.transactions.read", {"GET /Invoices", "GET /Payments",
                                          "GET /BankTransactions"}),
        ("accounting.invoices", {"PUT /Invoices", "GET /Invoices"}),
        ("accounting.payments.read", {"GET /Payments"}),
        ("accounting.banktransactions.read", {"GET /BankTransactions"}),
        ("accounting.settings.read", {"GET /Organisation"}),
        ("accounting.contacts", {"GET /Contacts"}),
        ("accounting.reports.read", set()),
    ],
)  # fmt: skip
def test_a_scope_of_either_generation_opens_its_paths_and_no_other(
    granted: str, calls: set[str]
) -> None:
    """Facts 1.8."""
    office = Office()
    asked = {"grant_type": "client_credentials", "scope": granted}
    office.token = office.token_call(**asked).get_json()["access_token"]
    paths = ("/Invoices", "/Payments", "/BankTransactions", "/Organisation", "/Contacts")
    tried = [*(f"GET {path}" for path in paths), "PUT /Invoices"]

    opened = {each for each in tried if office.call(*each.split()).status_code != 401}

    assert opened == calls


def test_a_recipe_narrows_what_the_world_s_app_may_do() -> None:
    office = Office(scopes=["offline_access", "accounting.contacts.read"])

    assert office.call("GET", "/Contacts").status_code == 200
    assert office.call("PUT", "/Contacts", {"Name": "A"}).status_code == 401
    assert office.refresh()["scope"] == "offline_access accounting.contacts.read"
    assert office.call("GET", "/Invoices").status_code == 401


@pytest.mark.parametrize("scopes", [[], ["accounting.contacts"]])
def test_a_world_s_app_without_offline_access_has_no_refresh_token(scopes: list[str]) -> None:
    """Source: documented: a refresh token is given for `offline_access` only."""
    office = Office(scopes=scopes)

    assert "refresh_token" not in office.connection
    assert office.connection["access_token"]


@pytest.mark.parametrize(("scopes", "text"), [(["all"], "'all' is unknown"), ("x", "a list")])
def test_a_recipe_with_unknown_scopes_is_refused(scopes: Any, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        Office(scopes=scopes)


# Discovery


def test_discovery_leads_to_every_address_at_the_host_that_was_asked() -> None:
    found = Office().client.get("/.well-known/openid-configuration", base_url="http://x:81")

    document = found.get_json()
    assert found.content_type == "application/json"
    assert document["issuer"] == "http://x:81"
    for name, path in (
        ("authorization_endpoint", PAGE),
        ("token_endpoint", "/connect/token"),
        ("revocation_endpoint", "/connect/revocation"),
        ("jwks_uri", "/.well-known/openid-configuration/jwks"),
    ):
        assert document[name] == f"http://x:81{path}"
    assert document["code_challenge_methods_supported"] == ["S256"]
