"""
A private authority: certificates for host names that are served on this machine only.

Its key lives in this process and dies with it; what is written down is the certificate alone.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from errno import ECONNRESET
from typing import Final

PLAIN_HTTP: Final = ("http/1.1",)


class Authority:
    """
    An authority made just now, and the certificate that it gave to some hosts.

    Args:
        hosts: the names that are served.
    """

    def __init__(self, hosts: Sequence[str]) -> None:
        import trustme

        self._own = trustme.CA(organization_name="Counterfoil, this machine only")
        self._given = self._own.issue_cert(*hosts)
        self.hosts = tuple(hosts)

    @property
    def certificate(self) -> bytes:
        """What clients must trust, in PEM."""
        return self._own.cert_pem.bytes()

    def context(self) -> ssl.SSLContext:
        """How lines to these hosts are secured."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        made.set_alpn_protocols(list(PLAIN_HTTP))
        made.sslsocket_class = DroppedSocket
        self._given.configure_cert(made)
        return made


class DroppedSocket(ssl.SSLSocket):
    """A secured line on which whatever breaks TLS is what a lost connection is: a reset."""

    def recv_into(self, *args: object, **how: object) -> int:
        """
        Read bytes.

        Raises:
            ConnectionResetError: the other side ended the line, or does not trust us.
        """
        try:
            return super().recv_into(*args, **how)  # type: ignore[arg-type]
        except ssl.SSLError as error:
            raise _reset(error) from error

    def send(self, *args: object, **how: object) -> int:
        """
        Write bytes.

        Raises:
            ConnectionResetError: the other side ended the line.
        """
        try:
            return super().send(*args, **how)  # type: ignore[arg-type]
        except ssl.SSLError as error:
            raise _reset(error) from error


def _reset(error: ssl.SSLError) -> ConnectionResetError:
    return ConnectionResetError(ECONNRESET, str(error))
