"""Which door a person chose, and the bench behind it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from shlex import quote
from typing import Any, Final
from urllib.parse import urlsplit

import click

from counterfoil.benches import REFERENCE, RULES, OpenBench, judges, load_factory
from counterfoil.doors.command import CommandDriver
from counterfoil.doors.house import House
from counterfoil.doors.programs import CommandError, words_of
from counterfoil.doors.url import UrlDriver
from counterfoil.doors.watch import WatchDriver
from counterfoil.options import Duration
from counterfoil.outcomes import BadInput, NothingKnown
from scenarios.bench import Bench, Terms
from scenarios.driver import Driver
from simulators.kernel.clock import stopwatch
from simulators.kernel.listener import CannotListenError
from simulators.kernel.registry import DEFAULT_NOW

OBJECT, COMMAND, URL, WATCH = "object", "command", "url", "watch"
TIME_SCALE: Final = 60.0
CYCLE_TIMEOUT_S: Final = 30.0
QUIET_S: Final = 2.0
REPLAYS: Final = 3
"""How often a finding is run again where real time and real sockets have a say."""


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """
    Opens a bench whose sync is a program of its own; small, so that it survives pickling.

    Args:
        kind: COMMAND, URL or WATCH.
        words: the program and its arguments, none for a URL or a sync that runs already.
        url: the service, for the URL door.
        folder: holds the folders of worlds; None makes a temporary one.
        cycle_timeout: seconds that one call may take.
        quiet: the least silence that ends a cycle of a watched sync, in seconds.
        time_scale: fake seconds per real second.
        entities: what is judged, everything when there are none.
    """

    kind: str
    words: tuple[str, ...] = ()
    url: str = ""
    folder: Path | None = None
    cycle_timeout: float = CYCLE_TIMEOUT_S
    quiet: float = QUIET_S
    time_scale: float = TIME_SCALE
    entities: tuple[str, ...] = ()

    def __call__(self) -> Bench:
        """A bench with simulators of its own, at ports of their own."""
        house, driver, stack = self.opened()
        recipe = {"clock": {"scale": self.time_scale}, "now": DEFAULT_NOW}
        terms = Terms(recipe=recipe, replays=REPLAYS, is_exact=False, rules=RULES,
                      stopwatch=stopwatch, close=stack.close)  # fmt: skip
        return Bench(house.control, driver, judges(self.entities), terms)

    def opened(self) -> tuple[House, Driver, ExitStack]:
        """
        Simulators, a driver of the sync, and what closes them.

        Raises:
            NothingKnown: no port can be opened.
        """
        stack = ExitStack()
        base = self.folder
        if base is None:
            base = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="counterfoil-")))
        try:
            house = House()
        except CannotListenError as error:
            raise NothingKnown(str(error)) from error
        stack.callback(house.close)
        return house, self._driver(house, base), stack

    def _driver(self, house: House, base: Path) -> Driver:
        if self.kind == URL:
            return UrlDriver(self.url, self.cycle_timeout, house.guard)
        if self.kind == COMMAND:
            return CommandDriver(self.words, base, self.cycle_timeout, house.guard)
        return WatchDriver(
            self.words, base, self.quiet, self.cycle_timeout, house.guard, house.calls
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What a person said of the doors: the options as click read them."""

    sync_object: str | None
    sync_command: str | None
    sync_url: str | None
    sync_watch: bool
    watch_command: str | None
    cycle_timeout: float
    quiet: float
    time_scale: float
    data: Path | None

    def chosen(self, report: Path | None = None) -> OpenBench | OpenDoor:
        """
        The bench behind the one door that was chosen, the reference sync's when none was.

        Raises:
            BadInput: more than one door, or one that cannot be used.
        """
        said = {"--sync-object": self.sync_object, "--sync-command": self.sync_command,
                "--sync-url": self.sync_url, "--sync-watch": self.sync_watch}  # fmt: skip
        named = [option for option, value in said.items() if value]
        if len(named) > 1:
            raise BadInput(f"choose one door: {' and '.join(named)} do not go together")
        if self.watch_command is not None and not self.sync_watch:
            raise BadInput("--watch-command goes with --sync-watch")
        if self.sync_command is not None:
            return self._door(COMMAND, report, words=_words(self.sync_command))
        if self.sync_url is not None:
            return self._door(URL, report, url=_url(self.sync_url))
        if self.sync_watch:
            return self._watch(report)
        name = self.sync_object or REFERENCE
        load_factory(name)
        return OpenBench(name)

    def said(self) -> str:
        """The options that name the sync, as a person would type them; a URL without its user."""
        if self.sync_object is not None:
            return f"--sync-object {quote(self.sync_object)}"
        if self.sync_command is not None:
            return f"--sync-command {quote(self.sync_command)}"
        if self.sync_url is not None:
            parts = urlsplit(self.sync_url)
            bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="")
            return f"--sync-url {quote(bare.geturl())}"
        if not self.sync_watch:
            return ""
        started = f" --watch-command {quote(self.watch_command)}" if self.watch_command else ""
        kept = f" --data {quote(str(self.data))}" if self.data else ""
        return f"--sync-watch{started}{kept}"

    def _watch(self, report: Path | None) -> OpenDoor:
        if self.watch_command is not None:
            return self._door(WATCH, report, words=_words(self.watch_command))
        if self.data is None:
            raise BadInput(
                "--sync-watch needs --data DIR, where your sync finds DIR/<world>/connection.json "
                'of each world, or --watch-command "CMD …", which is started in each world'
            )
        return self._door(WATCH, report)

    def _door(self, kind: str, report: Path | None, **said: Any) -> OpenDoor:
        folder = self.data or (report / "worlds" if report is not None else None)
        return OpenDoor(
            kind,
            folder=None if folder is None else folder.absolute(),
            cycle_timeout=self.cycle_timeout,
            quiet=self.quiet,
            time_scale=self.time_scale,
            **said,
        )


