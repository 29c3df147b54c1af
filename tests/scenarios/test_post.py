"""Webhooks as steps of a history, their replay at its end, and stopped cycles."""

import pytest

from scenarios.bench import without_faults
from scenarios.commands.webhooks import WAYS
from scenarios.driver import ObjectDriver, deliver
from scenarios.interpreter import SKIPPED
from scenarios.plan import PlanError, as_json, from_json
from scenarios.post import Post, forged, is_replayed
from scenarios.report.wording import in_words
from scenarios.systems import Systems
from tests.scenarios.benches import CYCLE, a_bench, a_plan, edit
from tests.scenarios.toy import Killed, Toy, ToySync

FIRST = edit("contact-1", "xero", EmailAddress="first@example.test")
SECOND = edit("contact-1", "xero", EmailAddress="second@example.test")


def way(name):
    return {"do": "webhooks", "way": name}


def heard(*ways):
    """What a sync heard of two edits: the numbers of the commits, delivery by delivery."""
    toy = Toy()
    systems, sync = Systems(toy.client(), "w-1"), ToySync(toy)
    driver = ObjectDriver(lambda _connection, _http: sync, lambda _world: None, Killed)
    driver.start({"world": "w-1"}, None)
    systems.webhooks()
    for text in ("first", "second"):
        toy.edit({"system": "xero", "kind": "contact.edit", "id": "1", "fields": {"Name": text}})
    post = Post(systems, driver)
    for each in ways:
        post.carry(each)
    return [row["after"]["Name"] for row in sync.told], systems.waiting_webhooks()


@pytest.mark.parametrize(
    ("ways", "names"),
    [
        (("deliver",), ["first", "second"]),
        (("repeat",), ["first", "second", "first", "second"]),
        (("reorder",), ["second", "first"]),
        (("drop",), []),
        (("drop", "again"), []),
        (("deliver", "again"), ["first", "second", "first", "second"]),
        (("deliver", "forge"), ["first", "second"]),
        (("forge",), []),
    ],
)
def test_webhooks_arrive_as_the_step_says(ways, names):
    waiting = [] if ways != ("forge",) else ["d-2", "d-3"]

    assert heard(*ways) == (names, waiting)


def test_a_forged_delivery_differs_in_its_signature_only():
    assert forged({"X-Signature": "right", "Content-Type": "json"}) == {
        "X-Signature": "Aight", "Content-Type": "json",
    }  # fmt: skip
    assert forged({"x-signature": "Aa="})["x-signature"] == "Ba="


def test_a_sync_that_takes_a_forged_webhook_is_accused():
    plan = a_plan(FIRST, way("deliver"), way("forge"))

    assert a_bench("trusts").examine(plan).run.broken() == ("hints",)
    assert a_bench().examine(plan).run.broken() == ()


def test_a_sync_that_writes_when_all_webhooks_come_once_more_is_accused():
    """It writes what a webhook says, though the record has moved on: nobody delivered any."""
    plan = a_plan(FIRST, CYCLE, SECOND)

    run = a_bench("believes").examine(plan).run

    found = next(finding for finding in run.findings if finding.rule == "hints")
    assert "once more" in found.message
    assert found.records
    assert a_bench().examine(plan).run.replayed


def test_a_crash_on_a_webhook_is_a_finding():
    run = a_bench("chokes").examine(a_plan(FIRST, way("deliver"))).run

    assert run.broken() == ("crash",)


def test_what_was_held_back_is_delivered_before_the_world_settles():
    run = a_bench("chokes").examine(a_plan(way("deliver"), FIRST)).run

    assert "crash" in run.broken()


def test_a_sync_without_a_way_for_webhooks_is_not_asked():
    bench = a_bench()
    factory = bench._driver._factory

    def deaf(connection, http):
        sync = factory(connection, http)
        sync.receive = None
        return sync

    bench._driver._factory = deaf
    examined = bench.examine(a_plan(FIRST, way("deliver")))

    assert examined.run.events[1].outcome == SKIPPED
    assert not examined.run.replayed
    assert "hints" not in examined.exercised
    assert deliver(object(), None) is None  # a door that knows no webhooks


@pytest.mark.parametrize(
    ("seed", "steps", "replayed"),
    [(None, (), True), (16, (), True), (17, (), False), (17, (way("drop"),), True)],
)
def test_one_drawn_history_in_eight_is_replayed_and_all_with_webhooks(seed, steps, replayed):
    plan = from_json({**as_json(a_plan(*steps)), **({} if seed is None else {"seed": seed})})

    assert is_replayed(plan) is replayed


def test_a_half_cycle_is_stopped_after_its_calls_and_a_whole_one_is_not():
    half, longer = {"do": "cycle", "calls": 1}, {"do": "cycle", "calls": 50}

    run = a_bench().examine(a_plan(FIRST, half, longer, CYCLE)).run

    assert [event.outcome for event in run.events[1:4]] == ["crashed", "ok", "ok"]
    assert run.events[1].calls == 2  # the second was not carried out
    assert run.broken() == ()


def test_the_twin_of_a_history_has_whole_cycles_and_no_webhooks():
    calm = without_faults(a_plan({"do": "cycle", "calls": 3}, way("drop"), FIRST))

    assert calm.steps == (CYCLE, {"do": "noop"}, FIRST)


@pytest.mark.parametrize("step", [{"do": "webhooks"}, {"do": "webhooks", "way": "by train"},
                                  {"do": "cycle", "calls": 0}, {"do": "switch"}])  # fmt: skip
def test_a_step_that_says_no_known_way_is_no_scenario(step):
    document = {"format": "counterfoil/scenario/1", "steps": [step]}

    with pytest.raises(PlanError):
        from_json(document)


def test_every_way_is_told_in_words():
    assert len(set(in_words(map(way, WAYS)))) == len(WAYS)
