"""Each rule for contacts, in the order of the table."""

import pytest

from sync.pair import Twin
from sync.rules.contact import CONTACT_RULES
from sync.rules.rule import Action, first_that_holds
from tests.sync.pairs import in_xero, pair, refused, released

ARCHIVED = released("contact", status="Archived")
GONE = in_xero("contact", status="Archived")
EDITED = released("contact", email="n@a.test")
WAS_ARCHIVED = {"base": ARCHIVED}

CASES = [
    # rule   then                what the pair is
    ("R63", Action.LEAVE, {"left_alone": "unlinked", "xero": GONE}),
    ("R62", Action.WAIT, {"xero": None, "problem": refused(code="name_taken")}),
    ("R2", Action.PUSH_NEW, {"xero": None}),
    ("R3", Action.LEAVE, {"xero": None, "released": ARCHIVED}),
    ("R3", Action.PULL_NEW, {"released": None}),
    ("R3", Action.LEAVE, {"released": None, "xero": GONE}),
    ("R3", Action.PULL_NEW, {"released": None, "xero": GONE, "is_needed": True}),
    ("R55", Action.LINK, {"external_id": None}),
    ("R13", Action.MERGE, {"xero": GONE, "xero_parent": Twin(released_id="502")}),
    ("R7", Action.ARCHIVE, {"xero": GONE}),
    ("R7", Action.ARCHIVE, {"xero": GONE, "released": EDITED}),
    ("R10", Action.RESTORE, {"xero": GONE, **WAS_ARCHIVED}),
    ("R11", Action.ARCHIVE, {"xero": GONE, "xero_moved": True, **WAS_ARCHIVED}),
    ("R11", Action.ARCHIVE, {"xero": GONE, "released": EDITED | {"updated": 2},
                             "xero_moved": True, **WAS_ARCHIVED}),
    ("R9", Action.UNARCHIVE, {"released": ARCHIVED, **WAS_ARCHIVED}),
    ("R8", Action.REPORT, {"released": ARCHIVED}),
    ("R5", Action.PULL, {"xero": in_xero("contact", email="m@a.test")}),
    ("R4", Action.PUSH, {"released": EDITED}),
    ("R11", Action.REPORT, {"released": {**ARCHIVED, "email": "n@a.test"}, "xero": GONE}),
    ("R54", Action.LEAVE, {}),
    ("R54", Action.LEAVE, {"released": ARCHIVED, "xero": GONE}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "action", "values"), CASES)
def test_each_rule_has_its_case(rule: str, action: Action, values: dict):
    found = first_that_holds(CONTACT_RULES, pair("contact", **values))

    assert (found.id, found.action) == (rule, action)


def test_a_refused_restore_falls_back_to_archived():
    """Rule: R10."""
    problem = refused(code="archived_there", action=Action.RESTORE)

    found = first_that_holds(
        CONTACT_RULES, pair("contact", xero=GONE, problem=problem, **WAS_ARCHIVED)
    )

    assert found.action is Action.FALL_BACK


def test_a_refused_edit_does_not_archive():
    problem = refused(code="refused", action=Action.PUSH)

    found = first_that_holds(CONTACT_RULES, pair("contact", xero=GONE, problem=problem))

    assert found.action is Action.WAIT
