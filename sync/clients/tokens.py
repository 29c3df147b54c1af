"""
Tokens: kept before they are used, renewed by one worker at a time.

Rule: R60.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, Protocol

import httpx

from sync.clock import Clock
from sync.links import Links


class Seat(Protocol):
    """What one worker at a time may have: a lease."""

    def take(self) -> bool:
        """Take it, unless somebody else has it."""

    def give_back(self) -> None:
        """The next one may take it."""


class NoSeat:
    """There is only one worker."""

    def take(self) -> bool:
        """It is always free."""
        return True

    def give_back(self) -> None:
        """Nobody waits for it."""


@lru_cache(maxsize=4)
def _print(*tokens: str | None) -> str:
    return sha256(repr(tokens).encode()).hexdigest()[:16]


def unheard(_system: str) -> None:
    """Nobody is told of a renewal."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """
    The access token of one system, kept in the links and renewed by one refresher.

    Method: who renews takes the seat and reads the store again, since another worker may have
    renewed meanwhile. The seat is a row that is written first: where nothing can be stored, no
    refresh token is spent.
    """

    system: str
    links: Links
    clock: Clock
    settings: Mapping[str, Any]
    address: str
    seat: Seat = field(default_factory=NoSeat)
    told: Callable[[str], None] = unheard

    def current(self) -> str:
        """The token in use."""
        return str(self._stored("access") or self.settings["access_token"])

    def _stored(self, name: str) -> Any:
        """What is stored, unless the document has other tokens now: the app was connected anew."""
        if self.links.value(0, f"{self.system}.given") not in (None, self._given()):
            return None
        return self.links.value(0, f"{self.system}.{name}")

    def _given(self) -> str:
        """A print of the tokens in the connection document."""
        return _print(self.settings["access_token"], self.settings.get("refresh_token"))

    def renewed_at(self) -> int:
        """When the token was last renewed, in milliseconds; 0 when it never was."""
        return int(self.links.value(0, f"{self.system}.renewed") or 0)

    def _form(self) -> dict[str, str]:
        if "refresh_token" not in self.settings:
            return {"grant_type": "client_credentials", **self._client()}
        return {
            "grant_type": "refresh_token",
            "refresh_token": str(self._stored("refresh") or self.settings["refresh_token"]),
            **self._client(),
        }

    def _client(self) -> dict[str, str]:
        return {
            "client_id": self.settings["client_id"],
            "client_secret": self.settings["client_secret"],
        }

    def spent(self) -> str:
        """The refresh token that the next renewal spends, as the store has it now."""
        self.links.reread()
        return self._form().get("refresh_token", "")

    def is_renewed(self, rejected: str) -> bool:
        """Another worker renewed the token that was rejected."""
        self.links.reread()
        return self.current() != rejected

    def request(self) -> httpx.Request:
        """The call that renews the token. A lost answer is asked for again with the old token."""
        form = self._form()
        secret = f"{form['client_id']}:{form['client_secret']}".encode()
        basic = {"Authorization": f"Basic {base64.b64encode(secret).decode()}"}
        return httpx.Request("POST", self.address, data=form, headers=basic)

    def store(self, answer: Mapping[str, Any]) -> None:
        """Keep the tokens before any of them is used: the old refresh token is spent."""
        with self.links.step():
            self.links.remember(0, f"{self.system}.given", self._given())
            self.links.remember(0, f"{self.system}.access", answer["access_token"])
            if "refresh_token" in answer:
                self.links.remember(0, f"{self.system}.refresh", answer["refresh_token"])
            now = int(self.clock.now().timestamp() * 1000)
            self.links.remember(0, f"{self.system}.renewed", now)
        self.told(self.system)
