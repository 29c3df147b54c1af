"""Each check can fail: a server with one planted fault is caught by the check that names it."""

import json
from dataclasses import replace

import pytest

from contracts.checks import CHECKS
from contracts.documents import document
from contracts.run import run_check
from contracts.suites import SUITES
from contracts.suites.fuzz import fuzz
from contracts.suites.rounds import walk
from contracts.suites.suite import Depth
from contracts.suites.work import Work
from counterfoil.contract_worlds import RECIPE, UNLIMITED, in_process
from tests.contracts.planted import (
    Spoilt,
    always_sends,
    asked_json,
    forgets,
    rewriting,
    when,
    without_header,
)

CONTACT = "/rl/v1/companies/{company}/contacts/{id}"
CONTACTS = "/rl/v1/companies/{company}/contacts"
NOBODY = "00000000-0000-4000-8000-000000000000"


def suite_of(system):
    return next(suite for suite in SUITES if suite.system == system)


def fuzzed(system, operation, spoil):
    """What fuzzing one operation of a spoilt server finds: the names of the checks."""
    target = in_process(system, UNLIMITED)
    spoilt = replace(target, app=spoil(target))
    path = operation.partition(" ")[2]
    depth = Depth(examples=5, only=(operation, f"TRACE {path}"))
    ran = fuzz(Work(document(system), suite_of(system), spoilt, 1, depth))
    assert ran.errors == []
    return {finding.check for finding in ran.findings}


def walked(system, operations, spoil):
    """What following the links between operations of a spoilt server finds: the checks' names."""
    target = in_process(system, UNLIMITED)
    spoilt = replace(target, app=spoil(target))
    depth = Depth(walks=20, only=operations)
    ran = walk(Work(document(system), suite_of(system), spoilt, 1, depth))
    assert ran.errors == []
    return {finding.check for finding in ran.findings}


def text_for_id(row):
    return {**row, "id": str(row["id"])}


def without_time(body):
    rows = [{k: v for k, v in row.items() if k != "UpdatedDateUTC"} for row in body["Contacts"]]
    return {**body, "Contacts": rows}


def null_for_text(body):
    return {**body, "Accounts": [{**row, "Name": None} for row in body["Accounts"]]}


def next_id(environ, status, headers, body):
    """The id of a record that is not the one that was made."""
    if (environ["REQUEST_METHOD"], status) != ("POST", 201):
        return status, headers, body
    made = json.loads(body)
    return status, headers, json.dumps({**made, "id": made["id"] + 1}).encode()


def unknown_id(body):
    rows = [{**row, "ContactID": NOBODY} for row in body["Contacts"]]
    return {**body, "Contacts": rows}


def is_nameless(environ, _status):
    asked = asked_json(environ)
    return isinstance(asked, dict) and asked.get("name") == ""


def is_post_of_clock(environ, _status):
    return environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("/clock")


FUZZED = {
    "wrong type": (
        "released",
        f"GET {CONTACT}",
        lambda target: Spoilt(target.app, answer=rewriting(text_for_id)),
        "response_schema_conformance",
    ),
    "missing field": (
        "xero",
        "GET /api.xro/2.0/Contacts",
        lambda target: Spoilt(target.app, answer=rewriting(without_time)),
        "response_schema_conformance",
    ),
    "null where Xero never sends one": (
        "xero",
        "GET /api.xro/2.0/Accounts",
        lambda target: Spoilt(target.app, answer=rewriting(null_for_text)),
        "response_schema_conformance",
    ),
    "500 on odd input": (
        "released",
        f"POST {CONTACTS}",
        lambda target: Spoilt(target.app, answer=when(is_nameless, 500)),
        "not_a_server_error",
    ),
    "undocumented code": (
        "xero",
        "PUT /api.xro/2.0/Contacts",
        lambda target: Spoilt(target.app, answer=when(lambda _, status: status == 200, 201)),
        "status_code_conformance",
    ),
    "lost authorisation check": (
        "released",
        f"GET {CONTACT}",
        lambda target: Spoilt(
            target.app,
            request=always_sends(
                "Authorization", f"Bearer {target.connection['released']['access_token']}"
            ),
        ),
        "ignored_auth",
    ),
    "missing header": (
        "released",
        f"GET {CONTACT}",
        lambda target: Spoilt(target.app, answer=without_header("X-RateLimit-Remaining")),
        "response_headers_conformance",
    ),
    "wrong header": (
        "xero",
        "GET /api.xro/2.0/Currencies",
        lambda target: Spoilt(
            target.app, answer=when(lambda *_: True, 200, **{"X-MinLimit-Remaining": "many"})
        ),
        "response_headers_conformance",
    ),
    "wrong media type": (
        "released",
        f"GET {CONTACT}",
        lambda target: Spoilt(
            target.app,
            answer=when(lambda _, status: status == 200, 200, **{"Content-Type": "text/html"}),
        ),
        "content_type_conformance",
    ),
    "takes what is wrong": (
        "control",
        "POST /_control/worlds/{world}/clock",
        lambda target: Spoilt(target.app, answer=when(is_post_of_clock, 200)),
        "negative_data_rejection",
    ),
    "refuses what is right": (
        "control",
        "GET /_control/worlds/{world}/history",
        lambda target: Spoilt(
            target.app, answer=when(lambda e, s: s == 200 and "after" in e["QUERY_STRING"], 400)
        ),
        "positive_data_acceptance",
    ),
    "answers a method that it has not": (
        "control",
        "GET /_control/health",
        lambda target: Spoilt(target.app, answer=when(lambda _, status: status == 405, 200)),
        "unsupported_method",
    ),
    "tenant header ignored": (
        "xero",
        "GET /api.xro/2.0/Contacts",
        lambda target: Spoilt(
            target.app,
            request=always_sends(
                "xero-tenant-id", target.connection["xero"]["organisations"][0]["tenant_id"]
            ),
        ),
        "missing_required_header",
    ),
}


