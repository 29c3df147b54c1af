"""How long texts may be."""

from __future__ import annotations

from collections.abc import Iterator

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field


def too_long(fields: tuple[Field, ...], wanted: Doc, path: str = "") -> Iterator[Refusal]:
    """A refusal for every text that is longer than its field allows, rows and objects included."""
    for field in fields:
        if not field.limit and not field.fields:
            continue
        value = wanted.get(field.name)
        if field.limit and isinstance(value, str) and len(value) > field.limit:
            text = f"{field.name} must not be longer than {field.limit} characters."
            yield Refusal("too_long", text, f"{path}{field.name}")
        elif field.fields and isinstance(value, dict):
            yield from too_long(field.fields, value, f"{path}{field.name}.")
        elif field.fields and isinstance(value, list):
            for row in value:
                yield from too_long(field.fields, row, f"{path}{field.name}.")
