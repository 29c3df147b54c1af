"""
The vendors' own host names, for syncs that know no other: over TLS, and through a proxy.

Here a sync whose client no world knows counts as the app of the oldest world.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import Final

from simulators.kernel.adoption import adopting
from simulators.kernel.authority import Authority
from simulators.kernel.errors import BadRequest
from simulators.kernel.http import WSGI
from simulators.kernel.registry import Registry
from simulators.kernel.secure import ProxyListener, SecureListener

CA_FILE: Final = Path("counterfoil-ca.pem")
TLS, PROXY, AUTHORITY = "tls", "proxy", "ca_file"
TRUST: Final = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""Where programs look for whom to trust: OpenSSL, Python's requests, curl, Node."""
HOST_NAME: Final = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class Secure:
    """
    How the vendors' own host names are served.

    Args:
        ca_file: where the authority's certificate is written.
        tls_port: the port of the hosts themselves; None serves them through the proxy only.
        proxy_port: the port of the proxy; None opens none.
        hosts: names beside the vendors' own, by system.
    """

    ca_file: Path = CA_FILE
    tls_port: int | None = None
    proxy_port: int | None = None
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Unchanged:
    """
    The listeners for these names, not open yet; the stack closes them.

    Raises:
        BadRequest: a name is no host name.
        CannotListenError: a port cannot be opened.
        OSError: the certificate cannot be written.
    """

    def __init__(
        self,
        host: str,
        secure: Secure | None,
        registry: Registry,
        apps: Mapping[str, WSGI],
        stack: ExitStack,
    ) -> None:
        self.listeners: dict[str, SecureListener] = {}
        self._secure = secure
        if secure is None:
            return
        doors = {
            name: adopting(apps[system], registry, system)
            for system, vendor in registry.vendors.items()
            for name in (*vendor.hosts, *_names(secure.hosts.get(system, ())))
        }
        authority = Authority(tuple(doors))
        ports = {TLS: (SecureListener, secure.tls_port), PROXY: (ProxyListener, secure.proxy_port)}
        for name, (kind, port) in ports.items():
            if port is not None:
                self.listeners[name] = kind(host, port, doors, authority)
                stack.callback(self.listeners[name].close)
        secure.ca_file.write_bytes(authority.certificate)

    def told(self, urls: Mapping[str, str]) -> dict[str, str]:
        """What a person has to know: addresses, and whom to trust."""
        if self._secure is None:
            return {}
        shown = {name: _over_tls(url) if name == TLS else url for name, url in urls.items()}
        return {**shown, AUTHORITY: str(self._secure.ca_file.absolute())}


def _over_tls(url: str) -> str:
    return f"https{url.removeprefix('http')}"


def _names(asked: tuple[str, ...]) -> Iterator[str]:
    for name in asked:
        if not HOST_NAME.fullmatch(name.lower()):
            raise BadRequest(f"{name!r} is no host name: write api.example.com")
        yield name.lower()


def exports(urls: Mapping[str, str]) -> Iterator[str]:
    """The lines for a shell that lead a sync here; none when no such names are served."""
    if AUTHORITY not in urls:
        return
    yield "export " + " ".join(f"{name}={quote(urls[AUTHORITY])}" for name in TRUST)
    if PROXY in urls:
        yield f"export HTTPS_PROXY={urls[PROXY]} https_proxy={urls[PROXY]}"
