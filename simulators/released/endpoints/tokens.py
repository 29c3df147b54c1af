"""The token endpoint: client credentials."""

from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
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
    if form.get("grant_type") != "client_credentials":
        return oauth_error(400, "unsupported_grant_type", "Use client_credentials.")
    scopes = form.get("scope", "").split() or list(client["scopes"])
    if not set(scopes) <= set(client["scopes"]):
        allowed = " ".join(client["scopes"])
        return oauth_error(400, "invalid_scope", f"The scopes of this client are {allowed}.")
    token = access.issue_token(world, client, scopes)
    reply = json_reply(
        {
            "access_token": token["token"],
            "token_type": "Bearer",
            "expires_in": access.TOKEN_LIFE_S,
            "scope": " ".join(scopes),
        }
    )
    reply.headers["Cache-Control"] = "no-store"
    return reply


ENDPOINTS: Final = (Endpoint("POST", TOKEN_PATH, issue, public=True),)
