"""What a long run keeps between rounds: nothing that grows with them."""

import pytest
from schemathesis.core import jsonschema as kept
from schemathesis.specs.openapi import negative

from contracts.documents import document
from contracts.suites import rounds
from contracts.suites.control import CONTROL
from contracts.suites.memory import let_go, memory_mb, share_one_heap
from contracts.suites.suite import Depth
from contracts.suites.work import Work
from counterfoil.contract_worlds import RECIPE, in_process

FEW = ("GET /_control/health", "POST /_control/worlds/{world}/clock")


def fuzzed(**depth):
    work = Work(
        document("control"), CONTROL, in_process("control", RECIPE), 1, Depth(only=FEW, **depth)
    )
    return rounds.fuzz_in_rounds(work)


def held():
    return len(kept.validator_cache._data) + negative.get_validator.cache_info().currsize


def test_compiled_validators_are_let_go_after_each_round(monkeypatch):
    before = []
    monkeypatch.setattr(rounds, "let_go", lambda: (before.append(held()), let_go()))

    ran = fuzzed(examples=5, edges=10, cases=60)

    assert len(before) == len(ran.memory_mb) - 1 > 1
    assert min(before) > 0
    assert held() == 0


def test_a_single_round_keeps_what_it_compiled_and_leaves_the_heaps_as_they_are(monkeypatch):
    monkeypatch.setattr(rounds, "share_one_heap", lambda: pytest.fail("one round needs none"))
    let_go()

    fuzzed(examples=5, edges=10)

    assert held() > 0


def test_a_c_library_without_the_calls_is_left_alone(monkeypatch):
    monkeypatch.setattr("contracts.suites.memory.ctypes.CDLL", lambda _: object())

    share_one_heap()
    let_go()

    assert memory_mb() > 0
