"""Holds a document's compiled validators: is an answer one that the document promises?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Any, Final
from xml.parsers.expat import ExpatError, ParserCreate

import jsonschema_rs
import orjson

from contracts.documents import Document, Operation, document

NOT_OFFERED: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, 501)
"""How a server may answer what no document describes."""

MOST_ERRORS: Final = 5
ANYWHERE: Final = "x-answers-anywhere"
"""The key of a document's answers that a server gives before it looks at the operation."""
SLASHES: Final = "x-takes-slashes"
OTHER_FORMS: Final = "x-other-forms"
"""The key of a document's media types that an answer may have in another one's stead."""
MOST_PATHS: Final = 1024
"""How many paths are remembered with their operation."""
OPEN_END: Final = r"[\s\S]+\Z"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer and what was asked. Header names are lower case."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Breach:
    """Where an answer breaks its document: the operation, the check's name and a sentence."""

    operation: str
    check: str
    message: str


@cache
def answers(system: str) -> Answers:
    """The validators of one system's document."""
    return Answers(document(system))


class Answers:
    """
    Validators for every answer that a document describes, compiled when first needed.

    Args:
        of: the document. Xero's paths are matched in any case, as Xero does.
    """

    def __init__(self, of: Document) -> None:
        self._document = of
        flags = re.IGNORECASE if of.system == "xero" else 0
        operations = sorted(of.operations, key=lambda each: each.path.count("{"))
        self._routes: dict[tuple[str, int], list[tuple[re.Pattern[str], Operation]]] = {}
        for each in operations:
            there = self._routes.setdefault((each.method, each.path.count("/")), [])
            there.append((re.compile(_pattern(each.path), flags), each))
        self._open_ended = [
            (each.method, re.compile(_pattern(_head(each.path), end=OPEN_END), flags), each)
            for each in operations
            if _ends_open(of, each)
        ]
        self._compiled: dict[str, jsonschema_rs.Validator] = {}
        self._found = lru_cache(maxsize=MOST_PATHS)(self._find)

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a request calls, None when the document has none."""
        return self._found(method, path)

    def _find(self, method: str, path: str) -> Operation | None:
        wanted = "GET" if method == "HEAD" else method
        for pattern, operation in self._routes.get((wanted, path.rstrip("/").count("/")), ()):
            if pattern.fullmatch(path):
                return operation
        open_ended = (
            each for method, end, each in self._open_ended if method == wanted and end.match(path)
        )
        return next(open_ended, None)

    def breaches(self, answer: Answer) -> Iterator[Breach]:
        """Where the answer is not as the document says; nothing when it is."""
        operation = self.operation(answer.method, answer.path)
        if operation is None:
            if answer.status not in NOT_OFFERED:
                label = f"{answer.method} {answer.path}"
                message = f"answered {answer.status}, but no document describes it"
                yield Breach(label, "undocumented_operation", message)
            return
        for check, message in self._wrong(operation, answer):
            yield Breach(operation.label, check, message)

    def _wrong(self, operation: Operation, answer: Answer) -> Iterator[tuple[str, str]]:
        response = self._response(operation, answer.status)
        if response is None:
            known = ", ".join(operation.spec["responses"])
            yield "status_code_conformance", f"{answer.status} is not one of {known}"
            return
        yield from self._wrong_headers(response, answer)
        content = response.get("content")
        if content and answer.method != "HEAD":
            yield from self._wrong_body(content, answer)
        elif answer.body and "content" in response:
            yield "response_schema_conformance", "there is a body where none is promised"

    def _response(self, operation: Operation, status: int) -> Mapping[str, Any] | None:
        responses = operation.spec["responses"]
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in responses:
                return self._document.resolve(responses[name])
        anywhere = self._document.raw.get(ANYWHERE, {})
        return self._document.resolve(anywhere[str(status)]) if str(status) in anywhere else None

    def _wrong_headers(
        self, response: Mapping[str, Any], answer: Answer
    ) -> Iterator[tuple[str, str]]:
        for name, promised in response.get("headers", {}).items():
            header = self._document.resolve(promised)
            text = answer.headers.get(name.lower())
            if text is None:
                if header.get("required"):
                    yield "response_headers_conformance", f"header {name} is missing"
                continue
            for error in self._validator(header["schema"]).iter_errors(
                _header_value(header["schema"], text)
            ):
                yield "response_headers_conformance", f"header {name}: {error.message}"

    def _wrong_body(self, content: Mapping[str, Any], answer: Answer) -> Iterator[tuple[str, str]]:
        received = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if "*/*" in content:
            return
        if self._document.raw.get(OTHER_FORMS, {}).get(received) in content:
            yield from _wrong_xml(answer.body)
            return
        if received not in content:
            promised = ", ".join(content)
            yield "content_type_conformance", f"{received or 'no type'} is not {promised}"
            return
        if not received.endswith("json"):
            return
        try:
            body = orjson.loads(answer.body)
        except orjson.JSONDecodeError as error:
            yield "response_schema_conformance", f"the body is not JSON: {error}"
            return
        yield from self._wrong_value(content[received].get("schema", {}), body)

    def _wrong_value(self, schema: Mapping[str, Any], body: Any) -> Iterator[tuple[str, str]]:
        for count, error in enumerate(self._validator(schema).iter_errors(body)):
            if count == MOST_ERRORS:
                return
            place = "/".join(str(part) for part in error.instance_path) or "the body"
            yield "response_schema_conformance", f"{place}: {error.message[:400]}"

    def _validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
        key = orjson.dumps(schema).decode()
        if key not in self._compiled:
            whole = {**schema, "components": self._document.raw["components"]}
            self._compiled[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._compiled[key]


def _wrong_xml(body: bytes) -> Iterator[tuple[str, str]]:
    """Whether a body is XML; a document type, which could make a bomb of it, is none."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        parser.Parse(body, True)
    except (ExpatError, ValueError) as error:
        yield "response_schema_conformance", f"the body is not XML: {error}"


def _no_document_type(*_: Any) -> None:
    raise ValueError("it has a document type")


def _ends_open(of: Document, operation: Operation) -> bool:
    """Whether the last part of a path takes slashes, which OpenAPI has no word for."""
    last = operation.path.rpartition("/")[2]
    named = (of.resolve(each) for each in operation.spec["parameters"])
    return any(each.get(SLASHES) and last == f"{{{each['name']}}}" for each in named)


def _pattern(path: str, end: str = "/?") -> str:
    escaped = (re.escape(part) for part in re.split(r"\{[^}]*\}", path))
    return "[^/]+".join(escaped) + end


def _head(path: str) -> str:
    """A path without its last part."""
    return path[: path.rindex("/") + 1]


def _header_value(schema: Mapping[str, Any], text: str) -> Any:
    """The text of a header as the type that its schema speaks of."""
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    return text
