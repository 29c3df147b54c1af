"""Webhook subscriptions; their paths are not there while webhooks are switched off."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.released import books, subscriptions
from simulators.released.dialect import json_body, json_reply
from simulators.released.endpoints.handling import number_of


def _token(world: World, call: Call) -> Doc:
    if world.switches["rl_webhooks"] == "off" or call.token is None:
        raise Refused(Refusal("not_found", f"There is nothing at {call.path}."))
    return call.token


def list_subscriptions(world: World, call: Call) -> Reply:
    """The caller's subscriptions."""
    rows = subscriptions.of_client(world, _token(world, call))
    items = [subscriptions.shown(world, row) for row in rows]
    return json_reply({"items": items, "totalItems": len(items), "asOf": books.as_of(world)})


def create(world: World, call: Call) -> Reply:
    """A new subscription; this answer alone shows its secret."""
    row = subscriptions.create(world, _token(world, call), json_body(call))
    return json_reply({**subscriptions.shown(world, row), "secret": row["secret"]}, 201)


def delete(world: World, call: Call) -> Reply:
    """End a subscription."""
    wanted = number_of(call, "id")
    for row in subscriptions.of_client(world, _token(world, call)):
        if row["id"] == wanted:
            subscriptions.delete(world, row)
            return Reply(204)
    raise Refused(Refusal("not_found", f"There is no subscription {wanted}."))


PATH: Final = "/rl/v1/webhook-subscriptions"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, list_subscriptions, "read"),
    Endpoint("POST", PATH, create, "write"),
    Endpoint("DELETE", f"{PATH}/<id>", delete, "write"),
)
