"""The fault plan: ordered entries, each saying which calls it strikes and what happens then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from simulators.kernel.errors import BadRequest
from simulators.kernel.faults import FAULTS

if TYPE_CHECKING:
    from simulators.kernel.call import Call, Endpoint
    from simulators.kernel.faults.base import Fault

MATCHES: Final = ("system", "method", "path", "actor", "nth", "times")
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "method": ("GET", "PUT", "POST", "PATCH", "DELETE"),
    "actor": ("sync", "user"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """
    Which calls an entry strikes.

    Args:
        system: a vendor's short name, empty for any.
        method: an HTTP method, empty for any.
        path: a glob over the path, case ignored, empty for any path but those of token calls.
        actor: `sync` or `user`, empty for any.
        nth: the first matching call that is struck, counted from 1 when the entry was armed.
        times: how many matching calls in a row are struck from there on.
    """

    system: str = ""
    method: str = ""
    path: str = ""
    actor: str = ""
    nth: int = 1
    times: int = 1

    def fits(self, call: Call, endpoint: Endpoint) -> bool:
        """Whether the call is one of those that are counted."""
        if self.system not in ("", call.system) or self.actor not in ("", call.actor):
            return False
        if self.method not in ("", call.method):
            return False
        if not self.path:
            return not endpoint.public
        return fnmatchcase(call.path.lower(), self.path.lower())


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the plan; `seen` counts the matching calls so far."""

    name: str
    kind: str
    match: Match
    fault: Fault
    asked: Mapping[str, Any]
    seen: int = 0

    @property
    def spent(self) -> bool:
        """Whether it has struck as often as it may."""
        return self.seen >= self.match.nth + self.match.times - 1


class FaultPlan:
    """One world's entries, in the order they were armed."""

    __slots__ = ("_entries", "_made")

    def __init__(self) -> None:
        self._entries: tuple[Entry, ...] = ()
        self._made = 0

    def arm(self, asked: Mapping[str, Any]) -> str:
        """
        Add an entry and return its name.

        Raises:
            BadRequest: when the entry is not of the documented form, saying what would be right.
        """
        entry = read_entry(f"f-{self._made + 1:02d}", asked)
        self._made += 1
        self._entries = (*self._entries, entry)
        return entry.name

    def heal(self) -> None:
        """Remove every entry."""
        self._entries = ()

    def disarm(self, name: str) -> None:
        """Remove one entry, if it is there."""
        self._entries = tuple(entry for entry in self._entries if entry.name != name)

    def strikes(self, call: Call, endpoint: Endpoint) -> tuple[Entry, ...]:
        """The entries that strike this call, which is counted in every entry that it matches."""
        if not self._entries:
            return ()
        struck = []
        counted = []
        for entry in self._entries:
            if entry.kind == "webhooks" or not entry.match.fits(call, endpoint):
                counted.append(entry)
                continue
            later = replace(entry, seen=entry.seen + 1)
            counted.append(later)
            if entry.match.nth <= later.seen < entry.match.nth + entry.match.times:
                struck.append(entry)
        self._entries = tuple(counted)
        return tuple(struck)

    def take(self, kind: str) -> tuple[Entry, ...]:
        """Remove and return the entries of one kind that wait for something else than a call."""
        taken = tuple(entry for entry in self._entries if entry.kind == kind)
        self._entries = tuple(entry for entry in self._entries if entry.kind != kind)
        return taken

    def describe(self) -> list[dict[str, Any]]:
        """The plan as armed, with how often each entry was matched."""
        return [
            {"fault": entry.name, **entry.asked, "seen": entry.seen, "spent": entry.spent}
            for entry in self._entries
        ]

    def snapshot(self) -> tuple[tuple[Entry, ...], int]:
        """The plan as it stands."""
        return self._entries, self._made

    def restore(self, snapshot: tuple[tuple[Entry, ...], int]) -> None:
        """Go back to a snapshot."""
        self._entries, self._made = snapshot


def read_entry(name: str, asked: Mapping[str, Any], seen: int = 0) -> Entry:
    """
    A line of the plan.

    Raises:
        BadRequest: when it is not of the documented form, saying what would be right.
    """
    for unknown in (each for each in asked if each not in ("match", "action")):
        raise BadRequest(f"{unknown} is unknown: a fault takes match and action")
    match, (kind, fault) = read_match(asked.get("match", {})), read_action(asked.get("action"))
    return Entry(name, kind, match, fault, dict(asked), seen)


def read_match(asked: object) -> Match:
    """
    The match of an entry.

    Raises:
        BadRequest: for an unknown field, a text that is no text, a count below 1.
    """
    if not isinstance(asked, Mapping):
        raise BadRequest("match must be an object, such as {'method': 'PUT', 'nth': 2}")
    for name, value in asked.items():
        if name not in MATCHES:
            raise BadRequest(f"match.{name} is unknown: use {', '.join(MATCHES)}")
        if name in ("nth", "times"):
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise BadRequest(f"match.{name} must be a whole number, 1 or more")
        elif not isinstance(value, str):
            raise BadRequest(f"match.{name} must be a text")
        elif value not in CHOICES.get(name, (value,)):
            raise BadRequest(f"match.{name} must be one of {', '.join(CHOICES[name])}")
    return Match(**asked)


def read_action(asked: object) -> tuple[str, Fault]:
    """
    The action of an entry.

    Raises:
        BadRequest: for an unknown kind or wrong fields, naming what exists.
    """
    if not isinstance(asked, Mapping) or not isinstance(asked.get("kind"), str):
        raise BadRequest("action must be an object with a kind, such as {'kind': 'delay'}")
    fault = FAULTS.get(asked["kind"])
    if fault is None:
        raise BadRequest(f"action.kind {asked['kind']!r} is unknown: use {', '.join(FAULTS)}")
    return asked["kind"], fault.read(asked)
