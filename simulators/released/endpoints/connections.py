"""The connection of a company to its organisation."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.actions import connections
from simulators.released.dialect import json_body
from simulators.released.endpoints.handling import company_of, record_reply, require_version


def _connection(world: World, call: Call) -> Doc:
    connection = books.connection_of(world, company_of(call))
    if call.method != "GET":
        require_version(world, call, connection)
    return connection


def read(world: World, call: Call) -> Reply:
    """How the company stands with its organisation."""
    return record_reply(world, call, "connection", _connection(world, call))


def connect(world: World, call: Call) -> Reply:
    """Pair, or pair again with the same organisation."""
    connection, body = _connection(world, call), json_body(call)
    after = connections.connect(world, call.origin, company_of(call), connection, body)
    return record_reply(world, call, "connection", after)


def disconnect(world: World, call: Call) -> Reply:
    """End the connection; the pairing is remembered."""
    after = connections.disconnect(world, call.origin, _connection(world, call))
    return record_reply(world, call, "connection", after)


def revoke(world: World, call: Call) -> Reply:
    """Note that Xero no longer grants access."""
    after = connections.revoke(world, call.origin, _connection(world, call))
    return record_reply(world, call, "connection", after)


def note_run(world: World, call: Call) -> Reply:
    """Note that a run of the sync began, or how it ended."""
    connection, company = _connection(world, call), company_of(call)
    after = connections.note_run(world, call.origin, company, connection, json_body(call))
    return record_reply(world, call, "connection", after)


PATH: Final = "/rl/v1/companies/<company>/connection"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, read, "read"),
    Endpoint("POST", f"{PATH}/connect", connect, "connect"),
    Endpoint("POST", f"{PATH}/disconnect", disconnect, "connect"),
    Endpoint("POST", f"{PATH}/revoke", revoke, "connect"),
    Endpoint("POST", f"{PATH}/sync-runs", note_run, "write"),
)
