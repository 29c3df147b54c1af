"""What a check by hand works with: clients of the servers, each answer held to its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import httpx

from contracts.suites.suite import Target
from contracts.watch import Watch

NAMES = UUID("6f1c7f0e-3a55-5e0f-9a53-0a4f0c1f7c11")


@dataclass(slots=True)
class Bench:
    """
    One check's workplace, in a world that nobody touched yet.

    Args:
        system: whose server.
        target: the server.
        watch: the layer that holds every answer to the document.
        client: sends requests through it, with a good token.
    """

    system: str
    target: Target
    watch: Watch
    client: httpx.Client

    @property
    def connection(self) -> Mapping[str, Any]:
        """This system's part of the connection document."""
        part: Mapping[str, Any] = self.target.connection[self.system]
        return part

    def advance(self, seconds: float) -> None:
        """
        Let fake time pass.

        Raises:
            CannotSay: nobody can move this server's clock.
        """
        if self.target.advance is None:
            raise CannotSayError("the server's clock cannot be moved: give --control-url")
        self.target.advance(seconds)

    def a_guid(self, name: str) -> str:
        """An id that no record has."""
        return str(uuid5(NAMES, name))


class CannotSayError(Exception):
    """A check that cannot be carried out here, and why."""


def a_bench(system: str, target: Target, headers: Mapping[str, str]) -> Bench:
    """A workplace in a fresh world."""
    target.fresh()
    watch = Watch(system, target.app)
    client = httpx.Client(
        transport=httpx.WSGITransport(app=watch),
        base_url=f"http://{system}.test",
        headers=dict(headers),
        trust_env=False,
    )
    return Bench(system, target, watch, client)
