"""Sends what waits in a world's outbox, as the fault plan lets it arrive, and tries again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import httpx

from simulators.kernel.call import Doc
from simulators.kernel.clock import instant_text, parse_instant
from simulators.kernel.faults.webhooks import DisturbWebhooks
from simulators.kernel.webhooks import (
    ACTIVE,
    UNCONFIRMED,
    HookPolicy,
    Request,
    after_answer,
    fresh_hook,
    is_good,
)
from simulators.kernel.world import World

ANSWER_WITHIN_S: Final = 5.0
MOST_RETRIES: Final = 10_000
"""No advance of the clock tries more often than this."""

Rows = list[dict[str, Any]]


def deliver(world: World, names: list[str] | None) -> Rows:
    """
    Deliver the named deliveries, or all that any open hook waits for, outside the world's lock.

    Returns:
        One row per HTTP request: `system`, `deliveries`, `url`, `status` (None: no answer).
    """
    with world.transaction():
        _expire(world)
        waiting = world.outbox.take(_open_names(world) if names is None else names)
        waiting = _disturbed(world, waiting)
    return _sent(world, waiting, all_of_them=names is not None)


def hand_over(world: World, names: list[str] | None) -> Rows:
    """
    Take deliveries out of the outbox, signed as their vendor signs them, without sending them.

    Returns:
        One row per request: `system`, `deliveries`, `headers`, `body`.
    """
    rows: Rows = []
    with world.transaction():
        waiting = _disturbed(world, world.outbox.take(names))
        for (system, url), group in groupby(
            waiting, key=lambda line: (line["system"], world.outbox.url_of(line))
        ):
            lines = list(group)
            requests = _written(world, system, url, lines)
            for (_, headers, body), carried in _carried(requests, lines):
                told = {"system": system, "deliveries": [line["delivery"] for line in carried]}
                rows.append({**told, "headers": headers, "body": body.decode()})
    return rows


def _written(world: World, system: str, url: str, lines: list[Doc]) -> list[Request]:
    """The requests that carry these deliveries."""
    events = [{**line["event"], "sequence": line["sequence"]} for line in lines]
    return world.vendors[system].deliver(world, events, url)


def deliver_due(world: World, *, tried_only: bool) -> Rows:
    """Deliver what no failure holds back now; with `tried_only`, only what failed before."""
    now = world.clock.text
    with world.transaction():
        names = [
            line["delivery"]
            for line in world.outbox.pending
            if _is_due(world, line, now) and (line["attempts"] or not tried_only)
        ]
        waiting = _disturbed(world, world.outbox.take(names)) if names else []
    return _sent(world, waiting, all_of_them=False)


def _disturbed(world: World, waiting: list[Doc]) -> list[Doc]:
    """The deliveries as they will really arrive."""
    for entry in world.faults.take("webhooks"):
        if isinstance(entry.fault, DisturbWebhooks):
            waiting = entry.fault.disturb(waiting)
    return waiting


def _expire(world: World) -> None:
    """Forget what was kept for longer than its vendor keeps it."""
    now_ms = world.clock.now_ms
    oldest = {
        system: instant_text(max(0, now_ms - vendor.hooks.keep_s * 1000))
        for system, vendor in world.vendors.items()
    }
    if any(line["at"] < oldest[line["system"]] for line in world.outbox.pending):
        world.outbox.expire(oldest)


def _open_names(world: World) -> list[str]:
    """What waits for a hook that may be sent to, or for nobody."""
    outbox = world.outbox
    return [
        line["delivery"]
        for line in outbox.pending
        if outbox.hook(line["system"], outbox.url_of(line))["status"] == ACTIVE
    ]


def _is_due(world: World, line: Doc, now: str) -> bool:
    url = world.outbox.url_of(line)
    hook = world.outbox.hook(line["system"], url)
    return bool(url) and hook["status"] == ACTIVE and (hook["next_try"] or now) <= now


def next_try(world: World) -> int | None:
    """The instant (milliseconds) of the next retry, None when nothing failed that still waits."""
    outbox = world.outbox
    waiting = {(line["system"], outbox.url_of(line)) for line in outbox.pending}
    tries = [
        hook["next_try"]
        for hook in outbox.hooks.values()
        if hook["next_try"] is not None and (hook["system"], hook["url"]) in waiting
    ]
    return parse_instant(min(tries)) if tries else None


def advance(world: World, seconds: float) -> None:
    """Let time pass, trying failed deliveries again at the instants at which they are due."""
    target_ms = world.clock.now_ms + round(seconds * 1000)
    for _ in range(MOST_RETRIES):
        due_ms = next_try(world)
        if due_ms is None or due_ms > target_ms:
            break
        with world.transaction():
            world.pass_time(max(0, due_ms - world.clock.now_ms) / 1000)
        deliver_due(world, tried_only=True)
    with world.transaction():
        world.pass_time(max(0, target_ms - world.clock.now_ms) / 1000)


def _sent(world: World, waiting: list[Doc], *, all_of_them: bool) -> Rows:
    """Send group by group; what a hook fails to take goes back, with what stands behind it."""
    rows: Rows = []
    for (system, url), group in groupby(
        waiting, key=lambda line: (line["system"], world.outbox.url_of(line))
    ):
        rows += _send(world, system, url, list(group), all_of_them=all_of_them)
    return rows


def _send(world: World, system: str, url: str, group: list[Doc], *, all_of_them: bool) -> Rows:
    names = [line["delivery"] for line in group]
    if not url:
        return [{"system": system, "deliveries": names, "url": None, "status": None}]
    vendor = world.vendors[system]
    with world.transaction():
        requests = _written(world, system, url, group)
        world.outbox.sent += len(requests)
    rows: Rows = []
    failed: list[Doc] = []
    for request, lines in _carried(requests, group):
        if failed and not all_of_them:
            failed += lines
            continue
        statuses = list(_tries(request, vendor.hooks))
        told = {"system": system, "deliveries": [line["delivery"] for line in lines], "url": url}
        rows += [{**told, "status": status} for status in statuses]
        _note(world, system, url, vendor.hooks, statuses[-1])
        if not is_good(statuses[-1]):
            failed += lines
    if failed and vendor.hooks.waits_s:
        with world.transaction():
            world.outbox.put_back(failed)
    return rows


def _carried(requests: list[Request], group: list[Doc]) -> Iterator[tuple[Request, list[Doc]]]:
    """Each request with the deliveries that it carries: one each, or all of them together."""
    if len(requests) == len(group):
        yield from ((request, [line]) for request, line in zip(requests, group, strict=True))
    else:
        yield from ((request, group) for request in requests)


def _tries(request: Request, policy: HookPolicy) -> Iterator[int | None]:
    """The status of a request, and of its repetition where the vendor repeats it at once."""
    status = post(request)
    yield status
    if policy.at_once and not is_good(status):
        yield post(request)


def _note(world: World, system: str, url: str, policy: HookPolicy, status: int | None) -> None:
    with world.transaction():
        hook = world.outbox.hook(system, url)
        world.outbox.keep_hook(after_answer(hook, policy, world.clock.text, status))


def shake_hands(world: World, system: str) -> Doc:
    """
    Ask the receiver of a system's target to show that it checks signatures, where the vendor does.

    Returns:
        The hook: `Active`, or `Unconfirmed` with the vendor's reason.
    """
    policy, url = world.vendors[system].hooks, world.outbox.targets[system]
    with world.transaction():
        probes = policy.handshake(world, url) if policy.handshake is not None else []
    hook = fresh_hook(system, url)
    for probe in probes:
        status = post(probe.request)
        if status is None or not probe.least <= status <= probe.most:
            reason = (
                "Response not 2XX"
                if probe.least < 300
                else "Response to incorrectly signed payload not 401"
            )
            hook = {**hook, "status": UNCONFIRMED, "reason": reason, "last_status": status}
            break
    with world.transaction():
        world.outbox.keep_hook(hook)
    return hook


def post(request: Request) -> int | None:
    """The status that a receiver gives in time, None when it gives none."""
    url, headers, body = request
    try:
        return httpx.post(url, headers=headers, content=body, timeout=ANSWER_WITHIN_S).status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
