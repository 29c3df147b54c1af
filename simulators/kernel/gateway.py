"""
The way of one vendor call, without a framework.

Order: world by credential, seat, lock, clock, admission, faults before, limits, idempotency key,
handler, faults after, journal. The order is the order of precedence.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, Final

from simulators.kernel.call import Actor, Call, Endpoint, Origin, Reply
from simulators.kernel.clock import http_date, real_sleep
from simulators.kernel.errors import BadRequest, Hangup, Refused
from simulators.kernel.faults.base import Scene
from simulators.kernel.faults.plan import Entry
from simulators.kernel.idempotency import request_print
from simulators.kernel.limits import Hit
from simulators.kernel.vendor import Edit, KeyPolicy, Vendor
from simulators.kernel.world import World

WRITES: Final = ("POST", "PUT", "PATCH", "DELETE")


def act(world: World, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """
    Carry out one person's action.

    Args:
        world: where.
        asked: `system`, `kind`, and as the kind needs them `owner`, `id`, `fields`; `as` names the
            user who does it, and then only what that user may do is done.

    Returns:
        The commits it made.

    Raises:
        Refused: when the product does not allow it; nothing was changed.
        BadRequest: when the request is not of the documented form.
    """
    edit, fields = understood(world, asked)
    system, record = _text(asked, "system"), _text(asked, "id", "")
    first = world.commits.next
    with world.transaction():
        if world.clock.now_ms >= world.wake_ms:
            world.catch_up()
            first = world.commits.next
        owner, user = _owner(world, system, asked), _text(asked, "as", "")
        if user:
            world.vendors[system].admit_user(world, user, owner, edit.kind)
        origin = Origin(system, owner, Actor.USER, by=user)
        edit.run(world, origin, record, dict(fields))
    return world.commits.after(first - 1)


def understood(world: World, asked: Mapping[str, Any]) -> tuple[Edit, dict[str, Any]]:
    """
    The action that is asked for, with its fields.

    Raises:
        BadRequest: when the request is not of the documented form.
    """
    system, kind = _text(asked, "system"), _text(asked, "kind")
    edit = world.edit(system, kind)
    fields = {} if asked.get("fields") is None else asked["fields"]
    if not isinstance(fields, dict):
        raise BadRequest("fields must be an object of the record's fields by wire name")
    unknown = [name for name in fields if name not in edit.fields]
    if unknown:
        takes = ", ".join(edit.fields) or "no fields"
        raise BadRequest(f"fields.{unknown[0]} is unknown: {kind} in {system} takes {takes}")
    _text(asked, "id", "")
    _owner(world, system, asked)
    _known_user(world, system, _text(asked, "as", ""))
    return edit, fields


def _known_user(world: World, system: str, user: str) -> None:
    known = [str(each["id"]) for each in world.vendors[system].users(world)]
    if user and user not in known:
        listed = ", ".join(known) or "none yet"
        raise BadRequest(f"as names user {user!r}, unknown in {system}: the users are {listed}")


def _owner(world: World, system: str, asked: Mapping[str, Any]) -> str:
    owners = world.vendors[system].owners(world)
    owner = asked.get("owner")
    if owner is None and owners:
        return owners[0]
    if str(owner) not in owners:
        raise BadRequest(f"owner {owner!r} is unknown in {system}: use {', '.join(owners)}")
    return str(owner)


def _text(asked: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = asked.get(name, default)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadRequest(f"{name} must be a text")
    return value


def answer(world: World, vendor: Vendor, endpoint: Endpoint, call: Call) -> Reply:
    """
    The answer to one call in its world; the call and what came of it are journalled.

    Method: a call that a fault holds back on a running clock keeps its seat and waits without the
    world's lock, so that others are answered meanwhile. Where the clock runs, the answer's `Date`
    is the world's: a sync with timers of its own has no other way to know what time it is there.

    Raises:
        Hangup: when the fault plan drops the connection.
    """
    room = vendor.dialect.room(call)
    with world.rooms.entered(room) as is_full:
        call.crowd = room if is_full else None
        with world.transaction():
            world.clock.tick()
            if world.clock.now_ms >= world.wake_ms:
                world.catch_up()
            entries, refusal = _admitted(world, vendor, endpoint, call)
            held_s = _held_back_s(world, entries)
            if not held_s:
                outcome = _finished(world, vendor, endpoint, call, entries, refusal)
        if held_s:
            with world.keys.in_flight(_held_key(world, vendor, call), call):
                real_sleep(held_s)
                with world.transaction():
                    outcome = _finished(world, vendor, endpoint, call, entries, refusal)
    if isinstance(outcome, Hangup):
        raise outcome
    if world.clock.scale:
        outcome.headers["Date"] = http_date(world.clock.now_ms)
    return outcome


def _admitted(
    world: World, vendor: Vendor, endpoint: Endpoint, call: Call
) -> tuple[tuple[Entry, ...], Reply | None]:
    """The faults that strike a call, or the answer that turns it away."""
    call.n = world.calls.next
    try:
        vendor.dialect.admit(world, call, endpoint)
    except Refused as refused:
        return (), vendor.dialect.refusal(call, refused.refusals)
    return world.faults.strikes(call, endpoint), None


def _held_key(world: World, vendor: Vendor, call: Call) -> KeyPolicy | None:
    """The idempotency key of a call that waits; a wrong one is refused later."""
    try:
        return vendor.dialect.key(world, call) if call.method in WRITES else None
    except Refused:
        return None


def _held_back_s(world: World, entries: tuple[Entry, ...]) -> float:
    """The real seconds that faults let a call wait; none when the clock is frozen."""
    if not entries or not world.clock.scale:
        return 0
    return world.clock.real_seconds(sum(entry.fault.holds_back_s() for entry in entries))


def _finished(
    world: World,
    vendor: Vendor,
    endpoint: Endpoint,
    call: Call,
    entries: tuple[Entry, ...],
    refusal: Reply | None,
) -> Reply | Hangup:
    """What comes of a call, journalled."""
    call.n = world.calls.next
    first = world.commits.next
    outcome: Reply | Hangup
    try:
        reply = refusal or _struck(world, vendor, endpoint, call, entries)
        outcome = vendor.dialect.finish(world, call, reply)
    except Hangup as hangup:
        outcome = hangup
    _record(world, call, outcome if isinstance(outcome, Reply) else None, first)
    return outcome


def _record(world: World, call: Call, reply: Reply | None, first: int) -> None:
    world.calls.append(
        {
            "n": call.n,
            "time": world.clock.text,
            "system": call.system,
            "owner": call.owner,
            "actor": call.actor.value,
            "method": call.method,
            "path": call.path,
            "query": call.query_text,
            "status": reply.status if reply else None,
            "bytes": len(reply.body) if reply else 0,
            "fault": call.fault,
            "commits": list(range(first, world.commits.next)),
            "breaches": _breaches(world, call, reply),
        }
    )


def _breaches(world: World, call: Call, reply: Reply | None) -> list[dict[str, str]]:
    """What is wrong with a sync's call, as far as somebody judges calls."""
    if call.judge is None or call.actor is not Actor.SYNC:
        return []
    asked = {
        "method": call.method,
        "path": call.path,
        "query": call.query_text,
        "headers": call.headers,
        "body": call.body,
    }
    answered = None if reply is None else (reply.status, reply.headers)
    return call.judge(asked, answered, world.clock.now_ms, world.clock.scale or 1)


