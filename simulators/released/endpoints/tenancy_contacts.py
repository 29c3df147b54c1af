"""The contacts of a tenancy."""

from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.actions import tenancy_contacts
from simulators.released.dialect import json_body, json_reply
from simulators.released.endpoints.handling import company_of, number_of, record_of


def list_contacts(world: World, call: Call) -> Reply:
    """Everybody who has to do with the tenancy."""
    tenancy = record_of(world, call, "tenancy", "tenancy")
    items = tenancy_contacts.all_of(world, company_of(call), tenancy)
    return json_reply({"items": items, "totalItems": len(items), "asOf": books.as_of(world)})


def add(world: World, call: Call) -> Reply:
    """Give a contact a role."""
    company, body = company_of(call), json_body(call)
    tenancy = record_of(world, call, "tenancy", "tenancy")
    after = tenancy_contacts.add(world, call.origin, company, tenancy, body)
    return json_reply(tenancy_contacts.shown(world, company, after, body["contactId"]), 201)


def remove(world: World, call: Call) -> Reply:
    """Take a contact out, in all its roles."""
    company, contact = company_of(call), number_of(call, "contact")
    tenancy = record_of(world, call, "tenancy", "tenancy")
    body = {"contactId": contact}
    after = tenancy_contacts.remove(world, call.origin, company, tenancy, body)
    return json_reply(tenancy_contacts.shown(world, company, after, contact))


PATH: Final = "/rl/v1/companies/<company>/tenancies/<tenancy>/contacts"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, list_contacts, "read"),
    Endpoint("POST", PATH, add, "write"),
    Endpoint("DELETE", f"{PATH}/<contact>", remove, "write"),
)
