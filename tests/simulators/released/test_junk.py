"""Junk of every kind at every endpoint: a documented problem, never a crash, nothing changed."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.released.dialect import PROBLEMS
from simulators.released.vendor import VENDOR
from tests.simulators.released.office import Office, a_line

ENDPOINTS = [endpoint for endpoint in VENDOR.endpoints if not endpoint.public]
NAMES = (
    "name", "email", "phones", "addresses", "companyIds", "externalId", "kind", "status", "lines",
    "contactId", "issueDate", "amount", "documentId", "date", "accountCode", "intoId", "tenantId",
    "entity", "direction", "recordId", "rate", "code", "propertyId", "trackingOptionId", "taxMode",
    "syncFromDate", "categories", "version", "fromInvoiceId", "invoiceId", "allocations", "side",
    "total", "amountRefunded", "", "ünïcode",
)  # fmt: skip
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(["1.00", "-0.00", "1e9", "2026-03-01", "Draft", "IncomeInvoice", "501", "٣"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*NAMES, "type", "number", "unitPrice"]), inner, max_size=3
        ),
    ),
    max_leaves=8,
)
right = st.sampled_from(
    [
        {"name": "Ann"},
        {"name": "x", "rate": "5", "code": "201", "status": "Archived"},
        {"documentId": 10001, "amount": "1.00", "date": "2026-03-01", "accountCode": "091"},
        {"lines": [a_line()], "taxMode": "NoTax"},
        {
            "kind": "IncomeInvoice",
            "contactId": 501,
            "issueDate": "2026-03-01",
            "lines": [a_line()],
            "status": "Approved",
        },
        {"kind": "IncomeCreditNote", "fromInvoiceId": 10002, "issueDate": "2026-03-01"},
        {"invoiceId": 10002, "amount": "1.00", "date": "2026-03-01"},
        {
            "kind": "Overpayment",
            "side": "Income",
            "contactId": 501,
            "date": "2026-03-01",
            "total": "9.00",
            "allocations": [{"invoiceId": 10002, "amount": "1.00", "date": "2026-03-01"}],
        },
        {"entity": "contact", "recordId": 501, "direction": "Incoming"},
        {},
    ]
)
bodies = st.one_of(
    values,
    st.builds(
        lambda a, b: {**a, **b}, right, st.dictionaries(st.sampled_from(NAMES), values, max_size=2)
    ),
)
parts = st.sampled_from(
    [
        "1",
        "501",
        "10001",
        "10002",
        "50001",
        "60001",
        "70001",
        "11",
        "41",
        "61",
        "0",
        "x",
        "STANDARD",
        "%2e",
    ]
)
queries = st.dictionaries(
    st.sampled_from(
        ["page", "pageSize", "cursor", "updatedSince", "status", "sort", "q", "after"]
    ),
    st.one_of(st.sampled_from(["1", "Draft", "2026-01-01", "", "id"]), st.text(max_size=5)),
    max_size=2,
)
headers = st.dictionaries(
    st.sampled_from(["If-Match", "Idempotency-Key", "Content-Type", "Accept"]),
    st.sampled_from(['"1"', "*", "x" * 200, "application/json", "text/html", ",,"]),
    max_size=2,
)

office = Office()
NOTE, INVOICE = office.a_pair()
office.a_payment(INVOICE, "1.00")
office.an_allocation(NOTE, INVOICE, "1.00")
office.a_credit(contactId=NOTE["contactId"])
START = office.world.snapshot()


def path_of(route: str, company: str, part: str) -> str:
    """A route with its parts filled in."""
    return re.sub("<[a-z]+>", part, route.replace("<company>", company))


@settings(deadline=None, max_examples=250)
@given(
    st.sampled_from(ENDPOINTS),
    st.sampled_from(["1", "2", "3"]),
    parts,
    st.one_of(bodies, st.none()),
    queries,
    headers,
    st.sampled_from(["user", "sync"]),
)
def test_junk_gets_a_documented_problem_and_changes_nothing(
    endpoint: Any, company: str, part: str, body: Any, query: Any, header: Any, who: str
) -> None:
    """Source: designed, re-leased.md §6.6."""
    office.world.restore(START)
    before = office.state()
    answer = office.call(
        endpoint.method,
        path_of(endpoint.path, company, part),
        body,
        who,
        query_string=query,
        headers=header,
    )
    if answer.status_code < 300:
        return
    assert answer.status_code < 500
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["code"] in PROBLEMS or problem["code"] == "validation_failed"
    assert office.state() == before


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from(ENDPOINTS),
    st.binary(max_size=60),
    st.sampled_from(["application/json", "", "x/y"]),
)
def test_bytes_that_are_no_json_get_a_documented_problem(
    endpoint: Any, body: bytes, media: str
) -> None:
    """Source: designed, re-leased.md §6.6."""
    office.world.restore(START)
    answer = office.call(
        endpoint.method, path_of(endpoint.path, "1", "501"), data=body, content_type=media
    )
    assert answer.status_code < 500


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(VENDOR.edits), st.sampled_from(["501", "10001", "70001", "x", ""]), bodies)
def test_people_who_enter_junk_are_refused_too(edit: Any, record: str, body: Any) -> None:
    """Source: protocol: a refusal, nothing changed."""
    office.world.restore(START)
    fields = body if isinstance(body, dict) else {}
    known = {name: value for name, value in fields.items() if name in edit.fields}
    office.person(edit.kind, record, **known)
