"""Who calls: clients, access tokens and the roles of people."""

from dataclasses import dataclass
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.world import World
from simulators.released import books

TOKEN_LIFE_S: Final = 30 * 60
"""Source: designed, re-leased.md §6.2."""

REFRESH_LIFE_S: Final = 30 * 24 * 3600
"""Source: designed; only while the switch rl_refresh_tokens is on."""

SCOPES: Final = ("read", "write", "connect")

ROLES: Final = {
    "administrator": SCOPES,
    "account_manager": ("read", "write"),
    "property_manager": ("read", "write"),
    "read_only": ("read",),
}
"""What people may do. Source: names documented, RL-PERMS; what they allow is designed."""


@dataclass(frozen=True, slots=True)
class Principal:
    """
    Whose client it is: the integration, or a person with a role and some companies.

    Args:
        kind: `integration` or `user`.
        role: the person's.
        companies: those that it sees; None sees all.
        user: the id of the person where the group keeps one.
    """

    kind: str
    role: str = ""
    companies: tuple[int, ...] | None = None
    user: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """What its tokens may do at most."""
        return ROLES[self.role] if self.role else SCOPES


INTEGRATION: Final = Principal("integration")


def add_client(world: World, principal: Principal) -> Doc:
    """Register a client and hand it back with its secret."""
    client: Doc = {
        "id": f"{world.name}.{world.ids.token('released.client', 24)}",
        "secret": world.ids.token("released.secret", 40),
        "kind": principal.kind,
        "role": principal.role,
        "companies": list(principal.companies) if principal.companies is not None else None,
        "scopes": list(principal.scopes),
        "user": principal.user,
    }
    books.table(world, "_client").put(client["id"], client)
    return client


def integration(world: World) -> Doc:
    """The client of the sync under test, made at the first question."""
    for client in books.table(world, "_client"):
        if client["kind"] == INTEGRATION.kind:
            return client
    return add_client(world, INTEGRATION)


def find_client(world: World, client_id: str, secret: str) -> Doc | None:
    """The client with this id and secret."""
    client = books.table(world, "_client").row(client_id)
    return client if client is not None and client["secret"] == secret else None


def issue_token(
    world: World, client: Doc, scopes: list[str] | None = None, family: str = ""
) -> Doc:
    """A fresh access token, of a family when it was given together with a refresh token."""
    token: Doc = {
        "token": f"{world.name}.{world.ids.token('released.access', 43)}",
        "client": client["id"],
        "kind": client["kind"],
        "role": client["role"],
        "user": client.get("user", ""),
        "companies": client["companies"],
        "scopes": client["scopes"] if scopes is None else scopes,
        "expiresMs": world.clock.now_ms + TOKEN_LIFE_S * 1000,
        "isRevoked": False,
        "family": family,
    }
    books.table(world, "_token").put(token["token"], token)
    return token


def new_family(world: World) -> str:
    """The name of the tokens that stem from one proof of the client."""
    return world.ids.guid("released.family")


def issue_refresh(world: World, token: Doc) -> str:
    """A refresh token that goes with an access token."""
    row: Doc = {
        "token": f"{world.name}.{world.ids.token('released.refresh', 43)}",
        "client": token["client"],
        "scopes": token["scopes"],
        "expiresMs": world.clock.now_ms + REFRESH_LIFE_S * 1000,
        "isRevoked": False,
        "isUsed": False,
        "family": token["family"],
    }
    books.table(world, "_refresh").put(row["token"], row)
    return str(row["token"])


def redeem(world: World, client: Doc, text: str) -> Doc | None:
    """
    Use a refresh token up; None when it is none of this client's, or not in force.

    Method: a token is good once. A second use means that somebody else holds it, so the whole
    family dies. Source: designed, re-leased.md §6.2.
    """
    table = books.table(world, "_refresh")
    row = table.row(text)
    if row is None or row["client"] != client["id"]:
        return None
    if row["isUsed"]:
        revoke_family(world, row["family"])
        return None
    if row["isRevoked"] or world.clock.now_ms >= row["expiresMs"]:
        return None
    return dict(table.put(text, {**row, "isUsed": True}) or row)


def revoke_family(world: World, family: str) -> None:
    """Every access and refresh token of a family is dead from now on."""
    for name in ("_token", "_refresh"):
        table = books.table(world, name)
        for row in table.find("family", family):
            table.put(row["token"], {**row, "isRevoked": True})


def find_token(world: World, text: str) -> Doc | None:
    """The access token with this text."""
    return books.table(world, "_token").row(text)


def first_token(world: World) -> str:
    """The access token that a connection document carries: the integration's first."""
    client = integration(world)
    for token in books.table(world, "_token"):
        if token["client"] == client["id"]:
            return str(token["token"])
    return str(issue_token(world, client)["token"])


def webhook_key(world: World) -> str:
    """The secret that signs this world's webhooks."""
    for row in books.table(world, "_client"):
        if row["kind"] == "webhooks":
            return str(row["secret"])
    secret = world.ids.token("released.webhooks", 48)
    books.table(world, "_client").put("webhooks", {"kind": "webhooks", "secret": secret})
    return secret


def spoil(world: World, token: Doc, *, revoke: bool) -> Doc:
    """The token, dead from now on."""
    dead = {"isRevoked": True} if revoke else {"expiresMs": world.clock.now_ms}
    spoiled = {**token, **dead}
    books.table(world, "_token").put(token["token"], spoiled)
    return spoiled
