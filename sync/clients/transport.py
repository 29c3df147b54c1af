"""
One call and what became of it: ok, refused or unknown. With waits, tokens, bounded repeats.

A read is repeated until it succeeds or the attempts are used up. A write is never repeated here
unless the server said that it did not look at it: whoever sent it has to look what became of it.

Rule: R57, R60, R62.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final, Protocol

import httpx
import orjson

from sync.links import Links


class Clock(Protocol):
    """Time as it is handed in."""

    def now(self) -> datetime:
        """The moment, with its zone."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class Http(Protocol):
    """The door to the network: clients bound to a base address, and the clock."""

    clock: Clock

    def client(self, base_url: str) -> httpx.Client:
        """A client whose relative addresses start at `base_url`."""


class Unfinished(Exception):  # noqa: N818 - a state of the world, not an error of ours
    """A system cannot be reached now; what is left is done in a later cycle."""


class NoAccess(Exception):  # noqa: N818 - a state of the world, not an error of ours
    """The organisation took our access away: there is nothing to do until it is given back."""


@dataclass(frozen=True, slots=True)
class Ok:
    """Done; `body` is the answer."""

    body: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done, for good reason."""

    status: int
    code: str
    said: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say whether it was done."""

    why: str


Outcome = Ok | Refused | Unknown


class Judgement(Enum):
    """What an answer's status means."""

    OK = auto()
    REFUSED = auto()
    UNKNOWN = auto()
    WAIT = auto()
    TOKEN = auto()
    ACCESS = auto()


_JUDGEMENTS: Final = {
    401: Judgement.TOKEN,
    403: Judgement.ACCESS,
    429: Judgement.WAIT,
}


def judgement(status: int) -> Judgement:
    """A 429 is not done and waits; a server's fault is unknown; other refusals are answers."""
    if status < 300:
        return Judgement.OK
    if status >= 500:
        return Judgement.UNKNOWN
    return _JUDGEMENTS.get(status, Judgement.REFUSED)


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how long. `judge` says what a status means."""

    attempts: int = 6
    first_wait_s: float = 1.0
    longest_wait_s: float = 300.0
    judge: Callable[[int], Judgement] = judgement

    def wait_s(self, attempt: int, asked: str | None) -> float:
        """Seconds before the next attempt: what the server asked for, or twice the last wait."""
        if asked is not None and asked.isdigit():
            return float(asked)
        return float(min(self.first_wait_s * 2**attempt, self.longest_wait_s))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The access token of one system, kept in the links and renewed by one refresher."""

    system: str
    links: Links
    clock: Clock
    settings: Mapping[str, Any]
    address: str

    def current(self) -> str:
        """The token in use."""
        return str(self.links.value(0, f"{self.system}.access") or self.settings["access_token"])

    def renewed_at(self) -> int:
        """When the token was last renewed, in milliseconds; 0 when it never was."""
        return int(self.links.value(0, f"{self.system}.renewed") or 0)

    def _form(self) -> dict[str, str]:
        if "refresh_token" not in self.settings:
            return {"grant_type": "client_credentials", **self._client()}
        stored = self.links.value(0, f"{self.system}.refresh")
        return {
            "grant_type": "refresh_token",
            "refresh_token": str(stored or self.settings["refresh_token"]),
            **self._client(),
        }

    def _client(self) -> dict[str, str]:
        return {
            "client_id": self.settings["client_id"],
            "client_secret": self.settings["client_secret"],
        }

    def request(self) -> httpx.Request:
        """The call that renews the token. A lost answer is asked for again with the old token."""
        form = self._form()
        secret = f"{form['client_id']}:{form['client_secret']}".encode()
        basic = {"Authorization": f"Basic {base64.b64encode(secret).decode()}"}
        return httpx.Request("POST", self.address, data=form, headers=basic)

    def store(self, answer: Mapping[str, Any]) -> None:
        """Keep the tokens before any of them is used: the old refresh token is spent."""
        with self.links.step():
            self.links.remember(0, f"{self.system}.access", answer["access_token"])
            if "refresh_token" in answer:
                self.links.remember(0, f"{self.system}.refresh", answer["refresh_token"])
            now = int(self.clock.now().timestamp() * 1000)
            self.links.remember(0, f"{self.system}.renewed", now)


