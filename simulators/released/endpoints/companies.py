"""Companies of the group."""

from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.dialect import json_reply
from simulators.released.endpoints.handling import company_of, record_reply
from simulators.released.endpoints.shapes import plain


def list_companies(world: World, call: Call) -> Reply:
    """The companies that the caller sees."""
    visible = call.token["companies"] if call.token else None
    rows = [
        plain(world, row["id"], row)
        for row in books.table(world, "company")
        if visible is None or row["id"] in visible
    ]
    return json_reply({"items": rows, "totalItems": len(rows), "asOf": books.as_of(world)})


def read_company(world: World, call: Call) -> Reply:
    """One company."""
    company = company_of(call)
    return record_reply(world, call, "company", books.get_company(world, company))


ENDPOINTS: Final = (
    Endpoint("GET", "/rl/v1/companies", list_companies, "read"),
    Endpoint("GET", "/rl/v1/companies/<company>", read_company, "read"),
)
