"""
How Re-Leased speaks HTTP: credentials, envelopes, headers, limits. Designed, all of it.

Source: designed, re-leased.md §6; no public description of the real API exists.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from math import ceil
from typing import Any, Final
from urllib.parse import parse_qs, unquote

import orjson

from simulators.kernel.call import Actor, Call, Doc, Endpoint, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.limits import Hit, Room, Window
from simulators.kernel.vendor import KeyPolicy
from simulators.kernel.world import World
from simulators.released import access, books

API_VERSION: Final = "2026-01"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
CALLS_PER_MINUTE: Final = 60
IN_FLIGHT: Final = 5
KEY_LIFE_S: Final = 24 * 3600
LONGEST_KEY: Final = 128
LARGEST_BODY: Final = 1024 * 1024

PROBLEMS: Final[Mapping[str, tuple[int, str]]] = {
    "malformed_json": (400, "The body is not JSON"),
    "malformed_form": (400, "The body is not a form"),
    "bad_parameter": (400, "A parameter is wrong"),
    "token_missing": (401, "A token is required"),
    "token_expired": (401, "The token has expired"),
    "token_revoked": (401, "The token is not in force"),
    "insufficient_scope": (403, "The token does not allow this"),
    "company_not_visible": (403, "The company is not visible"),
    "role_forbidden": (403, "Not allowed for this principal"),
    "forbidden": (403, "Not allowed"),
    "not_found": (404, "Not found"),
    "method_not_allowed": (405, "Not offered"),
    "managed_in_xero": (409, "Managed in Xero"),
    "already_paired": (409, "Paired with another organisation"),
    "tenant_in_use": (409, "The organisation is in use"),
    "not_connected": (409, "Not connected"),
    "duplicate_external_id": (409, "Linked already"),
    "invalid_transition": (409, "Not possible in this status"),
    "has_payments": (409, "It has payments"),
    "has_allocations": (409, "It has allocations"),
    "idempotency_in_flight": (409, "The first call is still running"),
    "version_mismatch": (412, "Another version"),
    "body_too_large": (413, "The body is too large"),
    "attachment_too_large": (413, "The file is too large"),
    "unsupported_media_type": (415, "Not this media type"),
    "idempotency_mismatch": (422, "The key was used for another request"),
    "rate_limited": (429, "Too many calls"),
    "server_error": (500, "Something went wrong"),
    "bad_gateway": (502, "Bad gateway"),
    "unavailable": (503, "Unavailable"),
    "gateway_timeout": (504, "Gateway timeout"),
}
"""The problems that stand for a whole call; every other code is about a field: 422."""

FAILURES: Final[Mapping[int, str]] = {
    403: "forbidden",
    413: "body_too_large",
    429: "rate_limited",
    500: "server_error",
    502: "bad_gateway",
    503: "unavailable",
    504: "gateway_timeout",
}


def problem(call: Call, code: str, detail: str, **more: Any) -> Reply:
    """One problem document."""
    status, title = PROBLEMS.get(code, (422, "Validation failed"))
    kind = code if code in PROBLEMS else "validation"
    body = {
        "type": f"/problems/{kind.replace('_', '-')}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code if code in PROBLEMS else "validation_failed",
        "traceId": f"rl-{call.n:08d}",
        **more,
    }
    headers = {"Content-Type": PROBLEM, "X-RL-Api-Version": API_VERSION}
    return Reply(status, orjson.dumps(body), headers)


def oauth_error(status: int, code: str, detail: str) -> Reply:
    """A refusal of the token endpoint, as RFC 6749 has it."""
    body = {"error": code, "error_description": detail}
    headers = {"Content-Type": JSON, "Cache-Control": "no-store"}
    return Reply(status, orjson.dumps(body), {**headers, "X-RL-Api-Version": API_VERSION})


def client_credentials(call: Call) -> tuple[str, str]:
    """The client id and secret of a token call, from Basic or from the form."""
    scheme, _, rest = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client, _, secret = b64decode(rest, validate=True).decode().partition(":")
        except (NotBase64, ValueError):
            return "", ""
        return unquote(client), unquote(secret)
    form = token_form(call)
    return form.get("client_id", ""), form.get("client_secret", "")


def token_form(call: Call) -> dict[str, str]:
    """The fields of a token call, from a form or from JSON."""
    if call.headers.get("content-type", "").startswith(JSON):
        try:
            body = orjson.loads(call.body)
        except orjson.JSONDecodeError:
            return {}
        fields = body.items() if isinstance(body, dict) else ()
        return {name: value for name, value in fields if isinstance(value, str)}
    text = call.body.decode("utf-8", "replace")
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}


def bearer(call: Call) -> str:
    """
    The access token that a call carries.

    Raises:
        Refused: `token_missing`.
    """
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused(Refusal("token_missing", "Send Authorization: Bearer and a token."))
    return token.strip()


class ReleasedDialect:
    """Re-Leased's envelope, headers and manners."""

    def credential(self, call: Call) -> str:
        """The access token; on token calls the client id."""
        if call.route == TOKEN_PATH:
            return client_credentials(call)[0]
        return bearer(call)

    def admit(self, world: World, call: Call, endpoint: Endpoint) -> None:
        """Let a call in whose token is in force, allows it, and sees the company."""
        if endpoint.public:
            return
        token = access.find_token(world, bearer(call))
        if token is None:
            raise Refused(Refusal("token_revoked", "The token is not known."))
        call.token = token
        call.actor = Actor.SYNC if token["kind"] == "integration" else Actor.USER
        call.by = token.get("user", "")
        company = call.params.get("company", "")
        call.owner = company
        if token["isRevoked"]:
            raise Refused(Refusal("token_revoked", "The token was revoked."))
        if world.clock.now_ms >= token["expiresMs"]:
            raise Refused(Refusal("token_expired", "The token has expired."))
        if company:
            self._see(world, company, token)
        if endpoint.scope not in token["scopes"]:
            is_beyond = token["role"] and endpoint.scope not in access.ROLES[token["role"]]
            code = "role_forbidden" if is_beyond else "insufficient_scope"
            raise Refused(Refusal(code, f"This needs the scope {endpoint.scope}."))

    def _see(self, world: World, company: str, token: Doc) -> None:
        if books.table(world, "company").row(company) is None:
            raise Refused(Refusal("not_found", f"There is no company {company}."))
        visible = token["companies"]
        if visible is not None and int(company) not in visible:
            message = f"Company {company} is not visible to this principal."
            raise Refused(Refusal("company_not_visible", message))

    def stranger(self, call: Call) -> Reply:
        """The answer to a credential that no world knows."""
        if call.route == TOKEN_PATH:
            return oauth_error(401, "invalid_client", "The client is not known.")
        return problem(call, "token_revoked", "The token is not known.")

    def refusal(self, call: Call, refusals: tuple[Refusal, ...]) -> Reply:
        """The first refusal that stands for the whole call, else all as errors of fields."""
        for refusal in refusals:
            if refusal.code in PROBLEMS:
                errors = [_error(refusal)] if refusal.field else []
                return problem(call, refusal.code, refusal.message, errors=errors)
        errors = [_error(refusal) for refusal in refusals]
        return problem(call, refusals[0].code, refusals[0].message, errors=errors)

    def not_found(self, call: Call) -> Reply:
        """No such path."""
        return problem(call, "not_found", f"There is nothing at {call.path}.")

    def not_offered(self, call: Call) -> Reply:
        """The path is there, the method is not."""
        return problem(call, "method_not_allowed", f"{call.method} is not offered here.")

    def failure(self, call: Call, status: int, retry_after_s: float | None) -> Reply:
        """A failure that the fault plan asks for."""
        code = FAILURES.get(status, "token_expired")
        if status == 401 and call.token is not None and call.token["isRevoked"]:
            code = "token_revoked"
        reply = problem(call, code, PROBLEMS[code][1])
        if retry_after_s is not None:
            reply.headers["Retry-After"] = str(ceil(retry_after_s))
        return reply

    def windows(self, world: World, call: Call) -> tuple[Window, ...]:  # noqa: ARG002 - the seam
        """Sixty calls a minute for each company."""
        return (window_of(call),) if call.owner else ()

    def room(self, call: Call) -> Room | None:
        """Five calls of a company at a time. Source: designed, as Xero's published limit."""
        company = call.params.get("company", "")
        return Room("concurrent", f"released {company}", IN_FLIGHT) if company else None

    def limited(self, world: World, call: Call, hit: Hit) -> Reply:
        """Too many calls, with the wait in the caller's seconds."""
        wait = max(1, ceil(world.clock.real_seconds(hit.retry_after_s)))
        reply = problem(call, "rate_limited", f"Try again in {wait} s.")
        reply.headers["Retry-After"] = str(wait)
        return reply

    def key(self, world: World, call: Call) -> KeyPolicy | None:  # noqa: ARG002 - the seam
        """The Idempotency-Key of a POST."""
        key = call.headers.get("idempotency-key", "")
        if not key or call.method != "POST" or call.token is None:
            return None
        if len(key) > LONGEST_KEY:
            message = f"Idempotency-Key takes {LONGEST_KEY} characters at most."
            raise Refused(Refusal("bad_parameter", message, "Idempotency-Key"))
        return KeyPolicy(f"released {call.token['client']}", key, KEY_LIFE_S)

    def key_reused(self, call: Call, key: KeyPolicy) -> Reply:
        """The key came back with another request."""
        return problem(call, "idempotency_mismatch", f"{key.key} was used for another request.")

    def key_in_flight(self, call: Call, key: KeyPolicy) -> Reply:
        """The first call with the key is not answered yet."""
        return problem(call, "idempotency_in_flight", f"The call with {key.key} still runs.")

    def replayed(self, reply: Reply) -> Reply:
        """The stored answer, marked."""
        reply.headers["Idempotent-Replay"] = "true"
        return reply

    def finish(self, world: World, call: Call, reply: Reply) -> Reply:
        """The version of the API, and what the rate limit leaves."""
        reply.headers["X-RL-Api-Version"] = API_VERSION
        if call.owner:
            window = window_of(call)
            now_ms = world.clock.now_ms
            left = world.limits.remaining(window, now_ms)
            wait = world.clock.real_seconds(world.limits.resets_in_s(window, now_ms))
            reply.headers["X-RateLimit-Limit"] = str(window.limit)
            reply.headers["X-RateLimit-Remaining"] = str(left)
            reply.headers["X-RateLimit-Reset"] = str(ceil(wait))
        return reply

    def spoil_token(self, world: World, call: Call, *, revoke: bool) -> None:
        """The call's token dies now."""
        if call.token is not None:
            call.token = access.spoil(world, call.token, revoke=revoke)


