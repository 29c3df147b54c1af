"""Each rule for files, in the order of the table."""

from dataclasses import replace

import pytest

from sync.merge import Conflict, Side, Verdict
from sync.pair import Twin
from sync.rules.attachment import ATTACHMENT_RULES
from sync.rules.rule import Action, first_that_holds
from tests.sync.pairs import DOCUMENT, in_xero, pair, refused, released

DELETED = released("attachment", deletedAt="2026-03-02T09:00:00.000Z")
GONE = in_xero("attachment", status="Deleted")
OTHER_BYTES = released("attachment", sha256="two")
THEIR_BYTES = in_xero("attachment", digest="three")
NOT_PUSHED = Twin(released_id="9", released_status="Draft")
VOID = replace(DOCUMENT, xero_status="Voided")
VOID_HERE = replace(DOCUMENT, released_status="Voided")
NAMED = {"name_there": "lease.pdf"}
CONTESTED = Verdict(conflicts=(Conflict("digest", "two", "three", Side.RELEASED),))
UNDECIDED = Verdict(conflicts=(Conflict("digest", "two", "three", None),))

CASES = [
    ("R63", Action.LEAVE, {"left_alone": "unlinked", "released": OTHER_BYTES}),
    ("R34", Action.LEAVE, {"xero": None, "released_parent": VOID}),
    ("R34", Action.LEAVE, {"xero": None, "released_parent": VOID_HERE}),
    ("R34", Action.LEAVE, {"released": None, "xero_parent": VOID_HERE}),
    ("R33", Action.LEAVE, {"xero": None, "released": DELETED}),
    ("R33", Action.LEAVE, {"released": None, "xero": GONE}),
    ("R33", Action.LEAVE, {"released": DELETED, "xero": GONE}),
    ("R62", Action.WAIT, {"xero": None, "problem": refused(code="file")}),
    ("R62", Action.WAIT, {"released": DELETED, "problem": refused(code="file_deleted_here")}),
    ("R62", Action.WAIT, {"released": OTHER_BYTES, "xero": GONE, "problem": refused()}),
    ("R32", Action.PUSH_ANEW, {"released": OTHER_BYTES, "xero": GONE}),
    ("R33", Action.PULL_REMOVAL, {"xero": GONE}),
    ("R32", Action.REPORT, {"released": DELETED, "released_id": None}),
    ("R33", Action.REPORT, {"released": DELETED}),
    ("R34", Action.WAIT, {"xero": None, "released_parent": NOT_PUSHED}),
    ("R34", Action.WAIT, {"released": None, "xero_parent": Twin()}),
    ("R30", Action.PUSH_NEW, {"xero": None}),
    ("R31", Action.PULL_NEW, {"released": None}),
    ("R55", Action.LINK, {"external_id": None}),
    ("R32", Action.REPORT, {"released": OTHER_BYTES, "xero": THEIR_BYTES, "verdict": UNDECIDED}),
    ("R32", Action.KEEP_LOSER, {"released": OTHER_BYTES, "xero": THEIR_BYTES,
                                "verdict": CONTESTED}),
    ("R32", Action.PULL, {"xero": THEIR_BYTES}),
    ("R32", Action.PULL, {"xero": THEIR_BYTES, "name_there": "signed.pdf"}),
    ("R32", Action.PUSH_ANEW, {"name_there": "signed.pdf"}),
    ("R32", Action.PUSH, {"released": OTHER_BYTES, **NAMED}),
    ("R54", Action.LEAVE, NAMED),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "action", "values"), CASES)
def test_each_rule_has_its_case(rule: str, action: Action, values: dict):
    found = first_that_holds(ATTACHMENT_RULES, pair("attachment", **values))

    assert (found.id, found.action) == (rule, action)


def test_no_row_is_without_a_case():
    told = {
        first_that_holds(ATTACHMENT_RULES, pair("attachment", **values)).holds
        for _, _, values in CASES
    }

    assert {rule.holds.__name__ for rule in ATTACHMENT_RULES} - {h.__name__ for h in told} == {
        "is_without_twin"  # what neither side has ever had to decide: both halves unknown
    }
