"""A vendor call, its answer and the table row that joins them, without a framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulators.kernel.limits import Room
    from simulators.kernel.world import World

Doc = dict[str, Any]
"""A record as stored and journalled: JSON-native values under the vendor's own names."""


class Actor(StrEnum):
    """Who makes a commit: a person, the sync under test, or the product by itself."""

    USER = "user"
    SYNC = "sync"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Origin:
    """
    Where a commit comes from.

    Args:
        system: the vendor's short name.
        owner: the organisation or company whose books are touched, as text.
        actor: who acts.
        call: the number of the vendor call, None for a person's action.
        by: the id of the user who acts, empty where nobody is named.
    """

    system: str
    owner: str
    actor: Actor
    call: int | None = None
    by: str = ""


@dataclass(slots=True)
class Call:
    """One HTTP call to a vendor. Header names are lower case; `query` keeps repeats."""

    system: str
    method: str
    path: str
    route: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, list[str]] = field(default_factory=dict)
    query_text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base_url: str = ""
    n: int = 0
    actor: Actor = Actor.SYNC
    owner: str = ""
    by: str = ""
    """The user whose token it carries, empty where the token names none."""
    token: Doc | None = None
    fault: str | None = None
    crowd: Room | None = None
    """The room that it found full when it came."""
    judge: Judge | None = None
    """Whom to ask what is wrong with it, when somebody put a judge around the door."""
    holds_key: bool = False
    """Whether it waits with an idempotency key that others may not use meanwhile."""

    def one(self, name: str, default: str = "") -> str:
        """The last value of a query parameter; names are compared as written."""
        values = self.query.get(name)
        return values[-1] if values else default

    @property
    def origin(self) -> Origin:
        """The origin of commits made by this call."""
        return Origin(self.system, self.owner, self.actor, self.n, self.by)


@dataclass(slots=True)
class Reply:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Judge = Callable[
    [Mapping[str, Any], tuple[int, Mapping[str, str]] | None, int, float], list[dict[str, str]]
]
"""Gives what is wrong with a call, from what was asked, what was answered, the instant, and how
many seconds of that time a second of waiting is."""

Handler = Callable[["World", Call], Reply]


def _of_no_world(_world: World, call: Call) -> Reply:
    raise AssertionError(f"{call.path} is answered without a world")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """
    One row of a vendor's endpoint table.

    Args:
        method: the HTTP method.
        path: a route with `<name>` or `<path:name>` parts; `<rest:name>` is all that is left.
        handle: the handler.
        scope: what a token must be allowed to do, in the vendor's words; empty needs no scope.
        public: whether the call carries no token (token calls).
        worldless: answers what is the same for every world; then there is no handler.
    """

    method: str
    path: str
    handle: Handler = _of_no_world
    scope: str = ""
    public: bool = False
    worldless: Callable[[Call], Reply] | None = None
