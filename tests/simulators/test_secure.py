"""The vendors' own host names over TLS, and the proxy: real sockets, real certificates."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulators.kernel import listener, secure
from simulators.kernel.authority import Authority
from simulators.kernel.http import HANGUP
from simulators.kernel.listener import WORKERS, Listener
from simulators.kernel.secure import ProxyListener, SecureListener
from tests.simulators.servers import PATIENCE_S

HOSTS = ("api.xero.com", "identity.xero.com")


def an_app(name: str) -> Any:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        brought = len(environ["wsgi.input"].read(length))
        if environ["PATH_INFO"] == "/lost":
            environ[HANGUP] = "drop"
        said = f"{name} {environ['wsgi.url_scheme']} {environ['PATH_INFO']} {brought}".encode()
        if environ["PATH_INFO"] == "/much":
            said = b"x" * 3_000_000
        start_response("200 OK", [("Content-Length", str(len(said)))])
        return [said]

    return app


class Place:
    """A TLS port and a proxy for the same hosts, and what a client must trust."""

    def __init__(self) -> None:
        authority = Authority(HOSTS)
        apps = {host: an_app(host) for host in HOSTS}
        self.tls = SecureListener("127.0.0.1", 0, apps, authority)
        self.proxy = ProxyListener("127.0.0.1", 0, apps, authority)
        self.trust = ssl.create_default_context(cadata=authority.certificate.decode())
        for each in (self.tls, self.proxy):
            each.open()

    def client(self, **how: Any) -> httpx.Client:
        """A client that knows nothing but the proxy and whom to trust."""
        url = f"http://127.0.0.1:{self.proxy.port}"
        settings = {"proxy": url, "verify": self.trust, "trust_env": False, "timeout": 20}
        return httpx.Client(**{**settings, **how})

    def line(self, port: Listener) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", port.port), timeout=PATIENCE_S)

    def said(self, port: Listener, request: bytes) -> bytes:
        """All that a port says to some bytes, until it ends the line."""
        with self.line(port) as line:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    made = Place()
    yield made
    made.tls.close()
    made.proxy.close()


def test_the_proxy_alone_leads_to_the_host_that_is_asked_for(place: Place) -> None:
    with place.client() as client:
        assert client.get("https://api.xero.com/a").text == "api.xero.com https /a 0"
        assert client.get("https://identity.xero.com/b").text == "identity.xero.com https /b 0"


def test_a_name_that_leads_to_the_tls_port_is_served_by_its_host(place: Place) -> None:
    bare = place.line(place.tls)
    with place.trust.wrap_socket(bare, server_hostname="api.xero.com") as line:
        assert line.version() == "TLSv1.3"
        line.sendall(b"GET /a HTTP/1.1\r\nHost: API.xero.com:443\r\n\r\n")
        assert line.recv(4096).endswith(b"api.xero.com https /a 0")
        line.sendall(b"GET / HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n")
        assert b"421 " in line.recv(4096)


def test_a_client_that_does_not_trust_the_authority_is_not_served(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        place.client(verify=ssl.create_default_context()) as client,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        client.get("https://api.xero.com/a")
    with place.client() as client:
        client.get("https://api.xero.com/a")
    assert "Traceback" not in capfd.readouterr().err


def test_large_bodies_pass_both_ways_and_the_line_stays_open(place: Place) -> None:
    with place.client() as client:
        for _ in range(2):
            answer = client.post("https://api.xero.com/a", content=b"y" * 3_000_000)
            assert answer.text == "api.xero.com https /a 3000000"
            assert len(client.get("https://api.xero.com/much").content) == 3_000_000
        (pool,) = client._mounts.values() if client._mounts else [client._transport]
        assert len(pool._pool.connections) == 1


def test_an_answer_that_is_lost_is_a_lost_connection_here_too(place: Place) -> None:
    with place.client() as client, pytest.raises(httpx.TransportError):
        client.get("https://api.xero.com/lost")


@pytest.mark.parametrize(
    "target", ["example.com:443", "127.0.0.1:8400", "api.xero.com:80", "api.xero.com", "[::1]:443"]
)
def test_every_other_place_is_refused_in_clear_words(place: Place, target: str) -> None:
    said = place.said(place.proxy, f"CONNECT {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    assert said.startswith(b"HTTP/1.1 403 Counterfoil leads to api.xero.com, identity.xero.com at")
    assert f"\r\n\r\n{target} is refused.".encode() in said


def test_a_client_shows_the_words_of_the_refusal(place: Place) -> None:
    with place.client() as client, pytest.raises(httpx.ProxyError, match="and nowhere else"):
        client.get("https://example.com/")


def test_a_client_that_asks_the_proxy_for_a_whole_address_is_answered(place: Place) -> None:
    asked = b"GET https://%s/a HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
    here, there = (asked % (host, host) for host in (b"api.xero.com", b"example.com"))

    assert place.said(place.proxy, here).endswith(b"api.xero.com https /a 0")
    assert place.said(place.proxy, there).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("url", ["http://api.xero.com/a", "http://example.com/"])
def test_plain_http_is_refused_at_the_proxy_however_much_is_sent(place: Place, url: str) -> None:
    with place.client() as client:
        answer = client.post(url, content=b"z" * 1_000_000)

    assert answer.status_code == 403
    assert "over HTTPS alone" in answer.text


def test_plain_http_at_the_tls_port_is_told_so(place: Place) -> None:
    said = place.said(place.tls, b"GET / HTTP/1.1\r\nHost: api.xero.com\r\n\r\n")

    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"HTTPS only" in said


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"\r\n\r\n",
        b"CONNECT\r\n\r\n",
        b"\x16\x03\x01",
        b"\xff" * 40_000,
        b"CONNECT x HTTP/1.",
    ],
)
@pytest.mark.parametrize("door", ["tls", "proxy"])
def test_noise_ends_the_line_and_nothing_else(
    place: Place, door: str, noise: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with place.line(getattr(place, door)) as line, suppress(OSError):
        line.sendall(noise)
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass

    with place.client() as client:
        assert client.get("https://api.xero.com/a").status_code == 200
    assert "Traceback" not in capfd.readouterr().err


def test_a_tunnel_after_which_garbage_comes_ends_alone(place: Place) -> None:
    head = b"CONNECT api.xero.com:443 HTTP/1.1\r\n\r\n"
    said = place.said(place.proxy, head + b"GET / HTTP/1.1\r\n\r\n")

    assert said.startswith(b"HTTP/1.1 200 ")
    assert b"HTTPS only" in said


def test_garbage_on_a_secured_line_is_a_lost_line_and_no_trouble(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    bare = place.line(place.tls)
    secured = place.trust.wrap_socket(bare, server_hostname="api.xero.com")
    with socket.socket(fileno=secured.detach()) as line:
        line.settimeout(PATIENCE_S)
        line.sendall(b"no record of TLS at all")
        while line.recv(4096):
            pass

    assert capfd.readouterr().err == ""


def test_lines_that_stay_silent_hold_nobody_up(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than there are workers, in every half-open state that a caller can leave a line in."""
    for module in (listener, secure):
        monkeypatch.setattr(module, "SILENCE_S", 10 * PATIENCE_S)
    tunnel = b"CONNECT api.xero.com:443 HTTP/1.1\r\n\r\n"
    lines = [place.line(place.tls) for _ in range(WORKERS + 4)]
    lines += [place.line(place.proxy) for _ in range(WORKERS + 4)]
    for _ in range(WORKERS + 4):
        lines.append(place.line(place.proxy))
        lines[-1].sendall(tunnel)
        assert lines[-1].recv(100).startswith(b"HTTP/1.1 200")
    for _ in range(WORKERS + 4):
        bare = place.line(place.tls)
        lines.append(place.trust.wrap_socket(bare, server_hostname="api.xero.com"))

    with place.client() as client:
        assert client.get("https://api.xero.com/a", timeout=5).status_code == 200
    for line in lines:
        line.close()


def test_a_handshake_that_stops_in_the_middle_is_ended(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secure, "SILENCE_S", 0.2)
    with place.line(place.tls) as line:
        line.sendall(b"\x16\x03\x01\x02\x00\x01")
        assert line.recv(100) in (b"", b"\x15\x03\x01\x00\x02\x02P")


def test_closing_ends_open_lines_and_frees_the_port() -> None:
    made = Place()
    with made.client() as client:
        client.get("https://api.xero.com/a")
        made.tls.close()
        made.proxy.close()
        with pytest.raises(httpx.TransportError):
            client.get("https://api.xero.com/a")
    SecureListener("127.0.0.1", made.tls.port, {}, Authority(HOSTS)).close()


def test_the_key_of_the_authority_is_not_in_what_is_handed_out(tmp_path: Path) -> None:
    handed = Authority(HOSTS).certificate

    assert handed.count(b"BEGIN CERTIFICATE") == 1
    assert b"PRIVATE" not in handed
