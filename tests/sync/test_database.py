"""The file of links in trouble: clear words, nothing lost. Rule: R60."""

import sqlite3
from pathlib import Path

import pytest

from sync import database
from sync.database import Busy, Damaged, Unwritable
from sync.door import Sync, factory
from sync.links import Links
from sync.problems import Problems
from tests.sync.circle import SIMULATORS, Circle


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sync.sqlite"


@pytest.fixture
def circle() -> Circle:
    return Circle()


def a_sync(circle: Circle, path: Path) -> Sync:
    return factory(circle.connection, SIMULATORS.http(circle.world), path=path)


def everything(circle: Circle) -> list[int]:
    kinds = ("contact", "invoice", "payment")
    return [len(circle.xero(kind)) for kind in kinds]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda blob: b"", id="empty"),
        pytest.param(lambda blob: b"not a database at all " * 400, id="text"),
        pytest.param(lambda blob: blob[: len(blob) // 2], id="half"),
        pytest.param(lambda blob: blob[:100], id="header"),
        pytest.param(lambda blob: blob[:-4096], id="one page short"),
    ],
)
def test_a_damaged_file_is_named_and_left_as_it_is(circle: Circle, path: Path, spoil):
    circle.invoice(circle.contact())
    sync = a_sync(circle, path)
    assert sync.cycle()
    sync.close()
    spoilt = spoil(path.read_bytes())
    path.write_bytes(spoilt)
    circle.calls()

    with pytest.raises(Damaged, match="counterfoil sync relink") as told:
        a_sync(circle, path)

    assert str(path) in str(told.value)
    assert path.read_bytes() == spoilt
    assert circle.calls() == []


def test_a_locked_file_is_worth_another_try(circle: Circle, path: Path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    circle.contact()
    sync = a_sync(circle, path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    circle.calls()

    with pytest.raises(Busy, match="held by another program"):
        sync.cycle()
    assert circle.calls() == []

    other.execute("ROLLBACK")
    other.close()
    assert sync.cycle()
    assert len(circle.xero("contact")) == 1
    sync.close()


@pytest.mark.parametrize("spare", [0, 1, 2, 3, 5, 8, 12, 16])
def test_a_full_file_stops_the_work_and_loses_nothing(circle: Circle, path: Path, spare: int):
    """However far it comes: what was sent and not stored is found again, never sent twice."""
    for number in range(12):
        circle.pay(circle.invoice(circle.contact(f"Acme {number}"), reference="x" * 200), "40.00")
    sync = a_sync(circle, path)
    pages = sync.links.execute("PRAGMA page_count")[0][0]
    sync.links.execute(f"PRAGMA max_page_count = {pages + spare}")

    with pytest.raises(Unwritable, match="no room left"):
        all(sync.cycle() for _ in range(3))
    sync.links.execute("PRAGMA max_page_count = 1000000")
    circle.sync = sync
    circle.settle()

    assert everything(circle) == [12, 12, 12]
    assert len(circle.released("contact")) == 12
    assert circle.problems() == []
    sync.close()


def test_a_file_is_there_as_a_whole_or_not_at_all(path: Path, monkeypatch):
    """Two copies that begin at once make one file; who is stopped while making it leaves none."""

    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(database.os, "link", stopped)
        with pytest.raises(KeyboardInterrupt):
            Links(path)
    assert list(path.parent.iterdir()) == []

    first = Links(path)
    with first.step():
        first.remember(1, "feed", 7)
    database._make(path)
    first.close()
    again = Links(path)
    assert again.value(1, "feed") == 7
    again.close()


def test_a_checkpoint_of_a_file_goes_on_in_memory_and_the_other_way_round(path: Path):
    links = Links(path)
    with links.step():
        links.remember(1, "feed", 7)
    blob = links.checkpoint()
    links.close()

    copy = Links()
    copy.resume(blob)
    with copy.step():
        copy.remember(1, "feed", 8)

    assert copy.value(1, "feed") == 8


def test_an_error_of_ours_stays_what_it_is(path: Path):
    with (
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        database.clear_words(path),
    ):
        Links(path).execute("SELECT * FROM nowhere")


def test_what_few_pairs_have_is_never_looked_for_among_all_pairs():
    """Rule: R57. SQLite would begin with the pairs, of which there are as many as records."""
    links = Links()
    asked: list[str] = []
    problems = Problems(links)
    links._db.set_trace_callback(asked.append)
    with links.step():
        problems.wake_due(1, 0)
        problems.release(1, "contact")
    problems.untold(1)
    problems.notes(1)
    links.intents(1, "contact")
    links.types_with_intents(1)
    links._db.set_trace_callback(None)

    selects = [sql for sql in asked if sql.startswith("SELECT")]
    assert len(selects) == 6
    for sql in selects:
        ways = [row[3] for row in links.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert "SEARCH pair USING INTEGER PRIMARY KEY (rowid=?)" in ways, (sql, ways)
