"""Tokens and connections."""

from __future__ import annotations

from typing import Any, Final

import orjson

from simulators.kernel.call import Actor, Call, Doc, Endpoint, Origin, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import Change, World
from simulators.xero.books import SYSTEM
from simulators.xero.dialect import client_of, form
from simulators.xero.identity import tokens
from simulators.xero.wire.envelope import NOT_FOUND, plain
from simulators.xero.wire.values import guid

JSON: Final = "application/json"


def token(world: World, call: Call) -> Reply:
    """New tokens. Source: documented, facts 1.5 and 1.6."""
    client_id, secret = client_of(call)
    client = world.table(SYSTEM, "_client").row(client_id)
    if client is None or client["client_secret"] != secret:
        raise _no("invalid_client")
    fields = form(call)
    match fields.get("grant_type", ""):
        case "refresh_token":
            return _refresh(world, client, fields)
        case "client_credentials":
            return _client_credentials(world, client, fields)
        case "authorization_code":
            raise _no("invalid_grant")
        case "":
            raise _no("invalid_request")
    raise _no("unsupported_grant_type")


def _refresh(world: World, client: Doc, fields: dict[str, str]) -> Reply:
    found = tokens.find(world, "refresh", fields.get("refresh_token", ""))
    issued = None
    if found is not None and found["client_id"] == client["client_id"]:
        issued = tokens.refresh(world, found)
    if issued is None:
        raise _no("invalid_grant")
    return _issued(*issued)


def _client_credentials(world: World, client: Doc, fields: dict[str, str]) -> Reply:
    asked = tuple(fields.get("scope", "").split())
    granted = tuple(scope for scope in tokens.SCOPES if scope != "offline_access")
    if any(not tokens.covers(list(granted), scope.removesuffix(".read"), reading=True)
           for scope in asked if scope != "app.connections"):  # fmt: skip
        raise _no("invalid_scope")
    access, _ = tokens.issue(world, client["client_id"], asked or granted, renewable=False)
    custom = {**access, "custom": True}
    world.table(SYSTEM, "_token").put(access["token"], custom)
    return _issued(custom, {})


def _issued(access: Doc, refresh: Doc) -> Reply:
    body: dict[str, Any] = {
        "access_token": access["token"],
        "expires_in": tokens.ACCESS_S,
        "token_type": "Bearer",
    }
    if refresh:
        body["refresh_token"] = refresh["token"]
    body["scope"] = " ".join(access["scopes"])
    return Reply(200, orjson.dumps(body), {"Content-Type": JSON})


def _no(error: str) -> Refused:
    return Refused(Refusal("oauth", error))


def revoke(world: World, call: Call) -> Reply:
    """Drop all of the user's connections and tokens. Source: documented, facts 1.6."""
    client_id, secret = client_of(call)
    client = world.table(SYSTEM, "_client").row(client_id)
    if client is None or client["client_secret"] != secret:
        raise _no("invalid_client")
    if tokens.find(world, "refresh", form(call).get("token", "")) is not None:
        tokens.revoke_all(world, client_id)
        for row in list(world.table(SYSTEM, "connection")):
            _drop(world, call, row)
    return Reply(200, b"", {})


def connections(world: World, call: Call) -> Reply:
    """The organisations that the app may reach: a bare array. Source: recorded, facts 1.7."""
    wanted = call.one("authEventId")
    rows = [
        {name: value for name, value in row.items() if name != "owner"}
        for row in world.table(SYSTEM, "connection")
        if wanted in ("", row["authEventId"])
    ]
    return Reply(200, orjson.dumps(rows), {"Content-Type": JSON})


def disconnect(world: World, call: Call) -> Reply:
    """Remove one connection. Source: documented, facts 1.7."""
    row = world.table(SYSTEM, "connection").row(guid(call.params["connection_id"]) or "")
    if row is None:
        return plain(404, NOT_FOUND)
    _drop(world, call, row)
    return Reply(204, b"", {})


def _drop(world: World, call: Call, row: Doc) -> None:
    origin = Origin(SYSTEM, row["owner"], Actor.SYNC, call.n)
    world.commit(origin, Change("connection", row["id"], None))


ENDPOINTS: Final = (
    Endpoint("POST", "/connect/token", token, public=True),
    Endpoint("POST", "/connect/revocation", revoke, public=True),
    Endpoint("GET", "/connections", connections),
    Endpoint("DELETE", "/connections/<connection_id>", disconnect),
)