@pytest.mark.parametrize("name", FUZZED)
def test_a_planted_fault_is_caught_by_the_check_that_names_it(name):
    system, operation, spoil, check = FUZZED[name]

    assert check in fuzzed(system, operation, spoil)


@pytest.mark.parametrize(
    ("system", "operation"), sorted({(system, op) for system, op, _, _ in FUZZED.values()})
)
def test_without_the_fault_the_same_operation_passes(system, operation):
    assert fuzzed(system, operation, lambda target: target.app) == set()


WALKED = {
    "broken link": (
        "released",
        (f"POST {CONTACTS}", f"GET {CONTACT}"),
        lambda target: Spoilt(target.app, answer=next_id),
        "ensure_resource_availability",
    ),
    "broken link of a record made by PUT": (
        "xero",
        ("PUT /api.xro/2.0/Contacts", "GET /api.xro/2.0/Contacts/{reference}"),
        lambda target: Spoilt(target.app, answer=rewriting(unknown_id, method="PUT")),
        "lost_record",
    ),
}


@pytest.mark.parametrize("name", WALKED)
def test_a_broken_link_is_caught_by_the_check_that_names_it(name):
    system, operations, spoil, check = WALKED[name]

    assert check in walked(system, operations, spoil)
    assert walked(system, operations, lambda target: target.app) == set()


def in_json(environ, status, headers, body):
    if status == 404:
        return status, {**headers, "Content-Type": "application/json"}, b"{}"
    return status, headers, body


def one_digit(_environ, status, headers, body):
    return status, headers, body.replace(b'0,"', b',"')


PROMISED = {
    "keys are ignored": ("xero", "idempotency_replay", {"request": forgets("Idempotency-Key")}),
    "keys are ignored here too": (
        "released",
        "idempotency_replay",
        {"request": forgets("Idempotency-Key")},
    ),
    "modified since is ignored": (
        "xero",
        "if_modified_since",
        {"request": forgets("If-Modified-Since")},
    ),
    "rows are always reported apart": (
        "xero",
        "summarize_errors_true",
        {"request": lambda environ: environ.update(QUERY_STRING="summarizeErrors=false")},
    ),
    "rows are always reported together": (
        "xero",
        "summarize_errors_false",
        {"request": lambda environ: environ.update(QUERY_STRING="")},
    ),
    "nobody is limited": (
        "xero",
        "rate_limits",
        {"answer": when(lambda _, status: status == 429, 200)},
    ),
    "limits are not counted": (
        "released",
        "rate_limits",
        {"answer": when(lambda *_: True, 200, **{"X-RateLimit-Remaining": "59"})},
    ),
    "unknown ids are answered in JSON": ("xero", "unknown_id", {"answer": in_json}),
    "amounts lose a digit": ("xero", "digits", {"answer": one_digit}),
    "tokens never expire": (
        "xero",
        "access_token_lifetime",
        {"answer": when(lambda _, status: status == 401, 200)},
    ),
    "any version will do": ("released", "versions", {"request": forgets("If-Match")}),
    "any tenant will do": (
        "xero",
        "tenant",
        {"answer": when(lambda _, status: status == 403, 200)},
    ),
}


@pytest.mark.parametrize("name", PROMISED)
def test_a_broken_promise_is_noticed_by_its_check(name):
    system, check_name, fault = PROMISED[name]
    check = next(each for each in CHECKS if (each.system, each.name) == (system, check_name))
    target = in_process(system, RECIPE)
    spoilt = replace(target, app=Spoilt(target.app, **fault))
    suite = suite_of(system)
    headers = {**suite.headers(target.connection), **suite.own_headers(target)}

    checked, findings = run_check(check, spoilt, headers)

    assert checked.result == "fail"
    assert check_name in {finding.check for finding in findings}


@pytest.mark.parametrize("system", [suite.system for suite in SUITES])
def test_every_promise_is_held_by_our_own_server(system):
    suite, target = suite_of(system), in_process(system, RECIPE)
    headers = {**suite.headers(target.connection), **suite.own_headers(target)}

    broken = [
        (check.name, [finding.message for finding in findings])
        for check in CHECKS
        if check.system == system
        for checked, findings in [run_check(check, target, headers)]
        if checked.result != "pass"
    ]

    assert broken == []
