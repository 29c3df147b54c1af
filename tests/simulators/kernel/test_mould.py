"""Worlds poured from a mould, beside worlds filled by their people's actions."""

from typing import Any

import orjson
import pytest

from simulators.assembly import create_registry
from simulators.kernel.registry import Registry
from simulators.kernel.world import World

RECIPES: tuple[dict[str, Any], ...] = (
    {"fixture": "portfolio", "seed": 7},
    {"fixture": "portfolio", "seed": 3, "organisations": 2, "companies": 2, "profile": "current"},
    {"fixture": "empty", "switches": {"limits": "off"}, "countries": ["NZ"]},
)


def everything(registry: Registry, world: World) -> str:
    """All that a world is, its name left out."""
    registry.urls = {"xero": "http://xero.test", "released": "http://released.test"}
    told = [
        registry.connection(world),
        world.store.content(),
        world.clock.text,
        world.ids.snapshot(),
        world.commits.snapshot(),
        world.outbox.snapshot(),
        world.switches.values,
    ]
    return orjson.dumps(told, default=str).decode().replace(world.name, "W")


def without_tokens(text: str) -> str:
    """The same without Xero's signed tokens, which hold the name inside their signature."""
    return " ".join("J" if word.startswith("ey") else word for word in text.split('"'))


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_poured_world_is_what_its_fixture_makes(recipe: dict[str, Any]) -> None:
    plain, moulding = create_registry(), create_registry()
    moulding.keeps_moulds = True
    moulding.create(recipe)

    filled, poured = plain.create(recipe), moulding.create(recipe)

    assert without_tokens(everything(moulding, poured)) == without_tokens(
        everything(plain, filled)
    )


def test_poured_worlds_have_credentials_of_their_own() -> None:
    registry = create_registry()
    registry.keeps_moulds = True
    worlds = [registry.create(RECIPES[0]) for _ in range(3)]

    told = [registry.connection(world) for world in worlds]

    for system in ("xero", "released"):
        for name in ("client_id", "access_token"):
            assert len({one[system][name] for one in told}) == len(worlds)
    for world, one in zip(worlds, told, strict=True):
        assert registry.by_token(one["released"]["access_token"]) is world
        assert registry.by_token(one["xero"]["client_id"]) is world


def test_what_happens_in_a_poured_world_stays_there() -> None:
    registry = create_registry()
    registry.keeps_moulds = True
    first, second = (registry.create(RECIPES[0]) for _ in range(2))
    before = everything(registry, second)
    contact = next(iter(first.table("xero", "contact")))

    with first.transaction():
        first.table("xero", "contact").put(contact.doc_id, {**contact, "Name": "Never Drawn Ltd"})
        first.table("xero", "invoice").take(next(iter(first.table("xero", "invoice"))).doc_id)

    assert everything(registry, second) == before
    third = registry.create(RECIPES[0])
    assert "Never Drawn Ltd" not in everything(registry, third)
