"""The same questions to a real service and to ours: where do the answers differ?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from contracts.answers import Answer, answers

ROOT: Final = "/api.xro/2.0"
NOBODY: Final = "6f1c7f0e-3a55-4e0f-9a53-0a4f0c1f7c11"
READS: Final = ("GET", "HEAD")
HIDDEN: Final = "[hidden]"
TOO_MANY: Final = 429
LISTS: Final = (
    "Organisation", "Accounts", "TaxRates", "TrackingCategories", "Currencies", "BrandingThemes",
    "Users", "Contacts", "ContactGroups", "Items", "Invoices", "CreditNotes", "Payments",
    "BatchPayments", "BankTransactions", "BankTransfers", "Prepayments", "Overpayments",
)  # fmt: skip
ABOUT: Final = re.compile(r"^.*?(?= is not | does not | is shorter | is longer | has | is less )")


@dataclass(frozen=True, slots=True)
class Question:
    """One call: its name, and what is sent. Writes are asked only where they are allowed."""

    name: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of one question: the differences; `not asked`, with the reason."""

    question: Question
    differences: tuple[str, ...] = ()
    not_asked: str = ""


QUESTIONS: Final = (
    *(Question(f"list of {name}", "GET", f"{ROOT}/{name}") for name in LISTS),
    Question("a page", "GET", f"{ROOT}/Contacts", {"page": "1", "pageSize": "5"}),
    Question("a filter", "GET", f"{ROOT}/Invoices", {"where": 'Status=="PAID"', "page": "1"}),
    Question("a wrong filter", "GET", f"{ROOT}/Invoices", {"where": "Unicorn==1"}),
    Question("archived ones too", "GET", f"{ROOT}/Contacts", {"includeArchived": "true"}),
    Question("nothing since", "GET", f"{ROOT}/Contacts",
             headers={"If-Modified-Since": "2999-01-01T00:00:00"}),
    Question("an unknown id", "GET", f"{ROOT}/Contacts/{NOBODY}"),
    Question("an unknown path", "GET", f"{ROOT}/Unicorns"),
    Question("no such tenant", "GET", f"{ROOT}/Contacts", headers={"xero-tenant-id": NOBODY}),
    Question("a wrong token", "GET", f"{ROOT}/Contacts", headers={"Authorization": "Bearer x"}),
    Question("a contact without a name", "PUT", f"{ROOT}/Contacts", body={"FirstName": "Nobody"}),
    Question("a contact", "PUT", f"{ROOT}/Contacts",
             body={"Name": "Counterfoil honesty check", "EmailAddress": "check@example.test"}),
    Question("an invoice of nobody", "PUT", f"{ROOT}/Invoices", body={"Type": "ACCREC"}),
)  # fmt: skip


class WriteRefusedError(Exception):
    """A write was about to leave although nobody allowed it."""


class ReadOnly(httpx.BaseTransport):
    """Lets readings through, and writes only when they are allowed: the last line of defence."""

    def __init__(self, transport: httpx.BaseTransport, *, may_write: bool) -> None:
        self._transport = transport
        self._may_write = may_write

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        The other transport's answer.

        Raises:
            WriteRefusedError: it is a write.
        """
        if request.method not in READS and not self._may_write:
            raise WriteRefusedError(f"{request.method} {request.url.path} is a write")
        return self._transport.handle_request(request)

    def close(self) -> None:
        """Close what is underneath."""
        self._transport.close()


def compare(
    real: httpx.Client,
    fake: httpx.Client,
    secrets: Sequence[str],
    *,
    may_write: bool,
    questions: Sequence[Question] = QUESTIONS,
) -> Iterator[Heard]:
    """
    Ask both, one question after the other.

    Method: the real answer is held to our document, whose word the fake keeps; then status, type
    and the headers that the document names are compared. Values are never told, only their place.

    Args:
        secrets: texts that must not appear in what is told.
    """
    for question in questions:
        if question.method not in READS and not may_write:
            yield Heard(question, not_asked="a write: give --allow-writes")
            continue
        theirs = _ask(real, question)
        if theirs.status_code == TOO_MANY:
            yield Heard(question, not_asked="the service's limit is reached: try later")
            continue
        told = _differences(question, theirs, _ask(fake, question))
        yield Heard(question, tuple(hidden(each, secrets) for each in told))


def hidden(text: str, secrets: Sequence[str]) -> str:
    """The text without the secrets."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, HIDDEN)
    return text


def _ask(client: httpx.Client, question: Question) -> httpx.Response:
    return client.request(
        question.method,
        question.path,
        params=dict(question.query) or None,
        headers=dict(question.headers),
        json=question.body,
    )


def _differences(
    question: Question, theirs: httpx.Response, ours: httpx.Response
) -> Iterator[str]:
    if theirs.status_code != ours.status_code:
        yield f"status: real {theirs.status_code}, fake {ours.status_code}"
        return
    kinds = [each.headers.get("content-type", "").partition(";")[0] for each in (theirs, ours)]
    if kinds[0] != kinds[1]:
        yield f"content type: real {kinds[0] or 'none'}, fake {kinds[1] or 'none'}"
    if question.path.endswith("/Unicorns"):
        return
    lower = {name.lower(): value for name, value in theirs.headers.items()}
    answer = Answer(question.method, question.path, theirs.status_code, lower, theirs.content)
    seen: set[str] = set()
    for breach in answers("xero").breaches(answer):
        told = f"{breach.check}: {_without_values(breach.message)}"
        if told not in seen:
            seen.add(told)
            yield told


def _without_values(message: str) -> str:
    """A breach's message without the real organisation's data: the place and the kind remain."""
    place, colon, said = message.partition(": ")
    if not colon:
        return message
    return f"{re.sub(r'/[0-9]+', '', place)}: {ABOUT.sub('a value', said)}"
