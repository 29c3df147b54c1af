"""
The pytest plugin: a world of Xero and Re-Leased for each test, as fixtures.

Everything else is imported when a test asks for it, so that a run that does not use the plugin
pays for one small module.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from counterfoil.testing import Product, World, Worlds

MARKER: Final = "counterfoil"
MEANING: Final = (
    "counterfoil(seed=1, profile='guide', fixture='portfolio', companies=1, sockets=False, …): "
    "the world of this test; takes what `POST /worlds` takes, and `sockets`."
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MEANING)


@pytest.fixture(scope="session")
def _counterfoil_worlds() -> Iterator[Worlds]:
    """The simulators of this run, made when the first test asks for a world."""
    from counterfoil.testing import Worlds

    worlds = Worlds()
    yield worlds
    worlds.close()


@pytest.fixture
def counterfoil_world(
    request: pytest.FixtureRequest, _counterfoil_worlds: Worlds
) -> Iterator[World]:
    """A fresh world of Xero and Re-Leased; the marker `counterfoil` says of what kind."""
    marker = request.node.get_closest_marker(MARKER)
    try:
        if marker is not None and marker.args:
            raise ValueError("the marker counterfoil takes names: counterfoil(seed=7)")
        world = _counterfoil_worlds.open(**(marker.kwargs if marker is not None else {}))
    except ValueError as wrong:
        raise pytest.UsageError(str(wrong)) from None
    yield world
    world.close()


@pytest.fixture
def xero(counterfoil_world: World) -> Product:
    """Xero in the test's world: an `httpx.Client`, and a person's hand."""
    return counterfoil_world.xero


@pytest.fixture
def released(counterfoil_world: World) -> Product:
    """Re-Leased in the test's world: an `httpx.Client`, and a person's hand."""
    return counterfoil_world.released
