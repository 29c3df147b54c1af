"""Clients and tokens: issuing, rotating with grace, expiring."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import BadRequest
from simulators.kernel.world import World
from simulators.xero.books import SYSTEM
from simulators.xero.identity import jwt, scopes

ACCESS_S: Final = 1_800
REFRESH_S: Final = 60 * 86_400
GRACE_S: Final = 1_800
CODE_S: Final = 300
ID_S: Final = 300
ISSUER: Final = "https://identity.xero.com"
"""Who issued the tokens that a world begins with; later ones name the address that was called."""
GIVEN_NAME, FAMILY_NAME = "Alex", "Marlow"
EMAIL: Final = "alex.marlow@counterfoil.example"


@dataclass(frozen=True, slots=True)
class Grant:
    """
    What a user, or the app for itself, has agreed to; it outlives the tokens that carry it.

    Args:
        client_id: to which app.
        scopes: what its tokens may do; renewing never widens them.
        event: the id of the consent, which the connections made by it carry too.
        at_ms: when.
        issuer: the address that issues the tokens.
        is_public: whether the app proves itself by PKCE alone, without a secret.
        is_of_app: whether the app acts in its own name, no user beside it.
        tenant: the one organisation that it then may reach.
        nonce: what the app wants to find in the id token.
    """

    client_id: str
    scopes: tuple[str, ...]
    event: str
    at_ms: int
    issuer: str = ISSUER
    is_public: bool = False
    is_of_app: bool = False
    tenant: str = ""
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """What one call of the token endpoint gives; an empty text is not given."""

    access: str
    scopes: tuple[str, ...]
    refresh: str = ""
    id_token: str = ""


def make_client(world: World) -> Doc:
    """The world's one app, made when it is first asked for."""
    found = client(world)
    if found is not None:
        return found
    made: Doc = {
        "client_id": f"{world.name}.{world.ids.token('xero.client', 32).upper()}",
        "client_secret": world.ids.token("xero.secret", 48),
        "webhook_key": world.ids.token("xero.webhook_key", 64),
        "user_id": world.ids.guid("xero.person"),
        "event": new_event(world),
    }
    world.table(SYSTEM, "_client").put(made["client_id"], made)
    grant = Grant(made["client_id"], _first_scopes(world), made["event"], world.clock.now_ms)
    issued = issue(world, grant)
    made = {**made, "access_token": issued.access, "refresh_token": issued.refresh}
    world.table(SYSTEM, "_client").put(made["client_id"], made)
    return made


def _first_scopes(world: World) -> tuple[str, ...]:
    asked: list[str] = world.recipe.get("scopes", list(scopes.OF_A_SYNC))
    for name in asked:
        if name not in scopes.MEANINGS:
            known = ", ".join(scopes.MEANINGS)
            raise BadRequest(f"scopes: {name!r} is unknown: use {known}")
    return tuple(asked)


def new_event(world: World) -> str:
    """The id of a consent."""
    return world.ids.guid("xero.auth_event")


def reached_at(world: World, base_url: str) -> Doc:
    """The world's app, with the base URL under which it reaches Xero remembered."""
    found = make_client(world)
    if base_url and found.get("api_url") != base_url:
        found = {**found, "api_url": base_url}
        world.table(SYSTEM, "_client").put(found["client_id"], found)
    return found


def client(world: World) -> Doc | None:
    """The world's app, None before its first organisation."""
    return next(iter(world.table(SYSTEM, "_client")), None)


def issue(world: World, grant: Grant) -> Issued:
    """New tokens: what the scopes of the grant ask for."""
    user_id = "" if grant.is_of_app else _user_id(world, grant)
    access = jwt.signed(_access_claims(world, grant, user_id))
    _keep(world, "access", access, grant, ACCESS_S)
    refresh = identity = ""
    if scopes.OFFLINE in grant.scopes:
        refresh = f"{world.name}.{world.ids.token('xero.refresh', 64)}"
        _keep(world, "refresh", refresh, grant, REFRESH_S)
    if scopes.OPENID in grant.scopes:
        identity = jwt.signed(_identity_claims(world, grant, user_id, access))
    return Issued(access, grant.scopes, refresh, identity)


def issue_code(world: World, grant: Grant, redirect_uri: str, challenge: str) -> str:
    """A code that is good for tokens once, within five minutes."""
    code = f"{world.name}.{world.ids.token('xero.code', 43)}"
    _keep(world, "code", code, grant, CODE_S, redirect_uri=redirect_uri, challenge=challenge)
    return code


