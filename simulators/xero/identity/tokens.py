"""Clients, tokens and connections: issuing, rotating with grace, expiring."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.world import World
from simulators.xero.books import SYSTEM

ACCESS_S: Final = 1_800
REFRESH_S: Final = 60 * 86_400
GRACE_S: Final = 1_800

SCOPES: Final = (
    "offline_access",
    "accounting.settings",
    "accounting.contacts",
    "accounting.attachments",
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
)
"""What the world's app was granted when a person connected it."""

BROAD: Final = {
    "accounting.invoices": "accounting.transactions",
    "accounting.payments": "accounting.transactions",
    "accounting.banktransactions": "accounting.transactions",
}
"""The old scope that covers a new one."""


def make_client(world: World) -> Doc:
    """The world's one app, made when it is first asked for."""
    found = client(world)
    if found is not None:
        return found
    made: Doc = {
        "client_id": f"{world.name}.{world.ids.token('xero.client', 32).upper()}",
        "client_secret": world.ids.token("xero.secret", 48),
        "webhook_key": world.ids.token("xero.webhook_key", 64),
    }
    access, refresh = issue(world, made["client_id"], SCOPES, renewable=True)
    made.update(access_token=access["token"], refresh_token=refresh["token"])
    world.table(SYSTEM, "_client").put(made["client_id"], made)
    return made


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


def issue(
    world: World, client_id: str, scopes: tuple[str, ...], *, renewable: bool
) -> tuple[Doc, Doc]:
    """A new access token, and a new refresh token (empty when it is not renewable)."""
    access = _token(world, "access", client_id, scopes, ACCESS_S)
    refresh = _token(world, "refresh", client_id, scopes, REFRESH_S) if renewable else {}
    return access, refresh


def _token(world: World, kind: str, client_id: str, scopes: tuple[str, ...], life_s: int) -> Doc:
    doc: Doc = {
        "token": f"{world.name}.{world.ids.token(f'xero.{kind}', 64)}",
        "kind": kind,
        "client_id": client_id,
        "scopes": list(scopes),
        "expires_ms": world.clock.now_ms + life_s * 1000,
        "used_ms": None,
    }
    world.table(SYSTEM, "_token").put(doc["token"], doc)
    return doc


def find(world: World, kind: str, text: str) -> Doc | None:
    """The token of that kind, also when it has expired."""
    found = world.table(SYSTEM, "_token").row(text)
    return found if found is not None and found["kind"] == kind else None


def refresh(world: World, token: Doc) -> tuple[Doc, Doc] | None:
    """
    New tokens for a refresh token; None when it no longer works.

    Source: documented: each refresh rotates, the previous one has thirty minutes of grace.
    """
    now_ms = world.clock.now_ms
    if now_ms >= token["expires_ms"]:
        return None
    if token["used_ms"] is not None and now_ms - token["used_ms"] >= GRACE_S * 1000:
        return None
    if token["used_ms"] is None:
        world.table(SYSTEM, "_token").put(token["token"], {**token, "used_ms": now_ms})
    return issue(world, token["client_id"], tuple(token["scopes"]), renewable=True)


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


def covers(scopes: list[str], scope: str, *, reading: bool) -> bool:
    """Whether granted scopes, of either generation, allow what a call needs."""
    wide = {scope, BROAD.get(scope, scope)}
    if reading:
        wide |= {f"{name}.read" for name in wide}
    return not wide.isdisjoint(scopes)
