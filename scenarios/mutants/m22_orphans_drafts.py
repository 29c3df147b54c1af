"""M22: a draft is pushed, and its deletion is not."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.parts import Parts
from sync.rules.document import is_draft_here, is_voided_here
from sync.rules.rule import Action


def spoil() -> Parts:
    """A draft is made in Xero, and stays there when a person deletes it in Re-Leased."""
    parts = with_rule("document", is_draft_here, Action.PUSH_NEW)
    rules = [
        replace(rule, action=Action.LEAVE) if rule.holds is is_voided_here else rule
        for rule in parts.rules["document"]
    ]
    return replace(parts, rules={**parts.rules, "document": tuple(rules)})


MUTANT: Final = Mutant(
    "M22",
    "a draft is pushed, and stays in Xero when it is deleted",
    spoil,
    caught_by=(
        "R17",
        "R23",
    ),
    shortest=3,
)
