"""
Creations in Xero that are sent together: one call for up to fifty rows, each row handled alone.

All intents of a batch are stored in one step before its call. A row that Xero made is stored like
a single answer; a refused row is sent alone, and what is said of it then is what the users read.
Where Xero did not answer row by row, the rows are looked for before any of them is sent again.

Payments go one by one: one whose answer was lost is asked for by repeating its own key.

Rule: R15, R41, R57, R60, R62.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from sync.apply import Progress, intend, search, store
from sync.clients.transport import Ok, Outcome
from sync.links import Link
from sync.pair import Pair
from sync.pairing import Pairing
from sync.plan import Step, planned
from sync.requests.request import Request
from sync.rules.rule import Action
from sync.view import pair_of

MOST_LOST: Final = 2
"""After so many batches without an answer to each row, the rest of a round goes one by one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One creation of a batch, decided as if it were sent alone, with the key it would have."""

    link: Link
    pair: Pair
    step: Step
    request: Request
    key: str

    @property
    def resource(self) -> str:
        """What Xero calls the rows of its request."""
        return next(iter(self.request.body or {}))

    @property
    def record(self) -> Any:
        """The row as Xero is to read it."""
        return (self.request.body or {})[self.resource][0]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one row."""

    row: Row
    progress: Progress


def create_together(pairing: Pairing, type_: str, given_up: Collection[int]) -> Iterator[Sent]:
    """
    Send what is due to be made in Xero in as few calls as that takes, where it saves any.

    What it does not send, and what Xero refused or did not answer, is left to be settled alone.
    """
    batches = pairing.parts.batches
    if type_ not in batches.types or not _is_worthwhile(pairing, type_):
        return
    lost = 0
    for rows in _full(_due(pairing, type_, given_up), batches.least, batches.most):
        sent = _carry_out(pairing, rows)
        yield from sent
        lost += any(each.progress is Progress.LOST for each in sent)
        if lost >= MOST_LOST:
            return


def _is_worthwhile(pairing: Pairing, type_: str) -> bool:
    """Enough records are here only: whether each is due is not asked before that is so."""
    least = pairing.parts.batches.least
    return 0 < least <= pairing.links.count_only_here(pairing.home, type_, least)


def _due(pairing: Pairing, type_: str, given_up: Collection[int]) -> Iterator[Row]:
    """The creations that the rules ask for now, oldest first."""
    parts = pairing.parts
    for pair_id in pairing.links.only_here(pairing.home, type_):
        if pair_id in given_up:
            continue
        link = pairing.links.pair(pair_id)
        pair = pair_of(pairing, link)
        step = planned(pair, parts.rules, parts.requests, parts.told)
        if step.action is Action.PUSH_NEW and step.request is not None:
            key = parts.delivery.key(link, step.action, _attempts(pair), _bytes(step.request))
            yield Row(link, pair, step, step.request, key)


def _attempts(pair: Pair) -> int:
    return pair.problem.attempts if pair.problem else 0


def _bytes(request: Request) -> bytes:
    return orjson.dumps(request.body)


def _full(rows: Iterator[Row], least: int, most: int) -> Iterator[list[Row]]:
    """Rows of one address each, up to `most`; what is fewer than `least` in the end is left."""
    waiting: dict[str, list[Row]] = {}
    for row in rows:
        together = waiting.setdefault(row.request.path, [])
        together.append(row)
        if len(together) == most:
            yield waiting.pop(row.request.path)
    yield from (together for together in waiting.values() if len(together) >= least)


def _carry_out(pairing: Pairing, rows: Sequence[Row]) -> list[Sent]:
    """Intents, call, answers: it can break off anywhere, as a single creation can."""
    key = _key_of(rows)
    with pairing.links.step():
        for row in rows:
            intend(pairing, row.link, row.pair, row.step, key)
    outcome = _call(pairing, rows, key)
    answers = _answers(rows, outcome)
    if answers is None:
        search(pairing, rows[0].link.type)
        return [Sent(row, Progress.LOST) for row in rows]
    return list(_kept(pairing, rows, answers))


def _key_of(rows: Sequence[Row]) -> str:
    """The same for the same rows, and for no others. Rule: R60."""
    digest = hashlib.sha256(" ".join(row.key for row in rows).encode()).hexdigest()
    return f"counterfoil-{digest[:40]}"


def _call(pairing: Pairing, rows: Sequence[Row], key: str) -> Outcome:
    """One PUT, which makes and never changes, and is answered row by row."""
    method, path = rows[0].request.method, rows[0].request.path
    address = f"{path}{'&' if '?' in path else '?'}summarizeErrors=false"
    body = {rows[0].resource: [row.record for row in rows]}
    return pairing.xero.write(method, address, body, key)


def _answers(rows: Sequence[Row], outcome: Outcome) -> list[Any] | None:
    """Xero's word on each row, in their order; None where it did not say that."""
    if not isinstance(outcome, Ok):
        return None
    said = outcome.body.get(rows[0].resource)
    return said if isinstance(said, list) and len(said) == len(rows) else None


def _kept(pairing: Pairing, rows: Sequence[Row], answers: Sequence[Any]) -> Iterator[Sent]:
    """Store what was made, and forget the intents of what was not: that is settled alone."""
    for row, answer in zip(rows, answers, strict=True):
        if pairing.parts.batches.is_made(answer):
            body = {row.resource: [answer]}
            store(pairing, row.link, row.pair, row.step, row.request, body)
            yield Sent(row, Progress.AGAIN)
        else:
            with pairing.links.step():
                pairing.links.forget_intent(row.link.id)
