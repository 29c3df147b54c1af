"""Sends what waits in a world's outbox, as the fault plan lets it arrive."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import httpx

from simulators.kernel.call import Doc
from simulators.kernel.faults.webhooks import DisturbWebhooks
from simulators.kernel.world import World

ANSWER_WITHIN_S = 5.0


def deliver(world: World, names: list[str] | None) -> list[dict[str, Any]]:
    """
    Deliver the named deliveries, or all, outside the world's lock.

    Returns:
        One row per HTTP request: `system`, `deliveries`, `url`, `status` (None: no answer).
    """
    with world.transaction():
        waiting = world.outbox.take(names)
        for entry in world.faults.take("webhooks"):
            if isinstance(entry.fault, DisturbWebhooks):
                waiting = entry.fault.disturb(waiting)
    return [
        row
        for system, group in groupby(waiting, key=lambda line: str(line["system"]))
        for row in _send(world, system, list(group))
    ]


def _send(world: World, system: str, group: list[Doc]) -> list[dict[str, Any]]:
    target = world.outbox.targets.get(system)
    names = [line["delivery"] for line in group]
    if not target:
        return [{"system": system, "deliveries": names, "url": None, "status": None}]
    events = [line["event"] for line in group]
    with world.transaction():
        requests = world.vendors[system].deliver(world, events, target)
        world.outbox.sent += len(requests)
    return [
        {"system": system, "deliveries": names, "url": url, "status": _post(url, headers, body)}
        for url, headers, body in requests
    ]


def _post(url: str, headers: dict[str, str], body: bytes) -> int | None:
    try:
        return httpx.post(url, headers=headers, content=body, timeout=ANSWER_WITHIN_S).status_code
    except httpx.HTTPError:
        return None
