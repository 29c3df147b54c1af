"""
Creations whose answer was lost: which record in Xero is the one that we made?

Rule: R41, R60. Only a pair with an intent can have made one.
"""

from collections.abc import Iterator
from typing import Final

from sync.links import Intent, Link
from sync.merge import is_equal, units_of
from sync.ownership import Picture
from sync.pairing import Pairing
from sync.view import in_released_words

DAY_MS: Final = 86_400_000
"""Our clock and Xero's may differ, by less than that."""

_OURS: Final = {"createdByMyApp": "true"}
_LISTS_OURS: Final = ("Invoices",)
"""The lists that Xero documents to have this filter."""


def join_lost(pairing: Pairing, type_: str) -> None:
    """Look for lost creations among the Xero records that were seen before. Within a step."""
    for half in pairing.links.halves(pairing.home, type_):
        link = find_lost(pairing, type_, half.xero or {}) if half.xero else None
        if link is not None:
            pairing.links.join(link.id, half.id)
            pairing.links.forget_intent(link.id)


def find_lost(pairing: Pairing, type_: str, picture: Picture) -> Link | None:
    """
    The pair whose creation made this Xero record, when its answer was lost.

    Rule: R41, R60. Only a pair with an intent can have made it.
    """
    finder = pairing.parts.delivery.finders.get(type_)
    if finder is None:
        return None
    for pair in pairing.links.intents(pairing.home, type_):
        link, intent = pairing.links.pair(pair), pairing.links.intent(pair)
        if intent is None or link.xero_id is not None or asks_by_key(pairing, type_, intent):
            continue
        if finder(link, in_released_words(pairing, type_, picture), intent):
            return link
    return None


def asks_by_key(pairing: Pairing, type_: str, intent: Intent) -> bool:
    """Xero still knows the key of this creation, so repeating it tells what became of it."""
    delivery = pairing.parts.delivery
    if type_ not in delivery.by_key_first:
        return False
    age_s = (pairing.now() - intent.made_at) / 1000
    is_same_token = pairing.xero.tokens.renewed_at() <= intent.made_at
    return age_s < delivery.trusts_key_for_s and is_same_token


def join_edited(pairing: Pairing, type_: str) -> None:
    """
    Look for lost creations that somebody edited beyond recognition before we saw them.

    Method: Xero lists what this app made. What is without a twin there, and of the kind, was made
    for one of the pairs that still wait: for the one which it resembles most.
    """
    waiting = list(_waiting(pairing, type_))
    if not waiting or type_ not in pairing.parts.delivery.finders:
        return
    since = min(intent.made_at for _, intent in waiting) - DAY_MS
    halves = [(half, in_released_words(pairing, type_, half.xero))
              for half in _halves_we_made(pairing, type_, since) if half.xero]  # fmt: skip
    for link, _ in waiting:
        alike = [(_likeness(type_, link, seen), -half.id, half) for half, seen in halves]
        best, _, twin = max(alike, default=(0, 0, None))
        if twin is not None and best:
            halves = [(half, seen) for half, seen in halves if half.id != twin.id]
            with pairing.links.step():
                pairing.links.join(link.id, twin.id)
                pairing.links.forget_intent(link.id)


def _waiting(pairing: Pairing, type_: str) -> Iterator[tuple[Link, Intent]]:
    for pair in pairing.links.intents(pairing.home, type_):
        link, intent = pairing.links.pair(pair), pairing.links.intent(pair)
        if intent is not None and link.xero_id is None:
            yield link, intent


def _halves_we_made(pairing: Pairing, type_: str, since: int) -> Iterator[Link]:
    for listing in pairing.parts.listings:
        if listing.type == type_ and listing.resource in _LISTS_OURS:
            for rows in pairing.xero.pages(listing.resource, {**listing.query, **_OURS}, since):
                found = [pairing.of_xero(type_, row[listing.key]) for row in rows]
                yield from (link for link in found if link and link.released_id is None)


def _likeness(type_: str, link: Link, seen: Picture) -> int:
    """How much of what we sent a record still says; 0 when it is of another kind."""
    ours = {**(link.released or {}), **(link.base or {})}
    if ours["kind"] != seen["kind"]:
        return 0
    return 1 + sum(is_equal(type_, unit, ours, seen) for unit in units_of(type_, ours))
