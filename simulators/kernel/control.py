"""The control plane, `/_control`: worlds, people's actions, faults, time, journals, copies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from simulators.kernel.call import Call, Reply
from simulators.kernel.clock import LATEST_MS, LONGEST_ADVANCE_S, parse_instant
from simulators.kernel.deliveries import advance, deliver, hand_over, shake_hands
from simulators.kernel.errors import BadRequest, Refusal, Refused
from simulators.kernel.faults.person_edits import PersonEdits
from simulators.kernel.faults.plan import Entry, read_entry
from simulators.kernel.gateway import act, understood
from simulators.kernel.http import MOST_BODY_BYTES, Door
from simulators.kernel.registry import Registry
from simulators.kernel.world import World

PREFIX: Final = "/_control"
VERSION: Final = "0.1.0"
MOST_DIGITS: Final = 18

Answer = tuple[int, Any]


class _Missing(Exception):  # noqa: N818 - an answer
    """A world, snapshot or fault that is not there."""


def create_control(registry: Registry) -> Flask:
    """The WSGI application of the control plane."""
    return ControlApp(registry)


class ControlApp(Door):
    """
    The control plane's door.

    Args:
        registry: whose worlds.
    """

    def __init__(self, registry: Registry) -> None:
        super().__init__("control", ((method, PREFIX + path) for method, path, _ in ROUTES))
        self._registry = registry
        self._handlers = {f"{method} {PREFIX}{path}": handle for method, path, handle in ROUTES}

    def reply(self, call: Call) -> Reply:
        """The answer to one call; what is wrong with it is said as problem details."""
        try:
            name, params = self.route_of(call.path, call.method)
            status, body = self._handlers[name](self._registry, call, **params)
        except HTTPException as error:
            return _no_route(call, error)
        except BadRequest as wrong:
            return _problem(400, "Bad request", str(wrong))
        except _Missing as missing:
            return _problem(404, "Not found", str(missing))
        except Refused as refused:
            return _refused(refused.refusals)
        return _json(status, body)


def _json(status: int, body: Any, content_type: str = "application/json") -> Reply:
    data = b"" if status == HTTPStatus.NO_CONTENT else orjson.dumps(body)
    return Reply(status, data, {"Content-Type": content_type})


def _problem(status: int, title: str, detail: str, **more: Any) -> Reply:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return _json(status, body, "application/problem+json")


def _refused(refusals: Iterable[Refusal]) -> Reply:
    rows = [{"code": r.code, "message": r.message, "field": r.field} for r in refusals]
    detail = "; ".join(row["message"] for row in rows)
    return _problem(409, "Refused", detail, refusals=rows)


def _no_route(call: Call, error: HTTPException) -> Reply:
    paths = ", ".join(sorted({PREFIX + path for _, path, _ in ROUTES}))
    status = error.code or 500
    asked = f"{call.method} {call.path}"
    reply = _problem(status, error.name, f"{asked}: known paths are {paths}")
    if isinstance(error, MethodNotAllowed):
        reply.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return reply


def _body(call: Call, *, optional: bool = False) -> dict[str, Any]:
    if len(call.body) > MOST_BODY_BYTES:
        raise BadRequest(f"the body is longer than {MOST_BODY_BYTES} bytes")
    if not call.body and optional:
        return {}
    try:
        body = orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"the body is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    return body


def _world(registry: Registry, name: str) -> World:
    world = registry.find(name)
    if world is None:
        known = ", ".join(registry.worlds) or "none yet"
        raise _Missing(f"world {name!r} is unknown: the worlds are {known}")
    return world


def _number(call: Call, name: str) -> int:
    text = call.one(name, "0")
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise BadRequest(f"{name} must be a whole number, 0 or more")
    return int(text)


def health(_registry: Registry, _call: Call) -> Answer:
    """Whether the server is up, and its version."""
    return 200, {"status": "ok", "version": VERSION}


def list_worlds(registry: Registry, _call: Call) -> Answer:
    """The names of all worlds."""
    return 200, {"worlds": list(registry.worlds)}


def create_world(registry: Registry, call: Call) -> Answer:
    """Make a world; the answer is its connection document."""
    return 201, registry.connection(registry.create(_body(call, optional=True)))


def read_world(registry: Registry, _call: Call, world: str) -> Answer:
    """The connection document with meters."""
    there = _world(registry, world)
    with there.lock:
        return 200, {**registry.connection(there), "meters": meters(there)}


def meters(world: World) -> dict[str, int]:
    """How much happened in a world."""
    return {
        "calls": world.calls.next - 1,
        "commits": world.commits.next - 1,
        "webhooks_pending": len(world.outbox.pending),
        "snapshots": len(world.snapshots),
    }


def drop_world(registry: Registry, _call: Call, world: str) -> Answer:
    """Forget a world."""
    _world(registry, world)
    registry.drop(world)
    return 204, None


def read_switches(registry: Registry, _call: Call, world: str) -> Answer:
    """Every switch with its value, its values and what it stands for."""
    there = _world(registry, world)
    return 200, {"profile": there.switches.profile, "switches": there.switches.describe()}


def set_switches(registry: Registry, call: Call, world: str) -> Answer:
    """Set some switches: an object of texts by name."""
    there = _world(registry, world)
    with there.transaction():
        there.switches.set(_body(call))
    return read_switches(registry, call, world)


def read_state(registry: Registry, _call: Call, world: str) -> Answer:
    """All records of both systems, in the order of their ids."""
    there = _world(registry, world)
    with there.lock:
        return 200, {
            system: {
                kind: list(there.table(system, kind))
                for kind in vendor.tables
                if not kind.startswith("_")
            }
            for system, vendor in there.vendors.items()
        }


def read_history(registry: Registry, call: Call, world: str) -> Answer:
    """The commits after a number."""
    there = _world(registry, world)
    with there.lock:
        return 200, there.commits.page("commits", _number(call, "after"))


def read_calls(registry: Registry, call: Call, world: str) -> Answer:
    """The vendor calls after a number."""
    there = _world(registry, world)
    with there.lock:
        return 200, there.calls.page("calls", _number(call, "after"))


def edit(registry: Registry, call: Call, world: str) -> Answer:
    """One action of a person: the commits it made, or the refusal."""
    there = _world(registry, world)
    asked = _body(call)
    with there.lock:
        return 200, {"commits": act(there, asked)}


def catalogue(registry: Registry, _call: Call) -> Answer:
    """The kinds of people's actions, for both systems, with their fields."""
    return 200, {
        system: [
            {"kind": edit.kind, "fields": list(edit.fields), "meaning": edit.meaning}
            for edit in vendor.edits
        ]
        for system, vendor in registry.vendors.items()
    }


