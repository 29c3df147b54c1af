"""Every rule has hand-made histories: ones that keep it, and ones that break it least."""

from collections import Counter
from importlib import import_module

import pytest

from scenarios.rulebook import RULEBOOK
from tests.scenarios import test_quiet_rules as quiet
from tests.scenarios.stories import judged

MODULES = ("bank", "contact", "credit", "document", "file", "payment", "quiet", "reference",
           "scope")  # fmt: skip
LEAST = 200


def rows_of(name, side):
    """The rows of one chapter's table."""
    return getattr(import_module(f"tests.scenarios.test_{name}_rules"), side)


def rows(side):
    """The rows of a table over all chapters; the twins of R60 have tables of their own."""
    twins = {"KEEPS": quiet.TWINS_ALIKE, "BREAKS": quiet.TWINS_APART}[side]
    return [*(row for name in MODULES for row in rows_of(name, side)), *twins]


def told(side):
    """One test for each row: the rule, the history, how it is judged where a row says so."""
    return [
        pytest.param(rule, tell, *(how or [{}]), id=f"{name}-{rule}-{tell.__name__}")
        for name in MODULES
        for rule, tell, *how in rows_of(name, side)
    ]


@pytest.mark.parametrize(("rule", "tell", "how"), told("KEEPS"))
def test_a_history_that_keeps_the_rule_exercises_it_and_has_no_finding(rule, tell, how):
    findings, exercised = judged(tell, **how)

    assert findings == []
    assert exercised.get(rule, 0) > 0


@pytest.mark.parametrize(("rule", "tell", "how"), told("BREAKS"))
def test_a_history_that_breaks_the_rule_is_found(rule, tell, how):
    findings, _ = judged(tell, **how)

    assert rule in {finding.rule for finding in findings}
    assert not any(finding.unknown for finding in findings)


def test_there_are_at_least_two_hundred_hand_made_worlds():
    made = {(side, row[0], row[1].__name__) for side in ("KEEPS", "BREAKS") for row in rows(side)}

    assert len(made) >= LEAST


def test_no_history_stands_twice_in_a_table():
    for side in ("KEEPS", "BREAKS"):
        counted = Counter((row[0], row[1], str(row[2:])) for row in rows(side))
        assert [row for row, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("rule", [row.id for row in RULEBOOK])
@pytest.mark.parametrize("side", ["KEEPS", "BREAKS"])
def test_every_rule_is_kept_and_broken_by_hand(rule, side):
    assert any(row[0] == rule for row in rows(side)), f"no history in {side} for {rule}"
