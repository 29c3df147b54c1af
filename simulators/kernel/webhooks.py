"""
The outbox of deliveries that wait, and the hooks that they go to.

A delivery has `delivery`, `system`, `event`, `sequence`, `at`, `to` and `attempts`; `to` is a
subscription's URL, empty for the system's target. Vendors turn events into bodies when they are
sent, since several may travel together. The outbox is bounded: the oldest go, and leave a gap in
the sequence that a receiver can see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.clock import instant_text, parse_instant

if TYPE_CHECKING:
    from simulators.kernel.world import World

MOST_PENDING: Final = 10_000
ACTIVE, UNCONFIRMED, DISABLED = "Active", "Unconfirmed", "Disabled"
LEAST_GOOD, LEAST_BAD = 200, 300

Request = tuple[str, dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Probe:
    """One request of a handshake, and the statuses that a right receiver may give."""

    request: Request
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class HookPolicy:
    """
    How a vendor treats a receiver that fails.

    Args:
        waits_s: seconds from one failure to the next try, the last one for ever; none: no retry.
        at_once: whether the first retry comes at once.
        give_up_s: how long a hook may fail before it is disabled.
        keep_s: how long undelivered events are kept.
        handshake: what a receiver must answer before it is sent anything; none: nothing.
    """

    waits_s: tuple[int, ...] = ()
    at_once: bool = False
    give_up_s: int = 24 * 3600
    keep_s: int = 31 * 24 * 3600
    handshake: Callable[[World, str], list[Probe]] | None = None


def is_good(status: int | None) -> bool:
    """Whether a receiver took a delivery."""
    return status is not None and LEAST_GOOD <= status < LEAST_BAD


def fresh_hook(system: str, url: str) -> Doc:
    """A hook that nothing was sent to yet."""
    return {
        "system": system,
        "url": url,
        "status": ACTIVE,
        "reason": None,
        "failures": 0,
        "failing_since": None,
        "next_try": None,
        "last_status": None,
    }


def after_answer(hook: Doc, policy: HookPolicy, now: str, status: int | None) -> Doc:
    """A hook after one delivery was taken, or was not and will be tried again, or never."""
    if is_good(status):
        return {**fresh_hook(hook["system"], hook["url"]), "last_status": status}
    since = hook["failing_since"] or now
    failures = hook["failures"] + 1
    told = {**hook, "failures": failures, "failing_since": since, "last_status": status}
    if not policy.waits_s:
        return told
    now_ms = parse_instant(now)
    if now_ms - parse_instant(since) >= policy.give_up_s * 1000:
        reason = f"It failed for {policy.give_up_s // 3600} hours."
        return {**told, "status": DISABLED, "next_try": None, "reason": reason}
    wait_s = policy.waits_s[min(failures, len(policy.waits_s)) - 1]
    return {**told, "next_try": instant_text(now_ms + wait_s * 1000)}


@dataclass(slots=True)
class Outbox:
    """
    One world's pending webhook deliveries, oldest first, and where they go.

    `returned` holds deliveries that were taken and came back, until the disk knows of it.
    """

    pending: list[Doc] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    hooks: dict[str, Doc] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    made: int = 0
    dropped: int = 0
    returned: dict[str, Doc] = field(default_factory=dict)

    def add(self, system: str, event: dict[str, Any], at: str = "", to: str = "") -> None:
        """Queue one event; beyond MOST_PENDING the oldest go."""
        self.made += 1
        self.sequences[system] = self.sequences.get(system, 0) + 1
        self.pending.append(
            {
                "delivery": f"d-{self.made}",
                "system": system,
                "event": event,
                "sequence": self.sequences[system],
                "at": at,
                "to": to,
                "attempts": 0,
            }
        )
        if len(self.pending) > MOST_PENDING + MOST_PENDING // 8:
            self._drop(len(self.pending) - MOST_PENDING)

    def _drop(self, count: int) -> None:
        self.dropped += count
        del self.pending[:count]

    def expire(self, before: dict[str, str]) -> None:
        """Drop what was queued before an instant, by system."""
        kept = [line for line in self.pending if line["at"] >= before.get(line["system"], "")]
        self.dropped += len(self.pending) - len(kept)
        self.pending = kept

    def forget_after(self, made: int) -> None:
        """Drop what was queued since `made` had this value, as if it never was."""
        while self.made > made:
            if self.pending and number_of(self.pending[-1]) == self.made:
                self.sequences[self.pending.pop()["system"]] -= 1
            self.made -= 1

    def take(self, deliveries: list[str] | None) -> list[Doc]:
        """Remove and return the named deliveries in the order asked, repeats kept; None is all."""
        if deliveries is None:
            taken, self.pending = self.pending, []
            return taken
        known = {line["delivery"]: line for line in self.pending}
        taken = [known[name] for name in deliveries if name in known]
        self.pending = [line for line in self.pending if line["delivery"] not in set(deliveries)]
        return taken

    def put_back(self, lines: list[Doc]) -> None:
        """Keep deliveries that were not taken, in their old order, each once."""
        tried = {line["delivery"]: line for line in lines}
        still = {line["delivery"] for line in self.pending}
        fresh = [{**line, "attempts": line["attempts"] + 1} for line in tried.values()]
        back = [line for line in fresh if line["delivery"] not in still]
        self.returned.update({line["delivery"]: line for line in back})
        self.pending += back
        self.pending.sort(key=number_of)

    def url_of(self, line: Doc) -> str:
        """Where a delivery goes; empty when nobody listens."""
        return line["to"] or self.targets.get(line["system"], "")

    def hook(self, system: str, url: str) -> Doc:
        """The hook at a URL as it stands."""
        return self.hooks.get(f"{system} {url}") or fresh_hook(system, url)

    def keep_hook(self, hook: Doc) -> None:
        """Store how a hook stands."""
        self.hooks = {**self.hooks, f"{hook['system']} {hook['url']}": hook}

    def forget_hook(self, system: str, url: str) -> None:
        """Nobody listens at a URL any more; what waits for it goes."""
        self.hooks = {key: hook for key, hook in self.hooks.items() if key != f"{system} {url}"}
        self.pending = [line for line in self.pending if line["to"] != url]

    def snapshot(self) -> dict[str, Any]:
        """The outbox as it stands."""
        return {
            "pending": self.pending.copy(),
            "targets": self.targets.copy(),
            "hooks": self.hooks,
            "sequences": self.sequences.copy(),
            "sent": self.sent,
            "made": self.made,
            "dropped": self.dropped,
        }

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go back to a snapshot."""
        self.pending = snapshot["pending"].copy()
        self.targets, self.sequences = snapshot["targets"].copy(), snapshot["sequences"].copy()
        self.hooks, self.sent = snapshot["hooks"], snapshot["sent"]
        self.made, self.dropped = snapshot["made"], snapshot["dropped"]


def number_of(line: Doc) -> int:
    """The number of a delivery."""
    return int(line["delivery"].partition("-")[2])
