"""
Credentials that no world has given out, taken for those of one world.

A sync that cannot be configured asks for tokens with the client of its real app. At the vendors'
own host names such a call is answered as if that world's app had made it; the tokens that it then
gets are the world's own, so everything after it is as usual.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from simulators.kernel.http import WSGI
from simulators.kernel.registry import Registry

MOST_BYTES: Final = 64 * 1024
FORM: Final = "application/x-www-form-urlencoded"
SECRETS: Final = ("client_id", "client_secret", "refresh_token", "token")

Fields = list[tuple[str, str]]
Own = Callable[[], Mapping[str, str]]


def adopting(app: WSGI, registry: Registry, system: str) -> WSGI:
    """
    A vendor's door at which strangers' clients count as the app of the oldest world.

    Args:
        app: the door.
        registry: whose worlds.
        system: which vendor.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if registry.worlds:
            _adopt(environ, registry, lambda: _own(registry, system))
        return app(environ, start_response)

    return answer


def _own(registry: Registry, system: str) -> Mapping[str, str]:
    """The credentials of the oldest world's app; none when there is no world any more."""
    world = next(iter(registry.worlds.values()), None)
    if world is None:
        return {}
    with world.lock:
        document = registry.vendors[system].connection(world, registry.urls.get(system, ""))
    given: dict[str, str] = document[system]
    return {**given, "token": given.get("refresh_token", "")}


def _adopt(environ: dict[str, Any], registry: Registry, own: Own) -> None:
    """Exchange the credentials of one request where no world knows them."""
    environ["QUERY_STRING"] = _exchanged(environ.get("QUERY_STRING", ""), registry, own)
    scheme, _, text = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "basic" and _is_strange(_client_of(text), registry):
        given = own()
        pair = f"{given.get('client_id', '')}:{given.get('client_secret', '')}".encode()
        environ["HTTP_AUTHORIZATION"] = f"Basic {b64encode(pair).decode()}"
    declared = environ.get("CONTENT_LENGTH") or "0"
    is_form = environ.get("CONTENT_TYPE", "").startswith(FORM)
    if is_form and declared.isdecimal() and 0 < int(declared) <= MOST_BYTES:
        body = environ["wsgi.input"].read(int(declared))
        if len(body) == int(declared):
            body = _exchanged(body.decode("latin-1"), registry, own).encode("latin-1")
            environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input"] = BytesIO(body)


def _exchanged(text: str, registry: Registry, own: Own) -> str:
    """A query or a form with the world's credentials in place of strange ones."""
    fields: Fields = parse_qsl(text, keep_blank_values=True)
    strange = [name for name, value in fields if name in SECRETS and _is_strange(value, registry)]
    if not strange:
        return text
    given = {name: own().get(name, "") for name in strange}
    return urlencode([(name, given.get(name, value)) for name, value in fields])


def _is_strange(credential: str, registry: Registry) -> bool:
    return bool(credential) and registry.by_token(credential) is None


def _client_of(basic: str) -> str:
    try:
        return b64decode(basic, validate=True).decode().partition(":")[0]
    except (NotBase64, ValueError):
        return ""
