"""The URL door, call by call. Source: protocol, section 5."""

import pytest

from counterfoil.doors.url import MOST_BYTES, UrlDriver
from scenarios.driver import COMPLETE, CRASHED, UNFINISHED, Received, StartError
from simulators.kernel.clock import real_sleep
from tests.counterfoil.doors.partners import a_service
from tests.counterfoil.doors.test_command import DOCUMENT, NoGuard

CYCLE = "/worlds/w1-01/cycle"


def test_a_world_is_begun_asked_and_ended() -> None:
    """Source: protocol, section 5: three calls, the document once."""
    asked = []
    complete = iter((False, True))

    def answers(method, path, body):
        asked.append((method, path, body))
        return 200, {"complete": next(complete)} if path == CYCLE else {}

    with a_service(answers) as url:
        driver = UrlDriver(f"{url}/", 5.0, NoGuard())
        driver.start(DOCUMENT, None)
        turns = [driver.turn().end, driver.turn().end]
        driver.stop()
        driver.stop()

    assert turns == [UNFINISHED, COMPLETE]
    assert asked == [
        ("POST", "/worlds", DOCUMENT),
        ("POST", CYCLE, None),
        ("POST", CYCLE, None),
        ("DELETE", "/worlds/w1-01", None),
    ]


LETTER = {
    "system": "xero",
    "headers": {"x-xero-signature": "c2lnbmVk", "content-type": "application/json"},
    "body": '{"events": []}',
}


def test_a_service_that_says_so_is_handed_webhooks_as_their_vendor_signed_them() -> None:
    asked = []

    def answers(method, path, body):
        asked.append((method, path, body))
        return (401, b"") if "webhooks" in path else (201, {"webhooks": True})

    with a_service(answers) as url:
        driver = UrlDriver(url, 5.0, NoGuard())
        before = driver.receive(None)
        driver.start(DOCUMENT, None)
        taken = driver.receive(None), driver.receive(LETTER)
        driver.stop()

    assert before is None
    assert taken == (Received(), Received(401))
    assert asked[1] == ("POST", "/worlds/w1-01/webhooks/xero", {"events": []})


def test_a_service_that_does_not_say_so_gets_none() -> None:
    with a_service(lambda *_: (201, {"webhooks": "yes"})) as url:
        driver = UrlDriver(url, 5.0, NoGuard())
        driver.start(DOCUMENT, None)
        taken = driver.receive(None), driver.receive(LETTER)
        driver.stop()

    assert taken == (None, None)


def test_a_line_that_breaks_at_a_webhook_is_a_crash() -> None:
    def answers(_method, path, _body):
        return (0, {}) if "webhooks" in path else (201, {"webhooks": True})

    with a_service(answers) as url:
        driver = UrlDriver(url, 5.0, NoGuard())
        driver.start(DOCUMENT, None)
        received = driver.receive(LETTER)
        driver.stop()

    assert received is not None
    assert "/webhooks/xero: no answer" in received.crash


BAD = (
    ((500, {"error": "very-secret"}), 'was answered 500: {"error": "…"}'),
    ((204, b""), "was answered 204"),
    ((200, b"fine"), 'not {"complete": true} or false: fine'),
    ((200, {"complete": "yes"}), 'not {"complete": true} or false'),
    ((200, [True]), 'not {"complete": true} or false'),
    ((200, b"x" * (MOST_BYTES + 1)), f"longer than {MOST_BYTES} bytes"),
    ((0, {}), "no answer"),
)


@pytest.mark.parametrize(("answer", "says"), BAD)
def test_any_other_answer_to_a_cycle_is_a_crash(answer, says: str) -> None:
    def answers(_method, path, _body):
        return answer if path == CYCLE else (201, {})

    with a_service(answers) as url:
        driver = UrlDriver(url, 5.0, NoGuard())
        driver.start(DOCUMENT, None)
        turn = driver.turn()
        driver.stop()

    assert (turn.end, turn.hung) == (CRASHED, False)
    assert says in turn.detail


def test_no_answer_in_time_is_a_crash_after_which_nothing_is_asked() -> None:
    def answers(_method, path, _body):
        if path == CYCLE:
            real_sleep(0.6)
        return 200, {}

    with a_service(answers) as url:
        driver = UrlDriver(url, 0.2, NoGuard())
        driver.start(DOCUMENT, None)
        turn = driver.turn()

    assert (turn.end, turn.hung) == (CRASHED, True)
    assert "no answer within 0.2 s" in turn.detail


@pytest.mark.parametrize("status", [404, 500, 302])
def test_a_service_that_does_not_take_the_world_cannot_be_judged(status: int) -> None:
    with a_service(lambda *_: (status, {"error": "not today"})) as url:
        driver = UrlDriver(url, 5.0, NoGuard())

        with pytest.raises(StartError, match=f"answered {status}, not 2xx.*not today"):
            driver.start(DOCUMENT, None)


def test_a_service_that_is_not_there_cannot_be_judged() -> None:
    driver = UrlDriver("http://127.0.0.1:9", 5.0, NoGuard())

    with pytest.raises(StartError, match="no answer"):
        driver.start(DOCUMENT, None)
