"""Fingerprints: the unique texts that tell which root a record stems from."""

import re
from functools import lru_cache
from typing import Any, Final

from scenarios.canonical import Units

_TOKEN: Final = re.compile(r"(?<![a-z0-9])[a-z][0-9][a-z][0-9][a-z]{1,2}(?![a-z0-9])")


@lru_cache(maxsize=32_768)
def _tokens(lowered: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(lowered))


def tokens(value: Any) -> tuple[str, ...]:
    """The fingerprints in a text: letter, digit, letter, digit, one or two letters (`q7f3k`)."""
    return _tokens(value.lower()) if isinstance(value, str) and value else ()


def fingerprints(kind: str, units: Units) -> tuple[str, ...]:
    """The fingerprints in the identifying units of a record, doubles included."""
    if kind == "contact":
        return tokens(units["name"]) + tokens(units["email"])
    if kind == "document":
        found = tokens(units["reference"])
        for line in units["lines"]:
            found += tokens(line[0])
        return found
    return ()
