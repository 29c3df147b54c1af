"""The authorisation of an app by a user, and where to find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import orjson

from simulators.kernel.call import Actor, Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero.books import SYSTEM
from simulators.xero.identity import connections, consent, discovery, jwt, tokens
from simulators.xero.identity.consent import Asked
from simulators.xero.identity.credentials import form_lists
from simulators.xero.wire.envelope import HTML, PROVIDER, plain
from simulators.xero.wire.values import guid

FRESH: Final = {"Cache-Control": "no-store"}
JSON: Final = "application/json"


def ask(world: World, call: Call) -> Reply:
    """The consent page. Source: documented, facts 1.3 and 1.4."""
    call.actor = Actor.USER
    asked = consent.read(call.query)
    return _turned_away(world, asked) or _page(world, asked)


def decide(world: World, call: Call) -> Reply:
    """What the user answers: on with a code, or with `access_denied`."""
    call.actor = Actor.USER
    fields = form_lists(call)
    asked = consent.read(fields)
    refused = _turned_away(world, asked)
    if refused is not None:
        return refused
    match fields.get("decision", [""])[-1]:
        case "cancel":
            return _redirect(asked.answered(error="access_denied"))
        case "allow":
            return _allowed(world, call, asked, _ticked(world, fields.get("tenant", [])))
    return _page(world, asked)


def _turned_away(world: World, asked: Asked) -> Reply | None:
    client = world.table(SYSTEM, "_client").row(asked.client_id)
    problem = consent.unanswerable(asked, client)
    if problem:
        return wrong(problem)
    error = consent.refusal(asked, world.switches["xero_app"], world.switches["xero_scopes"])
    return _redirect(asked.answered(error=error)) if error else None


def wrong(problem: str) -> Reply:
    """The page for a request that cannot be answered where it asks to be."""
    return plain(400, consent.error_page(problem))


def _page(world: World, asked: Asked, problem: str = "", ticked: Iterable[str] = ()) -> Reply:
    text = consent.page(asked, PROVIDER, _organisations(world, set(ticked)), problem)
    return Reply(200, text.encode(), {"Content-Type": HTML, **FRESH})


def _organisations(world: World, ticked: set[str]) -> Iterator[Doc]:
    rows = list(world.table(SYSTEM, "organisation"))
    for row in rows:
        tenant = row["OrganisationID"]
        is_connected = connections.connection_of(world, tenant) is not None
        is_ticked = tenant in ticked or len(rows) == 1
        yield {
            "id": tenant,
            "name": row["Name"],
            "is_connected": is_connected,
            "is_ticked": is_ticked,
        }


def _ticked(world: World, asked: list[str]) -> list[str]:
    known = world.table(SYSTEM, "organisation")
    tenants = (guid(text) or "" for text in asked)
    return [tenant for tenant in dict.fromkeys(tenants) if known.row(tenant) is not None]


def _allowed(world: World, call: Call, asked: Asked, tenants: list[str]) -> Reply:
    reached = tenants or any(world.table(SYSTEM, "connection"))
    if asked.wants_organisations and not reached:
        return _page(world, asked, "Choose an organisation.")
    if len(tenants) > 1 and not asked.takes_several:
        return _page(world, asked, "Choose one organisation.")
    if not connections.has_seats(world, tenants):
        problem = "The app has as many connections as its tier allows."
        return _page(world, asked, problem, tenants)
    grant = tokens.Grant(
        client_id=asked.client_id,
        scopes=asked.scopes,
        event=tokens.new_event(world),
        at_ms=world.clock.now_ms,
        issuer=call.base_url,
        nonce=asked.fields["nonce"],
    )
    connections.connect(world, tenants, grant.event, call.n)
    code = tokens.issue_code(world, grant, asked.redirect_uri, asked.challenge)
    return _redirect(asked.answered(code=code))


def _redirect(address: str) -> Reply:
    return Reply(302, b"", {"Location": address, **FRESH})


def configuration(call: Call) -> Reply:
    """The discovery document."""
    body = orjson.dumps(discovery.document(call.base_url))
    return Reply(200, body, {"Content-Type": JSON})


def keys(_call: Call) -> Reply:
    """The key that signs tokens."""
    return Reply(200, orjson.dumps(jwt.KEYS), {"Content-Type": JSON})


ENDPOINTS: Final = (
    Endpoint("GET", discovery.AUTHORIZE, ask, public=True),
    Endpoint("POST", discovery.AUTHORIZE, decide, public=True),
    Endpoint("GET", discovery.DISCOVERY, worldless=configuration),
    Endpoint("GET", f"{discovery.DISCOVERY}/jwks", worldless=keys),
)
