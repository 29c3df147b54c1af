"""The official OpenAPI file of the Accounting API, repaired on load, and what it says."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

METHODS = ("get", "put", "post", "delete")
JSON = "application/json"


class TextDates(yaml.CSafeLoader):
    """YAML whose dates stay texts: examples carry timestamps without quotes."""


TextDates.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Operation:
    """One operation: `id` is its operationId, `path` has `{names}`."""

    id: str
    method: str
    path: str
    spec: dict[str, Any]

    @property
    def parameters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.spec.get("parameters", [])
        return found

    @property
    def names(self) -> list[str]:
        return re.findall(r"\{([^}]+)\}", self.path)

    @property
    def route(self) -> tuple[str, str]:
        """Method and path in lower case, with `*` for parameters."""
        return self.method, re.sub(r"\{[^}]+\}", "*", self.path).lower()


class Official:
    """The file."""

    def __init__(self, path: Path) -> None:
        self.raw: dict[str, Any] = repaired(yaml.load(path.read_text(), TextDates))
        self.operations = [
            Operation(item[method]["operationId"], method.upper(), where, item[method])
            for where, item in self.raw["paths"].items()
            for method in METHODS
            if method in item
        ]

    def expected(self, operation: Operation) -> tuple[int, dict[str, Any]]:
        """The status of success and what it carries, by media type."""
        code = next(code for code in operation.spec["responses"] if code.startswith("2"))
        found = self.resolved(operation.spec["responses"][code])
        return int(code), found.get("content", {})

    def wanted(self, operation: Operation) -> dict[str, Any] | None:
        """The schema of a JSON body, None when it takes none."""
        found = self.resolved(operation.spec.get("requestBody", {})).get("content", {}).get(JSON)
        return None if found is None else dict(found["schema"])

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self.raw
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node

    def faults(self, schema: dict[str, Any], value: Any) -> list[str]:
        """What of a value is not as a schema says."""
        whole = {**schema, "components": self.raw["components"]}
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return [
            f"{'/'.join(map(str, fault.instance_path))}: {fault.message[:200]}"
            for fault in validator.iter_errors(value)
        ]

    def strangers(self, schema: dict[str, Any], value: Any) -> set[str]:
        """The names in a value that a schema does not know."""
        schema = self.resolved(schema)
        if isinstance(value, list):
            return {n for each in value for n in self.strangers(schema.get("items", {}), each)}
        known = schema.get("properties")
        if not isinstance(value, dict) or known is None:
            return set()
        inside = [self.strangers(known[name], value[name]) for name in value if name in known]
        return (set(value) - set(known)).union(*inside)


def repaired(node: Any) -> Any:
    """
    The file with its known defects repaired.

    Defects: defaults of booleans and numbers as texts; a nullable type that says so beside `type`.
    """
    if isinstance(node, list):
        return [repaired(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: repaired(value) for name, value in node.items()}
    default = found.get("default")
    if found.get("type") == "boolean" and isinstance(default, str):
        found["default"] = default.lower() == "true"
    if found.get("type") in ("integer", "number") and isinstance(default, str):
        found["default"] = float(default)
    if found.get("nullable") is True and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    return found
