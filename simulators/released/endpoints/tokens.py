"""The token endpoint: client credentials, and refresh tokens by switch."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released import access
from simulators.released.dialect import (
    TOKEN_PATH,
    client_credentials,
    json_reply,
    oauth_error,
    token_form,
)


def issue(world: World, call: Call) -> Reply:
    """A fresh access token for a client that proves itself."""
    client = access.find_client(world, *client_credentials(call))
    if client is None:
        return oauth_error(401, "invalid_client", "The client or its secret is not known.")
    form = token_form(call)
    refreshes = world.switches["rl_refresh_tokens"] == "on"
    grant = form.get("grant_type")
    if grant == "refresh_token" and refreshes:
        return _refreshed(world, client, form)
    if grant != "client_credentials":
        return oauth_error(400, "unsupported_grant_type", "Use client_credentials.")
    scopes = form.get("scope", "").split() or list(client["scopes"])
    if not set(scopes) <= set(client["scopes"]):
        return _wrong_scope(client["scopes"])
    family = access.new_family(world) if refreshes else ""
    return _granted(world, access.issue_token(world, client, scopes, family))


def _refreshed(world: World, client: Doc, form: dict[str, str]) -> Reply:
    """The next tokens of a family; the scopes may shrink, never grow."""
    row = access.redeem(world, client, form.get("refresh_token", ""))
    if row is None:
        return oauth_error(400, "invalid_grant", "The refresh token is not in force.")
    scopes = form.get("scope", "").split() or list(row["scopes"])
    if not set(scopes) <= set(row["scopes"]):
        return _wrong_scope(row["scopes"])
    return _granted(world, access.issue_token(world, client, scopes, row["family"]))


def _wrong_scope(scopes: list[str]) -> Reply:
    return oauth_error(400, "invalid_scope", f"The scopes are {' '.join(scopes)}.")


def _granted(world: World, token: Doc) -> Reply:
    told = {
        "access_token": token["token"],
        "token_type": "Bearer",
        "expires_in": access.TOKEN_LIFE_S,
        "scope": " ".join(token["scopes"]),
    }
    if token["family"]:
        told["refresh_token"] = access.issue_refresh(world, token)
    reply = json_reply(told)
    reply.headers["Cache-Control"] = "no-store"
    return reply


ENDPOINTS: Final = (Endpoint("POST", TOKEN_PATH, issue, public=True),)
