"""One server for all tests of a file; each test works in a world of its own."""

from collections.abc import Iterator

import pytest

from simulators.assembly import create_registry
from tests.clients.desk import Desk
from tests.simulators.servers import Served, a_server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with a_server(tmp_path_factory.mktemp("server"), create=create_registry) as server:
        yield server


@pytest.fixture
def desk(served: Served) -> Desk:
    return Desk(served)
