"""The time of a sync that runs as a program of its own."""

from datetime import timedelta

import httpx
import pytest

from counterfoil.sockets import VendorsClock
from simulators.kernel.clock import real_now


def dated(said: str) -> httpx.Response:
    """An answer with this date."""
    return httpx.Response(200, headers={"Date": said})


def test_a_sync_lives_in_the_time_of_the_vendors_answers() -> None:
    clock = VendorsClock("2026-03-02T09:00:00Z")
    began = clock.now()

    clock.heard(dated("Mon, 02 Mar 2026 10:30:00 GMT"))

    assert began.isoformat().startswith("2026-03-02T09:00:0")
    assert clock.now().isoformat().startswith("2026-03-02T10:30:0")


@pytest.mark.parametrize("said", ["", "soon", "Mon, 02 Mar 2026 10:30:00 -0000"])
def test_an_answer_without_a_date_says_nothing_of_time(said: str) -> None:
    clock = VendorsClock()

    clock.heard(dated(said))

    assert abs(clock.now() - real_now()) < timedelta(seconds=5)


def test_whole_seconds_and_the_way_are_no_difference() -> None:
    clock = VendorsClock("2026-03-02T09:00:00Z")

    clock.heard(dated("Mon, 02 Mar 2026 08:59:57 GMT"))

    assert clock.now().isoformat() >= "2026-03-02T09:00:00"
