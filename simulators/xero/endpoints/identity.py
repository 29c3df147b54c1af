"""Tokens and connections."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

import orjson

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.xero.books import SYSTEM
from simulators.xero.identity import scopes, tokens
from simulators.xero.identity.connections import drop
from simulators.xero.identity.consent import VERIFIER
from simulators.xero.identity.credentials import client_of, form
from simulators.xero.identity.tokens import Grant, Issued
from simulators.xero.wire.envelope import NOT_FOUND, plain
from simulators.xero.wire.values import guid

JSON: Final = "application/json"
CODE, REFRESH, OWN = "authorization_code", "refresh_token", "client_credentials"
GRANTS: Final[Mapping[str, tuple[str, ...]]] = {
    "any": (CODE, REFRESH, OWN),
    "web": (CODE, REFRESH),
    "pkce": (CODE, REFRESH),
    "custom": (OWN,),
}
"""The grants of each kind of app, by the value of the switch `xero_app`."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A call of the token endpoint: which app asks, with its secret or without, and for what."""

    client: Doc
    has_secret: bool
    fields: Mapping[str, str]
    base_url: str

    def one(self, name: str) -> str:
        """One field, empty when it was not sent."""
        return self.fields.get(name, "")

    def owns(self, token: Doc) -> bool:
        """Whether a token or a code is this app's."""
        return bool(token["client_id"] == self.client["client_id"])


def token(world: World, call: Call) -> Reply:
    """New tokens. Source: documented, facts 1.3 to 1.6."""
    asking = _asking(world, call)
    kind = asking.one("grant_type")
    if not kind:
        raise _no("invalid_request")
    if kind not in GRANTS["any"]:
        raise _no("unsupported_grant_type")
    if kind not in GRANTS[world.switches["xero_app"]]:
        raise _no("unauthorized_client")
    match kind:
        case "authorization_code":
            return _issued(_for_code(world, asking))
        case "refresh_token":
            return _issued(_for_refresh(world, asking))
    return _issued(_for_itself(world, asking))


def _asking(world: World, call: Call) -> Asking:
    client_id, secret = client_of(call)
    client = world.table(SYSTEM, "_client").row(client_id)
    if client is None or secret not in ("", client["client_secret"]):
        raise _no("invalid_client")
    return Asking(client, bool(secret), form(call), call.base_url)


def _for_code(world: World, asking: Asking) -> Issued:
    code = tokens.find(world, "code", asking.one("code"))
    if code is None or not asking.owns(code):
        raise _no("invalid_grant")
    is_public = _is_public(asking, can_be=bool(code["challenge"]))
    issued = None
    if code["redirect_uri"] == asking.one("redirect_uri") and _is_proved(asking, code):
        grant = replace(tokens.grant_of(code), issuer=asking.base_url, is_public=is_public)
        issued = tokens.redeem(world, code, grant)
    if issued is None:
        raise _no("invalid_grant")
    return issued


def _is_public(asking: Asking, *, can_be: bool) -> bool:
    """Whether an app comes without its secret, as PKCE alone allows."""
    if not asking.has_secret and not can_be:
        raise _no("invalid_client")
    return not asking.has_secret


def _is_proved(asking: Asking, code: Doc) -> bool:
    """Whether the verifier is the one behind the challenge. Source: documented, facts 1.4."""
    verifier = asking.one("code_verifier")
    if not code["challenge"]:
        return not verifier
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return VERIFIER.fullmatch(verifier) is not None and digest == code["challenge"]


def _for_refresh(world: World, asking: Asking) -> Issued:
    found = tokens.find(world, "refresh", asking.one("refresh_token"))
    if found is None or not asking.owns(found):
        _is_public(asking, can_be=False)
        raise _no("invalid_grant")
    _is_public(asking, can_be=tokens.grant_of(found).is_public)
    issued = tokens.refresh(world, found, asking.base_url)
    if issued is None:
        raise _no("invalid_grant")
    return issued


def _for_itself(world: World, asking: Asking) -> Issued:
    """Tokens of a custom connection. Only `scope` is read: one client sends a wrong `scopes`."""
    _is_public(asking, can_be=False)
    own = tuple(name for name in scopes.OF_A_SYNC if name != scopes.OFFLINE)
    asked = tuple(dict.fromkeys(asking.one("scope").split())) or own
    of_books = [name for name in asked if name != scopes.OF_THE_APP]
    users = (scopes.OFFLINE, scopes.OPENID, "profile", "email")
    allowed = scopes.are_allowed(of_books, world.switches["xero_scopes"])
    if not allowed or any(name in users for name in of_books):
        raise _no("invalid_scope")
    only = next(iter(world.table(SYSTEM, "connection")), None)
    grant = Grant(
        client_id=asking.client["client_id"],
        scopes=asked,
        event=tokens.new_event(world),
        at_ms=world.clock.now_ms,
        issuer=asking.base_url,
        is_of_app=True,
        tenant=only["tenantId"] if only and of_books else "",
    )
    return tokens.issue(world, grant)


def _issued(issued: Issued) -> Reply:
    """Exactly the documented keys: one client cannot bear others."""
    body: dict[str, Any] = {"id_token": issued.id_token} if issued.id_token else {}
    body |= {
        "access_token": issued.access,
        "expires_in": tokens.ACCESS_S,
        "token_type": "Bearer",
    }
    if issued.refresh:
        body["refresh_token"] = issued.refresh
    body["scope"] = " ".join(issued.scopes)
    headers = {"Content-Type": JSON, "Cache-Control": "no-store", "Pragma": "no-cache"}
    return Reply(200, orjson.dumps(body), headers)


def _no(error: str) -> Refused:
    return Refused(Refusal("oauth", error))


def revoke(world: World, call: Call) -> Reply:
    """Drop all of the user's connections and tokens. Source: documented, facts 1.6."""
    asking = _asking(world, call)
    found = tokens.find(world, "refresh", asking.one("token"))
    _is_public(asking, can_be=found is not None and tokens.grant_of(found).is_public)
    if found is not None and asking.owns(found):
        tokens.revoke_all(world, found["client_id"])
        for row in list(world.table(SYSTEM, "connection")):
            drop(world, row, call.n)
    return Reply(200, b"", {})


def connections(world: World, call: Call) -> Reply:
    """The organisations that the app may reach: a bare array. Source: recorded, facts 1.7."""
    wanted = call.one("authEventId")
    rows = [
        {name: value for name, value in row.items() if name != "owner"}
        for row in world.table(SYSTEM, "connection")
        if wanted.lower() in ("", row["authEventId"])
    ]
    return Reply(200, orjson.dumps(rows), {"Content-Type": JSON})


def disconnect(world: World, call: Call) -> Reply:
    """Remove one connection. Source: documented, facts 1.7."""
    row = world.table(SYSTEM, "connection").row(guid(call.params["connection_id"]) or "")
    if row is None:
        return plain(404, NOT_FOUND)
    drop(world, row, call.n)
    return Reply(204, b"", {})


ENDPOINTS: Final = (
    Endpoint("POST", "/connect/token", token, public=True),
    Endpoint("POST", "/connect/revocation", revoke, public=True),
    Endpoint("GET", "/connections", connections),
    Endpoint("DELETE", "/connections/<connection_id>", disconnect),
)
