"""How Xero speaks HTTP: credentials, tenants, limits, headers, envelopes around refusals."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Final

from simulators.kernel.call import Actor, Call, Endpoint, Reply
from simulators.kernel.clock import EPOCH, parse_instant
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.limits import Hit, Room, Window
from simulators.kernel.vendor import KeyPolicy
from simulators.kernel.world import World
from simulators.xero.books import SYSTEM
from simulators.xero.forms import Again, in_asked_form, in_default_form
from simulators.xero.identity import scopes, tokens
from simulators.xero.identity.consent import UNKNOWN_CLIENT, error_page
from simulators.xero.identity.credentials import bearer, client_of, form_lists
from simulators.xero.not_simulated import is_known
from simulators.xero.wire.envelope import (
    NOT_FOUND,
    NOT_IMPLEMENTED,
    UNAVAILABLE,
    exception,
    oauth_error,
    plain,
    problem,
    validation,
)
from simulators.xero.wire.envelope import messages as validation_messages
from simulators.xero.wire.values import NO_GUID, guid

ACCOUNTING: Final = "/api.xro/2.0"
IDENTITY: Final = "/connect/"
CONSENT: Final = "/identity/"
KEY_LIFE_S: Final = 360
LONGEST_KEY: Final = 128
MINUTE: Final = 60
DAY: Final = 86_400
IN_FLIGHT: Final = 5
CALLS_A_DAY: Final = {"core": 5_000, "starter": 1_000}
PROBLEMS: Final = (401, 403)
"""Whose body names the answer."""
_UNKNOWN: Final = "AuthenticationUnsuccessful"


@lru_cache(maxsize=256)
def windows(owner: str, tier: str = "core") -> tuple[Window, ...]:
    """The limits that count a tenant's calls. Source: documented."""
    return (
        Window("day", f"xero.{owner}", CALLS_A_DAY[tier], DAY),
        Window("minute", f"xero.{owner}", 60, MINUTE),
        Window("appminute", "xero.app", 10_000, MINUTE),
    )


