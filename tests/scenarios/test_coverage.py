"""What histories met is counted by action, phase and fault, and what they never met is told."""

import pytest

from scenarios.coverage import FAULTS, cell_named, cells_of, never_met, possible
from scenarios.interpreter import OK, REFUSED, SKIPPED, Event, Run
from scenarios.phases import (
    APART,
    CLOSED,
    LINKED,
    NEW,
    PHASES,
    SETTLED,
    UNLINKED,
    UNSYNCED,
    phase_of,
)
from scenarios.plan import Plan
from scenarios.report.text import coverage_table
from scenarios.verdict import Tally, Verdict, from_json, merge

EDIT = {"do": "contact.edit", "in": "xero", "on": "c1"}
CYCLE = {"do": "cycle"}
BOTH = {"xero": {"Status": "AUTHORISED"}, "released": {"status": "Approved"}}


@pytest.mark.parametrize(
    ("views", "how", "phase"),
    [
        ({"xero": {"Status": "DRAFT"}}, {}, UNSYNCED),
        (BOTH, {}, LINKED),
        ({**BOTH, "xero": {"AmountPaid": "10.00"}}, {}, SETTLED),
        ({**BOTH, "xero": {"AmountPaid": "0.00"}}, {}, LINKED),
        ({**BOTH, "released": {"status": "Voided"}}, {}, CLOSED),
        ({"xero": {"ContactStatus": "ARCHIVED"}}, {}, CLOSED),
        (BOTH, {"left_out": True}, UNLINKED),
        (BOTH, {"connected": False}, APART),
    ],
)
def test_a_record_s_phase_is_told_by_its_copies(views, how, phase):
    assert phase_of(views, **{"connected": True, "left_out": False, **how}) == phase


def a_run(*events: Event) -> Run:
    return Run(Plan(steps=tuple(event.step for event in events)), events=list(events))


def test_an_action_meets_the_faults_of_the_cycle_that_carries_it():
    run = a_run(
        Event(0, EDIT, OK, phase=LINKED),
        Event(1, CYCLE, OK, struck=("crash", "status")),
        Event(2, EDIT, OK, phase=SETTLED),
        Event(None, CYCLE, OK),
    )

    assert [str(cell) for cell in cells_of(run)] == [
        "contact · edit in Xero · linked · crash",
        "contact · edit in Xero · linked · status",
        "contact · edit in Xero · settled by money · none",
    ]


@pytest.mark.parametrize("outcome", [REFUSED, SKIPPED])
def test_what_a_product_did_not_let_happen_was_not_met(outcome):
    assert list(cells_of(a_run(Event(0, EDIT, outcome, phase=LINKED)))) == []


def test_a_race_is_itself_what_went_wrong():
    race = {"do": "race", "call": 3, "step": EDIT}

    (cell,) = cells_of(a_run(Event(0, race, OK, phase=LINKED), Event(None, CYCLE, OK)))

    assert cell.fault == "race"
    assert cell_named(str(cell)) == cell


def test_everything_is_missing_before_the_first_history():
    gaps = never_met({})

    assert {(entity, action) for entity, action, _ in gaps} == {c[:2] for c in possible()}
    assert all(words == "never" for *_, phases in gaps for words in phases.values())


def test_a_phase_that_was_met_lacks_only_faults():
    met = {f"contact · edit in Xero · linked · {fault}": 1 for fault in FAULTS[:3]}

    phases = next(
        p
        for entity, action, p in never_met(met)
        if (entity, action) == ("contact", "edit in Xero")
    )

    assert phases["linked"] == f"-{len(FAULTS) - 3}"
    assert phases["disconnected"] == "never"


def test_what_was_met_beside_every_fault_is_no_gap():
    met = {
        f"contact · edit in Xero · {phase} · {fault}": 1 for fault in FAULTS for phase in PHASES
    }

    assert ("contact", "edit in Xero") not in {gap[:2] for gap in never_met(met)}
    assert NEW not in {
        phase for c, a, phase in possible() if (c, a) == ("contact", "edit in Xero")
    }


def a_verdict(**met: int) -> Verdict:
    tally = Tally()
    tally.add({}, 1, 1, {f"contact · edit in Xero · linked · {k}": n for k, n in met.items()})
    return Verdict(result="pass", profile="guide", seed=1, scenarios=1, met=tally.met)


def test_shards_add_up_what_they_met():
    whole = merge([a_verdict(none=2, crash=1), from_json(a_verdict(none=3).as_json())])

    assert whole.met == {
        "contact · edit in Xero · linked · crash": 1,
        "contact · edit in Xero · linked · none": 5,
    }


def test_the_table_says_what_was_never_met():
    text = coverage_table(a_verdict(none=1))

    assert "contact: edit in Xero" in text
    assert text.endswith("in a phase never met.")
