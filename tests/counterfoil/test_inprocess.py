"""The simulators in this process: an httpx client cannot tell them from a server."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from counterfoil.inprocess import OF_THE_LINE, AppClient, AppTransport, SyncCrash
from tests.simulators.kernel.toy_world import ToyWorld


@pytest.fixture
def world() -> ToyWorld:
    return ToyWorld(switches={"limits": "off"})


@pytest.fixture
def client(world: ToyWorld) -> httpx.Client:
    client = world.http.client(world.connection["xero"]["api_url"])
    client.headers["Authorization"] = f"Bearer {world.connection['xero']['access_token']}"
    return client


def plain(world: ToyWorld) -> httpx.Client:
    """What httpx itself makes of the same application."""
    part = world.connection["xero"]
    return httpx.Client(
        base_url=part["api_url"],
        transport=AppTransport({"xero.test": world.simulators.apps["xero"]}),
        headers={"Authorization": f"Bearer {part['access_token']}"},
    )


REQUESTS = [
    {"method": "GET", "url": "/notes"},
    {"method": "get", "url": "notes", "params": {"page": 1, "q": "a b&c"}},
    {"method": "GET", "url": "notes?x=1", "headers": {"If-Modified-Since": "never"}},
    {"method": "GET", "url": httpx.URL("notes?x=1"), "params": {}},
    {"method": "GET", "url": "http://xero.test/notes/7", "follow_redirects": True},
    {"method": "PUT", "url": "notes/7", "json": {"text": "é"}},
    {"method": "PUT", "url": "notes/7", "json": {"a": 1}, "headers": {"Content-Type": "x/y"}},
    {"method": "PUT", "url": "notes/7", "content": b"{", "timeout": 3},
    {"method": "PUT", "url": "notes/7", "data": {"a": "1"}},
    {"method": "PUT", "url": "notes/7", "files": {"a": b"1"}, "headers": [("x-a", "1")]},
    {"method": "PUT", "url": "notes/7", "auth": ("user", "secret")},
    {"method": "PATCH", "url": "notes/7", "extensions": {"trace": None}},
]


@pytest.mark.parametrize("asked", REQUESTS, ids=str)
def test_the_short_way_sends_and_brings_what_httpx_would(
    world: ToyWorld, client: httpx.Client, asked: dict[str, object]
) -> None:
    def story(client: httpx.Client) -> object:
        answer = client.request(**asked)  # type: ignore[arg-type]
        sent = {
            name: value
            for name, value in answer.request.headers.raw
            if b"boundary" not in value and name.decode().lower() not in OF_THE_LINE
        }
        brought = dict(answer.headers) | {"call-number": "any"}
        length = len(answer.request.read())
        return answer.request.method, answer.request.url, sent, length, brought

    assert story(client) == story(plain(world))


def test_a_body_streams_in_too(client: httpx.Client) -> None:
    answer = client.post("notes", content=iter([b'{"name":', b' "a"}']))

    assert (answer.status_code, answer.json()["name"]) == (201, "a")


def test_hooks_cookies_and_parameters_of_the_client_are_honoured(client: httpx.Client) -> None:
    seen: list[str] = []
    client.event_hooks["request"].append(lambda request: seen.append(str(request.url)))
    client.cookies.set("a", "b")
    client.params = {"q": "1"}

    answer = client.get("notes")

    assert seen == ["http://xero.test/notes?q=1"]
    assert answer.request.headers["Cookie"] == "a=b"


def test_authentication_of_the_client_is_honoured(client: httpx.Client) -> None:
    client.auth = ("user", "secret")

    assert client.get("notes").status_code == 401


def test_an_answer_can_be_streamed(client: httpx.Client) -> None:
    with client.stream("GET", "notes") as answer:
        assert json.loads(b"".join(answer.iter_bytes())) == {"notes": []}


def test_an_answer_is_whole_in_every_form(client: httpx.Client) -> None:
    answer = client.get("notes")

    assert answer.read() == answer.content == b"".join(answer.iter_bytes()) == b'{"notes":[]}'
    assert answer.text == '{"notes":[]}'
    assert (answer.is_closed, answer.is_success, answer.encoding) == (True, True, "utf-8")


def test_an_answer_that_is_encoded_is_decoded() -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Encoding", "gzip")])
        return [gzip.compress(b"text")]

    transport = AppTransport({"any.test": app})

    assert AppClient("http://any.test", transport).get("/").text == "text"


def test_a_closed_client_says_so(client: httpx.Client) -> None:
    client.close()

    with pytest.raises(RuntimeError, match="closed"):
        client.get("notes")


def test_no_time_passes_while_a_call_is_answered(client: httpx.Client) -> None:
    assert client.get("notes").elapsed.total_seconds() == 0


def test_a_bad_status_can_be_raised(client: httpx.Client) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        client.get("notes/7").raise_for_status()


def test_nobody_answers_at_another_host(client: httpx.Client) -> None:
    with pytest.raises(
        httpx.ConnectError, match=r"no example\.org here: only control\.test, xero"
    ):
        client.get("http://example.org/")


def test_a_dropped_line_is_what_httpx_says_it_is(world: ToyWorld, client: httpx.Client) -> None:
    world.arm({}, "drop_after_commit")

    with pytest.raises(httpx.RemoteProtocolError) as lost:
        client.post("notes", json={"name": "a"})

    assert lost.value.request.url.path == "/notes"
    assert world.names() == ["a"]


def test_a_crash_cannot_be_caught_as_an_exception(world: ToyWorld, client: httpx.Client) -> None:
    world.arm({}, "crash")

    with pytest.raises(SyncCrash):
        client.get("notes")
    assert not issubclass(SyncCrash, Exception)


def test_an_unknown_world_has_no_clock(world: ToyWorld) -> None:
    with pytest.raises(KeyError):
        world.simulators.http("w-99")
