"""A caller's mistakes are findings with the exact call; a good caller has none."""

import json
from urllib.parse import urlencode

import httpx
import pytest

from contracts.asked import Asked, requests
from contracts.consumer import Consumer
from counterfoil.benches import OpenBench
from counterfoil.consumers import judged
from counterfoil.inprocess import Simulators
from scenarios.plan import Plan
from sync.door import factory as reference_sync

XERO = "/api.xro/2.0"
RELEASED = "/rl/v1/companies/1"
TENANT = {"xero-tenant-id": "8f0d1c7e-0000-4000-8000-000000000001"}
TOKEN = {"authorization": "Bearer w-01.abcdefghijkl"}
GOOD = {**TOKEN, **TENANT, "content-type": "application/json"}


def asked(method="GET", path=f"{XERO}/Contacts", query="", headers=GOOD, body=None):
    content = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
    return Asked(method, path, query, headers, content)


def mistakes(request, system="xero"):
    return [(each.check, each.message) for each in requests(system).breaches(request)]


INVOICE = {"Type": "ACCREC", "Contact": {"ContactID": TENANT["xero-tenant-id"]}, "LineItems": []}
CONTACT = {"name": "Ada Moss"}


@pytest.mark.parametrize(
    ("system", "request_"),
    [
        ("xero", asked(query="page=2&includeArchived=true")),
        ("xero", asked("PUT", body={"Contacts": [{"Name": "Ada Moss"}]})),
        ("xero", asked("PUT", f"{XERO}/Invoices", body={"Invoices": [INVOICE]})),
        ("released", asked("POST", f"{RELEASED}/contacts", body=CONTACT)),
    ],
)
def test_a_good_request_has_no_breach(system, request_):
    assert mistakes(request_, system) == []


