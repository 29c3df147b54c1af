"""`counterfoil sync`: the reference sync as a program of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
import orjson

from counterfoil.options import Duration
from counterfoil.outcomes import BadInput, NothingKnown
from counterfoil.sockets import RealClock, SocketHttp
from counterfoil.url_door import complaint, create_url_door
from simulators.kernel.listener import CannotListenError, Listener
from sync.door import Sync, factory

CALL_AGAIN = 75
DATABASE = "sync.sqlite"


@click.command()
@click.option(
    "--connection",
    type=click.Path(path_type=Path),
    envvar="COUNTERFOIL_CONNECTION",
    help="The connection document (or COUNTERFOIL_CONNECTION).",
)
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="COUNTERFOIL_STATE",
    default="sync-state",
    show_default=True,
    help="The folder that keeps links and cursors (or COUNTERFOIL_STATE).",
)
@click.option("--watch", is_flag=True, help="Run cycles until stopped.")
@click.option(
    "--every", type=Duration(), default="60s", show_default=True, help="Pause between cycles."
)
@click.option("--serve", type=click.IntRange(1, 65535), metavar="PORT", help="Be the URL door.")
def command(
    connection: Path | None,
    state: Path,
    watch: bool,  # noqa: FBT001 - click calls it
    every: float,
    serve: int | None,
) -> None:
    """
    Run the reference sync: one cycle, cycles until stopped, or behind the URL door.

    \b
    Exit code 0: the cycle is complete. 75: it could not finish, call again later.

    \b
      counterfoil sync --connection world.json --state links
      counterfoil sync --connection world.json --watch --every 30s
      counterfoil sync --serve 8500
    """
    if serve is not None:
        _serve(serve, state)
        return
    sync = _opened(_read(connection), state)
    try:
        if not watch:
            sys.exit(0 if sync.cycle() else CALL_AGAIN)
        _watch(sync, every)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    finally:
        sync.close()


def _read(connection: Path | None) -> dict[str, Any]:
    if connection is None:
        raise BadInput("name a connection document with --connection, or choose --serve PORT")
    try:
        document = orjson.loads(connection.read_bytes())
    except OSError as error:
        raise BadInput(f"{connection} cannot be read: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{connection} is not JSON: {error}") from error
    wrong = complaint(document)
    if wrong:
        raise BadInput(f"{connection}: {wrong}")
    return dict(document)


def _opened(document: dict[str, Any], state: Path) -> Sync:
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{state} cannot be made: {error.strerror}") from error
    return factory(document, SocketHttp(), path=state / DATABASE)


def _watch(sync: Sync, every: float) -> None:
    clock = RealClock()
    while True:
        said = "complete" if sync.cycle() else "unfinished, will be called again"
        click.echo(f"{clock.now():%H:%M:%S} cycle {said}", err=True)
        clock.sleep(every)


def _serve(port: int, state: Path) -> None:
    listener = Listener("127.0.0.1", port, create_url_door(state))
    try:
        listener.open()
    except CannotListenError as error:
        raise NothingKnown(str(error)) from error
    click.echo(f"listening: http://127.0.0.1:{port} (pid {os.getpid()})")
    clock = RealClock()
    try:
        while True:
            clock.sleep(3600)
    except KeyboardInterrupt:
        listener.close()