def read_users(registry: Registry, _call: Call, world: str) -> Answer:
    """The users of the systems that keep some, with the credentials of their clients."""
    there = _world(registry, world)
    with there.lock:
        return 200, {system: vendor.users(there) for system, vendor in there.vendors.items()}


def read_faults(registry: Registry, _call: Call, world: str) -> Answer:
    """The fault plan, with how often each entry was matched."""
    return 200, {"faults": _world(registry, world).faults.describe()}


def arm_fault(registry: Registry, call: Call, world: str) -> Answer:
    """Add one entry to the fault plan."""
    there = _world(registry, world)
    asked = _body(call)
    if "quirk" in asked:
        return 201, _arm_quirk(there, asked)
    with there.transaction():
        entry = read_entry("", asked)
        _known_system(there, entry)
        if isinstance(entry.fault, PersonEdits):
            understood(there, entry.fault.edit)
        return 201, {"fault": there.faults.arm(asked)}


def _known_system(world: World, entry: Entry) -> None:
    if entry.match.system not in ("", *world.vendors):
        raise BadRequest(f"match.system must be one of {', '.join(world.vendors)}")


def _arm_quirk(world: World, asked: dict[str, Any]) -> dict[str, Any]:
    """Arm the rows of a vendor's quirk; `match` narrows or moves them all."""
    known = {quirk.name: quirk for vendor in world.vendors.values() for quirk in vendor.quirks}
    name, match = asked["quirk"], asked.get("match", {})
    for unknown in (each for each in asked if each not in ("quirk", "match")):
        raise BadRequest(f"{unknown} is unknown: a quirk takes quirk and match")
    if not isinstance(name, str) or name not in known:
        raise BadRequest(f"quirk {name!r} is unknown: use {', '.join(known) or 'none'}")
    if not isinstance(match, dict):
        raise BadRequest("match must be an object, such as {'nth': 2}")
    rows = [{**row, "match": {**row["match"], **match}} for row in known[name].rows]
    with world.transaction():
        for row in rows:
            _known_system(world, read_entry("", row))
        return {"quirk": name, "faults": [world.faults.arm(row) for row in rows]}


def heal_faults(registry: Registry, _call: Call, world: str) -> Answer:
    """Remove every entry of the fault plan."""
    there = _world(registry, world)
    with there.transaction():
        there.faults.heal()
    return 204, None


def disarm_fault(registry: Registry, _call: Call, world: str, fault: str) -> Answer:
    """Remove one entry of the fault plan, if it is still there."""
    there = _world(registry, world)
    with there.transaction():
        there.faults.disarm(fault)
    return 204, None


def read_clock(registry: Registry, _call: Call, world: str) -> Answer:
    """The instant in a world, and how fast its clock runs."""
    clock = _world(registry, world).clock
    return 200, {"now": clock.text, "scale": clock.scale}


def set_clock(registry: Registry, call: Call, world: str) -> Answer:
    """Advance by seconds, or move to an instant; never back."""
    there = _world(registry, world)
    advance(there, _seconds(there, _body(call)))
    return read_clock(registry, call, world)


