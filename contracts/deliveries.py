"""Is a webhook's delivery one that the document's `webhooks` describe?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
import orjson

from contracts.documents import document


def wrong_delivery(system: str, headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    """What is wrong with a delivery: its headers, its media type, its body."""
    spec, names, validator = _described(system)
    lower = {name.lower(): value for name, value in headers.items()}
    for name, check in names.items():
        if name not in lower:
            yield f"header {name} is missing"
        elif not check.is_valid(lower[name]):
            yield f"header {name} is not of its form"
    media = lower.get("content-type", "")
    if media not in spec["requestBody"]["content"]:
        yield f"{media or 'no type'} is not described"
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as broken:
        yield f"the body is not JSON: {broken}"
        return
    for error in validator.iter_errors(found):
        place = "/".join(str(part) for part in error.instance_path) or "the body"
        yield f"{place}: {error.message[:300]}"


@cache
def _described(
    system: str,
) -> tuple[Mapping[str, Any], dict[str, jsonschema_rs.Validator], jsonschema_rs.Validator]:
    whole = document(system)
    (item,) = whole.raw["webhooks"].values()
    spec = item["post"]
    names = {
        each["name"].lower(): _validator(system, each["schema"]) for each in spec["parameters"]
    }
    schema = spec["requestBody"]["content"]["application/json"]["schema"]
    return spec, names, _validator(system, schema)


def _validator(system: str, schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
    whole = {**schema, "components": document(system).raw["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
