"""The reference sync as an operated program: how it is opened, what it tells, how it ends."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT, SIGTERM, signal
from threading import current_thread, main_thread
from types import TracebackType
from typing import Any, Final, Self

import click
import orjson
from rich.console import Console
from rich.live import Live
from rich.text import Text

from counterfoil.outcomes import BadInput, NothingKnown
from counterfoil.sockets import SocketHttp, VendorsClock
from simulators.kernel.clock import real_now
from sync.database import Ailing, Damaged
from sync.door import Hints, Sync, factory, no_hints
from sync.log import FORMS, Fields, Log
from sync.merge import POLICIES

CALL_AGAIN: Final = 75
DATABASE: Final = "sync.sqlite"
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "xero": ("api_url", "identity_url", "client_id", "client_secret", "access_token"),
    "released": ("api_url", "client_id", "client_secret", "access_token"),
}


def complaint(document: Any) -> str:
    """What is wrong with a connection document, in one sentence; empty when nothing is."""
    if not isinstance(document, dict):
        return "the body must be a connection document, a JSON object"
    missing = [name for name in ("world", *NEEDED, "pairings") if name not in document]
    missing += [
        f"{system}.{name}"
        for system, names in NEEDED.items()
        for name in names
        if system in document and not _has(document[system], name)
    ]
    if missing:
        return f"the connection document lacks {', '.join(missing)}"
    if not str(document["world"]).replace("-", "").isalnum():
        return "the connection document's world must be letters, digits and hyphens"
    return _of_pairings(document["pairings"]) or _of_policy(document.get("policy"))


def _has(part: Any, name: str) -> bool:
    return isinstance(part, dict) and bool(part.get(name)) and isinstance(part[name], str)


def _of_pairings(pairings: Any) -> str:
    if not isinstance(pairings, list):
        return "the connection document's pairings must be a list"
    for pairing in pairings:
        is_one = isinstance(pairing, dict) and "tenant_id" in pairing
        if not is_one or not str(pairing.get("company_id", "")).isdigit():
            return "each pairing must have a company_id, a number, and a tenant_id"
    return ""


def _of_policy(policy: Any) -> str:
    conflict = policy.get("conflict", "rl") if isinstance(policy, dict) else policy or "rl"
    if conflict not in POLICIES:
        return f"the policy for conflicts must be one of {', '.join(POLICIES)}"
    return ""


def read_connection(path: Path | None) -> dict[str, Any]:
    """
    The connection document of a file.

    Raises:
        BadInput: there is none, or it lacks something.
    """
    if path is None:
        raise BadInput("name a connection document with --connection, or choose --serve PORT")
    try:
        document = orjson.loads(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{path} is not JSON: {error}") from error
    wrong = complaint(document)
    if wrong:
        raise BadInput(f"{path}: {wrong}")
    return dict(document)


def folder_for(state: Path) -> Path:
    """The folder of links, made when it is absent."""
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{state} cannot be made: {error.strerror}") from error
    return state


@contextmanager
def exit_codes() -> Iterator[None]:
    """
    What ails the file of links as a sentence and an exit code.

    2 when it is no file of links, 3 when nothing can be stored, 75 when it is only held.
    """
    try:
        yield
    except Damaged as error:
        raise BadInput(str(error)) from error
    except Ailing as error:
        if not error.will_pass:
            raise NothingKnown(str(error)) from error
        click.echo(f"Error: {error}", err=True)
        sys.exit(CALL_AGAIN)


def opened(
    document: Mapping[str, Any], path: str | Path, log: Log, hints: Hints = no_hints
) -> Sync:
    """The sync of a connection document, over sockets."""
    http = SocketHttp(VendorsClock(document.get("now")))
    return factory(document, http, path=path, log=log, hints=hints)


class Narrator:
    """
    Tells on stderr what the sync does: lines, or one moving line on a terminal.

    Args:
        form: `text`, `json`, `off`, or `auto`: a moving line on a terminal, text elsewhere.
    """

    def __init__(self, form: str = "auto") -> None:
        self._console = Console(file=sys.stderr)
        is_moving = form == "auto" and self._console.is_terminal
        self._write = None if is_moving or form == "off" else FORMS.get(form, FORMS["text"])
        self._listeners: list[Callable[[str, Fields], None]] = []
        self._last = "reading"
        self.counts: Counter[str] = Counter()
        self.calls: Callable[[], int] = lambda: 0
        self.log = Log(self._said)
        self._live = (
            Live(get_renderable=self._line, console=self._console, transient=True)
            if is_moving
            else None
        )

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def listen(self, listener: Callable[[str, Fields], None]) -> None:
        """Let somebody else hear every event too."""
        self._listeners.append(listener)

    def _said(self, event: str, fields: Fields) -> None:
        self.counts[event] += 1
        for listener in self._listeners:
            listener(event, fields)
        if event.startswith("record."):
            record = fields.get("released") or fields.get("xero")
            self._last = f"{fields['action']}: {fields['type']} {record}"
        if self._write is not None:
            moment = real_now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
            click.echo(self._write(moment, event, fields), err=True)

    def _line(self) -> Text:
        return Text(f"{self.summary()} · {self._last}", overflow="ellipsis", no_wrap=True)

    def summary(self) -> str:
        """What was done so far, in one line."""
        written, refused = self.counts["record.written"], self.counts["record.refused"]
        return f"{self.calls()} calls, {written} written, {refused} refused"


@contextmanager
def ending(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and Ctrl-C end the work after its current step; a second Ctrl-C ends it at once."""

    def heard(number: int, _frame: object) -> None:
        signal(SIGINT, before[SIGINT])
        click.echo(f"stopping after the current step ({number})", err=True)
        stop()

    if current_thread() is not main_thread():
        yield  # signals are the main thread's
        return
    before = {number: signal(number, heard) for number in (SIGINT, SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal(number, handler)