def _seconds(world: World, asked: dict[str, Any]) -> float:
    if set(asked) == {"advance_s"}:
        seconds = asked["advance_s"]
    elif set(asked) == {"now"} and isinstance(asked["now"], str):
        seconds = _until(world, asked["now"])
    else:
        raise BadRequest('the body must be {"advance_s": SECONDS} or {"now": "ISO INSTANT"}')
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise BadRequest("advance_s must be a number of seconds")
    if not 0 <= seconds <= LONGEST_ADVANCE_S:
        raise BadRequest("time moves forward only, by ten years at most")
    if world.clock.now_ms + seconds * 1000 > LATEST_MS:
        raise BadRequest("time ends with the year 2999")
    return seconds


def _until(world: World, text: str) -> float:
    try:
        return (parse_instant(text) - world.clock.now_ms) / 1000
    except ValueError:
        raise BadRequest("now must be an ISO instant such as 2026-03-02T09:00:00Z") from None


def take_snapshot(registry: Registry, _call: Call, world: str) -> Answer:
    """Keep a cheap copy of the whole world."""
    there = _world(registry, world)
    with there.transaction():
        return 201, {"snapshot": there.snapshot()}


def restore_snapshot(registry: Registry, _call: Call, world: str, snapshot: str) -> Answer:
    """Go back to a copy: stores, clock, ids, faults and journals."""
    there = _world(registry, world)
    with there.lock:
        there.restore(snapshot)
    return 200, {"snapshot": snapshot}


def read_webhooks(registry: Registry, _call: Call, world: str) -> Answer:
    """The deliveries that wait, and how the hooks stand that they go to."""
    there = _world(registry, world)
    with there.lock:
        outbox = there.outbox
        return 200, {
            "pending": outbox.pending,
            "sent": outbox.sent,
            "dropped": outbox.dropped,
            "hooks": list(outbox.hooks.values()),
        }


def deliver_webhooks(registry: Registry, call: Call, world: str) -> Answer:
    """Deliver all that waits, or those named, in that order, maybe twice; or hand them over."""
    asked = _body(call, optional=True)
    names = asked.get("deliveries")
    right = names is None or (isinstance(names, list) and all(isinstance(n, str) for n in names))
    if not right:
        raise BadRequest('deliveries must be a list of names such as ["d-1", "d-1"]')
    if asked.get("hand_over") is True:
        return 200, {"requests": hand_over(_world(registry, world), names)}
    return 200, {"results": deliver(_world(registry, world), names)}


def _is_url(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"https?://[!-~]+", value) is not None


def set_webhook_target(registry: Registry, call: Call, world: str) -> Answer:
    """Where each vendor's webhooks of this world go; the receiver may have to prove itself."""
    there = _world(registry, world)
    asked = _body(call)
    if not all(name in there.vendors and _is_url(url) for name, url in asked.items()):
        raise BadRequest(f"the body must map {' and '.join(there.vendors)} to URLs")
    with there.transaction():
        there.outbox.targets.update(asked)
    hooks = [shake_hands(there, system) for system in asked]
    return 200, {"targets": there.outbox.targets, "hooks": hooks}


ROUTES: Final[tuple[tuple[str, str, Callable[..., Answer]], ...]] = (
    ("GET", "/health", health),
    ("GET", "/worlds", list_worlds),
    ("POST", "/worlds", create_world),
    ("GET", "/worlds/<world>", read_world),
    ("DELETE", "/worlds/<world>", drop_world),
    ("GET", "/worlds/<world>/switches", read_switches),
    ("PUT", "/worlds/<world>/switches", set_switches),
    ("GET", "/worlds/<world>/state", read_state),
    ("GET", "/worlds/<world>/history", read_history),
    ("GET", "/worlds/<world>/calls", read_calls),
    ("POST", "/worlds/<world>/edits", edit),
    ("GET", "/worlds/<world>/users", read_users),
    ("GET", "/edits", catalogue),
    ("GET", "/worlds/<world>/faults", read_faults),
    ("POST", "/worlds/<world>/faults", arm_fault),
    ("DELETE", "/worlds/<world>/faults", heal_faults),
    ("DELETE", "/worlds/<world>/faults/<fault>", disarm_fault),
    ("GET", "/worlds/<world>/clock", read_clock),
    ("POST", "/worlds/<world>/clock", set_clock),
    ("POST", "/worlds/<world>/snapshots", take_snapshot),
    ("POST", "/worlds/<world>/snapshots/<snapshot>/restore", restore_snapshot),
    ("GET", "/worlds/<world>/webhooks", read_webhooks),
    ("POST", "/worlds/<world>/webhooks/deliver", deliver_webhooks),
    ("PUT", "/worlds/<world>/webhook-target", set_webhook_target),
)
