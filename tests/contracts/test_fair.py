"""What a suite lets pass is no wider than what its document says in words."""

import re
from types import SimpleNamespace

import httpx
import pytest

from contracts.suites.released import RELEASED
from contracts.suites.xero import XERO
from counterfoil.contract_worlds import UNLIMITED, in_process

LONG_AGO = "0355-07-01T00:00:00Z"


def a_case(company="1", wrong=None, *, good=True, **query):
    mode = SimpleNamespace(is_negative=not good)
    meta = SimpleNamespace(
        generation=SimpleNamespace(mode=mode),
        phase=SimpleNamespace(data=SimpleNamespace(parameter=wrong)),
    )
    return SimpleNamespace(query=query, meta=meta, path_parameters={"company": company})


@pytest.mark.parametrize(
    ("case", "is_fair"),
    [
        (a_case(), True),
        (a_case(attemptedSince="2026-03-02T09:00:00Z"), True),
        (a_case(attemptedSince=LONG_AGO), False),
        (a_case(updatedSince="3000-01-01T00:00:00Z"), False),
        (a_case(updatedSince="2999-12-30T23:59:59Z"), True),
        (a_case(attemptedSince=LONG_AGO, good=False), True),
        (a_case(good=False, wrong="id"), True),
        (a_case("0x1", good=False, wrong="company"), True),
        (a_case("1", good=False, wrong="company"), False),
    ],
)
def test_only_what_no_schema_can_say_is_left_out_for_re_leased(case, is_fair):
    assert RELEASED.is_fair(case) is is_fair


def test_an_instant_before_all_clocks_is_refused_in_words():
    target = in_process("released", UNLIMITED)
    company = target.connection["released"]["companies"][0]["company_id"]
    client = httpx.Client(
        transport=httpx.WSGITransport(app=target.app),
        base_url=f"http://released.test/rl/v1/companies/{company}/",
        headers=dict(RELEASED.headers(target.connection)),
    )

    for name in ("attemptedSince", "updatedSince"):
        answer = client.get("sync-records", params={name: LONG_AGO})

        assert answer.status_code == 400
        assert f"{name} is out of range" in answer.text


@pytest.mark.parametrize(
    ("operation", "may_be_refused"),
    [
        ("DELETE /api.xro/2.0/Accounts/{reference}", True),
        ("DELETE /api.xro/2.0/TrackingCategories/{reference}/Options/{option}", True),
        ("DELETE /api.xro/2.0/ContactGroups/{reference}/Contacts", True),
        ("DELETE /api.xro/2.0/Items/{reference}", False),
        ("DELETE /api.xro/2.0/CreditNotes/{reference}/Allocations/{allocation}", False),
    ],
)
def test_only_what_can_be_in_use_or_deleted_may_refuse_to_be_removed(operation, may_be_refused):
    allowed = [
        each
        for each in XERO.expects
        if each.check == "positive_data_acceptance" and re.search(each.operations, operation)
    ]

    assert bool(allowed) is may_be_refused
