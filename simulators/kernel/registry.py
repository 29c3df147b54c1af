"""All worlds of one process: made from recipes, found by name or by a vendor's credential."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Any, Final

import orjson

from simulators.kernel.call import Doc
from simulators.kernel.clock import LATEST_MS, Clock, parse_instant, real_now
from simulators.kernel.errors import BadRequest
from simulators.kernel.folder import Folder
from simulators.kernel.journal import DEFAULT_BOUND, Journal
from simulators.kernel.mould import MOST_MOULDS, Mould
from simulators.kernel.persistence import Keeper
from simulators.kernel.store import Store, UnreadableFileError
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
    "countries",
    "clock",
    "now",
    "policy",
    "scopes",
)
DEFAULT_NOW: Final = "2026-03-02T09:00:00Z"
MOST_OWNERS: Final = 20
COUNTRIES: Final = ("GB", "NZ", "AU")
"""The countries whose books every vendor knows how to open."""

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
        countries: of the n-th organisation and company, ISO; the last one holds for the rest.
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
    countries: tuple[str, ...] = COUNTRIES[:1]
    scale: float = 0
    now: str = DEFAULT_NOW
    conflict: str = "rl"

    def country(self, number: int) -> str:
        """The country of the n-th organisation and company, counted from 0."""
        return self.countries[min(number, len(self.countries) - 1)]


class Registry:
    """
    The worlds of one process; `prefix` begins their names. Where `keeps_moulds` is set, a recipe
    that was filled before is filled from memory.

    Args:
        vendors: by system name.
        profiles: switch settings by profile name.
        fixtures: builders of starting content by name.
        scale: fake seconds per real second for worlds that do not say.
        folder: keeps the worlds on disk; None keeps them in memory only.
    """

    def __init__(
        self,
        vendors: Mapping[str, Vendor],
        profiles: Profiles,
        fixtures: Mapping[str, Fixture],
        scale: float = 0,
        folder: Folder | None = None,
    ) -> None:
        self.vendors = vendors
        self.profiles = profiles
        self.fixtures = fixtures
        self.scale = scale
        self.worlds: dict[str, World] = {}
        self.urls: dict[str, str] = {}
        self._folder = folder
        self.prefix = "w"
        self.keeps_moulds = False
        self._moulds: dict[bytes, Mould] = {}
        self._bound = DEFAULT_BOUND
        self._numbers = count(1)
        self._lock = Lock()

    def create(self, asked: Mapping[str, Any]) -> World:
        """
        Make a world.

        Raises:
            BadRequest: when the recipe is not of the documented form, saying what is right.
        """
        recipe = read_recipe(asked, self.scale, self.fixtures)
        switches = self._switches(recipe.profile)
        switches.set(recipe.switches)
        name = f"{self.prefix}-{self._number():02d}"
        store, keeper = self._open(name)
        world = World(
            name=name,
            seed=recipe.seed,
            switches=switches,
            vendors=self.vendors,
            clock=Clock(_start_ms(recipe), recipe.scale),
            store=store,
            recipe={**asked, "conflict": recipe.conflict},
            commits=Journal(self._bound),
            calls=Journal(self._bound),
        )
        self._fill(world, keeper, recipe)
        self.worlds[name] = world
        return world

    def load(self) -> None:
        """
        Bring back the worlds that the folder keeps; one that was killed while it was made goes.

        Raises:
            UnreadableFileError: a file is damaged.
            BadRequest: a world was made by another version, from what this one does not know.
        """
        for name in self._folder.names() if self._folder is not None else ():
            store, keeper = self._open(name)
            about = keeper.about() if keeper is not None else None
            if keeper is None or about is None:
                self._leave_out(name, store)
                continue
            world = World(
                name=name,
                seed=about["seed"],
                switches=self._switches(about["profile"]),
                vendors=self.vendors,
                clock=Clock(0),
                store=store,
                recipe=about["recipe"],
            )
            keeper.watch(world)
            self.worlds[name] = world

    def bound_journals(self, lines: int) -> None:
        """Keep this many commits and calls of each world, now and from now on; the oldest go."""
        self._bound = lines
        for world in self.worlds.values():
            world.commits.bound = world.calls.bound = lines

    def _leave_out(self, name: str, store: Store) -> None:
        if not store.is_empty:
            raise UnreadableFileError(f"the files of {name} hold documents, but no world of ours")
        self._discard(name, store)

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
        """Forget a world, its files too; whether there was one."""
        world = self.worlds.pop(name, None)
        if world is None:
            return False
        with world.lock:
            self._discard(name, world.store)
        return True

    def close(self) -> None:
        """Leave the worlds' files as they are best read, and the folder to others."""
        for world in self.worlds.values():
            with world.lock:
                world.store.close()
        if self._folder is not None:
            self._folder.close()

    def _number(self) -> int:
        with self._lock:
            return self._folder.next_number() if self._folder else next(self._numbers)

    def _switches(self, profile: str) -> Switches:
        table = [*KERNEL_SWITCHES, *(s for v in self.vendors.values() for s in v.switches)]
        return Switches(table, self.profiles, profile)

    def _open(self, name: str) -> tuple[Store, Keeper | None]:
        if self._folder is None:
            return Store(self.tables()), None
        storage, keeper = self._folder.open(name)
        return Store(self.tables(), storage, keeper), keeper

    def _fill(self, world: World, keeper: Keeper | None, recipe: Recipe) -> None:
        """Let the fixture fill a new world: on disk, all of it or nothing."""
        try:
            with world.transaction():
                if keeper is not None:
                    keeper.watch(world)
                self._pour(world, recipe)
        except BaseException:
            self._discard(world.name, world.store)
            raise

    def _pour(self, world: World, recipe: Recipe) -> None:
        if not self.keeps_moulds:
            self.fixtures[recipe.fixture](world, recipe)
            return
        key = orjson.dumps(world.recipe, option=orjson.OPT_SORT_KEYS)
        mould = self._moulds.get(key)
        if mould is not None:
            mould.pour(world)
            return
        self.fixtures[recipe.fixture](world, recipe)
        if len(self._moulds) == MOST_MOULDS:
            del self._moulds[next(iter(self._moulds))]
        self._moulds[key] = Mould.of(world)

    def _discard(self, name: str, store: Store) -> None:
        store.forget()
        if self._folder is not None:
            self._folder.drop(name)

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
    _names(asked, "scopes")
    recipe = Recipe(
        seed=_count(asked, "seed", 1, 0, 2**63),
        profile=_word(asked, "profile", "guide"),
        switches=_words(asked.get("switches", {})),
        fixture=_word(asked, "fixture", "empty"),
        organisations=_count(asked, "organisations", 1, 1, MOST_OWNERS),
        companies=_count(asked, "companies", 1, 1, MOST_OWNERS),
        countries=_countries(asked.get("countries", ["GB"])),
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
        right = 0 <= parse_instant(text) < LATEST_MS
    except (ValueError, OverflowError):
        right = False
    if not right:
        raise BadRequest(f"now must be an ISO instant such as {DEFAULT_NOW}, of 1970 to 2999")
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


def _names(asked: Mapping[str, Any], name: str) -> None:
    """A list of texts, which the vendors read from the recipe themselves."""
    given = asked.get(name, [])
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise BadRequest(f"{name} must be a list of texts")


def _countries(asked: object) -> tuple[str, ...]:
    if isinstance(asked, list) and 0 < len(asked) <= MOST_OWNERS:
        found = tuple(each for each in asked if each in COUNTRIES)
        if len(found) == len(asked):
            return found
    known = ", ".join(COUNTRIES)
    raise BadRequest(f"countries must be a list of ISO countries, each one of {known}")


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
