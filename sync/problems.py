"""
Refusals that stand, and what the users are told of them.

A refused record is tried again when it changes on either side, when a record of the kind it hangs
on changes in Xero, or on a schedule that grows: an idle world stays quiet, nothing is forgotten.

Rule: R29, R54, R62.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from sync.links import Link, Links, Refusal
from sync.reasons import Reason

FIRST_RETRY_S: Final = 900
RETRY_FACTOR: Final = 4
LONGEST_RETRY_S: Final = 86_400
NEVER: Final = 2**62
UNHEARD: Final = "?"
"""The id of a sync record that was asked for and whose answer did not come."""

_HANGING: Final = (
    "SELECT pair FROM problem CROSS JOIN pair ON pair.id = problem.pair"
    " WHERE pair.company = ? AND cause = ? AND is_standing"
)
_ON_DOCUMENT: Final = (
    "SELECT pair FROM problem CROSS JOIN pair ON pair.id = problem.pair WHERE pair.company = ?1"
    " AND cause = 'document' AND is_standing AND (pair.type IN ('allocation', 'payment')"
    " AND (released_about = ?2 OR xero_about = ?3 OR released_also = ?2 OR xero_also = ?3)"
    " OR pair.id IN (SELECT settled.pair FROM settled WHERE company = ?1 AND invoice = ?3))"
)
_DUE: Final = (
    "SELECT pair FROM problem CROSS JOIN pair ON pair.id = problem.pair"
    " WHERE pair.company = ? AND retry_at <= ? AND is_standing"
)

Schedule = Callable[[int], int]
"""Seconds until the next attempt, by the number of attempts so far."""


def growing(attempts: int) -> int:
    """Fifteen minutes, an hour, four hours, then once a day."""
    wait: int = FIRST_RETRY_S * RETRY_FACTOR ** max(attempts - 1, 0)
    return min(wait, LONGEST_RETRY_S)


@dataclass(frozen=True, slots=True)
class Problems:
    """The problem table. All methods that write belong inside a step of the links."""

    links: Links
    schedule: Schedule = growing

    def of(self, pair: int) -> Refusal | None:
        """The problem of this pair, standing or just solved."""
        rows = self.links.execute("SELECT * FROM problem WHERE pair = ?", (pair,))
        return Refusal(*rows[0]) if rows else None

    def stand(
        self, link: Link, refused_by: str, action: str, reason: Reason, words: str, now: int
    ) -> None:
        """Keep a refusal; the record stays listed until it is solved."""
        old = self.of(link.id)
        attempts = (old.attempts if old else 0) + 1
        self.links.execute(
            "INSERT OR REPLACE INTO problem VALUES (?,?,?,?,?,?,?,?,?,?,1,?,?)",
            (
                link.id,
                refused_by,
                action,
                reason.code,
                reason.cause,
                words,
                link.released_version,
                link.xero_version,
                attempts,
                now + 1000 * self.schedule(attempts),
                old.record if old else None,
                old.told if old else None,
            ),
        )

    def keep(self, link: Link) -> None:
        """We did what can be done: it stands until a person changes something."""
        self.links.execute(
            "UPDATE problem SET released_version = ?, xero_version = ?, retry_at = ?, cause = ''"
            " WHERE pair = ?",
            (link.released_version, link.xero_version, NEVER, link.id),
        )

    def reword(self, pair: int, reason: str) -> None:
        """What the users are to read of it."""
        self.links.execute("UPDATE problem SET reason = ? WHERE pair = ?", (reason, pair))

    def solve(self, pair: int) -> None:
        """The pair agrees, or is none of our business: its record is to be cleared."""
        self.links.execute("UPDATE problem SET is_standing = 0 WHERE pair = ?", (pair,))

    def forget(self, pair: int) -> None:
        """The users know that it is solved."""
        self.links.execute("DELETE FROM problem WHERE pair = ?", (pair,))

    def ask(self, pair: int) -> None:
        """The users are about to be told: from here on there may be a record unknown to us."""
        self.links.execute(
            "UPDATE problem SET record = ? WHERE pair = ? AND record IS NULL", (UNHEARD, pair)
        )

    def heard(self, pair: int, record: str, words: str) -> None:
        """The users were told."""
        self.links.execute(
            "UPDATE problem SET record = ?, told = ? WHERE pair = ?", (record, words, pair)
        )

    def release(self, company: int, cause: str) -> None:
        """Something of this kind changed in Xero: what hangs on it is worth another try."""
        for (pair,) in self.links.execute(_HANGING, (company, cause)):
            self._try_again(pair)

    def release_children(self, link: Link) -> None:
        """The document moved: what was refused because of it is worth another try."""
        about = (link.company, link.released_id, link.xero_id)
        for (pair,) in self.links.execute(_ON_DOCUMENT, about):
            self._try_again(pair)

    def _try_again(self, pair: int) -> None:
        self.links.execute("UPDATE problem SET retry_at = 0 WHERE pair = ?", (pair,))
        self.links.change(pair, is_open=1)

    def wake_due(self, company: int, now: int) -> None:
        """Open the pairs whose scheduled attempt has come."""
        for (pair,) in self.links.execute(_DUE, (company, now)):
            self.links.change(pair, is_open=1)

    def untold(self, company: int) -> list[Refusal]:
        """Problems the users have not heard of in these words, and solved ones not cleared."""
        rows = self.links.execute(
            "SELECT problem.* FROM problem CROSS JOIN pair ON pair.id = problem.pair"
            " WHERE pair.company = ? AND (told IS NOT reason OR NOT is_standing) ORDER BY pair",
            (company,),
        )
        return [Refusal(*row) for row in rows]

    def note(self, pair: int, direction: str, reason: str) -> int:
        """
        Something decided that the users are to be told once, though nothing is wrong now.

        Method: the same note of a step that is carried out again is no other one, and 0.
        """
        made = self.links.execute(
            "INSERT INTO note (pair, direction, reason) SELECT ?1, ?2, ?3 WHERE NOT EXISTS"
            " (SELECT 1 FROM note WHERE pair = ?1 AND direction = ?2 AND reason = ?3)"
            " RETURNING id",
            (pair, direction, reason),
        )
        return int(made[0][0]) if made else 0

    def notes(self, company: int) -> list[tuple[int, int, str, str]]:
        """Notes not yet told: id, pair, direction, reason."""
        return self.links.execute(
            "SELECT note.id, note.pair, note.direction, note.reason FROM note"
            " CROSS JOIN pair ON pair.id = note.pair WHERE pair.company = ? ORDER BY note.id",
            (company,),
        )

    def forget_notes(self, notes: Iterable[int]) -> None:
        """What they say was not done."""
        for note in notes:
            self.forget_note(note)

    def forget_note_of(self, pair: int, reason: str) -> None:
        """What was noted of a pair is told in another way."""
        self.links.execute("DELETE FROM note WHERE pair = ? AND reason = ?", (pair, reason))

    def forget_note(self, note: int) -> None:
        """The users were told."""
        self.links.execute("DELETE FROM note WHERE id = ?", (note,))


def is_waiting(refusal: Refusal, link: Link, now: int) -> bool:
    """Neither record, nor cause, nor schedule gives a reason to try again."""
    is_same = (refusal.released_version, refusal.xero_version) == (
        link.released_version,
        link.xero_version,
    )
    return refusal.is_standing and is_same and now < refusal.retry_at
