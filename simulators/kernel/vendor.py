"""The seam between the kernel and a vendor: tables, endpoints, people's actions, dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from simulators.kernel.webhooks import HookPolicy

if TYPE_CHECKING:
    from simulators.kernel.call import Call, Doc, Endpoint, Origin, Reply
    from simulators.kernel.errors import Refusal
    from simulators.kernel.limits import Hit, Room, Window
    from simulators.kernel.store import Hash, Ordered
    from simulators.kernel.switches import Switch
    from simulators.kernel.world import World


@dataclass(frozen=True, slots=True)
class KeyPolicy:
    """An idempotency key as a call carries it: whose it is, its text and its life."""

    scope: str
    key: str
    life_s: int


class Dialect(Protocol):
    """How one vendor speaks HTTP. Every method is total: it answers, or raises Refused."""

    def credential(self, call: Call) -> str:
        """The text that tells the world: the access token, or the client id on token calls."""

    def admit(self, world: World, call: Call, endpoint: Endpoint) -> None:
        """
        Let the call in: sets `actor`, `owner` and `token` on it.

        Raises:
            Refused: when token, scope, tenant or company do not allow it.
        """

    def stranger(self, call: Call) -> Reply:
        """The answer to a credential that no world knows."""

    def refusal(self, call: Call, refusals: tuple[Refusal, ...]) -> Reply:
        """The vendor's envelope around refusals."""

    def not_found(self, call: Call) -> Reply:
        """The answer to a path that is not there."""

    def not_offered(self, call: Call) -> Reply:
        """The answer to a method that the path does not offer."""

    def failure(self, call: Call, status: int, retry_after_s: float | None) -> Reply:
        """The vendor's own 4xx or 5xx, as a fault plan asks for it."""

    def windows(self, world: World, call: Call) -> tuple[Window, ...]:
        """The rate limits that count this call, empty when none does."""

    def room(self, call: Call) -> Room | None:
        """
        The room that the call is in from its arrival to its answer, None when none counts it.

        It is asked before the call is admitted and before the world's lock is taken.
        """

    def limited(self, world: World, call: Call, hit: Hit) -> Reply:
        """The answer to a call beyond a limit."""

    def key(self, world: World, call: Call) -> KeyPolicy | None:
        """
        The call's idempotency key, None when it carries none that counts.

        Raises:
            Refused: when the key itself is not acceptable.
        """

    def key_reused(self, call: Call, key: KeyPolicy) -> Reply:
        """The answer to a key that comes back with another request."""

    def key_in_flight(self, call: Call, key: KeyPolicy) -> Reply | None:
        """The answer to a key whose first call still waits; None where the call goes ahead."""

    def replayed(self, reply: Reply) -> Reply:
        """A stored answer, marked as the vendor marks it."""

    def finish(self, world: World, call: Call, reply: Reply) -> Reply:
        """The answer with the headers that every answer carries."""

    def spoil_token(self, world: World, call: Call, *, revoke: bool) -> None:
        """Expire or revoke the token that the call carries."""


@dataclass(frozen=True, slots=True)
class Edit:
    """
    One thing that a person can do in the product's screens.

    Args:
        kind: such as `contact.archive`.
        fields: the fields it takes, by wire name.
        run: does it for an origin, a record id and fields; raises Refused.
        meaning: one sentence for the catalogue.
    """

    kind: str
    fields: tuple[str, ...]
    run: Callable[[World, Origin, str, Doc], None]
    meaning: str = ""


def _whoever_listens(_world: World, _event: dict[str, Any]) -> list[str]:
    return [""]


def _nobody_by_name(_world: World) -> list[dict[str, Any]]:
    return []


def _free_to_act(_world: World, _user: str, _owner: str, _kind: str) -> None:
    """Where no users are kept, nobody is named."""


@dataclass(frozen=True, slots=True)
class Quirk:
    """
    One oddity of a vendor that a fault plan can switch on by name.

    Args:
        name: such as `XQ-38`.
        meaning: what happens, one sentence.
        rows: what `POST …/faults` would take, one object each.
        source: where it was learnt.
    """

    name: str
    meaning: str
    rows: tuple[Mapping[str, Any], ...]
    source: str = ""


def _nothing_due(_world: World) -> int | None:
    return None


def _nobody_enrols(_world: World) -> None:
    """Where credentials are plain texts that begin with the world's name."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """
    All that the kernel knows of a vendor.

    Args:
        system: its short name.
        tables: per record type the indexes that serve its queries.
        endpoints: the HTTP table.
        edits: people's actions.
        switches: its open readings.
        dialect: how it speaks.
        connection: this vendor's part of a world's connection document, given a base URL.
        webhooks: the events that one commit causes, given the world.
        deliver: the HTTP requests (url, headers, body) that carry some events.
        pass_time: what the product does by itself when the clock has moved.
        ignore_case: whether literal path segments match in any case.
        due: the instant (milliseconds) at which the product has to do something by itself next;
            None when there is nothing, as where `pass_time` does nothing.
        addressees: the URLs that one event goes to; an empty text is the system's target.
        quirks: its oddities that a fault plan can switch on by name.
        hooks: how receivers of webhooks that fail are treated.
        owners: the owners (text) whose books the vendor keeps in a world.
        users: the people who may be named when they act, with the credentials of their clients.
        admit_user: passes when a user (an id) may do that kind of action in an owner's books; else
            raises Refused.
        hosts: the names of the real service, for clients that know no other address.
        enrol: gives a new, empty world the credentials that cannot be copied from another one.
        enrolled: the tables that hold these.
    """

    system: str
    tables: Mapping[str, tuple[Hash | Ordered, ...]]
    endpoints: tuple[Endpoint, ...]
    edits: tuple[Edit, ...]
    switches: tuple[Switch, ...]
    dialect: Dialect
    connection: Callable[[World, str], dict[str, Any]]
    webhooks: Callable[[World, Doc], list[dict[str, Any]]]
    deliver: Callable[[World, list[dict[str, Any]], str], list[tuple[str, dict[str, str], bytes]]]
    pass_time: Callable[[World], None]
    owners: Callable[[World], list[str]]
    ignore_case: bool = False
    due: Callable[[World], int | None] = _nothing_due
    addressees: Callable[[World, dict[str, Any]], list[str]] = _whoever_listens
    quirks: tuple[Quirk, ...] = ()
    hooks: HookPolicy = field(default_factory=HookPolicy)
    users: Callable[[World], list[dict[str, Any]]] = _nobody_by_name
    admit_user: Callable[[World, str, str, str], None] = _free_to_act
    hosts: tuple[str, ...] = ()
    enrol: Callable[[World], object] = _nobody_enrols
    enrolled: tuple[str, ...] = ()
