"""Where a document that a vendor publishes and ours have drifted apart: data, by resource."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from contracts.documents import METHODS, Document, PlainLoader

BASE: Final = "/api.xro/2.0"
DEEPEST: Final = 6
"""How many objects a field may lie deep; records refer to each other without end."""

SIMPLE: Final = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean"}


class UnreadableError(Exception):
    """A file that is no OpenAPI document, in one sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """
    One thing that differs.

    Args:
        resource: the first segment of the path, such as `Invoices`.
        kind: `operation`, `field`, `type`, `enum` (theirs has it, or says it otherwise) or
            `beyond` (we claim what theirs has not).
        name: which operation or field.
        theirs: what theirs says.
        ours: what ours says.
        reason: why it stays, empty when nobody has said.
    """

    resource: str
    kind: str
    name: str
    theirs: str
    ours: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why some differences stay: patterns of resource, kind and name, and the reason."""

    resource: str
    kind: str
    name: str
    reason: str

    def covers(self, difference: Difference) -> bool:
        """Whether the difference is one of these."""
        return all(
            re.fullmatch(pattern, text) is not None
            for pattern, text in (
                (self.resource, difference.resource),
                (self.kind, difference.kind),
                (self.name, difference.name),
            )
        )


def read(path: Path) -> Mapping[str, Any]:
    """
    A published document.

    Raises:
        UnreadableError: it is none.
    """
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), PlainLoader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        line = str(error).splitlines()[0]
        raise UnreadableError(f"{path} cannot be read as an OpenAPI document: {line}") from None
    if not isinstance(found, dict) or not isinstance(found.get("paths"), dict):
        raise UnreadableError(f"{path} is no OpenAPI document: it has no paths")
    return found


def drift(
    ours: Document, theirs: Mapping[str, Any], explained: Iterable[Explained] = ()
) -> list[Difference]:
    """
    Every difference between our Xero document and the published one, explained where it is.

    Method: operations are compared by method and path, parameters without their names; fields by
    what the answer of a resource's list holds.
    """
    table = tuple(explained)
    return sorted(
        _reasoned(each, table)
        for each in (*_operations(ours, theirs), *_fields(ours, Document("theirs", theirs)))
    )


def _reasoned(difference: Difference, table: tuple[Explained, ...]) -> Difference:
    row = next((each for each in table if each.covers(difference)), None)
    if row is None:
        return difference
    parts = {name: getattr(difference, name) for name in Difference.__slots__}
    return Difference(**{**parts, "reason": row.reason})


def _operations(ours: Document, theirs: Mapping[str, Any]) -> Iterator[Difference]:
    mine = {_plain(each.method, each.path): each.label for each in ours.operations}
    published = {
        _plain(method.upper(), f"{BASE}{path}"): f"{method.upper()} {path}"
        for path, item in theirs["paths"].items()
        for method in METHODS
        if method in item
    }
    for plain, label in published.items():
        if plain not in mine:
            yield Difference(_resource(plain), "operation", label, "described", "absent")
    for plain, label in mine.items():
        if plain not in published and BASE in label:
            yield Difference(_resource(plain), "beyond", label, "absent", "described")


def _plain(method: str, path: str) -> str:
    return f"{method} {re.sub(r'{[^}]*}', '{}', path)}"


def _resource(plain: str) -> str:
    return plain.partition(f"{BASE}/")[2].partition("/")[0] or plain


def _fields(ours: Document, theirs: Document) -> Iterator[Difference]:
    published = {each.path: each.spec for each in theirs.operations if each.method == "GET"}
    for operation in ours.operations:
        path = operation.path.removeprefix(BASE)
        name = path.removeprefix("/")
        if operation.method != "GET" or "/" in name or path not in published:
            continue
        mine = dict(fields(ours, _answer(ours, operation.spec), name))
        them = dict(fields(theirs, _answer(theirs, published[path]), name))
        yield from _compared(name, mine, them)


def _compared(name: str, mine: Any, them: Any) -> Iterator[Difference]:
    for field, (type_, enum) in them.items():
        if field not in mine:
            yield Difference(name, "field", field, type_, "absent")
            continue
        my_type, my_enum = mine[field]
        if type_ != my_type and "any" not in (type_, my_type):
            yield Difference(name, "type", field, type_, my_type)
        if enum and my_enum and enum != my_enum:
            yield Difference(name, "enum", field, _listed(enum - my_enum), _listed(my_enum - enum))
    for field, (type_, _) in mine.items():
        if field not in them:
            yield Difference(name, "beyond", field, "absent", type_)


def _listed(values: frozenset[str]) -> str:
    return ", ".join(sorted(values)) or "nothing more"


def _answer(document: Document, spec: Mapping[str, Any]) -> Mapping[str, Any]:
    response = document.resolve(spec["responses"]["200"])
    schema: Mapping[str, Any] = (
        response.get("content", {}).get("application/json", {}).get("schema", {})
    )
    return schema


def fields(
    document: Document, schema: Mapping[str, Any], name: str, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
    """The fields of the rows that an answer lists: dotted name, type, the values it may take."""
    if len(path) > DEEPEST:
        return
    for field, inner in _properties(document, schema).items():
        if not path and field != name and field != f"{name.rstrip('s')}s":
            continue
        found = document.resolve(inner)
        here = (*path, field)
        if path:
            yield ".".join(here[1:]), (_type(document, found), _enum(document, found))
        if len(here) <= 2:
            yield from fields(document, _items(document, found), name, here)


def _items(document: Document, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return document.resolve(schema["items"]) if "items" in schema else schema


def _properties(document: Document, schema: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    whole = document.resolve(schema)
    for kind in ("allOf", "anyOf", "oneOf"):
        for part in whole.get(kind, ()):
            found |= _properties(document, part)
    return found | dict(whole.get("properties", {}))


def _type(document: Document, schema: Mapping[str, Any]) -> str:
    said = schema.get("type")
    if isinstance(said, list):
        said = next((each for each in said if each != "null"), None)
    if said is None:
        for kind in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(kind, ()):
                found = _type(document, document.resolve(part))
                if found != "any":
                    return found
        if "enum" in schema or "const" in schema:
            return "string"
        return "object" if "properties" in schema else "any"
    return SIMPLE.get(str(said), str(said))


def _enum(document: Document, schema: Mapping[str, Any]) -> frozenset[str]:
    values = [str(each) for each in schema.get("enum", ()) if each not in (None, "")]
    if "const" in schema:
        values.append(str(schema["const"]))
    for kind in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(kind, ()):
            values += _enum(document, document.resolve(part))
    return frozenset(values)
