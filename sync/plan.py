"""
From a pair to what is due for it: the rule that decides and, where it acts, the request.

Pure: the engine asks for one step, carries it out, looks at what came back and asks again, until
a rule leaves the pair alone. So the order of actions is the order of the rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.pair import Pair
from sync.requests.request import Builders, Request
from sync.rules.rule import Action, Rule, Told, first_that_holds


@dataclass(frozen=True, slots=True)
class Step:
    """One step for one pair; no request when nothing is to be sent."""

    rule: Rule
    request: Request | None
    reason: str = ""  # the code of what the users are told, where the rule leaves a record

    @property
    def action(self) -> Action:
        """What is due."""
        return self.rule.action


def planned(
    pair: Pair, rules: Mapping[str, Sequence[Rule]], requests: Mapping[str, Builders], told: Told
) -> Step:
    """The next step for a pair."""
    rule = first_that_holds(rules[pair.type], pair)
    build = requests[pair.type].get(rule.action)
    return Step(rule, build(pair) if build else None, told.get(rule.holds, ""))