def _words(command: str) -> tuple[str, ...]:
    try:
        return words_of(command)
    except CommandError as error:
        raise BadInput(str(error)) from error


def _url(url: str) -> str:
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise BadInput(f"{url!r} is no URL of a service: write http://127.0.0.1:8500")
    return url


OPTIONS: Final = (
    click.option("--sync-object", metavar="MODULE:FACTORY", help="Your sync, Python in process."),
    click.option("--sync-command", metavar='"CMD …"', help="Your sync, one run per cycle."),
    click.option("--sync-url", metavar="URL", help="Your sync, one HTTP call per cycle."),
    click.option("--sync-watch", is_flag=True, help="Your sync runs by itself; watch its calls."),
    click.option("--watch-command", metavar='"CMD …"', help="Start this in each watched world."),
    click.option(
        "--cycle-timeout", type=Duration(), default="30s", show_default=True,
        help="How long one call of the sync may take.",
    ),
    click.option(
        "--quiet", type=Duration(), default="2s", show_default=True,
        help="The least silence that ends a cycle of a watched sync.",
    ),
    click.option(
        "--time-scale", type=click.FloatRange(1, 1_000_000), default=TIME_SCALE,
        show_default=True, help="Fake seconds per real second, for all doors but the object.",
    ),
    click.option(
        "--data", type=click.Path(file_okay=False, path_type=Path),
        help="Where worlds' documents and state folders are kept while they live.",
    ),
)  # fmt: skip
"""The options of the doors, in the order of `--help`."""

NAMES: Final = ("sync_object", "sync_command", "sync_url", "sync_watch", "watch_command",
                "cycle_timeout", "quiet", "time_scale", "data")  # fmt: skip


def door_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of the doors; it takes them as one `doors`."""

    @wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        doors = Doors(**{name: options.pop(name) for name in NAMES})
        return command(*args, doors=doors, **options)

    for option in reversed(OPTIONS):
        gathered = option(gathered)
    return gathered
