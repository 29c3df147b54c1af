"""What an app asks of a user: reading it, refusing it, and the page on which it is answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from simulators.kernel.call import Doc
from simulators.xero.identity import scopes, tokens

GOOD_REDIRECT: Final = re.compile(
    r"(https://[^/?#\s]+|http://localhost(:\d{1,5})?)([/?][!-\"$-~]*)?"
)
"""Source: documented, facts 1.3: `http://127.0.0.1` is refused."""
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
FIELDS: Final = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "acr_values",
)
"""What a request is made of; the page sends all of it back with the answer."""
UNKNOWN_CLIENT: Final = "unauthorized_client: unknown client"
ONE_AT_A_TIME: Final = "bulk_connect:false"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for consent, as it came."""

    fields: Mapping[str, str]

    @property
    def client_id(self) -> str:
        """Who asks."""
        return self.fields["client_id"]

    @property
    def redirect_uri(self) -> str:
        """Where the answer goes."""
        return self.fields["redirect_uri"]

    @property
    def scopes(self) -> tuple[str, ...]:
        """What is asked for, each once."""
        return tuple(dict.fromkeys(self.fields["scope"].split()))

    @property
    def challenge(self) -> str:
        """What the verifier must hash to, empty without PKCE."""
        return self.fields["code_challenge"]

    @property
    def wants_organisations(self) -> bool:
        """Whether there is anything to connect to, or only somebody to sign in."""
        return any(name.startswith(("accounting.", "paymentservices")) for name in self.scopes)

    @property
    def takes_several(self) -> bool:
        """Whether several organisations may be ticked at once."""
        return ONE_AT_A_TIME not in self.fields["acr_values"].split()

    def answered(self, **answer: str) -> str:
        """The address that carries an answer back, with the state that was given."""
        state = self.fields["state"]
        text = urlencode({**answer, "state": state} if state else answer)
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{text}"


def read(fields: Mapping[str, list[str]]) -> Asked:
    """What a query or a form asks for."""
    return Asked({name: fields.get(name, [""])[-1] for name in FIELDS})


def unanswerable(asked: Asked, client: Doc | None) -> str:
    """Why nothing may be sent to the redirect address, empty when it may."""
    if client is None:
        return UNKNOWN_CLIENT
    if not GOOD_REDIRECT.fullmatch(asked.redirect_uri):
        return "invalid_request: redirect_uri must be https://… or http://localhost…"
    return ""


def refusal(asked: Asked, app: str, generation: str) -> str:
    """The error with which the request is sent back, empty when it may be put to the user."""
    if app == "custom":
        return "unauthorized_client"
    if asked.fields["response_type"] != "code":
        return "unsupported_response_type" if asked.fields["response_type"] else "invalid_request"
    if not asked.scopes or not scopes.are_allowed(asked.scopes, generation):
        return "invalid_scope"
    if not _is_good_proof(asked, is_needed=app == "pkce"):
        return "invalid_request"
    return ""


def _is_good_proof(asked: Asked, *, is_needed: bool) -> bool:
    if not asked.challenge:
        return not is_needed
    is_hash = asked.fields["code_challenge_method"] == "S256"
    return is_hash and CHALLENGE.fullmatch(asked.challenge) is not None


@lru_cache(maxsize=2)
def _template(name: str) -> Template:
    loader = FileSystemLoader(Path(__file__).with_name("pages"))
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return pages.get_template(name)


def page(
    asked: Asked, app: str, organisations: Iterable[Mapping[str, object]], problem: str
) -> str:
    """
    The page on which a user agrees or declines.

    Args:
        asked: what is asked for.
        app: who asks, by name.
        organisations: per row `id`, `name`, `is_connected`, `is_ticked`.
        problem: what was wrong with the answer before, empty for the first time.
    """
    return _template("consent.html").render(
        app=app,
        user=f"{tokens.GIVEN_NAME} {tokens.FAMILY_NAME}",
        organisations=list(organisations) if asked.wants_organisations else [],
        takes_several=asked.takes_several,
        meanings=[(name, scopes.MEANINGS[name]) for name in asked.scopes],
        fields=[(name, text) for name, text in asked.fields.items() if text],
        problem=problem,
    )


def error_page(problem: str) -> str:
    """The page for a request whose answer may be sent nowhere."""
    return _template("error.html").render(problem=problem)
