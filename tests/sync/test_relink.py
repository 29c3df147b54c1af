"""A lost memory is rebuilt from the data; nothing is doubled and nothing is written. R55, R60."""

import sqlite3
from pathlib import Path

import pytest

from sync.clients.transport import Unfinished
from sync.door import Sync, factory
from sync.relink import relink
from sync.restore import Untouched, keep_tokens, rebuilt
from tests.sync.circle import SIMULATORS, Circle
from tests.sync.stories import business, credit, files, outcome

KINDS = ("contact", "document", "payment", "allocation", "attachment")


@pytest.fixture
def circle() -> Circle:
    return Circle()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sync.sqlite"


def on_file(circle: Circle, path: Path) -> Sync:
    return factory(circle.connection, SIMULATORS.http(circle.world), path=path)


def reborn(circle: Circle) -> dict[str, int]:
    """The sync forgets everything and is told by relink; how many of each type were linked."""
    tokens = {
        f"{system}.{name}": circle.sync.links.value(0, f"{system}.{name}")
        for system in ("xero", "released")
        for name in ("access", "refresh")
    }
    circle.sync = factory(circle.connection, SIMULATORS.http(circle.world))
    with circle.sync.links.step():
        for name, value in tokens.items():
            circle.sync.links.remember(0, name, value)
    circle.calls()
    (found,) = [relink(pairing) for pairing in circle.sync.pairings]
    assert circle.writes() == []
    return {**found.linked, "joined": found.joined}


@pytest.mark.parametrize("story", [business, credit, files])
def test_everything_is_linked_again_and_the_next_cycle_writes_nothing(circle: Circle, story):
    story(circle)
    circle.settle()
    before, known = outcome(circle), linked(circle)

    reborn(circle)

    assert circle.cycle()
    assert done(circle) == []
    for kind in KINDS:
        before_, after = known[kind], linked(circle)[kind]
        gone = ("allocation", "attachment")  # what is removed on both sides needs no link
        assert after <= before_ if kind in gone else after == before_
    circle.settle()
    assert outcome(circle) == before


def linked(circle: Circle) -> dict[str, set[tuple[str | None, str | None]]]:
    links = circle.sync.links
    return {
        kind: {(x.released_id, x.xero_id) for x in links.all_of(1, kind) if x.xero_id}
        for kind in KINDS
    }


def done(circle: Circle) -> list[str]:
    """The writes that succeeded; what is refused still is tried again once."""
    calls = [call for call in circle.calls() if call["method"] != "GET" and call["status"] < 300]
    return [call["path"] for call in calls if "sync-records" not in call["path"]]


CREATIONS = [
    pytest.param("xero", "*/Contacts*", "PUT", id="contact"),
    pytest.param("xero", "*/Invoices*", "PUT", id="document"),
    pytest.param("xero", "*/Payments*", "PUT", id="payment"),
    pytest.param("released", "*/contacts*", "POST", id="contact, pulled"),
    pytest.param("released", "*/invoices*", "POST", id="document, pulled"),
    pytest.param("released", "*/payments*", "POST", id="payment, pulled"),
]


@pytest.mark.parametrize(("system", "path_", "method"), CREATIONS)
def test_a_creation_on_the_way_is_found_by_marker_or_content(circle, system, path_, method):
    """The memory is lost just after a call whose answer was not stored anywhere."""
    circle.pay(circle.invoice(circle.contact("Acme"), reference="rent"), "40.00")
    circle.xero_pay(circle.xero_invoice(circle.there("contact.create", Name="Beta")), "50.00")
    circle.fault("crash", when="after", system=system, path=path_, method=method)
    circle.cycle()

    reborn(circle)
    circle.settle()

    for kind in ("contact", "payment"):
        assert len(circle.xero(kind)) == len(circle.released(kind)) == 2
    assert len(circle.xero("invoice")) == len(circle.released("document")) == 2
    assert circle.problems() == []


def test_equal_records_are_joined_one_for_one(circle: Circle):
    """Two equal part payments in Re-Leased, one of them in Xero: one is joined, one is sent."""
    document = circle.invoice(circle.contact("Acme"))
    circle.settle()
    for _ in range(2):
        circle.pay(document, "40.00")
    circle.fault("crash", when="after", system="xero", path="*/Payments*", method="PUT")
    circle.cycle()
    assert len(circle.xero("payment")) == 1

    assert reborn(circle)["joined"] == 1
    circle.settle()

    assert len(circle.xero("payment")) == len(circle.released("payment")) == 2


def test_open_problems_are_taken_up_again(circle: Circle):
    """The record that names it is cleared when it is solved, and not opened twice. R62."""
    taken = circle.there("contact.create", Name="Acme")
    circle.settle()
    other = circle.contact("Acme")
    circle.settle()
    assert len(circle.problems()) == 1

    reborn(circle)
    circle.settle()
    assert len(circle.problems()) == 1
    circle.there("contact.edit", taken, Name="Another")
    circle.settle()

    assert circle.problems() == []
    assert other in {str(c["id"]) for c in circle.released("contact")}
    assert len(circle.xero("contact")) == 2