def _struck(
    world: World, vendor: Vendor, endpoint: Endpoint, call: Call, entries: tuple[Entry, ...]
) -> Reply:
    if not entries:
        return _limited(world, vendor, endpoint, call)
    call.fault = entries[0].kind
    scene = Scene(world, call, vendor.dialect, act)
    return _with_faults(scene, vendor, endpoint, entries)


def _with_faults(
    scene: Scene, vendor: Vendor, endpoint: Endpoint, entries: tuple[Entry, ...]
) -> Reply:
    world = scene.world
    reply: Reply | None = None
    for entry in entries:
        reply = reply or entry.fault.before(scene)
    if reply is None:
        stale = scene.stale_commits
        with world.as_of(stale) if stale else nullcontext():
            reply = _limited(world, vendor, endpoint, scene.call)
            for _ in range(scene.again):
                world.clock.advance(scene.pause_s)
                reply = _limited(world, vendor, endpoint, scene.call)
    for entry in entries:
        reply = entry.fault.after(scene, reply)
    return reply


def _limited(world: World, vendor: Vendor, endpoint: Endpoint, call: Call) -> Reply:
    windows = vendor.dialect.windows(world, call)
    refusing = world.switches["limits"] == "on"
    if refusing and call.crowd is not None and windows:
        return vendor.dialect.limited(world, call, Hit(call.crowd, 0))
    hit = world.limits.take(windows, world.clock.now_ms) if refusing else None
    if hit is not None:
        return vendor.dialect.limited(world, call, hit)
    if call.method not in WRITES:
        return _handled(world, vendor, endpoint, call)
    try:
        key = vendor.dialect.key(world, call)
    except Refused as refused:
        return vendor.dialect.refusal(call, refused.refusals)
    if key is None:
        return _handled(world, vendor, endpoint, call)
    return _keyed(world, vendor, endpoint, call, key)


def _keyed(world: World, vendor: Vendor, endpoint: Endpoint, call: Call, key: KeyPolicy) -> Reply:
    stored = world.keys.find(key.scope, key.key, world.clock.now_ms, key.life_s)
    if stored is not None:
        if stored.request != request_print(call):
            return vendor.dialect.key_reused(call, key)
        return vendor.dialect.replayed(stored.reply())
    if world.keys.is_in_flight(key, call):
        busy = vendor.dialect.key_in_flight(call, key)
        if busy is not None:
            return busy
    reply = _handled(world, vendor, endpoint, call)
    world.keys.keep(key.scope, key.key, call, reply, world.clock.now_ms)
    return reply


def _handled(world: World, vendor: Vendor, endpoint: Endpoint, call: Call) -> Reply:
    try:
        return endpoint.handle(world, call)
    except Refused as refused:
        return vendor.dialect.refusal(call, refused.refusals)
