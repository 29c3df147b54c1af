"""
What a rule may look at: a record of Re-Leased, its twin in Xero, what was agreed, what is open.

A pair with one half missing is a record without a twin (yet). Pairs are values; nothing acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sync.merge import NOTHING, Verdict
from sync.ownership import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal that stands: who refused what, and until when it is not tried again."""

    refused_by: str  # "xero" or "released"
    action: str
    code: str  # row of sync.reasons
    reason: str  # in user words
    is_waiting: bool  # neither record, nor cause, nor schedule gives a reason to try again
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """What a pair may know of a pair that it names: its contact, its document, its category."""

    released_id: str | None = None
    xero_id: str | None = None
    released_status: str | None = None
    xero_status: str | None = None
    merged_into: str | None = None  # the survivor's id in Re-Leased
    kind: str = ""  # what Re-Leased calls it, for documents
    is_refused: bool = False
    is_left_alone: bool = False
    due: int = 0  # cents still due in Xero, for documents
    xero_version: int = 0
    payments: tuple[str, ...] | None = None  # the payments that Xero's document lists

    @property
    def is_void(self) -> bool:
        """A document that is void in Re-Leased."""
        return self.released_status == "Voided"


UNKNOWN_TWIN: Final = Twin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One record in both systems, everything in Re-Leased's ids."""

    id: int
    type: str
    company: int
    released_id: str | None = None
    xero_id: str | None = None
    released_version: int = 0
    xero_version: int = 0
    base: Picture | None = None
    released: Picture | None = None
    xero: Picture | None = None
    verdict: Verdict = NOTHING
    problem: Problem | None = None
    left_alone: str | None = None  # why the record is out of scope; None when it is in scope
    external_id: str | None = None  # the Xero id that Re-Leased's record carries
    released_parent: Twin = UNKNOWN_TWIN  # the record that Re-Leased's side names
    xero_parent: Twin = UNKNOWN_TWIN  # the record that Xero's side names
    released_other: Twin = UNKNOWN_TWIN  # the second record that Re-Leased's side names
    xero_other: Twin = UNKNOWN_TWIN  # the second record that Xero's side names
    is_needed: bool = False  # a document in scope names this contact
    is_resolved: bool = True  # every id on the Xero side is known in Re-Leased
    tracking: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    is_sendable: bool = True  # every tracking option of Re-Leased's lines exists in Xero
    may_be_ours: bool = False  # we may have made it ourselves: an answer is still out
    left_out: tuple[str, ...] = ()  # why a credit does not settle here all that it settles there
    is_closed: bool = False  # Xero's document can no longer change
    is_freed: bool = False  # it can, once a credit is off it that Re-Leased has taken back
    name_there: str = ""  # what Re-Leased's file is called in Xero, where names are keys
    xero_moved: bool = False  # Xero saved its record again since the statuses were agreed

    @property
    def is_linked(self) -> bool:
        """Both halves are there."""
        return self.released is not None and self.xero is not None

    @property
    def is_only_in_released(self) -> bool:
        """Re-Leased has it and nothing in Xero is linked to it."""
        return self.released is not None and self.xero_id is None

    @property
    def is_only_in_xero(self) -> bool:
        """Xero has it and nothing in Re-Leased is linked to it."""
        return self.xero is not None and self.released_id is None

    @property
    def released_status(self) -> str:
        """The status in Re-Leased; empty when the half is missing."""
        return str(self.released["status"]) if self.released else ""

    @property
    def xero_status(self) -> str:
        """The status in Xero, in Re-Leased's words; empty when the half is missing."""
        return str(self.xero["status"]) if self.xero else ""

    @property
    def agreed_status(self) -> str:
        """The status both sides had when they last agreed on it; empty when they never did."""
        return str((self.base or {}).get("status") or "")

    def is_refused_by(self, system: str) -> bool:
        """This system refused the last attempt and there is no reason to try again."""
        problem = self.problem
        return problem is not None and problem.is_waiting and problem.refused_by == system


def is_left_alone(pair: Pair) -> bool:
    """Out of scope: unlinked, before the sync-from date, or in a foreign currency."""
    return pair.left_alone is not None


def is_new_here(pair: Pair) -> bool:
    """A person made it in Re-Leased, and Xero has nothing of it."""
    return pair.is_only_in_released


def is_new_in_xero(pair: Pair) -> bool:
    """It was made in Xero, and Re-Leased has nothing of it."""
    return pair.is_only_in_xero


def is_without_twin(pair: Pair) -> bool:
    """A half whose other half was not seen yet."""
    return not pair.is_linked


def was_refused_as_too_much(pair: Pair) -> bool:
    """Xero has less to be settled than this settles."""
    problem = pair.problem
    return problem is not None and problem.is_waiting and problem.code == "overpaid"


def may_be_ours(pair: Pair) -> bool:
    """Xero's record looks like one that we asked for and had no answer about."""
    return pair.is_only_in_xero and pair.may_be_ours


def is_waiting(pair: Pair) -> bool:
    """Something refused stands, and there is no reason to try again."""
    return pair.problem is not None and pair.problem.is_waiting


def has_news_for_xero(pair: Pair) -> bool:
    """Re-Leased has values that Xero is to be told."""
    return bool(pair.verdict.to_xero)


def has_news_from_xero(pair: Pair) -> bool:
    """Xero has values that Re-Leased is to be told."""
    return bool(pair.verdict.to_released)


def is_undecided(pair: Pair) -> bool:
    """Both sides changed one unit and the policy leaves it to a person."""
    return pair.verdict.is_undecided


def is_not_introduced_yet(pair: Pair) -> bool:
    """Re-Leased's record does not carry the id of its twin."""
    return pair.is_linked and pair.external_id != pair.xero_id


def always(_pair: Pair) -> bool:
    """The last row of every table."""
    return True
