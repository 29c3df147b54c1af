"""
Webhooks as hints: they say where to look, never what is there.

A delivery is taken when its signature fits its raw bytes. What it names is marked to be read again
and the next cycle comes sooner; polling finds all of it anyway, so a hint may come twice, late, in
any order or never.

Rule: R55, R56, R60.
"""

from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from threading import Lock
from typing import Any, Final

import orjson

from sync.forms import milliseconds

MOST_HINTS: Final = 1000
"""Beyond this many the next cycle has to look at everything anyway, as it does."""
MOST_REMEMBERED: Final = 10_000
TAKEN, FORGED, UNKNOWN_SYSTEM = 200, 401, 404


@dataclass(frozen=True, slots=True)
class Hint:
    """A record of Xero that somebody touched, as a delivery tells it. `at` is in milliseconds."""

    tenant: str
    type: str
    record: str
    at: int


Body = Mapping[str, Any]
Told = Iterator[tuple[str, Hint | None]]
"""What a delivery tells: what it is remembered by, and the hint, where it is one for us."""

_TYPES: Final = {"CONTACT": "contact", "INVOICE": "document", "CREDITNOTE": "document"}


def _xero(body: Body) -> Told:
    """Many events in one body, without ids of their own: a repetition is the same event again."""
    for event in body.get("events") or ():
        known = (
            event.get("tenantId"),
            event.get("eventCategory"),
            event.get("resourceId"),
            event.get("eventType"),
            event.get("eventDateUtc"),
        )
        type_ = _TYPES.get(str(event.get("eventCategory")), "")
        tenant, _, record, _, at = map(str, known)
        yield repr(known), Hint(tenant, type_, record, _moment(at)) if type_ else None


def _released(body: Body) -> Told:
    """One event in a body, which comes again under its own id. The feed of changes has it all."""
    yield str(body.get("eventId")), None


def _moment(text: str) -> int:
    try:
        return milliseconds(text)
    except ValueError:
        return 0


def keys_of(connection: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The signing keys of a connection document, by system; none where it names none."""
    keys = {system: (connection.get(system) or {}).get("webhook_key") for system in SENDERS}
    return {system: (str(key),) for system, key in keys.items() if key}


@dataclass(frozen=True, slots=True)
class Sender:
    """How one vendor sends: the header of its signature, and how a body is read."""

    header: str
    read: Callable[[Body], Told]


SENDERS: Final[Mapping[str, Sender]] = {
    "xero": Sender("x-xero-signature", _xero),
    "released": Sender("X-RL-Signature", _released),
}


def is_signed(key: str, raw: bytes, signature: str) -> bool:
    """The signature is Base64 of HMAC-SHA256 over the bytes as they came."""
    ours = b64encode(hmac(key.encode(), raw, sha256).digest())
    return compare_digest(ours, signature.encode("utf-8", "replace"))


@dataclass(slots=True)
class Tally:
    """What came in since the start."""

    deliveries: int = 0
    forged: int = 0
    hints: int = 0
    repeated: int = 0


class Receiver:
    """
    Takes deliveries of one world, in any thread, while cycles run.

    Args:
        keys: the signing keys by system; a system may have several, one per subscription.
        wake: called when there is something to look at.
    """

    def __init__(
        self, keys: Mapping[str, Iterable[str]], wake: Callable[[], object] = lambda: None
    ) -> None:
        self._keys = {system: tuple(each) for system, each in keys.items()}
        self._wake = wake
        self._lock = Lock()
        self._hints: dict[tuple[str, str, str], Hint] = {}
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.tally = Tally()

    def receive(self, system: str, header: Callable[[str], str | None], raw: bytes) -> int:
        """
        Take one delivery; the status to answer with.

        Method: 401 for a wrong signature and 200 for a right one, whatever the body holds: that is
        also all that Xero's intent to receive asks for.
        """
        sender, keys = SENDERS.get(system), self._keys.get(system)
        if sender is None or not keys:
            return UNKNOWN_SYSTEM
        signature = header(sender.header) or ""
        is_right = any(is_signed(key, raw, signature) for key in keys)
        with self._lock:
            self.tally.deliveries += 1
            self.tally.forged += not is_right
            is_news = is_right and self._mark(system, sender, raw)
        if is_news:
            self._wake()
        return TAKEN if is_right else FORGED

    def _mark(self, system: str, sender: Sender, raw: bytes) -> bool:
        """Keep what a body tells for the first time. A body that says nothing is no error."""
        is_news = False
        for name, hint in _told(sender, raw):
            if (system, name) in self._seen:
                self.tally.repeated += 1
                continue
            self._remember(system, name)
            self.tally.hints += 1
            is_news = True
            if hint is not None and len(self._hints) < MOST_HINTS:
                self._keep(hint)
        return is_news

    def _keep(self, hint: Hint) -> None:
        key = hint.tenant, hint.type, hint.record
        known = self._hints.get(key)
        if known is None or known.at < hint.at:
            self._hints[key] = hint

    def _remember(self, system: str, name: str) -> None:
        self._seen[system, name] = None
        if len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)

    def taken(self, tenant: str) -> list[Hint]:
        """What was marked in one organisation since this was last asked."""
        with self._lock:
            found = [key for key in self._hints if key[0] == tenant]
            return [self._hints.pop(key) for key in found]


def _told(sender: Sender, raw: bytes) -> list[tuple[str, Hint | None]]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return []
    if not isinstance(body, dict):
        return []
    try:
        return list(sender.read(body))
    except (AttributeError, TypeError):
        return []
