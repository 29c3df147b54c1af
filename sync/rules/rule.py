"""A rule is a sentence of the rulebook; the first that holds wins and the last always holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sync.pair import Pair


class Action(StrEnum):
    """What is due for a pair. The wire form of an action stands in `sync.requests`."""

    LEAVE = "leave"  # the pair agrees, or is none of our business
    WAIT = "wait"  # for another record, or for a person; what changes there brings it back
    REPORT = "report"  # no call would help: a person must act, so a sync record says why
    HOLD = "hold"  # until the answer to a call is known: the cycle is not complete
    LOOK_AGAIN = "look again"  # the half that was seen is incomplete: read it once more
    PUSH_NEW = "create in Xero"
    PULL_NEW = "create in Re-Leased"
    LINK = "tell Re-Leased the twin's id and number"
    PUSH = "write to Xero"
    PULL = "write to Re-Leased"
    ARCHIVE = "archive in Re-Leased"
    FALL_BACK = "archive in Re-Leased again, with a record"
    UNARCHIVE = "unarchive in Re-Leased"
    RESTORE = "restore in Xero"
    MERGE = "merge in Re-Leased"
    FOLLOW = "move to the merged contact's survivor"
    PUSH_SUBMIT = "submit in Xero"
    PULL_SUBMIT = "submit in Re-Leased"
    PUSH_APPROVAL = "approve in Xero"
    PULL_APPROVAL = "approve in Re-Leased"
    PUSH_RETURN = "return to draft in Xero"
    PULL_RETURN = "return to draft in Re-Leased"
    RESET = "reset to Draft in Re-Leased"
    PUSH_VOID = "void in Xero"
    PULL_VOID = "void in Re-Leased"
    REVERSE = "reverse in Re-Leased"
    PUSH_REMOVAL = "remove in Xero"
    PULL_REMOVAL = "delete in Re-Leased"
    PUSH_ANEW = "store in Xero as another file"
    KEEP_LOSER = "keep the losing file under another name"
    MIRROR = "mirror in Re-Leased"


Predicate = Callable[[Pair], bool]
Told = Mapping[Predicate, str]
"""What the users are told when a rule holds: the code of a row of `sync.reasons`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence: its id in the rulebook, what it says, when it holds, what is then due."""

    id: str
    says: str
    holds: Predicate
    action: Action


def first_that_holds(rules: Sequence[Rule], pair: Pair) -> Rule:
    """The rule that decides about this pair."""
    return next(rule for rule in rules if rule.holds(pair))