class XeroDialect:
    """How Xero speaks. Source: documented and recorded, facts chapter 1 and 6."""

    def credential(self, call: Call) -> str:
        """The client id: as sent on token and consent calls, else as the bearer token names it."""
        if call.route.startswith(CONSENT):
            fields = call.query if call.method == "GET" else form_lists(call)
            return fields.get("client_id", [""])[-1]
        if call.route.startswith(IDENTITY):
            client_id, _ = client_of(call)
            if not client_id:
                raise Refused(Refusal("oauth", "invalid_request"))
            return client_id
        return tokens.named_client(bearer(call))

    def admit(self, world: World, call: Call, endpoint: Endpoint) -> None:
        """Let the call in: token, scope, tenant, organisation online; in this order."""
        if endpoint.public:
            return
        token = tokens.find(world, "access", bearer(call))
        if token is None:
            raise Refused(Refusal("401", _UNKNOWN, status=401))
        call.token, call.actor = token, Actor.SYNC
        if world.clock.now_ms >= token["expires_ms"]:
            raise Refused(Refusal("401", _expired(token["expires_ms"]), status=401))
        if not endpoint.scope:
            return
        reading = call.method == "GET"
        if not scopes.covers(token["scopes"], endpoint.scope, reading=reading):
            raise Refused(
                Refusal("401", "AuthorizationUnsuccessful", "insufficient_scope", status=401)
            )
        call.owner = _tenant(world, call)
        _require_online(world, call)

    def stranger(self, call: Call) -> Reply:
        """No world knows the client or the token."""
        if call.route.startswith(CONSENT):
            return plain(400, error_page(UNKNOWN_CLIENT))
        if call.route.startswith(IDENTITY):
            return oauth_error("invalid_client")
        return problem(401, "Unauthorized", _UNKNOWN, "invalid_token")

    def refusal(self, call: Call, refusals: tuple[Refusal, ...]) -> Reply:  # noqa: ARG002
        """The form of the first refusal; validation messages travel together."""
        first = refusals[0]
        if first.code == "oauth":
            return oauth_error(first.message)
        if first.code == "XE-37":
            return exception(400, 16, "QueryParseException", first.message)
        if first.code == "XE-38":
            number = dict(first.detail).get("ErrorNumber", 17)
            return exception(400, int(str(number)), "PostDataInvalidException", first.message)
        if first.code in ("XE-35", "key"):
            return validation([], first.message)
        return _by_status(first) or validation(
            [{"ValidationErrors": validation_messages(refusals)}]
        )

    def not_found(self, call: Call) -> Reply:
        """A path of the published API that is not simulated, or no path at all."""
        root, below = call.path[: len(ACCOUNTING)], call.path[len(ACCOUNTING) :]
        if root.lower() == ACCOUNTING and is_known(below):
            return self.not_offered(call)
        return plain(404, NOT_FOUND)

    def not_offered(self, call: Call) -> Reply:
        """Xero's 501."""
        reply = exception(501, 20, "ApiMethodNotImplementedException", NOT_IMPLEMENTED)
        return in_default_form(call, reply)

    def failure(self, call: Call, status: int, retry_after_s: float | None) -> Reply:
        """Xero's own 4xx or 5xx."""
        if status == 429:
            reply = Reply(429, b"", {"X-Rate-Limit-Problem": "minute"})
        elif status == 401:
            spoilt = call.token is not None and call.token.get("spoilt")
            detail = _expired(call.token["expires_ms"]) if call.token and spoilt else _UNKNOWN
            reply = problem(401, "Unauthorized", detail, "invalid_token")
        elif status == 403:
            reply = problem(403, "Forbidden", _UNKNOWN)
        elif status == 413:
            reply = problem(413, "RequestEntityTooLarge", "PayloadTooLarge")
        elif status == 500:
            reply = exception(500, 0, "Exception", "An error occurred in Xero")
        else:
            reply = plain(status, UNAVAILABLE)
        if retry_after_s is not None:
            reply.headers["Retry-After"] = str(ceil(retry_after_s))
        return reply

    def windows(self, world: World, call: Call) -> tuple[Window, ...]:
        """Tenant calls count; token and connections calls do not."""
        return windows(call.owner, world.switches["xero_tier"]) if call.owner else ()

    def room(self, call: Call) -> Room | None:
        """Five calls of a tenant at a time. Source: documented, facts 6."""
        if not call.route.startswith(ACCOUNTING):
            return None
        tenant = guid(call.headers.get("xero-tenant-id", "")) or tokens.named_client(bearer(call))
        return Room("concurrent", tenant, IN_FLIGHT)

    def limited(self, world: World, call: Call, hit: Hit) -> Reply:  # noqa: ARG002
        """429 with an empty body; Retry-After for the tenant's own limits only."""
        headers = {"X-Rate-Limit-Problem": hit.window.name}
        if hit.window.name in ("minute", "day"):
            headers["Retry-After"] = str(ceil(world.clock.real_seconds(hit.retry_after_s)))
        return Reply(429, b"", headers)

    def key(self, world: World, call: Call) -> KeyPolicy | None:
        """The Idempotency-Key of a tenant's PUT, POST or PATCH, kept six minutes."""
        text = call.headers.get("idempotency-key")
        if text is None or call.method == "DELETE" or not call.owner:
            return None
        if not text.strip():
            if world.switches["xero_empty_key"] == "absent":
                return None
            raise Refused(Refusal("key", "Idempotency Key must not be empty."))
        if len(text) > LONGEST_KEY:
            message = f"Idempotency Key must not exceed {LONGEST_KEY} characters."
            raise Refused(Refusal("key", message))
        by_token = world.switches["xero_key_scope"] == "token" and call.token
        caller = call.token["token"] if by_token and call.token else "app"
        return KeyPolicy(f"xero.{call.owner}.{caller}", text, KEY_LIFE_S)

    def key_reused(self, call: Call, key: KeyPolicy) -> Reply:
        """A key that comes back with another request."""
        message = f"Idempotency Key: {key.key} is used with a different request."
        return self.refusal(call, (Refusal("XE-35", message),))

    def key_in_flight(self, call: Call, key: KeyPolicy) -> None:
        """Nothing is known: whoever is carried out first gives the answer to both."""

    def replayed(self, reply: Reply) -> Reply:
        """Xero does not mark a stored answer; it keeps the form that it had."""
        return Again(reply.status, reply.body, reply.headers)

    def finish(self, world: World, call: Call, reply: Reply) -> Reply:
        """The form that was asked for, the correlation id, and the limits of a tenant."""
        if reply.status >= 400:
            reply = in_asked_form(world, call, reply)
        headers = reply.headers
        if "Xero-Correlation-Id" not in headers:
            answer_id = headers["Xero-Correlation-Id"] = world.ids.guid("xero.answer")
            if reply.status in PROBLEMS:
                reply.body = reply.body.replace(NO_GUID.encode(), answer_id.encode())
        if call.owner:
            now_ms, limits = world.clock.now_ms, world.limits
            day, minute, app = self.windows(world, call)
            headers["X-DayLimit-Remaining"] = str(limits.remaining(day, now_ms))
            headers["X-MinLimit-Remaining"] = str(limits.remaining(minute, now_ms))
            headers["X-AppMinLimit-Remaining"] = str(limits.remaining(app, now_ms))
            headers["Cache-Control"] = "max-age=0, no-cache, no-store"
            headers["Pragma"] = "no-cache"
        return reply

    def spoil_token(self, world: World, call: Call, *, revoke: bool) -> None:
        """Expire or forget the access token of the call; the refresh token goes on working."""
        if call.token is None:
            return
        tokens.spoil(world, call.token, revoke=revoke)
        call.token = tokens.find(world, "access", call.token["token"])


def _by_status(refusal: Refusal) -> Reply | None:
    match refusal.status:
        case 401:
            return problem(401, "Unauthorized", refusal.message, refusal.field or "invalid_token")
        case 403:
            return problem(403, "Forbidden", refusal.message)
        case 413:
            return problem(413, "RequestEntityTooLarge", refusal.message)
        case 404 | 503 | 412:
            return plain(refusal.status, refusal.message)
        case 501:
            return exception(501, 20, "ApiMethodNotImplementedException", refusal.message)
    return None


def _expired(expires_ms: int) -> str:
    moment: datetime = EPOCH + timedelta(milliseconds=expires_ms)
    return f"TokenExpired: token expired at {moment:%m/%d/%Y %H:%M:%S}"


def _tenant(world: World, call: Call) -> str:
    connections = world.table(SYSTEM, "connection")
    asked = call.headers.get("xero-tenant-id", "")
    grant = call.token["grant"] if call.token else {}
    tenant = guid(asked) if asked else grant.get("tenant")
    if tenant != grant.get("tenant") and grant.get("is_of_app"):
        tenant = None
    if not tenant or connections.first("tenantId", tenant) is None:
        raise Refused(Refusal("403", _UNKNOWN, status=403))
    return tenant


def _require_online(world: World, call: Call) -> None:
    organisation = world.table(SYSTEM, "organisation").row(call.owner)
    until = organisation.get("OfflineUntil") if organisation else None
    if until and world.clock.now_ms < parse_instant(until):
        call.owner = ""
        raise Refused(Refusal("offline", "The Organisation is offline", status=503))
