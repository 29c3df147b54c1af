"""Every rule has hand-made histories: ones that keep it, and ones that break it least."""

from collections import Counter
from importlib import import_module

import pytest

from scenarios.rulebook import RULEBOOK

MODULES = ("bank", "contact", "credit", "document", "file", "payment", "quiet", "reference",
           "scope")  # fmt: skip
LEAST = 200


def rows(side):
    """The rows of a table over all chapters; the twins of R60 have tables of their own."""
    chapters = [import_module(f"tests.scenarios.test_{name}_rules") for name in MODULES]
    twins = {"KEEPS": "TWINS_ALIKE", "BREAKS": "TWINS_APART"}[side]
    return [row for each in chapters for row in (*getattr(each, side), *getattr(each, twins, ()))]


def test_there_are_at_least_two_hundred_hand_made_worlds():
    told = {(side, row[0], row[1].__name__) for side in ("KEEPS", "BREAKS") for row in rows(side)}

    assert len(told) >= LEAST


def test_no_history_stands_twice_in_a_table():
    for side in ("KEEPS", "BREAKS"):
        counted = Counter((row[0], row[1], str(row[2:])) for row in rows(side))
        assert [row for row, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("rule", [row.id for row in RULEBOOK])
@pytest.mark.parametrize("side", ["KEEPS", "BREAKS"])
def test_every_rule_is_kept_and_broken_by_hand(rule, side):
    assert any(row[0] == rule for row in rows(side)), f"no history in {side} for {rule}"
