"""What a command is: one row per thing that can happen, and how a step of it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from scenarios.chance import Chance
from scenarios.model import RELEASED, XERO, Model, Step

Draw = Callable[[Model, Chance], Step | None]
"""Draws one step and notes it in the model; None when the command is not possible now."""

ANYWHERE: Final = ""
"""The system of a command that belongs to neither: a cycle, a clock step, a fault."""


@dataclass(frozen=True, slots=True)
class Command:
    """
    One kind of step.

    `family` is what a workload weighs; `weight` is the command's share within its family, zero
    for what a person may write into a scenario but no generator draws; `makes` is the type of
    the root that `as` names and None when the command makes none; `key` is the field of the
    made record that carries its unique text.
    """

    kind: str
    system: str
    family: str
    weight: int
    draw: Draw
    makes: str | None = None

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What tells a command from all others: family, kind, system and what it makes."""
        return (self.family, self.kind, self.system, self.makes or "")


def never(_model: Model, _chance: Chance) -> Step | None:
    """Draws nothing: the command is there for scenarios that people write."""
    return None


def step(
    kind: str,
    system: str,
    *,
    on: str | None = None,
    named: str | None = None,
    at: int = 1,
    fields: dict[str, Any] | None = None,
) -> Step:
    """A person's action as a step, with its keys in reading order."""
    made: dict[str, Any] = {"do": kind, "in": system}
    if at != 1 and on is None:
        made["at"] = at
    if named is not None:
        made["as"] = named
    if on is not None:
        made["on"] = on
    if fields is not None:
        made["fields"] = fields
    return made


def ref(name: str) -> dict[str, str]:
    """What a field holds when it names another record."""
    return {"ref": name}


def spelled(system: str, xero: str, released: str) -> str:
    """A field's name as the given system writes it."""
    return {XERO: xero, RELEASED: released}[system]
