"""The bodies of answers: the envelope around rows, and every form of "no"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import orjson

from simulators.kernel.call import Doc, Reply
from simulators.kernel.errors import Refusal
from simulators.kernel.world import World
from simulators.xero.wire.values import NO_GUID, bare_ticks

JSON: Final = "application/json; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"
PROVIDER: Final = "Counterfoil"
NOT_FOUND: Final = "The resource you're looking for cannot be found"
NOT_IMPLEMENTED: Final = "The Api Method called is not implemented"
UNAVAILABLE: Final = "The Xero API is temporarily unavailable"


def envelope(world: World, key: str, rows: list[Any], pagination: Doc | None = None) -> Reply:
    """The 200 answer that carries rows under a key, with paging facts when paging is in force."""
    answer_id = world.ids.guid("xero.answer")
    body: Doc = {
        "Id": answer_id,
        "Status": "OK",
        "ProviderName": PROVIDER,
        "DateTimeUTC": bare_ticks(world.clock.text),
    }
    if pagination is not None:
        body["pagination"] = pagination
    body[key] = rows
    return Reply(
        200,
        orjson.dumps(body),
        {"Content-Type": JSON, "Xero-Correlation-Id": answer_id},
    )


def exception(status: int, number: int, kind: str, message: str, **more: Any) -> Reply:
    """An answer in the form of Xero's ApiException."""
    body = {"ErrorNumber": number, "Type": kind, "Message": message, **more}
    return Reply(status, orjson.dumps(body), {"Content-Type": JSON})


def messages(refusals: Iterable[Refusal]) -> list[Doc]:
    """Refusals as a row's `ValidationErrors`."""
    return [{"Message": refusal.message} for refusal in refusals]


def validation(elements: list[Doc], message: str = "A validation exception occurred") -> Reply:
    """The 400 answer whose elements are the rows that were refused."""
    return exception(400, 10, "ValidationException", message, Elements=elements)


def problem(status: int, title: str, detail: str, challenge: str = "") -> Reply:
    """The 401 or 403 answer; the challenge goes into `WWW-Authenticate`."""
    body: Doc = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": NO_GUID,
        "Extensions": {},
    }
    headers = {"Content-Type": "application/json"}
    if challenge:
        headers["WWW-Authenticate"] = f"Bearer error={challenge}"
    return Reply(status, orjson.dumps(body), headers)


def plain(status: int, text: str, content_type: str = HTML) -> Reply:
    """An answer that is a sentence."""
    return Reply(status, text.encode(), {"Content-Type": content_type})


def oauth_error(error: str) -> Reply:
    """The 400 answer of the token endpoint."""
    return Reply(400, orjson.dumps({"error": error}), {"Content-Type": "application/json"})
