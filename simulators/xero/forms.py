"""Which form an answer of the Accounting API takes: JSON, or XML when that is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.errors import Refused
from simulators.kernel.vendor import Dialect, Vendor
from simulators.kernel.world import World
from simulators.xero.wire.xml_answer import in_xml, wants_xml

PLAIN: Final = "application/json"
"""What nearly every caller accepts; asked first, so that JSON costs nothing more."""


class Again(Reply):
    """A stored answer, given once more in the form that it had."""

    __slots__ = ()


def in_either_form(vendor: Vendor) -> Vendor:
    """
    A vendor whose endpoints answer in the form that their caller accepts, refusals included; one
    without a scope speaks as it does, whatever its caller accepts.

    Method: here, below the idempotency keys, so that a replayed answer keeps its first form.
    """
    endpoints = tuple(
        _speaking(vendor.dialect, each) if each.scope else each for each in vendor.endpoints
    )
    return replace(vendor, endpoints=endpoints)


def _speaking(dialect: Dialect, endpoint: Endpoint) -> Endpoint:
    handle = endpoint.handle

    def answer(world: World, call: Call) -> Reply:
        accept = call.headers.get("accept", "")
        if accept == PLAIN or not _is_for_xml(world, accept):
            return handle(world, call)
        try:
            reply = handle(world, call)
        except Refused as refused:
            reply = dialect.refusal(call, refused.refusals)
        return in_xml(call, reply)

    return replace(endpoint, handle=answer)


def in_asked_form(world: World, call: Call, reply: Reply) -> Reply:
    """A refusal from before or after a handler, in the form that its caller accepts."""
    if isinstance(reply, Again) or not call.owner:
        return reply
    return in_xml(call, reply) if _is_for_xml(world, call.headers.get("accept", "")) else reply


def in_default_form(call: Call, reply: Reply) -> Reply:
    """A refusal outside any world, in the form that its caller accepts."""
    return in_xml(call, reply) if wants_xml(call.headers.get("accept", ""), "xml") else reply


def _is_for_xml(world: World, accept: str) -> bool:
    return wants_xml(accept, world.switches["xero_any_accept"])
