"""A vendor of two screens' worth: notes with a name and a text, enough to drive the kernel."""

from typing import Any

import orjson

from simulators.kernel.call import Actor, Call, Doc, Endpoint, Origin, Reply
from simulators.kernel.errors import Refusal, Refused, refuse_if
from simulators.kernel.folder import Folder
from simulators.kernel.limits import Hit, Room, Window
from simulators.kernel.registry import Recipe, Registry
from simulators.kernel.store import Hash, Ordered
from simulators.kernel.switches import Switch
from simulators.kernel.vendor import Edit, KeyPolicy, Vendor
from simulators.kernel.world import Change, World

PER_MINUTE = 5
SEATS = 2
KEY_LIFE_S = 600


def json_reply(status: int, body: Any) -> Reply:
    return Reply(status, orjson.dumps(body), {"Content-Type": "application/json"})


class ToyDialect:
    """Bearer tokens, one limit, keys per token, errors as `{"errors": […]}`."""

    def __init__(self, system: str) -> None:
        self.system = system

    def credential(self, call: Call) -> str:
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        return token if scheme == "Bearer" else ""

    def admit(self, world: World, call: Call, endpoint: Endpoint) -> None:
        token = world.table(self.system, "_token").row(self.credential(call))
        if token is None or token["state"] != "live":
            raise Refused(Refusal("dead_token", "The token is dead.", status=401))
        call.token, call.owner, call.actor = token, token["owner"], Actor(token["actor"])

    def stranger(self, call: Call) -> Reply:
        return json_reply(401, {"errors": ["Who are you?"]})

    def refusal(self, call: Call, refusals: tuple[Refusal, ...]) -> Reply:
        status = refusals[0].status or 400
        return json_reply(status, {"errors": [refusal.message for refusal in refusals]})

    def not_found(self, call: Call) -> Reply:
        return json_reply(404, {"errors": [f"No {call.path} here."]})

    def not_offered(self, call: Call) -> Reply:
        return json_reply(405, {"errors": [f"No {call.method} here."]})

    def failure(self, call: Call, status: int, retry_after_s: float | None) -> Reply:
        reply = json_reply(status, {"errors": [f"Trouble {status}."]})
        if retry_after_s is not None:
            reply.headers["Retry-After"] = str(round(retry_after_s))
        return reply

    def windows(self, world: World, call: Call) -> tuple[Window, ...]:
        return (Window("minute", call.owner, PER_MINUTE, 60),)

    def room(self, call: Call) -> Room | None:
        return Room("at_once", self.credential(call), SEATS)

    def limited(self, world: World, call: Call, hit: Hit) -> Reply:
        return self.failure(call, 429, hit.retry_after_s)

    def key(self, world: World, call: Call) -> KeyPolicy | None:
        text = call.headers.get("idempotency-key")
        if text is None:
            return None
        if len(text) > 8:
            raise Refused(Refusal("long_key", "The key is too long."))
        return KeyPolicy(call.owner, text, KEY_LIFE_S)

    def key_reused(self, call: Call, key: KeyPolicy) -> Reply:
        return json_reply(409, {"errors": [f"Key {key.key} was used for something else."]})

    def key_in_flight(self, call: Call, key: KeyPolicy) -> Reply | None:
        if call.system == "xero":
            return None
        return json_reply(409, {"errors": [f"Key {key.key} is in flight."]})

    def replayed(self, reply: Reply) -> Reply:
        reply.headers["Replayed"] = "yes"
        return reply

    def finish(self, world: World, call: Call, reply: Reply) -> Reply:
        reply.headers["Call-Number"] = str(call.n)
        return reply

    def spoil_token(self, world: World, call: Call, *, revoke: bool) -> None:
        token = world.table(self.system, "_token").row(self.credential(call))
        assert token is not None
        state = "revoked" if revoke else "expired"
        world.table(self.system, "_token").put(token.doc_id, {**token, "state": state})


def list_notes(world: World, call: Call) -> Reply:
    notes = list(world.table(call.system, "note").between("time"))
    return json_reply(200, {"notes": notes})


def get_note(world: World, call: Call) -> Reply:
    return json_reply(200, _note(world, call.system, call.params["note_id"]))


def make_note(world: World, call: Call) -> Reply:
    note = _made(world, call.system, _asked(call.body))
    world.commit(call.origin, Change("note", note["id"], note))
    return json_reply(201, note)


