"""
No row of a table is without a case: what the other tables leave out, and a count of all.

Rows for credits, allocations, files and reference data are counted beside their own tables.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from sync.merge import POLICIES, merged
from sync.pair import Twin
from sync.rules.contact import CONTACT_RULES
from sync.rules.document import DOCUMENT_RULES
from sync.rules.payment import PAYMENT_RULES
from sync.rules.rule import Action, Rule, first_that_holds
from tests.sync.pairs import CONTACT, in_xero, pair, refused, released
from tests.sync.rules import test_contact, test_document, test_payment

RULES: dict[str, Sequence[Rule]] = {
    "contact": CONTACT_RULES,
    "document": DOCUMENT_RULES,
    "payment": PAYMENT_RULES,
}
UNITS = {"contact": "email", "document": "dueDate"}
ARCHIVED = released("contact", status="Archived")
LATER = {"dueDate": "2026-05-01"}
REFUSED = {"is_refused": True, "xero_id": None}


def undecided(type_: str) -> dict[str, Any]:
    """Both sides wrote the same unit, and the policy is to ask a person."""
    base, unit = released(type_), UNITS[type_]
    ours, theirs = {**base, unit: "2026-05-01"}, in_xero(type_, **{unit: "2026-06-01"})
    verdict = merged(type_, base, ours, theirs, POLICIES["error"])
    return {"released": ours, "xero": theirs, "base": base, "verdict": verdict}


def agreed(status: str) -> dict[str, Any]:
    return {"base": released("document", status=status)}


CASES: list[tuple[str, str, Action, dict[str, Any]]] = [
    # what       rule   then             what the pair is
    ("contact", "R10", Action.FALL_BACK,
     {"xero": in_xero("contact", status="Archived"), "base": ARCHIVED,
      "problem": refused(code="archived_there", action=Action.RESTORE)}),
    ("contact", "R6", Action.REPORT, undecided("contact")),
    ("document", "R63", Action.LEAVE, {"left_alone": "unlinked"}),
    ("document", "R29", Action.RESET, {"xero": None, "problem": refused()}),
    ("document", "R28", Action.WAIT, {"released": released("document", **LATER),
                                      "is_freed": True}),
    ("document", "R22", Action.PULL, {"released": released("document", **LATER),
                                      "is_closed": True}),
    ("document", "R62", Action.WAIT, {"released": released("document", **LATER),
                                      "problem": refused()}),
    ("document", "R13", Action.FOLLOW,
     {"xero": None, "released_parent": replace(CONTACT, merged_into="502")}),
    ("document", "R29", Action.REPORT,
     {"xero": None, "released_parent": replace(CONTACT, **REFUSED)}),
    ("document", "R45", Action.REPORT, {"xero": None, "is_sendable": False}),
    ("document", "R15", Action.WAIT, {"xero": None, "released_parent": Twin()}),
    ("document", "R47", Action.LOOK_AGAIN, {"released": None, "is_resolved": False}),
    ("document", "R24", Action.WAIT, {"released": released("document", amountPaid="40.00"),
                                      "xero": in_xero("document", status="Voided")}),
    ("document", "R26", Action.LINK, {"external_id": None}),
    ("document", "R21", Action.PULL_RETURN,
     {"released": released("document", status="AwaitingApproval"),
      "xero": in_xero("document", status="Draft"), **agreed("AwaitingApproval")}),
    ("document", "R18", Action.PULL_SUBMIT,
     {"released": released("document", status="Draft"),
      "xero": in_xero("document", status="AwaitingApproval"), **agreed("Draft")}),
    ("document", "R22", Action.REPORT, undecided("document")),
    ("document", "R22", Action.PULL, {"xero": in_xero("document", **LATER)}),
    ("document", "R22", Action.PUSH, {"released": released("document", **LATER)}),
    ("payment", "R41", Action.HOLD, {"released": None, "may_be_ours": True}),
]  # fmt: skip
NEVER_ALONE = {
    "document": {"is_without_twin"},  # a half in a state that neither system has
    "payment": {"is_without_twin"},
}


@pytest.mark.parametrize(("type_", "rule", "action", "values"), CASES)
def test_each_rule_has_its_case(type_: str, rule: str, action: Action, values: dict[str, Any]):
    found = first_that_holds(RULES[type_], pair(type_, **values))

    assert (found.id, found.action) == (rule, action)


def cases_of(type_: str) -> list[dict[str, Any]]:
    own = [values for kind, _, _, values in CASES if kind == type_]
    if type_ == "document":
        return own + [
            {
                "released": test_document.here(ours) if ours else None,
                "xero": test_document.there(theirs) if theirs else None,
            }
            for ours, theirs, *_ in test_document.PAIRS
        ]
    tables = {"contact": test_contact.CASES, "payment": test_payment.CASES}
    return own + [values for _, _, values in tables[type_]]


@pytest.mark.parametrize("type_", RULES)
def test_no_row_is_without_a_case(type_: str):
    decided = {
        first_that_holds(RULES[type_], pair(type_, **values)).holds.__name__
        for values in cases_of(type_)
    }

    rows = {rule.holds.__name__ for rule in RULES[type_]}
    assert rows - decided == NEVER_ALONE.get(type_, set())
