"""Joins the tables of Re-Leased, and offers the builders of its companies and pairings."""

from typing import Any, Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World
from simulators.released import access, books, events, subscriptions
from simulators.released.actions import charges, connections, mirrors, users
from simulators.released.connection import UNCONNECTED
from simulators.released.dialect import DIALECT
from simulators.released.endpoints import (
    areas,
    attachments,
    changes,
    companies,
    contacts,
    credit_notes,
    invoices,
    payments,
    properties,
    sync_records,
    tenancies,
    tenancy_contacts,
    tokens,
)
from simulators.released.endpoints import charges as charge_endpoints
from simulators.released.endpoints import connections as connection_endpoints
from simulators.released.endpoints import credits as credit_endpoints
from simulators.released.endpoints import mirrors as mirror_endpoints
from simulators.released.endpoints import subscriptions as subscription_endpoints
from simulators.released.people import EDITS
from simulators.released.profiles import SWITCHES

COUNTRIES: Final = {
    #      time zone,           currency
    "GB": ("Europe/London", "GBP"),
    "NZ": ("Pacific/Auckland", "NZD"),
    "AU": ("Australia/Sydney", "AUD"),
    "US": ("America/New_York", "USD"),
    "CA": ("America/Toronto", "CAD"),
    "IE": ("Europe/Dublin", "EUR"),
}
"""The company's country sets its time zone. Source: documented, RL-NEWCO."""


def add_company(world: World, name: str, country: str) -> int:
    """Add a company to the group, not connected yet, and return its id."""
    zone, currency = COUNTRIES.get(country, COUNTRIES["GB"])
    number = world.ids.number("released.company", books.FIRST_IDS["company"])
    company: Doc = {
        "id": number,
        "name": name,
        "country": country,
        "timeZone": zone,
        "currency": currency,
    }
    connection: Doc = {"companyId": number, **UNCONNECTED}
    origin = _origin(number, Actor.USER)
    books.write(world, origin, ("company", company), ("connection", connection))
    return number


def connect(world: World, company: int, tenant_id: str, sync_from: str) -> None:
    """
    Pair a company with an organisation, as a person does.

    Raises:
        Refused: when the pairing is not allowed.
    """
    body = {"tenantId": tenant_id, "syncFromDate": sync_from}
    there = books.connection_of(world, company)
    connections.connect(world, _origin(company, Actor.USER), company, there, body)


def mirror(
    world: World,
    company: int,
    kind: str,
    external_id: str,
    fields: dict[str, Any],
    category: int | None = None,
) -> Doc:
    """
    Mirror one external record into a connected company, as the integration does.

    Args:
        kind: tax_type, account, tracking_category or tracking_option.
        fields: as `PUT` takes them.
        category: the id of an option's category.
    """
    origin = _origin(company, Actor.SYNC)
    return mirrors.put(world, origin, company, kind, external_id, fields, category)[0]


def add_user(world: World, role: str, companies: tuple[int, ...] | None = None) -> Doc:
    """Register a person's client: `id`, `secret`. None sees every company of the group."""
    return access.add_client(world, access.Principal("user", role, companies))


def _origin(company: int, actor: Actor) -> Origin:
    return Origin(books.SYSTEM, str(company), actor)


def owners(world: World) -> list[str]:
    """The companies of the group, as text."""
    return [str(row["id"]) for row in books.table(world, "company")]


def connection(world: World, base_url: str) -> dict[str, Any]:
    """Re-Leased's part of the connection document, and the pairings."""
    client = access.integration(world)
    return {
        books.SYSTEM: {
            "api_url": base_url,
            "client_id": client["id"],
            "client_secret": client["secret"],
            "access_token": access.first_token(world),
            "webhook_key": access.webhook_key(world),
            "companies": [
                {"company_id": row["id"], "name": row["name"]}
                for row in books.table(world, "company")
            ],
        },
        "pairings": [
            {
                "company_id": row["companyId"],
                "tenant_id": row["pairedTenantId"],
                "sync_from": row["syncFromDate"],
            }
            for row in books.table(world, "connection")
            if row["pairedTenantId"] is not None
        ],
    }


def pass_time(world: World) -> None:
    """What falls due when the clock has moved: repeating charges raise their invoices."""
    charges.raise_due(world)


SYSTEM: Final = books.SYSTEM
HOST: Final = "api.re-leased.com"
"""Source: designed; the public record names no host of an API."""
VENDOR: Final[Vendor] = Vendor(
    system=books.SYSTEM,
    tables=books.TABLES,
    endpoints=(
        *tokens.ENDPOINTS,
        *companies.ENDPOINTS,
        *connection_endpoints.ENDPOINTS,
        *contacts.ENDPOINTS,
        *mirror_endpoints.ENDPOINTS,
        *properties.ENDPOINTS,
        *areas.ENDPOINTS,
        *tenancies.ENDPOINTS,
        *tenancy_contacts.ENDPOINTS,
        *charge_endpoints.ENDPOINTS,
        *invoices.ENDPOINTS,
        *credit_notes.ENDPOINTS,
        *payments.ENDPOINTS,
        *credit_endpoints.ENDPOINTS,
        *attachments.ENDPOINTS,
        *sync_records.ENDPOINTS,
        *changes.ENDPOINTS,
        *subscription_endpoints.ENDPOINTS,
    ),
    edits=EDITS,
    switches=SWITCHES,
    dialect=DIALECT,
    connection=connection,
    webhooks=events.events,
    deliver=events.deliver,
    pass_time=pass_time,
    owners=owners,
    due=charges.next_due_ms,
    addressees=subscriptions.addressees,
    hooks=subscriptions.HOOKS,
    users=users.listed,
    admit_user=users.admit,
    hosts=(HOST,),
)
