"""The memory of the sync: unique links, whole steps, checkpoints. Rule: R52, R55, R60."""

import sqlite3
from pathlib import Path

import pytest

from sync.links import PAGE, Intent, Links


@pytest.fixture
def links() -> Links:
    return Links()


def added(links: Links, company: int = 1, tenant: str = "t-1", **columns) -> int:
    with links.step():
        return links.add(company, tenant, "contact", **columns)


def test_a_pair_is_found_by_either_id(links: Links):
    pair = added(links, released_id="5", xero_id="x", released={"name": "Acme"})

    assert links.by_released(1, "contact", "5") == links.by_xero(1, "t-1", "contact", "x")
    assert links.pair(pair).released == {"name": "Acme"}
    assert links.pair(pair).xero is None


@pytest.mark.parametrize("twin", [{"released_id": "5"}, {"xero_id": "x"}])
def test_no_record_has_two_pairs(links: Links, twin: dict):
    """Rule: R55."""
    added(links, released_id="5", xero_id="x")

    with pytest.raises(sqlite3.IntegrityError):
        added(links, **twin)


def test_equal_ids_of_two_companies_are_two_records(links: Links):
    """Rule: R52."""
    one, other = added(links, released_id="5"), added(links, 2, "t-2", released_id="5")

    assert one != other


def test_a_step_that_breaks_off_leaves_nothing(links: Links):
    """Rule: R60."""

    def broken_off() -> None:
        with links.step():
            links.add(1, "t-1", "contact", released_id="5")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()

    assert links.by_released(1, "contact", "5") is None


def test_a_checkpoint_holds_the_completed_steps_and_no_more(links: Links):
    added(links, released_id="5")
    links.execute("BEGIN")
    links.remember(0, "x", 1)

    other = Links()
    other.resume(links.checkpoint())

    assert other.by_released(1, "contact", "5") is not None
    assert other.value(0, "x") is None


def test_a_half_joins_its_twin(links: Links):
    ours = added(links, released_id="5", released={"name": "Acme"})
    half = added(links, xero_id="x", xero={"name": "Acme"}, xero_version=7, is_open=0)

    with links.step():
        links.join(ours, half)

    found = links.pair(ours)
    assert (found.xero_id, found.xero_version) == ("x", 7)
    assert links.find(half) is None
    assert list(links.open_pairs(1, "contact")) == [ours]


def test_however_many_pairs_there_are_they_are_handed_out_page_by_page(links: Links):
    """Rule: R57. What is opened further on meanwhile is handed out too."""
    many = [added(links, xero_id=str(number)) for number in range(PAGE + 2)]

    handed_out = []
    for pair in links.open_pairs(1, "contact"):
        links.close_pair(pair)
        handed_out.append(pair)
        if len(handed_out) == 1:
            many.append(added(links, xero_id="later"))

    assert handed_out == many
    assert [half.id for half in links.halves(1, "contact")] == many


def test_an_intent_outlives_the_process(links: Links, tmp_path: Path):
    path = tmp_path / "links.db"
    first = Links(path)
    pair = added(first, released_id="5")
    with first.step():
        first.intend(Intent(pair, "create", "key", 12))
    first.close()

    again = Links(path)

    assert again.intents(1, "contact") == [pair]
    assert again.intent(pair) == Intent(pair, "create", "key", 12)
    again.close()
