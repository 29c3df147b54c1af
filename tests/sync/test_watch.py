"""Cycle after cycle: pauses that fit what was heard, an end in time, and what is known of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from sync.clients.transport import LOOK_UP_EVERY_S, Unfinished
from sync.database import Busy, Damaged
from sync.door import Sync, factory
from sync.log import Log, as_json, as_text
from sync.watch import LONGEST_PAUSE_S, Pause, Watch
from tests.sync.circle import SIMULATORS, Circle


class Round:
    """A watch over a circle whose pauses take no time."""

    def __init__(self, circle: Circle, path: Path | str = ":memory:") -> None:
        self.circle = circle
        self.pauses: list[float] = []
        self.most = 1
        self.pause = Pause()
        self.watch: Watch | None = None
        log = Log(lambda event, fields: self.watch.heard(event, fields))
        http = SIMULATORS.http(circle.world)
        self.sync: Sync = factory(circle.connection, http, path=path, log=log)
        self.watch = Watch(self.sync, 60, self.pause, self.rest)

    def rest(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.circle.advance(seconds)
        if len(self.pauses) >= self.most:
            self.pause.stop()


@pytest.fixture
def round_() -> Round:
    return Round(Circle())


def test_it_goes_on_until_it_is_stopped(round_: Round):
    round_.most = 3

    round_.watch.run()

    assert round_.pauses == [60, 60, 60]
    assert round_.watch.report()["cycles"] == 3
    assert round_.watch.report()["status"] == "ok"


LIMITS = ((7_000, LONGEST_PAUSE_S), (900, 900), (301, 301))


@pytest.mark.parametrize(("asked", "pause"), LIMITS)
def test_a_limit_of_hours_is_no_wait_in_a_call_but_a_longer_pause(round_, asked, pause):
    """The run ends as unfinished and says so; within an hour it is tried again. R57, R62."""
    round_.circle.contact()
    round_.circle.fault(
        "status", with_status=429, with_retry_after_s=asked, times=99, path="*/Contacts*"
    )
    began = round_.circle.get("clock")["now"]

    round_.watch.run()

    passed = moment(round_.circle.get("clock")["now"]) - moment(began)
    assert round_.pauses == [pause]
    assert passed < timedelta(seconds=pause + 1)
    last = round_.watch.report()["last_cycle"]
    assert (last["completed"], "opens again in" in last["why_not_complete"]) == (None, True)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_file_that_is_held_is_another_try_and_a_damaged_one_is_the_end(round_, monkeypatch):
    troubles = [Busy("held"), Damaged("cut short")]

    def cycle() -> bool:
        raise troubles.pop(0)

    monkeypatch.setattr(round_.sync, "cycle", cycle)
    round_.most = 9

    with pytest.raises(Damaged):
        round_.watch.run()

    assert round_.pauses == [60]
    assert round_.watch.report()["last_cycle"]["why_not_complete"] == "held"


def test_it_is_late_when_no_cycle_has_been_complete_for_three_pauses(round_: Round):
    round_.watch.one_cycle()
    round_.circle.advance(180)
    on_time = round_.watch.report()["status"]
    round_.circle.advance(2)

    assert (on_time, round_.watch.report()["status"]) == ("ok", "late")


def test_it_tells_problems_by_name_and_the_ages_of_cursors(round_: Round):
    round_.circle.there("contact.create", Name="Acme")
    round_.circle.contact("Acme")
    round_.watch.one_cycle()
    round_.circle.advance(100)

    told = round_.watch.report()

    assert told["open_problems"] == 1
    assert told["problems"][0]["name"] == "contact Acme"
    assert 100 <= told["cursors"]["company 1 since.Contacts"] < 110
    assert 0 < told["cursors"]["company 1 feed"] < 10_000, "a change's number, no moment"


def test_a_hint_ends_the_pause_and_a_stop_ends_it_at_once():
    pause = Pause()
    thread = Thread(target=pause.rest, args=(60,))
    thread.start()
    pause.wake()
    thread.join(10)
    assert not thread.is_alive()
    assert not pause.is_stopped

    pause.stop()
    pause.rest(60)
    assert pause.is_stopped


def test_a_stop_ends_a_long_wait_and_leaves_nothing_half_done(round_: Round, monkeypatch):
    """A limit asks for five minutes; nobody wants to wait that long for an end."""
    circle, waits = round_.circle, []
    circle.contact()
    circle.fault(
        "status", with_status=429, with_retry_after_s=300, path="*/Contacts*", method="PUT"
    )

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        round_.sync.stop()

    monkeypatch.setattr(round_.sync.clock, "sleep", sleep)

    assert not round_.sync.cycle()

    assert waits == [LOOK_UP_EVERY_S]
    circle.heal()
    blob = round_.sync.checkpoint()
    circle.sync.resume(blob)
    circle.settle()
    assert len(circle.xero("contact")) == 1


def test_too_many_calls_at_once_without_a_time_are_waited_for_longer_each_time(
    round_, monkeypatch
):
    """Xero says no time when five calls are in flight; nobody asks again at once. R57."""
    waits = []
    monkeypatch.setattr(round_.sync.clock, "sleep", waits.append)
    round_.circle.fault("status", with_status=429, times=3, path="*/Contacts*")

    assert round_.sync.cycle()

    assert waits == [1, 2, 4]


def test_lines_of_the_log_are_for_machines_or_for_people():
    fields = {"type": "contact", "released": "5", "xero": None, "reason": "a taken name"}

    assert as_json("now", "record.refused", fields) == (
        '{"at":"now","event":"record.refused","type":"contact","released":"5","xero":null,'
        '"reason":"a taken name"}'
    )
    assert as_text("now", "record.refused", fields) == (
        'now record.refused type=contact released=5 reason="a taken name"'
    )


def test_unfinished_says_why_and_how_long():
    assert (str(Unfinished("away")), Unfinished("away", 7).wait_s) == ("away", 7)