def _keep(world: World, kind: str, text: str, grant: Grant, life_s: int, **more: str) -> None:
    doc: Doc = {
        "token": text,
        "kind": kind,
        "client_id": grant.client_id,
        "scopes": list(grant.scopes),
        "grant": {**asdict(grant), "scopes": list(grant.scopes)},
        "expires_ms": world.clock.now_ms + life_s * 1000,
        "used_ms": None,
        **more,
    }
    world.table(SYSTEM, "_token").put(text, doc)


def grant_of(token: Doc) -> Grant:
    """The grant that a token carries."""
    return Grant(**{**token["grant"], "scopes": tuple(token["scopes"])})


def _user_id(world: World, grant: Grant) -> str:
    found = world.table(SYSTEM, "_client").row(grant.client_id)
    return str(found["user_id"]) if found else ""


def _access_claims(world: World, grant: Grant, user_id: str) -> Doc:
    """Source: documented, facts 1.3."""
    now_s = world.clock.now_ms // 1000
    claims: Doc = {
        "nbf": now_s,
        "exp": now_s + ACCESS_S,
        "iss": grant.issuer,
        "aud": f"{grant.issuer}/resources",
        "client_id": grant.client_id,
    }
    if user_id:
        claims |= {
            "sub": user_id.replace("-", ""),
            "auth_time": grant.at_ms // 1000,
            "xero_userid": user_id,
            "global_session_id": grant.event.replace("-", ""),
        }
    return {
        **claims,
        "jti": world.ids.token("xero.access", 32),
        "authentication_event_id": grant.event,
        "scope": list(grant.scopes),
    }


def _identity_claims(world: World, grant: Grant, user_id: str, access: str) -> Doc:
    now_s = world.clock.now_ms // 1000
    claims: Doc = {
        "nbf": now_s,
        "exp": now_s + ID_S,
        "iss": grant.issuer,
        "aud": grant.client_id,
        "iat": now_s,
        "at_hash": jwt.left_half(access),
        "sid": grant.event.replace("-", ""),
        "sub": user_id.replace("-", ""),
        "auth_time": grant.at_ms // 1000,
        "xero_userid": user_id,
        "global_session_id": grant.event.replace("-", ""),
    }
    if grant.nonce:
        claims["nonce"] = grant.nonce
    if "email" in grant.scopes:
        claims |= {"email": EMAIL}
    if "profile" in grant.scopes:
        name = f"{GIVEN_NAME} {FAMILY_NAME}"
        claims |= {"preferred_username": EMAIL, "name": name, "given_name": GIVEN_NAME}
        claims |= {"family_name": FAMILY_NAME}
    return claims


def find(world: World, kind: str, text: str) -> Doc | None:
    """The token of that kind, also when it has expired."""
    found = world.table(SYSTEM, "_token").row(text)
    return found if found is not None and found["kind"] == kind else None


@lru_cache(maxsize=1024)
def named_client(access: str) -> str:
    """The client id that an access token names, which begins with the world's name."""
    return str(jwt.claims_of(access).get("client_id", ""))


def refresh(world: World, token: Doc, issuer: str) -> Issued | None:
    """
    New tokens for a refresh token, issued at an address; None when it no longer works.

    Source: documented: each refresh rotates, the previous one has thirty minutes of grace.
    """
    now_ms = world.clock.now_ms
    if now_ms >= token["expires_ms"]:
        return None
    if token["used_ms"] is not None and now_ms - token["used_ms"] >= GRACE_S * 1000:
        return None
    if token["used_ms"] is None:
        world.table(SYSTEM, "_token").put(token["token"], {**token, "used_ms": now_ms})
    return issue(world, replace(grant_of(token), issuer=issuer))


def redeem(world: World, code: Doc, grant: Grant) -> Issued | None:
    """Tokens for a code, under the grant as it is now known; None when it no longer works."""
    now_ms = world.clock.now_ms
    if code["used_ms"] is not None or now_ms >= code["expires_ms"]:
        return None
    world.table(SYSTEM, "_token").put(code["token"], {**code, "used_ms": now_ms})
    return issue(world, grant)


def spoil(world: World, token: Doc, *, revoke: bool) -> None:
    """Expire an access token now, or forget it."""
    table = world.table(SYSTEM, "_token")
    if revoke:
        table.take(token["token"])
    else:
        table.put(token["token"], {**token, "expires_ms": world.clock.now_ms, "spoilt": True})


def revoke_all(world: World, client_id: str) -> None:
    """Forget every token of an app."""
    table = world.table(SYSTEM, "_token")
    for token in [token for token in table if token["client_id"] == client_id]:
        table.take(token["token"])
