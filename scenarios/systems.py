"""The control plane as the examiner uses it: worlds, people's edits, faults, time, journals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import httpx
import orjson

_JSON: Final = {"Content-Type": "application/json"}

Document = dict[str, Any]


class ControlError(RuntimeError):
    """The control plane did not answer as it promises; nothing can be said about the sync."""


@dataclass(frozen=True, slots=True)
class Edited:
    """
    What came of a person's action: the commits it made, or why it was refused.

    `unread` begins with what others committed meanwhile.
    """

    commits: tuple[Document, ...] = ()
    refusal: str | None = None
    unread: tuple[Document, ...] = ()


@dataclass(slots=True)
class Page:
    """What a journal read brought, and whether its beginning had been dropped."""

    rows: list[Document]
    cut: bool = False


@dataclass(slots=True)
class Systems:
    """
    One world, seen through the control plane.

    `http` is bound to the control plane's `/_control`; given a WSGI transport nothing leaves the
    process. Journals are read on from where the last read ended; the answer to an edit counts as
    read, and so does what a sync that runs by itself wrote just before it.
    """

    http: httpx.Client
    world: str
    _next: dict[str, int] = field(default_factory=dict)

    def edit(self, action: Mapping[str, Any]) -> Edited:
        """Does one action of a person, or says why the product refused it."""
        status, answer = self._ask("POST", "edits", action, refusable=True)
        if status < HTTPStatus.BAD_REQUEST:
            commits = tuple(answer["commits"])
            if commits and commits[0]["n"] > self._next.get("history", 0) + 1:
                return Edited(commits, unread=tuple(self.commits().rows))
            if commits:
                self._next["history"] = commits[-1]["n"]
            return Edited(commits, unread=commits)
        return Edited(refusal=str(answer.get("detail", "refused")))

    def arm(self, entry: Mapping[str, Any]) -> str | None:
        """Adds an entry to the fault plan; the answer says why it cannot be, None when it is."""
        status, answer = self._ask("POST", "faults", entry, refusable=True)
        return None if status < HTTPStatus.BAD_REQUEST else str(answer.get("detail", "refused"))

    def arm_stop(self, calls: int) -> str:
        """Lets the sync make so many calls, and ends it at the next; the name of that fault."""
        entry = {
            "match": {"actor": "sync", "nth": calls + 1},
            "action": {"kind": "crash", "when": "before"},
        }
        return str(self._ask("POST", "faults", entry)[1].get("fault", ""))

    def disarm(self, fault: str) -> None:
        """Removes one fault."""
        self._ask("DELETE", f"faults/{fault}")

    def switch(self, values: Mapping[str, str]) -> str | None:
        """Sets switches of the world; the answer says why it cannot be, None when it is done."""
        status, answer = self._ask("PUT", "switches", values, refusable=True)
        return None if status < HTTPStatus.BAD_REQUEST else str(answer.get("detail", "refused"))

    def waiting_webhooks(self) -> list[str]:
        """The names of the deliveries that wait, oldest first."""
        pending = self._ask("GET", "webhooks")[1].get("pending", ())
        return [str(line["delivery"]) for line in pending]

    def webhooks(self, names: list[str] | None = None) -> list[Document]:
        """Takes these deliveries out of the outbox, all without names, as signed requests."""
        asked = {"hand_over": True, **({} if names is None else {"deliveries": names})}
        found: list[Document] = self._ask("POST", "webhooks/deliver", asked)[1].get("requests", [])
        return found

    def heal(self) -> None:
        """Removes every fault and releases every webhook that was held back."""
        self._ask("DELETE", "faults")
        self._ask("POST", "webhooks/deliver", {})

    def pass_time(self, seconds: float) -> None:
        """Moves the clock on."""
        self._ask("POST", "clock", {"advance_s": seconds})

    def snapshot(self) -> str:
        """Keeps a copy of the whole world and names it."""
        return str(self._ask("POST", "snapshots")[1]["snapshot"])

    def restore(self, snapshot: str) -> None:
        """Goes back to a copy: stores, clock, faults and journals."""
        self._ask("POST", f"snapshots/{snapshot}/restore")

    def state(self) -> Document:
        """Both stores as they stand."""
        state: Document = self._ask("GET", "state")[1]
        return state

    def commits(self) -> Page:
        """The commits since the last read."""
        return self._journal("history", "commits")

    def calls(self) -> Page:
        """The vendor calls since the last read."""
        return self._journal("calls", "calls")

    def skip_journals(self) -> None:
        """Leaves everything that happened so far unread."""
        self.commits()
        self.calls()

    def marks(self) -> dict[str, int]:
        """How far the journals are read: to be given to `rewind` after a restore."""
        return dict(self._next)

    def rewind(self, marks: Mapping[str, int]) -> None:
        """Reads the journals on from `marks`."""
        self._next = dict(marks)

    def _journal(self, path: str, key: str) -> Page:
        after = self._next.get(path, 0)
        answer = self._ask("GET", f"{path}?after={after}")[1]
        rows = answer[key]
        if rows:
            self._next[path] = rows[-1]["n"]
        return Page(rows, bool(answer.get("cut", False)))

    def _ask(
        self, method: str, path: str, body: Any = None, *, refusable: bool = False
    ) -> tuple[int, Any]:
        return ask(self.http, method, f"/worlds/{self.world}/{path}", body, refusable=refusable)


def ask(
    http: httpx.Client, method: str, path: str, body: Any = None, *, refusable: bool = False
) -> tuple[int, Any]:
    """
    One control call: status and answer.

    Raises:
        ControlError: no answer, or one that the control plane does not promise here.
    """
    content = None if body is None else orjson.dumps(body)
    try:
        answer = http.request(method, path, content=content, headers=_JSON)
    except httpx.HTTPError as error:
        raise ControlError(
            f"{method} {path}: the control plane gave no answer: {error}"
        ) from error
    status = answer.status_code
    if status >= (HTTPStatus.INTERNAL_SERVER_ERROR if refusable else HTTPStatus.BAD_REQUEST):
        raise ControlError(f"{method} {path} was answered {status}: {answer.text[:300]}")
    return status, orjson.loads(answer.content) if answer.content else None


def create_world(http: httpx.Client, recipe: Mapping[str, Any]) -> Document:
    """Makes a world and returns its connection document; raises ControlError with the reason."""
    document: Document = ask(http, "POST", "/worlds", recipe)[1]
    return document
