"""Endpoint tables as an application: matching, bodies, and answers to what nobody offers."""

from io import BytesIO
from typing import Any

import pytest

from simulators.kernel.http import HANGUP, MOST_BODY_BYTES
from tests.simulators.kernel.toy_world import ToyWorld


def test_a_path_matches_in_any_case_where_the_vendor_ignores_it() -> None:
    world = ToyWorld()
    world.write("a")

    assert world.call("GET", "/NOTES/1").status_code == 200
    assert world.call("GET", "/NOTES", system="released").status_code == 404


def test_a_trailing_slash_is_no_other_path() -> None:
    assert ToyWorld().call("GET", "/notes/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/note", "//notes", "/notes/1/2", "/notes%2F1%2F2", "/%"])
def test_a_path_that_is_not_there_is_answered_by_the_vendor(path: str) -> None:
    answer = ToyWorld().call("GET", path)

    assert answer.status_code == 404
    assert answer.json()["errors"][0].startswith("No ")


def test_a_method_that_is_not_offered_is_answered_by_the_vendor() -> None:
    answer = ToyWorld().call("PATCH", "/notes")

    assert (answer.status_code, answer.json()) == (405, {"errors": ["No PATCH here."]})


def test_an_id_may_hold_any_letters() -> None:
    answer = ToyWorld().call("GET", "/notes/%C3%BC%20%2B%3F")

    assert answer.json() == {"errors": ["There is no note ü +?."]}


def test_a_path_that_is_no_text_is_not_found() -> None:
    assert ToyWorld().call("GET", "/notes/%FF").status_code == 404


def test_head_gets_the_headers_of_get_and_no_body() -> None:
    world = ToyWorld()
    whole = world.call("GET", "/notes")

    answer = world.call("HEAD", "/notes")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(whole.content))


def test_an_answer_without_a_body_has_no_length() -> None:
    world = ToyWorld()
    world.write("a")

    answer = world.call("DELETE", "/notes/1")

    assert (answer.status_code, answer.content) == (204, b"")


def raw(world: ToyWorld, body: bytes, **environ: Any) -> tuple[str, dict[str, Any]]:
    """The status line of one bare call, and the environment that it leaves."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/notes",
        "QUERY_STRING": "",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "HTTP_AUTHORIZATION": f"Bearer {world.connection['xero']['access_token']}",
        **environ,
    }
    lines: list[str] = []
    list(world.simulators.apps["xero"](environ, lambda status, _: lines.append(status)))
    return lines[0], environ


def test_a_body_that_never_came_whole_is_not_worked_on() -> None:
    world = ToyWorld()

    _, environ = raw(world, b'{"name": "a"}', CONTENT_LENGTH="99")

    assert environ[HANGUP] == "drop"
    assert world.names() == []


@pytest.mark.parametrize("length", ["", "-1", "ten", "0"])
def test_a_length_that_is_no_number_means_no_body(length: str) -> None:
    status, environ = raw(ToyWorld(), b'{"name": "a"}', CONTENT_LENGTH=length)

    assert (status, HANGUP in environ) == ("400 Bad Request", False)


def test_a_chunked_body_is_read_to_its_end() -> None:
    terminated = {"wsgi.input_terminated": True}

    assert raw(ToyWorld(), b'{"name": "a"}', **terminated)[0] == "201 Created"


@pytest.mark.parametrize("how", [{"CONTENT_LENGTH": str(2**40)}, {"wsgi.input_terminated": True}])
def test_a_body_that_is_too_long_is_refused_by_the_vendor(how: dict[str, Any]) -> None:
    world = ToyWorld()

    status, _ = raw(world, b" " * (MOST_BODY_BYTES + 2), **how)

    assert status == "413 Request Entity Too Large"
    assert world.get("calls")["calls"] == []