def test_what_a_person_unlinked_stays_unlinked(circle: Circle):
    """Rule: R63."""
    circle.there("contact.create", Name="Acme")
    circle.settle()
    contact = circle.contact("Acme")
    circle.settle()
    circle.here("sync_record.unlink", circle.problems()[0]["id"])
    circle.settle()

    reborn(circle)
    circle.here("contact.edit", contact, name="Free name")
    circle.settle()

    assert {c["Name"] for c in circle.xero("contact")} == {"Acme"}


# the file


def unavailable(circle: Circle) -> None:
    where = {"system": "xero", "path": "*/Invoices*", "when": "before"}
    circle.fault("status", with_status=503, times=99, **where)


def test_the_old_file_is_kept_beside_the_new_and_tokens_are_saved(circle: Circle, path: Path):
    circle.invoice(circle.contact())
    circle.fault("expire_token", system="xero")
    sync = on_file(circle, path)
    assert sync.cycle()
    token = sync.links.value(0, "xero.refresh")
    assert token
    sync.links.execute("DELETE FROM pair")
    sync.close()
    circle.heal()

    rebuilt(lambda new: on_file(circle, new), path, is_forced=False)

    names = sorted(each.name for each in path.parent.iterdir())
    assert names == ["sync.sqlite", "sync.sqlite.old-1"]
    sync = on_file(circle, path)
    assert sync.links.value(0, "xero.refresh") == token
    circle.sync = sync
    circle.settle()
    assert len(circle.xero("contact")) == len(circle.released("contact")) == 1
    sync.close()


def test_a_whole_file_is_not_replaced_unless_told(circle: Circle, path: Path):
    circle.contact()
    sync = on_file(circle, path)
    sync.cycle()
    sync.close()
    stored = path.read_bytes()

    with pytest.raises(Untouched, match="--anyway"):
        rebuilt(lambda new: on_file(circle, new), path, is_forced=False)
    assert path.read_bytes() == stored

    (found,) = rebuilt(lambda new: on_file(circle, new), path, is_forced=True)
    assert found.linked["contact"] == 1


def test_a_rebuild_that_breaks_off_leaves_the_old_file_and_its_tokens(circle: Circle, path: Path):
    """Also when the token was rotated on the way: the old file is told the new one."""
    circle.contact()
    sync = on_file(circle, path)
    sync.cycle()
    sync.close()
    circle.fault("expire_token", system="xero", nth=1)
    circle.fault(
        "status", with_status=503, system="xero", path="*/Invoices*", when="before", times=99
    )

    with pytest.raises(Unfinished):
        rebuilt(lambda new: on_file(circle, new), path, is_forced=True)
    circle.heal()

    assert [each.name for each in path.parent.iterdir()] == ["sync.sqlite"]
    sync = on_file(circle, path)
    assert sync.links.value(0, "xero.refresh")
    assert sync.cycle()
    sync.close()


def test_the_newest_tokens_of_a_broken_off_rebuild_are_found(circle: Circle, path: Path):
    """The file was damaged for good, so the tokens wait beside it."""
    circle.contact()
    path.write_bytes(b"nothing")
    circle.fault("expire_token", system="xero", nth=1)
    circle.fault(
        "status", with_status=503, system="xero", path="*/Invoices*", when="before", times=99
    )
    with pytest.raises(Unfinished):
        rebuilt(lambda new: on_file(circle, new), path, is_forced=False)
    circle.heal()
    (beside,) = path.parent.glob("*.relinked")
    with sqlite3.connect(beside) as db:
        (token,) = db.execute("SELECT value FROM value WHERE name = 'xero.refresh'").fetchone()
    db.close()

    rebuilt(lambda new: on_file(circle, new), path, is_forced=False)

    sync = on_file(circle, path)
    assert f'"{sync.links.value(0, "xero.refresh")}"'.encode() == token
    sync.close()


def test_a_running_sync_keeps_its_file(circle: Circle, path: Path):
    circle.contact()
    sync = on_file(circle, path)
    sync.cycle()
    with sync.links.step():
        row = ("pairing.1", "elsewhere - 1", 1000 * 2_000_000_000)
        sync.links.execute("INSERT INTO lease VALUES (?, ?, ?)", row)
        sync.links.execute(
            "UPDATE lease SET until = ?", (int(sync.clock.now().timestamp() * 1000) + 60_000,)
        )
    sync.close()

    with pytest.raises(Untouched, match="stop it first"):
        rebuilt(lambda new: on_file(circle, new), path, is_forced=True)


def test_tokens_renewed_by_a_rehearsal_without_a_file_are_kept(circle: Circle, path: Path):
    with circle.sync.links.step():
        circle.sync.links.remember(0, "xero.refresh", "r1")

    keep_tokens(circle.sync.links, path)

    sync = on_file(circle, path)
    assert sync.links.value(0, "xero.refresh") == "r1"
    sync.close()