def change_note(world: World, call: Call) -> Reply:
    before = _note(world, call.system, call.params["note_id"])
    note = {**before, **_asked(call.body), "time": world.clock.text}
    world.commit(call.origin, Change("note", note["id"], note))
    return json_reply(200, note)


def remove_note(world: World, call: Call) -> Reply:
    note = _note(world, call.system, call.params["note_id"])
    world.commit(call.origin, Change("note", note["id"], None))
    return Reply(204)


def _asked(body: bytes) -> Doc:
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused(Refusal("no_json", "The body is not JSON.")) from None
    if not isinstance(asked, dict):
        raise Refused(Refusal("no_object", "The body is no object."))
    return asked


def _note(world: World, system: str, note_id: str) -> Doc:
    note = world.table(system, "note").row(note_id)
    if note is None:
        raise Refused(Refusal("no_note", f"There is no note {note_id}.", status=404))
    return note


def _made(world: World, system: str, fields: Doc) -> Doc:
    refuse_if(_wrong(world, system, fields))
    number = world.ids.number(f"{system}.note")
    return {"id": str(number), **fields, "time": world.clock.text}


def _wrong(world: World, system: str, fields: Doc) -> list[Refusal]:
    name = fields.get("name")
    if not isinstance(name, str):
        return [Refusal("no_name", "A note needs a name.", "name")]
    if world.table(system, "note").first("name", name):
        return [Refusal("taken", f"The name {name} is taken.", "name")]
    return []


def _write(world: World, origin: Any, note_id: str, fields: Doc) -> None:
    note = _made(world, origin.system, fields)
    world.commit(origin, Change("note", note["id"], note))


def _rewrite(world: World, origin: Any, note_id: str, fields: Doc) -> None:
    note = {**_note(world, origin.system, note_id), **fields, "time": world.clock.text}
    world.commit(origin, Change("note", note_id, note))


def _send(
    world: World, events: list[dict[str, Any]], target: str
) -> list[tuple[str, dict[str, str], bytes]]:
    return [(target, {"Content-Type": "application/json"}, orjson.dumps({"events": events}))]


def toy(system: str = "toy") -> Vendor:
    """A vendor under any name."""
    return Vendor(
        system=system,
        tables={
            "note": (Hash("name"), Ordered("time", lambda doc: (doc["time"], doc["id"]))),
            "_token": (),
        },
        endpoints=(
            Endpoint("GET", "/notes", list_notes),
            Endpoint("POST", "/notes", make_note),
            Endpoint("GET", "/notes/<note_id>", get_note),
            Endpoint("PUT", "/notes/<note_id>", change_note),
            Endpoint("DELETE", "/notes/<note_id>", remove_note),
        ),
        edits=(
            Edit("note.create", ("name", "text"), _write, "Write a note."),
            Edit("note.edit", ("name", "text"), _rewrite, "Rewrite a note."),
        ),
        switches=(Switch(f"{system}_mood", ("good", "bad"), "how it feels"),),
        dialect=ToyDialect(system),
        connection=lambda world, url: {
            system: {"api_url": url, "access_token": f"{world.name}.{system}"}
        },
        webhooks=lambda world, line: [{"note": line["id"], "op": line["op"]}],
        deliver=_send,
        pass_time=lambda world: None,
        owners=lambda world: ["o-1", "o-2"],
        ignore_case=system == "xero",
    )


def empty(world: World, recipe: Recipe) -> None:
    """Nothing but the tokens."""
    for system in world.vendors:
        token = f"{world.name}.{system}"
        world.table(system, "_token").put(
            token, {"owner": "o-1", "actor": "sync", "state": "live"}
        )


def three_notes(world: World, recipe: Recipe) -> None:
    """The tokens and three notes of a person."""
    empty(world, recipe)
    origin = Origin("xero", "o-1", Actor.USER)
    for name in ("one", "two", "three"):
        _write(world, origin, "", {"name": name})


def a_registry(scale: float = 0, folder: Folder | None = None) -> Registry:
    """Two toys side by side, as the real vendors stand."""
    registry = Registry(
        vendors={system: toy(system) for system in ("xero", "released")},
        profiles={"guide": {}, "moody": {"xero_mood": "bad"}},
        fixtures={"empty": empty, "three": three_notes},
        scale=scale,
        folder=folder,
    )
    registry.load()
    return registry