class Transport:
    """Calls to one system."""

    def __init__(self, client: httpx.Client, tokens: Tokens, clock: Clock, retry: Retry) -> None:
        self._client = client
        self._clock = clock
        self._retry = retry
        self.tokens = tokens

    def close(self) -> None:
        """Give up the connection."""
        self._client.close()

    def read(self, path: str, headers: Mapping[str, str]) -> Any:
        """
        The answer to a GET.

        Raises:
            Unfinished: after all attempts. NoAccess: when the access was taken away.
        """
        outcome = self._tried("GET", path, headers, None)
        if isinstance(outcome, Ok):
            return outcome.body
        if isinstance(outcome, Refused):
            raise Unfinished(f"GET {path}: {outcome.status} {outcome.said}")
        raise Unfinished(f"GET {path}: {outcome.why}")

    def read_bytes(self, path: str, headers: Mapping[str, str]) -> bytes | None:
        """
        The bytes of a file as they are; None when there is none.

        Raises:
            Unfinished: after all attempts. NoAccess: when the access was taken away.
        """
        outcome = self._tried("GET", path, headers, None, raw=True)
        if isinstance(outcome, Ok):
            return bytes(outcome.body)
        if isinstance(outcome, Refused):
            return None
        raise Unfinished(f"GET {path}: {outcome.why}")

    def write(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, media: str = ""
    ) -> Outcome:
        """What became of a write; bytes travel as they are, all else as JSON."""
        is_raw = isinstance(body, bytes)
        content = body if is_raw else b"" if body is None else orjson.dumps(body)
        kind = media if is_raw else "application/json"
        return self._tried(method, path, {**headers, "Content-Type": kind}, content)

    def _tried(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        content: bytes | None,
        *,
        raw: bool = False,
    ) -> Outcome:
        outcome: Outcome = Unknown("never tried")
        for attempt in range(self._retry.attempts):
            response = self._sent(method, path, headers, content)
            outcome, judged = self._judged(response, raw=raw)
            if judged in (Judgement.OK, Judgement.REFUSED):
                return outcome
            if judged is Judgement.TOKEN:
                self._renew()
            elif judged is Judgement.UNKNOWN and method != "GET":
                return outcome
            else:
                self._wait(attempt, response)
        return outcome

    def _sent(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes | None
    ) -> httpx.Response | None:
        bearer = {"Authorization": f"Bearer {self.tokens.current()}", **headers}
        try:
            return self._client.request(method, path, headers=bearer, content=content)
        except httpx.TransportError:
            return None

    def _judged(
        self, response: httpx.Response | None, *, raw: bool = False
    ) -> tuple[Outcome, Judgement]:
        if response is None:
            return Unknown("the connection was lost"), Judgement.UNKNOWN
        judged = self._retry.judge(response.status_code)
        if judged is Judgement.ACCESS:
            raise NoAccess(f"{response.status_code} {response.text}")
        if raw and judged is Judgement.OK:
            return Ok(response.content), judged
        try:
            body = orjson.loads(response.content) if response.content else {}
        except orjson.JSONDecodeError:
            body = None
        if judged is Judgement.OK:
            return (Ok(body), judged) if body is not None else _cut_short()
        if judged is Judgement.REFUSED:
            return refusal(response.status_code, body, response.text), judged
        return Unknown(f"the server answered {response.status_code}"), judged

    def _wait(self, attempt: int, response: httpx.Response | None) -> None:
        asked = response.headers.get("Retry-After") if response is not None else None
        seconds = self._retry.wait_s(attempt, asked)
        if seconds > self._retry.longest_wait_s:
            raise Unfinished(f"asked to wait {seconds:.0f} seconds")
        self._clock.sleep(seconds)

    def _renew(self) -> None:
        for attempt in range(self._retry.attempts):
            try:
                response = self._client.send(self.tokens.request())
            except httpx.TransportError:
                continue
            if response.status_code == 200:
                self.tokens.store(orjson.loads(response.content))
                return
            if response.status_code < 500 and response.status_code != 429:
                raise Unfinished(f"no new token: {response.text}")
            self._wait(attempt, response)
        raise Unfinished("no new token")


def _cut_short() -> tuple[Outcome, Judgement]:
    return Unknown("the answer was cut short"), Judgement.UNKNOWN


def refusal(status: int, body: Any, text: str) -> Refused:
    """What a refusing system said, in its own words, from either vendor's envelope."""
    if not isinstance(body, Mapping):
        return Refused(status, "", text.strip())
    rows = body.get("Elements") or ()
    said = [str(e.get("Message")) for row in rows for e in row.get("ValidationErrors") or ()]
    said += [f"{e.get('code')}: {e.get('message')}" for e in body.get("errors") or ()]
    own = body.get("detail") or body.get("title") or body.get("Message") or body.get("Detail")
    code = str(body.get("code") or "")
    if not said:
        said = [f"{code}: {own}" if code else str(own or text)]
    return Refused(status, code, "; ".join(dict.fromkeys(said)))
