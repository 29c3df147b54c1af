"""Switches: what the public record leaves open, each with its values and what they stand for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.kernel.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Switch:
    """
    One open reading.

    Args:
        name: as written in requests.
        values: the values it may take, the default first.
        meaning: what it stands for, one sentence.
        source: where the question comes from.
    """

    name: str
    values: tuple[str, ...]
    meaning: str
    source: str = ""


Profiles = Mapping[str, Mapping[str, str]]


class Switches:
    """One world's settings: the defaults, then the profile, then what was asked for."""

    __slots__ = ("_table", "profile", "values")

    def __init__(self, table: Iterable[Switch], profiles: Profiles, profile: str) -> None:
        self._table = {switch.name: switch for switch in table}
        if profile not in profiles:
            raise BadRequest(f"profile {profile!r} is unknown: use one of {', '.join(profiles)}")
        self.profile = profile
        self.values = {name: switch.values[0] for name, switch in self._table.items()}
        self.values.update(profiles[profile])

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def set(self, wanted: Mapping[str, Any]) -> None:
        """
        Set some switches; nothing changes unless all are right.

        Raises:
            BadRequest: for an unknown switch or value, naming those that exist.
        """
        for name, value in wanted.items():
            switch = self._table.get(name)
            if switch is None:
                known = ", ".join(sorted(self._table))
                raise BadRequest(f"switch {name!r} is unknown: the switches are {known}")
            if value not in switch.values:
                allowed = ", ".join(switch.values)
                raise BadRequest(f"switch {name!r} cannot be {value!r}: use one of {allowed}")
        self.values = {**self.values, **wanted}

    def describe(self) -> list[dict[str, Any]]:
        """Every switch with its value, the values it may take and what it stands for."""
        return [
            {
                "name": switch.name,
                "value": self.values[switch.name],
                "values": list(switch.values),
                "meaning": switch.meaning,
                "source": switch.source,
            }
            for switch in self._table.values()
        ]
