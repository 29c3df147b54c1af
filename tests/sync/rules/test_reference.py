"""Each rule for what is managed in Xero, in the order of the table."""

from typing import Any

import pytest

from sync.merge import NOTHING
from sync.pair import Pair, Twin
from sync.rules.reference import REFERENCE_RULES
from sync.rules.rule import Action, Rule, first_that_holds
from tests.sync.pairs import refused

HERE = {"code": "200", "name": "Sales", "status": "Active", "type": "REVENUE", "tax": None}
RENAMED = {**HERE, "name": "Rent"}
OPTION = {"name": "Harbour House", "status": "Active", "category": "c-1"}

CASES: list[tuple[str, Action, dict[str, Any]]] = [
    # rule   then            what the pair is
    ("R45", Action.LEAVE, {"xero": None, "xero_id": None}),
    ("R62", Action.WAIT, {"xero": RENAMED, "problem": refused("released")}),
    ("R47", Action.WAIT, {"type": "tracking_option", "released": None, "xero": OPTION}),
    ("R42", Action.MIRROR, {"released": None}),
    ("R42", Action.MIRROR, {"xero": RENAMED}),
    ("R42", Action.MIRROR, {"xero": {**HERE, "status": "Archived"}}),
    ("R54", Action.LEAVE, {}),
]


def decided(values: dict[str, Any]) -> Rule:
    usual = {"type": "account", "released": HERE, "xero": HERE, "xero_parent": Twin()}
    wanted = {**usual, "released_id": "1", "xero_id": "a-1", "verdict": NOTHING, **values}
    return first_that_holds(REFERENCE_RULES, Pair(id=1, company=1, **wanted))


@pytest.mark.parametrize(("rule", "action", "values"), CASES)
def test_each_rule_has_its_case(rule: str, action: Action, values: dict[str, Any]):
    assert (decided(values).id, decided(values).action) == (rule, action)


def test_no_row_is_without_a_case():
    assert {decided(values) for _, _, values in CASES} == set(REFERENCE_RULES)
