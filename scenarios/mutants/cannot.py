"""Bugs of the catalogue that are not planted, each with the reason why not."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Unplanted:
    """One bug of the catalogue that no sync under test can have, or no history can show."""

    id: str
    title: str
    why: str


_SAME_CLOCK: Final = (
    "commits are instantaneous and in order of their timestamps, so a cursor without overlap "
    "misses only equal timestamps, and that is M106"
)
_PAIRED_THERE: Final = (
    "Re-Leased keeps the pairing and refuses another organisation before any data moves; the "
    "sync is handed its pairings and has no call by which it could make one"
)
_HINT: Final = (
    "a webhook says where to look: the record is read again, and nothing else of the webhook is "
    "kept that could be trusted"
)
_KNOWN_ONLY: Final = (
    "a webhook makes the sync look again at what it knows; what is new is found in lists, so a "
    "repeated one makes nothing"
)

CANNOT: Final = (
    Unplanted(
        "M06",
        "the end of a tenancy archives its contact in Xero",
        "the reference sync reads no tenancies, so it has no part that could be spoilt to do it",
    ),
    Unplanted(
        "M67",
        "an allocation is missed because its parent did not move",
        "allocating moves the timestamp of the credit note, and no switch keeps it still",
    ),
    Unplanted(
        "M88",
        "paid without a payment",
        "Paid follows from payments in Re-Leased, and no call sets it",
    ),
    Unplanted("M109", "a missing timestamp counts as now", _SAME_CLOCK),
    Unplanted("M110", "a late commit with an older timestamp is passed over", _SAME_CLOCK),
    Unplanted(
        "M118",
        "of two workers the loser's stale token is kept",
        "one sync is examined at a time; its own tests race two workers for one lease",
    ),
    Unplanted("M120", "what a webhook says is trusted, not read again", _HINT),
    Unplanted("M121", "a repeated webhook makes a second copy", _KNOWN_ONLY),
    Unplanted(
        "M128",
        "a full resync makes anew what is void or deleted",
        "the reference sync has no full resync; M42, M71, M72 and M82 revive what ended, each "
        "for one type",
    ),
    Unplanted("M129", "a company is paired with another organisation", _PAIRED_THERE),
    Unplanted("M130", "another organisation is refused too late", _PAIRED_THERE),
    Unplanted("M131", "two companies are paired with one organisation", _PAIRED_THERE),
)
"""In the order of the catalogue."""
