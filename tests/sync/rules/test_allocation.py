"""Each rule for allocations, in the order of the table."""

from dataclasses import replace

import pytest

from sync.pair import Twin
from sync.rules.allocation import ALLOCATION_RULES
from sync.rules.rule import Action, first_that_holds
from tests.sync.pairs import DOCUMENT, in_xero, pair, refused, released

REMOVED = released("allocation", status="Reversed")
GONE = in_xero("allocation", status="Reversed")
NOT_PUSHED = Twin(released_id="9", released_status="Approved")
NOT_SENT = replace(NOT_PUSHED, is_refused=True)
PAID_HERE = replace(DOCUMENT, released_status="Paid")
VOID_HERE = replace(DOCUMENT, released_status="Voided")
VOID = replace(DOCUMENT, xero_status="Voided")
OUT_OF_SCOPE = replace(DOCUMENT, is_left_alone=True)
AWAITING = replace(DOCUMENT, xero_status="AwaitingApproval")
ROOM = replace(DOCUMENT, due=4000)
TOO_MUCH = refused(code="overpaid")
BOTH_ROOM = {"released_parent": ROOM, "released_other": ROOM}
ALONE = {"left_alone": "before the sync-from date"}

CASES = [
    ("R63", Action.LEAVE, {"xero": None, **ALONE}),
    ("R63", Action.REPORT, {"xero": None, **ALONE, "released_other": OUT_OF_SCOPE}),
    ("R63", Action.REPORT, {"released": None, **ALONE, "xero_parent": OUT_OF_SCOPE}),
    ("R63", Action.WAIT, {"xero": None, **ALONE, "released_other": OUT_OF_SCOPE,
                          "problem": refused(code="half_in_scope")}),
    ("R63", Action.LEAVE, {"xero": None, **ALONE, "released_other": OUT_OF_SCOPE,
                           "released_parent": OUT_OF_SCOPE}),
    ("R38", Action.REVERSE, {"xero": None, "released_parent": VOID}),
    ("R38", Action.REVERSE, {"xero": None, "released_other": VOID}),
    ("R38", Action.REVERSE, {"xero": None, "problem": TOO_MUCH, "released_parent": ROOM}),
    ("R62", Action.WAIT, {"xero": None, "problem": TOO_MUCH, **BOTH_ROOM}),
    ("R28", Action.LEAVE, {"xero": None, "released": REMOVED}),
    ("R28", Action.LEAVE, {"released": None, "xero": GONE}),
    ("R28", Action.HOLD, {"released": None, "may_be_ours": True}),
    ("R28", Action.REPORT, {"xero": None, "released_other": NOT_SENT}),
    ("R28", Action.REPORT, {"released": None, "xero_parent": VOID_HERE}),
    ("R28", Action.WAIT, {"xero": None, "released_parent": NOT_PUSHED}),
    ("R28", Action.WAIT, {"xero": None, "released_other": AWAITING}),
    ("R28", Action.WAIT, {"released": None, "xero_other": Twin()}),
    ("R28", Action.PUSH_NEW, {"xero": None}),
    ("R28", Action.PULL_NEW, {"released": None}),
    ("R28", Action.PULL_NEW, {"released": None, "xero_other": PAID_HERE}),
    ("R28", Action.REVERSE, {"xero": GONE}),
    ("R28", Action.PUSH_REMOVAL, {"released": REMOVED}),
    ("R55", Action.LINK, {"external_id": None}),
    ("R28", Action.LEAVE, {}),
    ("R28", Action.LEAVE, {"released": REMOVED, "xero": GONE}),
    ("R28", Action.LEAVE, {"released": REMOVED, "xero": GONE, "external_id": None}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "action", "values"), CASES)
def test_each_rule_has_its_case(rule: str, action: Action, values: dict):
    found = first_that_holds(ALLOCATION_RULES, pair("allocation", **values))

    assert (found.id, found.action) == (rule, action)


def test_no_row_is_without_a_case():
    told = {
        first_that_holds(ALLOCATION_RULES, pair("allocation", **values)).holds
        for _, _, values in CASES
    }

    assert {rule.holds.__name__ for rule in ALLOCATION_RULES} - {h.__name__ for h in told} == {
        "is_without_twin"  # what neither side has ever had to decide: both halves unknown
    }
