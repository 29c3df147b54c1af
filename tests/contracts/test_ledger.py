"""A long run notices a record that was answered and lost, and an answer that hangs."""

from dataclasses import replace
from itertools import count

import httpx
import pytest

from contracts.answers import Answer
from contracts.documents import document
from contracts.ledger import Ledger
from contracts.suites import SUITES
from contracts.suites.rounds import fuzz_lasting
from contracts.suites.suite import Depth
from contracts.suites.work import Work
from contracts.watch import HANGS_S, Watch
from counterfoil.contract_worlds import UNLIMITED, in_process

CONTACTS = {
    "xero": "PUT /api.xro/2.0/Contacts",
    "released": "POST /rl/v1/companies/{company}/contacts",
}
MAKES = Depth(examples=8, phases=("examples", "fuzzing"))


def lasting(system, losing=lambda state: state):
    suite = next(each for each in SUITES if each.system == system)
    target = in_process(system, UNLIMITED)
    there = target.look
    spoilt = replace(target, look=lambda: losing(there()))
    depth = replace(MAKES, only=(CONTACTS[system],))
    return fuzz_lasting(Work(document(system), suite, spoilt, 1, depth))


@pytest.mark.parametrize("system", CONTACTS)
def test_what_was_made_in_a_lasting_world_is_there_at_the_end(system):
    ran = lasting(system)

    assert ran.kept > 0
    assert "lost_record" not in {each.check for each in ran.findings}


@pytest.mark.parametrize("system", CONTACTS)
def test_a_record_that_was_answered_and_is_gone_is_a_finding(system):
    ran = lasting(system, losing=lambda state: {**state, "contact": state["contact"][:-1]})

    lost = [each for each in ran.findings if each.check == "lost_record"]
    assert len(lost) == 1
    assert "was answered and is not in the books" in lost[0].message


def noted(*answers):
    ledger = Ledger("released", next(each for each in SUITES if each.system == "released").made)
    for method, path, status, body in answers:
        ledger.note(Answer(method, path, status, {}, body))
    return ledger


PATH = "/rl/v1/companies/1/invoices"


@pytest.mark.parametrize(
    ("answers", "lost"),
    [
        ([("POST", PATH, 201, b'{"id": 7}')], 1),
        ([("POST", PATH, 201, b'{"id": 7}'), ("DELETE", f"{PATH}/7", 204, b"")], 0),
        ([("POST", PATH, 201, b'{"id": 7}'), ("DELETE", f"{PATH}/7", 409, b"")], 1),
        ([("POST", PATH, 422, b'{"id": 7}')], 0),
        ([("GET", PATH, 200, b'{"id": 7}')], 0),
    ],
)
def test_only_what_was_made_and_not_removed_must_be_there(answers, lost):
    assert len(list(noted(*answers).lost({"document": []}))) == lost


def test_an_answer_that_takes_too_long_is_a_finding():
    ticks = count(0, HANGS_S + 1)
    target = in_process("control", UNLIMITED)
    watch = Watch("control", target.app, stopwatch=lambda: next(ticks))

    httpx.Client(transport=httpx.WSGITransport(app=watch)).get("http://control/_control/health")

    assert [each.check for each in watch.findings] == ["hang"]
    assert watch.slowest_s == HANGS_S + 1
