"""OpenAPI documents: written in files that refer to each other, read as one whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, Final

import yaml

FOLDER: Final = resources.files("contracts") / "openapi"
SYSTEMS: Final = ("xero", "released", "control")
METHODS: Final = ("get", "put", "post", "patch", "delete")


class PlainLoader(yaml.CSafeLoader):
    """YAML whose dates stay texts, as JSON would have them."""


PlainLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One operation of a document.

    Args:
        method: in capitals.
        path: with `{name}` parts.
        spec: what the document says of it, the path's own parameters included.
    """

    method: str
    path: str
    spec: Mapping[str, Any]

    @property
    def label(self) -> str:
        """How reports and gaps name it: `GET /api.xro/2.0/Contacts`."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Document:
    """
    One system's document, in one piece: every reference points inside it.

    Args:
        system: whose it is.
        raw: the document.
    """

    system: str
    raw: Mapping[str, Any]

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order written."""
        return tuple(_operations(self.raw["paths"]))

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference points at, or the node itself when it is none."""
        while "$ref" in node:
            node = self._at(node["$ref"])
        return node

    def _at(self, reference: str) -> Mapping[str, Any]:
        found: Any = self.raw
        for part in reference.removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        assert isinstance(found, Mapping)  # noqa: S101 - our own documents
        return found


def _operations(paths: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in paths.items():
        shared = item.get("parameters", [])
        for method in METHODS:
            if method in item:
                spec = item[method]
                parameters = [*shared, *spec.get("parameters", [])]
                yield Operation(method.upper(), path, {**spec, "parameters": parameters})


@cache
def document(system: str) -> Document:
    """
    The document of a system.

    Method: parts that other files hold are brought in: path items where they are referred to,
    components under their own names, which are unique over all files of a document.
    """
    whole = _read(f"{system}.yaml")
    parts = [_read(name) for name in _parts(system)]
    paths = {
        path: {**_path_item(item), **{k: v for k, v in item.items() if k != "$ref"}}
        for path, item in whole["paths"].items()
    }
    components = _joined([each.get("components", {}) for each in (whole, *parts)])
    return Document(system, _inside({**whole, "paths": paths, "components": components}))


def _parts(system: str) -> list[str]:
    folder = FOLDER / system
    names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
    return [f"{system}/{name}" for name in sorted(names) if name.endswith(".yaml")]


@cache
def _read(name: str) -> dict[str, Any]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    loaded = yaml.load(text, PlainLoader)  # noqa: S506 - a safe loader
    assert isinstance(loaded, dict)  # noqa: S101 - our own documents
    return loaded


def _path_item(item: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = item.get("$ref")
    if reference is None:
        return item
    name, _, pointer = reference.partition("#/paths/")
    found = _read(name)["paths"][pointer.replace("~1", "/")]
    assert isinstance(found, Mapping)  # noqa: S101 - our own documents
    return found


def _joined(many: list[Mapping[str, Any]]) -> dict[str, Any]:
    components: dict[str, Any] = {}
    for each in many:
        for kind, named in each.items():
            there = components.setdefault(kind, {})
            twice = sorted(set(there) & set(named))
            assert not twice, f"components/{kind}/{twice[0]} is written twice"  # noqa: S101
            there.update(named)
    return components


def _inside(node: Any) -> Any:
    """The node with references to other files turned into references to the whole."""
    if isinstance(node, dict):
        return {
            name: re.sub(r"^[^#]*#", "#", value)
            if name == "$ref" and isinstance(value, str)
            else _inside(value)
            for name, value in node.items()
        }
    return [_inside(each) for each in node] if isinstance(node, list) else node
