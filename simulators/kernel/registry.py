"""All worlds of one process: made from recipes, found by name or by a vendor's credential."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.clock import Clock, parse_instant, real_now
from simulators.kernel.errors import BadRequest
from simulators.kernel.store import Store
from simulators.kernel.switches import Profiles, Switch, Switches
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

RECIPE: Final = (
    "seed",
    "profile",
    "switches",
    "fixture",
    "organisations",
    "companies",
    "clock",
    "now",
    "policy",
)
DEFAULT_NOW: Final = "2026-03-02T09:00:00Z"
MOST_OWNERS: Final = 20
KERNEL_SWITCHES: Final = (
    Switch("limits", ("on", "off"), "off still sends the headers and never refuses"),
)

Fixture = Callable[[World, "Recipe"], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    What a world is made from.

    Args:
        seed: the seed of chance.
        profile: which vintage of the product.
        switches: switches that differ from the profile.
        fixture: the name of the starting content.
        organisations: how many Xero organisations.
        companies: how many Re-Leased companies.
        scale: fake seconds per real second; 0 is frozen.
        now: the instant it starts at, ISO.
        conflict: the policy that the connection document declares.
    """

    seed: int = 1
    profile: str = "guide"
    switches: Mapping[str, str] = field(default_factory=dict)
    fixture: str = "empty"
    organisations: int = 1
    companies: int = 1
    scale: float = 0
    now: str = DEFAULT_NOW
    conflict: str = "rl"


class Registry:
    """
    The worlds of one process.

    Args:
        vendors: by system name.
        profiles: switch settings by profile name.
        fixtures: builders of starting content by name.
        scale: fake seconds per real second for worlds that do not say.
    """

    def __init__(
        self,
        vendors: Mapping[str, Vendor],
        profiles: Profiles,
        fixtures: Mapping[str, Fixture],
        scale: float = 0,
    ) -> None:
        self.vendors = vendors
        self.profiles = profiles
        self.fixtures = fixtures
        self.scale = scale
        self.worlds: dict[str, World] = {}
        self.urls: dict[str, str] = {}
        self.by_credential: dict[str, str] = {}
        self._made = 0

    def create(self, asked: Mapping[str, Any]) -> World:
        """
        Make a world.

        Raises:
            BadRequest: when the recipe is not of the documented form, saying what is right.
        """
        recipe = read_recipe(asked, self.scale, self.fixtures)
        table = [*KERNEL_SWITCHES, *(s for v in self.vendors.values() for s in v.switches)]
        switches = Switches(table, self.profiles, recipe.profile)
        switches.set(recipe.switches)
        self._made += 1
        world = World(
            name=f"w-{self._made:02d}",
            seed=recipe.seed,
            switches=switches,
            vendors=self.vendors,
            clock=Clock(_start_ms(recipe), recipe.scale),
            store=Store(self.tables()),
            recipe={**asked, "conflict": recipe.conflict},
        )
        self.fixtures[recipe.fixture](world, recipe)
        self.worlds[world.name] = world
        return world

    def tables(self) -> dict[str, tuple[Any, ...]]:
        """The index declarations of every vendor's tables."""
        return {
            f"{vendor.system}.{kind}": tuple(indexes)
            for vendor in self.vendors.values()
            for kind, indexes in vendor.tables.items()
        }

    def find(self, name: str) -> World | None:
        """The world of that name."""
        return self.worlds.get(name)

    def by_token(self, credential: str) -> World | None:
        """The world that issued a credential: its name is the part before the first dot."""
        return self.worlds.get(credential.partition(".")[0])

    def drop(self, name: str) -> bool:
        """Forget a world; whether there was one."""
        return self.worlds.pop(name, None) is not None

    def connection(self, world: World) -> Doc:
        """The connection document of a world (`counterfoil/connection/1`)."""
        document: Doc = {
            "format": "counterfoil/connection/1",
            "world": world.name,
            "profile": world.switches.profile,
            "now": world.clock.text,
            "control_url": self.urls.get("control", ""),
        }
        for system, vendor in self.vendors.items():
            document.update(vendor.connection(world, self.urls.get(system, "")))
        document["policy"] = {"conflict": world.recipe["conflict"]}
        return document


def _start_ms(recipe: Recipe) -> int:
    return parse_instant(recipe.now)


def read_recipe(asked: Mapping[str, Any], scale: float, fixtures: Mapping[str, Fixture]) -> Recipe:
    """
    The recipe that a request asks for.

    Raises:
        BadRequest: for an unknown field, a wrong type or a value out of range.
    """
    unknown = [name for name in asked if name not in RECIPE]
    if unknown:
        raise BadRequest(f"{unknown[0]} is unknown: a world takes {', '.join(RECIPE)}")
    recipe = Recipe(
        seed=_count(asked, "seed", 1, 0, 2**63),
        profile=_word(asked, "profile", "guide"),
        switches=_words(asked.get("switches", {})),
        fixture=_word(asked, "fixture", "empty"),
        organisations=_count(asked, "organisations", 1, 1, MOST_OWNERS),
        companies=_count(asked, "companies", 1, 1, MOST_OWNERS),
        scale=_scale(asked.get("clock"), scale),
        now=_now(asked, scale),
        conflict=_policy(asked.get("policy", {})),
    )
    if recipe.fixture not in fixtures:
        raise BadRequest(f"fixture {recipe.fixture!r} is unknown: use {', '.join(fixtures)}")
    return recipe


def _now(asked: Mapping[str, Any], scale: float) -> str:
    running = _scale(asked.get("clock"), scale) > 0
    text = _word(asked, "now", real_now().isoformat() if running else DEFAULT_NOW)
    try:
        parse_instant(text)
    except ValueError:
        raise BadRequest(f"now must be an ISO instant such as {DEFAULT_NOW}") from None
    return text


def _count(asked: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = asked.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadRequest(f"{name} must be a whole number from {least} to {most}")
    return value


def _word(asked: Mapping[str, Any], name: str, default: str) -> str:
    value = asked.get(name, default)
    if not isinstance(value, str):
        raise BadRequest(f"{name} must be a text")
    return value


def _words(asked: object) -> dict[str, str]:
    right = isinstance(asked, dict) and all(isinstance(value, str) for value in asked.values())
    if not right or not isinstance(asked, dict):
        raise BadRequest('switches must be an object of texts, such as {"limits": "off"}')
    return asked


def _scale(asked: object, default: float) -> float:
    if asked is None:
        return default
    if isinstance(asked, dict):
        scale = asked.get("scale", 0)
        if isinstance(scale, int | float) and not isinstance(scale, bool) and 0 <= scale <= 1e6:
            return float(scale)
    raise BadRequest('clock must be {"scale": S}, fake seconds per real second, 0 for frozen')


def _policy(asked: object) -> str:
    conflict = asked.get("conflict", "rl") if isinstance(asked, dict) else None
    if conflict not in ("rl", "xero", "last", "error"):
        raise BadRequest('policy must be {"conflict": "rl"}, or "xero", "last" or "error"')
    return str(conflict)
