"""What handlers share: the company and record of a path, versions, and answers with an ETag."""

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Call, Doc, Handler, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.dialect import json_reply
from simulators.released.endpoints.listing import Listing, answer, read_query
from simulators.released.endpoints.shapes import shape_of

LONGEST_ID: Final = 18
"""No id has more digits."""


def company_of(call: Call) -> int:
    """The company of the path; admission has made sure that it is there."""
    return int(call.params["company"])


def record_of(
    world: World, call: Call, kind: str, name: str = "id", shelf: str | None = None
) -> Doc:
    """
    The record of the path.

    Args:
        kind: the record type.
        name: the part of the path that holds its id.
        shelf: which of the lists of the record type shows it; None asks for no particular one.

    Raises:
        Refused: `not_found`.
    """
    record = books.get(world, kind, company_of(call), number_of(call, name))
    if shelf is not None and books.shelf_of(record) != shelf:
        raise Refused(Refusal("not_found", f"There is nothing at {call.path}."))
    return record


def number_of(call: Call, name: str) -> int:
    """
    An id of the path.

    Raises:
        Refused: `not_found` when it is no number.
    """
    text = call.params[name]
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
        raise Refused(Refusal("not_found", f"There is nothing at {call.path}."))
    return int(text)


def require_version(world: World, call: Call, record: Doc) -> None:
    """
    Pass when the call names the record's version in If-Match, or none where none is needed.

    Raises:
        Refused: `version_mismatch`.
    """
    wanted = call.headers.get("if-match", "").strip()
    if not wanted:
        if world.switches["require_if_match"] == "on":
            raise Refused(Refusal("version_mismatch", "If-Match is required."))
        return
    tags = [each.strip().removeprefix("W/").strip('"') for each in wanted.split(",")]
    if "*" not in tags and str(record["version"]) not in tags:
        message = f"The record is at version {record['version']}."
        raise Refused(Refusal("version_mismatch", message))


def record_reply(world: World, call: Call, kind: str, record: Doc, status: int = 200) -> Reply:
    """One record with its ETag."""
    reply = json_reply(shape_of(kind)(world, company_of(call), record), status)
    reply.headers["ETag"] = f'"{record["version"]}"'
    return reply


def lister(listing: Listing) -> Handler:
    """The handler of a list."""

    def list_records(world: World, call: Call) -> Reply:
        asked = read_query(world, call, company_of(call), listing)
        return json_reply(answer(world, listing, asked, shape_of(listing.kind)))

    return list_records


def reader(kind: str, shelf: str | None = None) -> Handler:
    """The handler that shows one record."""

    def read(world: World, call: Call) -> Reply:
        return record_reply(world, call, kind, record_of(world, call, kind, shelf=shelf))

    return read


def changer(
    kind: str, change: Callable[[World, Call, int, Doc], Doc], shelf: str | None = None
) -> Handler:
    """The handler that changes one record: finds it, checks the version, shows what became."""

    def handle(world: World, call: Call) -> Reply:
        record = record_of(world, call, kind, shelf=shelf)
        require_version(world, call, record)
        after = change(world, call, company_of(call), record)
        return record_reply(world, call, kind, after)

    return handle