TOKEN_PATH: Final = "/rl/oauth/token"  # noqa: S105 - a path
DIALECT: Final = ReleasedDialect()


def window_of(call: Call) -> Window:
    """The limit that counts a call of a company."""
    return Window("released minute", call.owner, CALLS_PER_MINUTE, 60)


def _error(refusal: Refusal) -> Doc:
    return {"field": refusal.field, "code": refusal.code, "message": refusal.message}


def media_type(call: Call) -> str:
    """What kind of body a call says that it carries, without parameters."""
    return call.headers.get("content-type", "").partition(";")[0].strip().lower()


def json_body(call: Call, most: int = LARGEST_BODY) -> dict[str, Any]:
    """
    The JSON object that a call carries; an empty body is an empty object.

    Raises:
        Refused: `unsupported_media_type`, `body_too_large` or `malformed_json`.
    """
    if not call.body:
        return {}
    media = media_type(call)
    if media and media != JSON and not media.endswith("+json"):
        raise Refused(Refusal("unsupported_media_type", f"Send {JSON}, not {media}."))
    if len(call.body) > most:
        raise Refused(Refusal("body_too_large", f"The body is larger than {most} bytes."))
    try:
        body = orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        raise Refused(Refusal("malformed_json", f"The body is not JSON: {error}")) from None
    if not isinstance(body, dict):
        raise Refused(Refusal("malformed_json", "The body must be a JSON object."))
    return body


def json_reply(body: Any, status: int = 200) -> Reply:
    """An answer in JSON."""
    return Reply(status, orjson.dumps(body), {"Content-Type": JSON})
