"""The feed: every commit that a company's books show, in order, with what it left."""

from typing import Final

from simulators.kernel.call import Actor, Call, Doc, Endpoint, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.dialect import json_reply
from simulators.released.endpoints.handling import company_of
from simulators.released.endpoints.listing import whole
from simulators.released.endpoints.shapes import shape_of

KNOWN: Final = ("after", "limit")
DEFAULT_LIMIT: Final = 100
MOST: Final = 1000


def read_changes(world: World, call: Call) -> Reply:
    """
    The commits beyond `after`, oldest first; `next` is the `after` of the next call.

    Source: designed, re-leased.md §6.3: a strong feed that never skips.
    """
    for name in call.query:
        if name not in KNOWN:
            message = f"{name} is unknown here: use {' and '.join(KNOWN)}."
            raise Refused(Refusal("bad_parameter", message, name))
    company = company_of(call)
    after, limit = whole(call, "after", 0, 0, 2**53), whole(call, "limit", DEFAULT_LIMIT, 1, MOST)
    lines = books.feed(world, company, after, limit + 1)
    items = [_item(world, company, line) for line in lines[:limit]]
    return json_reply(
        {
            "items": items,
            "next": items[-1]["seq"] if items else after,
            "hasMore": len(lines) > limit,
        }
    )


def _item(world: World, company: int, line: Doc) -> Doc:
    """One commit; what was removed, or has left the company, is gone from its books."""
    kind, record = line["type"], books.left_by(world, line)
    is_gone = line["after"] is None or company not in books.companies_of(record)
    return {
        "seq": line["n"],
        "type": kind,
        "id": record["companyId"] if kind == "connection" else record["id"],
        "op": "delete" if is_gone else line["op"],
        "version": record["version"],
        "actor": books.PRINCIPALS[Actor(line["actor"])],
        "updatedAt": record["updatedAt"],
        "record": None if is_gone else shape_of(kind)(world, company, record),
    }


PATH: Final = "/rl/v1/companies/<company>/changes"
ENDPOINTS: Final = (Endpoint("GET", PATH, read_changes, "read"),)
