"""Is a request one that the document describes? The consumer's half of a contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

import jsonschema_rs
import orjson

from contracts.answers import MOST_ERRORS, Breach, answers
from contracts.documents import Document, Operation, document

SECRETS: Final = frozenset(
    ("access_token", "api_key", "apikey", "authorization", "client_secret", "code_verifier",
     "id_token", "password", "refresh_token", "secret", "token")
)  # fmt: skip
"""Names of query parameters that carry what belongs into a header or a body."""

SHORTEST_SECRET: Final = 8
IN_URL: Final = "secret_in_url"

MOST_QUERIES: Final = 512
"""How many queries are remembered with what is wrong with them: callers ask again and again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One HTTP request. Header names are lower case; the query is as it was sent."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def label(self) -> str:
        """Method and path, for what no document describes."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What an operation takes: its query parameters, its required headers, its body's schema."""

    label: str
    query: Mapping[str, jsonschema_rs.Validator]
    many: frozenset[str]
    must: tuple[str, ...]
    headers: tuple[str, ...]
    media: tuple[str, ...]
    body: jsonschema_rs.Validator | None


@cache
def requests(system: str) -> Requests:
    """The validators of what one system's document lets a caller ask."""
    return Requests(document(system))


class Requests:
    """
    Validators for every request that a document describes, compiled when first needed.

    Method: objects that say nothing of other properties are taken as closed, for a field that
    no document describes is a mistake of the caller even where a server ignores it.
    """

    def __init__(self, of: Document) -> None:
        self._document = of
        self._routes = answers(of.system)
        self._known: dict[str, Terms] = {}
        self._components = closed(of.raw["components"])

    def breaches(self, asked: Asked) -> list[Breach]:
        """Where a request is not as the document says; nothing when it is."""
        operation = self._routes.operation(asked.method, asked.path)
        if operation is None:
            return [Breach(asked.label, "undocumented_operation", "no document describes it")]
        terms = self._terms(operation)
        wrong = _secrets(asked)
        wrong += [
            ("missing_header", f"header {name} is missing")
            for name in terms.headers
            if not asked.headers.get(name)
        ]
        wrong += _wrong_query(terms, asked.query)
        if terms.body is not None and asked.body:
            wrong += _wrong_body(terms, asked)
        return [Breach(terms.label, check, message) for check, message in wrong]

    def _terms(self, operation: Operation) -> Terms:
        label = operation.label
        if label not in self._known:
            self._known[label] = self._compiled(operation)
        return self._known[label]

    def _compiled(self, operation: Operation) -> Terms:
        given = [self._document.resolve(each) for each in operation.spec["parameters"]]
        query = {each["name"]: each for each in given if each["in"] == "query"}
        headers = [e["name"].lower() for e in given if e["in"] == "header" and e.get("required")]
        if operation.spec.get("security", self._document.raw.get("security")):
            headers.append("authorization")
        content = self._document.resolve(operation.spec.get("requestBody", {})).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return Terms(
            label=operation.label,
            query={name: self._validator(each["schema"]) for name, each in query.items()},
            many=frozenset(n for n, e in query.items() if self._is_list(e["schema"])),
            must=tuple(name for name, each in query.items() if each.get("required")),
            headers=tuple(headers),
            media=tuple(content),
            body=None if schema is None else self._validator(schema),
        )

    def _is_list(self, schema: Mapping[str, Any]) -> bool:
        return "array" in str(self._document.resolve(schema).get("type"))

    def _validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
        whole = {**closed(schema), "components": self._components}
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def closed(node: Any) -> Any:
    """A schema whose objects take the properties that they name, and no others."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    inner = {name: closed(each) for name, each in node.items()}
    composed = any(name in node for name in ("allOf", "anyOf", "oneOf", "additionalProperties"))
    if isinstance(node.get("properties"), dict) and node.get("type") and not composed:
        inner["additionalProperties"] = False
    return inner


def _secrets(asked: Asked) -> list[tuple[str, str]]:
    found = list(_secret_names(asked.query))
    token = asked.headers.get("authorization", "").rpartition(" ")[2]
    if len(token) >= SHORTEST_SECRET and token in unquote(f"{asked.path}?{asked.query}"):
        found.append("the access token")
    return [(IN_URL, f"{name} stands in the URL, which logs and proxies keep") for name in found]


@lru_cache(maxsize=MOST_QUERIES)
def _secret_names(query: str) -> tuple[str, ...]:
    """The parameters of a query that are named like a secret."""
    said = parse_qsl(query, keep_blank_values=True)
    return tuple(name for name, _ in said if name.lower() in SECRETS)


@lru_cache(maxsize=MOST_QUERIES)
def _wrong_query(terms: Terms, query: str) -> tuple[tuple[str, str], ...]:
    return tuple(_breaches_of(terms, query))


def _breaches_of(terms: Terms, query: str) -> Iterator[tuple[str, str]]:
    if not query and not terms.must:
        return
    said = parse_qsl(query, keep_blank_values=True)
    for name in terms.must:
        if not any(each == name for each, _ in said):
            yield "missing_parameter", f"query parameter {name} is missing"
    for name, text in said:
        validator = terms.query.get(name)
        if validator is None:
            if name.lower() not in SECRETS:
                yield "unknown_parameter", f"query parameter {name} is not described"
        elif not any(validator.is_valid(each) for each in _readings(name in terms.many, text)):
            yield "wrong_parameter", f"query parameter {name}: {text[:100]!r} is not of its form"


def _readings(is_list: bool, text: str) -> Iterator[Any]:  # noqa: FBT001 - one caller
    """The values that a text in a URL may stand for."""
    if is_list:
        yield text.split(",")
        yield [text]
        return
    yield text
    if text.lower() in ("true", "false"):
        yield text.lower() == "true"
    if text.lstrip("-").isdecimal() and len(text) < len(str(2**63)):
        yield int(text)


def _wrong_body(terms: Terms, asked: Asked) -> Iterator[tuple[str, str]]:
    sent = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not sent:
        yield "missing_header", "header content-type is missing"
    elif not sent.endswith("json") or sent not in terms.media:
        return
    try:
        body = orjson.loads(asked.body)
    except orjson.JSONDecodeError as broken:
        yield "wrong_body", f"the body is not JSON: {broken}"
        return
    validator = terms.body
    if validator is None or validator.is_valid(body):
        return
    for error in islice(validator.iter_errors(body), MOST_ERRORS):
        place = "/".join(str(part) for part in error.instance_path) or "the body"
        yield "wrong_body", f"{place}: {error.message[:300]}"
