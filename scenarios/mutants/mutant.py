"""What a planted bug is, and the small tools that plant one by exchanging a part of the sync."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sync.merge import Policy, Verdict, merged
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.policies import Delivery, Listing
from sync.requests.request import Builder, Request
from sync.rules.rule import Action, Predicate


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    One planted bug.

    Args:
        id: its id in the catalogue, such as `M79`.
        title: what the partner's sync does wrong.
        spoil: the parts of the sync with the bug in one of them.
        caught_by: the rules of which one must notice.
        shortest: the steps of the shortest story known to the catalogue.
        unless: the switch or fault without which nobody could tell; empty when anybody can.
        not_hunted: why only a story, no random history, is asked for it yet; else empty.
        switches: those of the world in which it shows, where they are not the usual ones.
    """

    id: str
    title: str
    spoil: Callable[[], Parts]
    caught_by: tuple[str, ...]
    shortest: int
    unless: str = ""
    not_hunted: str = ""
    switches: Mapping[str, str] = field(default_factory=dict, hash=False)


def with_rule(type_: str, holds: Predicate, action: Action) -> Parts:
    """The sync with one rule of a table drawing another conclusion."""
    place = _place(type_, holds)
    rules = list(PARTS.rules[type_])
    rules[place] = replace(rules[place], action=action)
    told = {each: code for each, code in PARTS.told.items() if each is not holds}
    return replace(PARTS, rules={**PARTS.rules, type_: tuple(rules)}, told=told)


def without_rule(type_: str, holds: Predicate) -> Parts:
    """The sync with one rule of a table left out."""
    place = _place(type_, holds)
    rules = PARTS.rules[type_]
    return replace(PARTS, rules={**PARTS.rules, type_: (*rules[:place], *rules[place + 1 :])})


def with_holds(type_: str, holds: Predicate, instead: Predicate) -> Parts:
    """The sync with one rule of a table holding at other times."""
    place = _place(type_, holds)
    rules = list(PARTS.rules[type_])
    rules[place] = replace(rules[place], holds=instead)
    return replace(PARTS, rules={**PARTS.rules, type_: tuple(rules)})


def _place(type_: str, holds: Predicate) -> int:
    places = [n for n, rule in enumerate(PARTS.rules[type_]) if rule.holds is holds]
    if len(places) != 1:
        raise LookupError(f"{len(places)} rules of {type_} ask {holds}; one was to be spoilt")
    return places[0]


def with_request(type_: str, action: Action, spoil: Callable[[Builder], Builder]) -> Parts:
    """The sync with one action of a type sent otherwise; `spoil` is given the right builder."""
    builders = {**PARTS.requests[type_], action: spoil(PARTS.requests[type_][action])}
    return replace(PARTS, requests={**PARTS.requests, type_: builders})


def with_fields(
    type_: str, action: Action, change: Callable[[dict[str, Any]], Mapping[str, Any]]
) -> Parts:
    """The sync with one action's record changed on the wire; `change` is given the record."""

    def spoil(right: Builder) -> Builder:
        return lambda pair: changed(right(pair), change)

    return with_request(type_, action, spoil)


def changed(request: Request, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> Request:
    """A request whose record is changed, in Xero's envelope or bare."""
    body = dict(request.body or {})
    if request.system == "released":
        return replace(request, body=change(body))
    ((rows, (row,)),) = body.items()
    return replace(request, body={rows: [change(dict(row))]})


def with_listing(type_: str, **columns: Any) -> Parts:
    """The sync with one list of Xero read otherwise."""
    listings = [_listing(each, type_, columns) for each in PARTS.listings]
    return replace(PARTS, listings=tuple(listings))


def _listing(listing: Listing, type_: str, columns: Mapping[str, Any]) -> Listing:
    return replace(listing, **columns) if listing.type == type_ else listing


def with_verdict(type_: str, change: Callable[[Verdict, Picture, Picture], Verdict]) -> Parts:
    """
    The sync with the merge of one type judging otherwise.

    `change` is given the right verdict and both pictures, Re-Leased's first.
    """

    def spoilt(
        kind: str, base: Picture | None, released: Picture, xero: Picture, policy: Policy
    ) -> Verdict:
        verdict = merged(kind, base, released, xero, policy)
        return change(verdict, released, xero) if kind == type_ else verdict

    return replace(PARTS, merged=spoilt)


def with_released_reading(type_: str, change: Callable[[Picture], Picture]) -> Parts:
    """The sync with Re-Leased's records of one type read otherwise."""
    right = PARTS.released_pictures[type_]
    pictures = {**PARTS.released_pictures, type_: lambda record: change(right(record))}
    return replace(PARTS, released_pictures=pictures)


def with_xero_reading(type_: str, change: Callable[[Picture], Picture]) -> Parts:
    """The sync with Xero's records of one type read otherwise."""
    right = PARTS.xero_pictures[type_]
    pictures = {**PARTS.xero_pictures, type_: lambda record: change(right(record))}
    return replace(PARTS, xero_pictures=pictures)


def with_delivery(**columns: Any) -> Parts:
    """The sync with creations delivered otherwise."""
    return replace(PARTS, delivery=replace(Delivery(), **columns))
