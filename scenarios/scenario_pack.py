"""Named scenarios: the smallest set that between them reaches every part of the rulebook."""

from functools import cache
from importlib.resources import files
from typing import Final

from scenarios.plan import Plan, parse

FOLDER: Final = "pack"


def scenario_named(name: str) -> Plan | None:
    """The named scenario, or None when the pack has none of that name."""
    return _pack().get(name)


def scenario_names() -> tuple[str, ...]:
    """The names of the pack, in alphabetical order."""
    return tuple(_pack())


@cache
def _pack() -> dict[str, Plan]:
    folder = files("scenarios").joinpath(FOLDER)
    found = [file for file in folder.iterdir() if file.name.endswith(".json")]
    return {
        file.name.removesuffix(".json"): parse(file.read_bytes())
        for file in sorted(found, key=lambda file: file.name)
    }
