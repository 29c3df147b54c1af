"""Each rule for payments, in the order of the table."""

from dataclasses import replace

import pytest

from sync.pair import Twin
from sync.rules.payment import PAYMENT_RULES
from sync.rules.rule import Action, first_that_holds
from tests.sync.pairs import DOCUMENT, in_xero, pair, refused, released

REVERSED = released("payment", status="Reversed")
DELETED = in_xero("payment", status="Reversed")
NOT_PUSHED = Twin(released_id="9", released_status="Approved")
NOT_SENT = replace(NOT_PUSHED, is_refused=True)
VOID_HERE = replace(DOCUMENT, released_status="Voided")
ROOM = replace(DOCUMENT, due=4000)
AWAITING = replace(DOCUMENT, xero_status="AwaitingApproval")
VOID = replace(DOCUMENT, xero_status="Voided")
TOO_MUCH = refused(code="overpaid")

CASES = [
    ("R63", Action.LEAVE, {"xero": None, "left_alone": "before the sync-from date"}),
    ("R41", Action.LEAVE, {"xero": None, "released": REVERSED}),
    ("R41", Action.LEAVE, {"released": None, "xero": DELETED}),
    ("R35", Action.WAIT, {"xero": None, "released_parent": NOT_PUSHED}),
    ("R35", Action.WAIT, {"xero": None, "released_parent": AWAITING}),
    ("R35", Action.REPORT, {"xero": None, "released_parent": NOT_SENT}),
    ("R35", Action.PUSH_NEW, {"xero": None}),
    ("R36", Action.PULL_NEW, {"released": None}),
    ("R35", Action.WAIT, {"released": None, "xero_parent": Twin()}),
    ("R35", Action.REPORT, {"released": None, "xero_parent": VOID_HERE}),
    ("R38", Action.REVERSE, {"xero": None, "released_parent": VOID}),
    ("R38", Action.REVERSE, {"xero": None, "problem": TOO_MUCH}),
    ("R62", Action.WAIT, {"xero": None, "problem": TOO_MUCH, "released_parent": ROOM}),
    ("R39", Action.REVERSE, {"xero": DELETED}),
    ("R40", Action.REPORT, {"released": REVERSED}),
    ("R14", Action.LEAVE, {"released": None,
                           "xero": in_xero("payment", type="AROVERPAYMENTPAYMENT")}),
    ("R39", Action.LOOK_AGAIN, {"xero_parent": replace(DOCUMENT, payments=())}),
    ("R55", Action.LINK, {"external_id": None}),
    ("R41", Action.LEAVE, {}),
    ("R41", Action.LEAVE, {"released": REVERSED, "xero": DELETED}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "action", "values"), CASES)
def test_each_rule_has_its_case(rule: str, action: Action, values: dict):
    found = first_that_holds(PAYMENT_RULES, pair("payment", **values))

    assert (found.id, found.action) == (rule, action)
