"""
One call and what became of it: ok, refused or unknown. With waits, tokens, bounded repeats.

A read is repeated until it succeeds or the attempts are used up. A write is never repeated here
unless the server said that it did not look at it: whoever sent it has to look what became of it.

Rule: R57, R60, R62.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final, Protocol

import httpx
import orjson

from sync.clients.tokens import Tokens
from sync.clock import Clock

LOOK_UP_EVERY_S: Final = 40
"""No wait is longer than this without a look around."""

_LEFT: Final = ("X-MinLimit-Remaining", "X-RateLimit-Remaining")


class Http(Protocol):
    """The door to the network: clients bound to a base address, and the clock."""

    clock: Clock

    def client(self, base_url: str) -> httpx.Client:
        """A client whose relative addresses start at `base_url`."""


class Unfinished(Exception):  # noqa: N818 - a state of the world, not an error of ours
    """
    A system cannot be reached now; what is left is done in a later cycle.

    Args:
        why: in words for a person.
        wait_s: how long it makes no sense to try again; 0 when nobody knows.
    """

    def __init__(self, why: str = "", wait_s: float = 0) -> None:
        super().__init__(why)
        self.wait_s = wait_s


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

_NEVER_TRIED: Final = Unknown("never tried")

NOT_OURS_TO_DO: Final = "role_forbidden"
"""Re-Leased's word for one write that the integration may not do, all others left to it."""


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
    """
    How often and how long.

    `rest_s` is how long nothing is asked after an answer that said that this minute's calls are
    used up, 0 for not minding; `judge` says what a status means.
    """

    attempts: int = 6
    first_wait_s: float = 1.0
    longest_wait_s: float = 300.0
    rest_s: float = 60.0
    judge: Callable[[int], Judgement] = judgement

    def wait_s(self, attempt: int, asked: str | None) -> float:
        """Seconds before the next attempt: what the server asked for, or twice the last wait."""
        if asked is not None and asked.isdigit():
            return float(asked)
        return float(min(self.first_wait_s * 2**attempt, self.longest_wait_s))


def nothing() -> None:
    """There is nothing to look after."""


class Transport:
    """
    Calls to one system.

    Args:
        look_up: called before every call and now and then in a wait; it may end the work by
            raising Unfinished, since between two calls nothing is half done.
    """

    def __init__(
        self,
        client: httpx.Client,
        tokens: Tokens,
        clock: Clock,
        retry: Retry,
        look_up: Callable[[], None] = nothing,
    ) -> None:
        self._client = client
        self._clock = clock
        self._retry = retry
        self._look_up = look_up
        self._opens_at: datetime | None = None
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
        outcome: Outcome = _NEVER_TRIED
        for attempt in range(self._retry.attempts):
            self._look_up()
            self._wait_for_room()
            access = self.tokens.current()
            response = self._sent(method, path, {**headers, **_bearer(access)}, content)
            outcome, judged = self._judged(response, method, raw=raw)
            if judged in (Judgement.OK, Judgement.REFUSED):
                return outcome
            if judged is Judgement.TOKEN:
                self._renew(access)
            elif judged is Judgement.UNKNOWN and method != "GET":
                return outcome
            else:
                self._wait(attempt, response)
        return outcome

    def _sent(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes | None
    ) -> httpx.Response | None:
        try:
            response = self._client.request(method, path, headers=headers, content=content)
        except httpx.TransportError:
            return None
        if (
            self._retry.rest_s
            and response.status_code != 429
            and any(response.headers.get(name) == "0" for name in _LEFT)
        ):
            self._opens_at = self._clock.now() + timedelta(seconds=self._retry.rest_s)
        return response

    def _wait_for_room(self) -> None:
        """Wait when the last answer said that this minute's calls are used up."""
        if self._opens_at is not None:
            left = self._opens_at - self._clock.now()
            self._opens_at = None
            self._sleep(max(left.total_seconds(), 0))

    def _judged(
        self, response: httpx.Response | None, method: str, *, raw: bool = False
    ) -> tuple[Outcome, Judgement]:
        if response is None:
            return Unknown("the connection was lost"), Judgement.UNKNOWN
        judged = self._retry.judge(response.status_code)
        if judged is Judgement.ACCESS:
            refused = refusal(response.status_code, _json(response), response.text)
            if method == "GET" or refused.code != NOT_OURS_TO_DO:
                raise NoAccess(f"{response.status_code} {response.text}")
            return refused, Judgement.REFUSED
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
        """
        Wait as long as was asked for, or longer each time; never for nothing, never for hours.

        Raises:
            Unfinished: the wait is a matter of hours, as when a day's calls are used up.
        """
        asked = response.headers.get("Retry-After") if response is not None else None
        seconds = self._retry.wait_s(attempt, asked)
        if seconds > self._retry.longest_wait_s:
            problem = response.headers.get("X-Rate-Limit-Problem", "") if response else ""
            raise Unfinished(_used_up(self.tokens.system, problem, seconds), seconds)
        self._sleep(seconds)

    def _sleep(self, seconds: float) -> None:
        for _ in range(int(seconds // LOOK_UP_EVERY_S)):
            self._clock.sleep(LOOK_UP_EVERY_S)
            self._look_up()
        if seconds % LOOK_UP_EVERY_S:
            self._clock.sleep(seconds % LOOK_UP_EVERY_S)

    def _renew(self, rejected: str) -> None:
        """
        See that there is a token other than the rejected one: ours, or another worker's.

        Raises:
            Unfinished: there is none to be had.
        """
        for attempt in range(self._retry.attempts):
            self._look_up()
            if self.tokens.is_renewed(rejected):
                return
            response = None
            if self.tokens.seat.take():
                try:
                    if self.tokens.is_renewed(rejected):
                        return
                    is_done, response = self._renewed()
                finally:
                    self.tokens.seat.give_back()
                if is_done:
                    return
            self._wait(attempt, response)
        raise Unfinished(f"{self.tokens.system}: no new token after several attempts")

    def _renewed(self) -> tuple[bool, httpx.Response | None]:
        """Ask once; whether there is a new token now, and what was answered."""
        spent = self.tokens.spent()
        try:
            response = self._client.send(self.tokens.request())
        except httpx.TransportError:
            return False, None
        if response.status_code == 200:
            answer = _json(response)
            if "access_token" not in answer:
                return False, None
            self.tokens.store(answer)
            return True, response
        if response.status_code >= 500 or response.status_code == 429:
            return False, response
        if self.tokens.spent() != spent:
            return True, response  # somebody without our lease spent it, and stored the next one
        raise Unfinished(
            f"{self.tokens.system} takes our refresh token no more ({response.text.strip()}): "
            "connect the app again and put its new tokens into the connection document"
        )


def _bearer(access: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {access}"}


def _json(response: httpx.Response) -> Mapping[str, Any]:
    try:
        found = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _used_up(system: str, problem: str, seconds: float) -> str:
    limit = f"the {problem} limit" if problem else "a limit"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{system}: {limit} is used up; it opens again in {hours} h {minutes} min"


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
