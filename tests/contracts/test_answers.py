"""An answer is held to what its document says of it, and every breach is named."""

import json

import httpx
import pytest

from contracts.answers import Answer, answers
from contracts.documents import document
from contracts.forward import Forward
from contracts.watch import Watch

JSON = {"content-type": "application/json"}
CLOCK = {"now": "2026-03-02T09:00:00.000Z", "scale": 0}
PATH = "/_control/worlds/w-01/clock"


def an_answer(body=CLOCK, *, status=200, method="GET", path=PATH, headers=JSON):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(method, path, status, headers, content)


def breaches(answer, system="control"):
    return [(each.check, each.message) for each in answers(system).breaches(answer)]


def test_an_answer_as_promised_has_no_breach():
    assert breaches(an_answer()) == []


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        (an_answer({**CLOCK, "scale": "0"}), "response_schema_conformance"),
        (an_answer({"now": CLOCK["now"]}), "response_schema_conformance"),
        (an_answer({**CLOCK, "mood": "good"}), "response_schema_conformance"),
        (an_answer({**CLOCK, "now": "2026-03-02"}), "response_schema_conformance"),
        (an_answer(b"{"), "response_schema_conformance"),
        (an_answer(status=418), "status_code_conformance"),
        (an_answer(headers={"content-type": "text/plain"}), "content_type_conformance"),
        (an_answer(headers={}), "content_type_conformance"),
        (an_answer(path="/_control/unicorns"), "undocumented_operation"),
        (an_answer(method="PATCH"), "undocumented_operation"),
    ],
)
def test_a_breach_is_named_by_the_check_that_sees_it(answer, check):
    assert {name for name, _ in breaches(answer)} == {check}


@pytest.mark.parametrize("status", [404, 405])
def test_what_no_document_describes_may_be_answered_as_not_there(status):
    assert breaches(an_answer(b"", status=status, path="/_control/unicorns", headers={})) == []


def test_a_missing_and_a_wrong_header_are_told():
    answer = an_answer(
        b"",
        status=429,
        path="/api.xro/2.0/Contacts",
        headers={"x-rate-limit-problem": "sometimes", "retry-after": "soon"},
    )

    assert [name for name, _ in breaches(answer, "xero")] == ["response_headers_conformance"] * 2


def test_xero_s_paths_are_matched_in_any_case_and_heads_have_no_body():
    answer = an_answer(b"", method="HEAD", path="/Connections", headers=JSON, status=200)

    assert breaches(answer, "xero") == [
        ("response_headers_conformance", "header Xero-Correlation-Id is missing")
    ]


def crash(environ, start_response):
    raise ZeroDivisionError("by nothing")


def client_of(app):
    return httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://control.test")


def test_a_server_that_crashes_is_a_finding_not_the_end():
    watch = Watch("control", crash)

    answer = client_of(watch).get("/_control/health")

    assert (answer.status_code, answer.text) == (500, "ZeroDivisionError: by nothing")
    assert [(f.operation, f.check, f.times) for f in watch.findings] == [
        ("GET /_control/health", "status_code_conformance", 1)
    ]


def test_equal_findings_are_counted_together():
    watch = Watch("control", crash)
    client = client_of(watch)

    for _ in range(3):
        client.get("/_control/health")

    assert (watch.answered, [finding.times for finding in watch.findings]) == (3, [3])


def test_a_server_elsewhere_is_asked_as_it_was_asked(monkeypatch):
    seen = []

    def far(request):
        seen.append((request.method, str(request.url), request.headers["x-mark"], request.read()))
        return httpx.Response(201, headers={"X-Far": "yes"}, json={"far": True})

    forward = Forward("http://far.test")
    monkeypatch.setattr(
        forward,
        "_client",
        httpx.Client(base_url="http://far.test", transport=httpx.MockTransport(far)),
    )

    answer = client_of(forward).post("/a%20b?c=d%26e", headers={"X-Mark": "here"}, content=b"body")

    assert (answer.status_code, answer.headers["x-far"], answer.json()) == (
        201,
        "yes",
        {"far": True},
    )
    assert seen == [("POST", "http://far.test/a%20b?c=d%26e", "here", b"body")]


@pytest.mark.parametrize("name", ["a/b.pdf", "/a.pdf", "a.pdf/", "a.pdf"])
def test_a_file_whose_name_holds_slashes_is_the_operations_own(name):
    path = f"/api.xro/2.0/Invoices/1/Attachments/{name}"

    operation = answers("xero").operation("PUT", path)

    assert operation.path == "/api.xro/2.0/Invoices/{reference}/Attachments/{name}"


def test_a_body_too_large_is_refused_wherever_it_is_sent():
    """Source: the document's `x-answers-anywhere`."""
    anywhere = document("released").raw["x-answers-anywhere"]
    tried = [Answer("GET", "/rl/v1/companies", status, {}, b"") for status in (413, 414)]

    found = [{each.check for each in answers("released").breaches(answer)} for answer in tried]

    assert set(anywhere) == {"413"}
    assert ["status_code_conformance" in checks for checks in found] == [False, True]


CURRENCIES = "/api.xro/2.0/Currencies"
GIVEN = {
    "content-type": "text/xml; charset=utf-8",
    **dict.fromkeys(("x-daylimit-remaining", "x-minlimit-remaining"), "5"),
}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<Response><Currencies /></Response>", ""),
        (b"<Response><Currencies></Response>", "mismatched tag"),
        (b"", "no element found"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type"),
    ],
)
def test_an_answer_may_have_another_form_that_the_document_allows_for_it(body, said):
    """Source: the document's `x-other-forms`."""
    answer = Answer("GET", CURRENCIES, 200, GIVEN, body)

    found = [
        each.message
        for each in answers("xero").breaches(answer)
        if each.check in ("response_schema_conformance", "content_type_conformance")
    ]

    assert [said in message for message in found] == ([True] if said else [])


def test_a_form_that_no_document_allows_is_a_breach():
    answer = Answer("GET", "/rl/v1/companies", 200, {"content-type": "text/xml"}, b"<a />")

    found = {each.check for each in answers("released").breaches(answer)}

    assert "content_type_conformance" in found