@pytest.mark.parametrize(
    ("system", "request_", "check", "words"),
    [
        ("xero", asked("PUT", body={"Contacts": [{"Nmae": "Ada"}]}), "wrong_body", "Nmae"),
        ("released", asked("POST", f"{RELEASED}/contacts", body={**CONTACT, "mood": 1}),
         "wrong_body", "mood"),
        ("released", asked("POST", f"{RELEASED}/contacts", body={"name": 7}), "wrong_body", "7"),
        ("xero", asked("PUT", f"{XERO}/Invoices", body={"Invoices": [{**INVOICE, "Type": 4}]}),
         "wrong_body", "Invoices"),
        ("xero", asked("PUT", body=b"{"), "wrong_body", "not JSON"),
        ("xero", asked("PUT", headers={**TOKEN, **TENANT}, body={"Contacts": [{"Name": "A"}]}),
         "missing_header", "content-type"),
        ("xero", asked(headers=TOKEN), "missing_header", "xero-tenant-id"),
        ("xero", asked(headers=TENANT), "missing_header", "authorization"),
        ("xero", asked(query="page=first"), "wrong_parameter", "page"),
        ("xero", asked(query="pag=1"), "unknown_parameter", "pag"),
        ("xero", asked(query="access_token=abc"), "secret_in_url", "access_token"),
        ("xero", asked(query=urlencode({"page": "w-01.abcdefghijkl"})), "secret_in_url", "token"),
        ("xero", asked(path=f"{XERO}/Unicorns"), "undocumented_operation", "no document"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_what_is_wrong(system, request_, check, words):
    found = mistakes(request_, system)

    assert check in {name for name, _ in found}
    assert any(words in message for name, message in found if name == check)


def paced(*calls, scale=1):
    """The checks of each call of one caller: (status, headers), seconds."""
    consumer = Consumer("xero", lambda environ, start: [])
    request = {"method": "GET", "path": f"{XERO}/Contacts", "query": "", "body": b""}
    return [
        [each["check"] for each in found]
        for answer, at in calls
        for found in [consumer.judge({**request, "headers": GOOD}, answer, 1000 * at, scale)]
    ]


LIMITED = (429, {"Retry-After": "30"})
SPENT = (200, {"X-MinLimit-Remaining": "0"})
FINE = (200, {"X-MinLimit-Remaining": "9"})


def test_a_call_before_retry_after_is_over_is_a_finding():
    assert paced((LIMITED, 0), (LIMITED, 29), (FINE, 40)) == [
        [],
        ["ignored_retry_after"],
        ["ignored_retry_after"],
    ]
    assert paced((LIMITED, 0), (FINE, 30)) == [[], []]


def test_retry_after_is_waited_for_in_real_seconds_where_the_clock_runs():
    assert paced((LIMITED, 0), (FINE, 30 * 60 - 1), scale=60) == [[], ["ignored_retry_after"]]
    assert paced((LIMITED, 0), (FINE, 30 * 60), scale=60) == [[], []]


def test_a_call_beyond_a_limit_that_was_told_is_a_finding():
    assert paced((FINE, 0), (SPENT, 1), (LIMITED, 2)) == [[], [], ["beyond_the_limit"]]
    assert paced((SPENT, 0), (FINE, 61), (LIMITED, 62)) == [[], [], []]


def test_a_limit_of_a_minute_is_open_again_after_a_minute():
    """A refusal that was planted is not the caller's fault, who waited."""
    assert paced((SPENT, 0), (LIMITED, 59)) == [[], ["beyond_the_limit"]]
    assert paced((SPENT, 0), (LIMITED, 60)) == [[], []]


def test_a_world_that_is_brought_back_in_time_forgets_the_pace():
    assert paced((LIMITED, 100), (FINE, 10)) == [[], []]


def test_the_journal_of_calls_carries_what_is_wrong_with_each():
    simulators = Simulators(around=judged)
    made = simulators.control.post("worlds", json={"fixture": "portfolio"}).json()
    client = httpx.Client(
        transport=httpx.WSGITransport(app=simulators.apps["xero"]), base_url="http://xero.test"
    )
    headers = {
        "Authorization": f"Bearer {made['xero']['access_token']}",
        "xero-tenant-id": made["xero"]["organisations"][0]["tenant_id"],
    }

    client.get(f"{XERO}/Contacts", headers=headers)
    client.get(f"{XERO}/Contacts?pag=1", headers=headers)

    calls = simulators.control.get(f"worlds/{made['world']}/calls").json()["calls"]
    assert [call["breaches"] for call in calls] == [
        [],
        [{"check": "unknown_parameter", "operation": f"GET {XERO}/Contacts",
          "message": "query parameter pag is not described"}],
    ]  # fmt: skip


def odd_sync(connection, http):
    """The reference sync, which also asks Xero a question that no document describes."""
    sync = reference_sync(connection, http)
    cycle, client = sync.cycle, http.client(connection["xero"]["api_url"])
    token = {"Authorization": f"Bearer {connection['xero']['access_token']}"}
    tenant = {"xero-tenant-id": connection["xero"]["organisations"][0]["tenant_id"]}

    def odd():
        client.get(f"http://xero.test{XERO}/Contacts?pag=1", headers={**token, **tenant})
        return cycle()

    sync.cycle = odd
    return sync


@pytest.mark.parametrize(
    ("name", "broken"), [("sync.door:factory", set()), (f"{__name__}:odd_sync", {"contract"})]
)
def test_verify_tells_a_breach_of_the_contract_as_a_finding(name, broken):
    bench = OpenBench(sync_object=name)()

    examined = bench.examine(Plan(name="calls", steps=({"do": "cycle"},)))

    assert set(examined.run.broken()) & {"contract"} == broken
    assert examined.exercised.get("contract", 0) > 0
    messages = [each.message for each in examined.run.findings if each.rule == "contract"]
    assert all("GET /api.xro/2.0/Contacts?pag=1" in each for each in messages)
    bench.close()
