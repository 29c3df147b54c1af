"""`counterfoil sync`: the reference sync as a program of its own."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from counterfoil.options import Duration, as_json
from counterfoil.outcomes import BadInput, NothingKnown
from counterfoil.sync_program import (
    CALL_AGAIN,
    DATABASE,
    Narrator,
    ending,
    exit_codes,
    folder_for,
    opened,
    read_connection,
)
from counterfoil.url_door import Worlds, create_url_door
from counterfoil.watch_door import create_watch_door
from scenarios.rulebook import RULES
from simulators.kernel.http import WSGI
from simulators.kernel.listener import CannotListenError, Listener
from sync.clients.transport import NoAccess, Unfinished
from sync.database import MEMORY
from sync.explain import Explanation, UnknownNameError, explain
from sync.log import SILENT
from sync.receive import Receiver, keys_of
from sync.rehearse import Due, rehearse
from sync.relink import Relinked
from sync.restore import Untouched, keep_tokens, rebuilt
from sync.watch import Pause, Watch

FOREVER_S = 3600.0

connection_option = click.option(
    "--connection",
    type=click.Path(path_type=Path),
    envvar="COUNTERFOIL_CONNECTION",
    help="The connection document (or COUNTERFOIL_CONNECTION).",
)
state_option = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="COUNTERFOIL_STATE",
    help="The folder that keeps links and cursors (or COUNTERFOIL_STATE; default sync-state).",
)


@click.group(invoke_without_command=True)
@connection_option
@state_option
@click.option("--once", is_flag=True, help="One cycle, which is also what no option means.")
@click.option("--dry-run", is_flag=True, help="Print what a cycle would do, and do nothing.")
@click.option("--watch", is_flag=True, help="Run cycles until stopped.")
@click.option(
    "--every", type=Duration(), default="60s", show_default=True, help="Pause between cycles."
)
@click.option(
    "--listen",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="With --watch: health page and webhooks at this port; 0 takes a free one.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--serve", type=click.IntRange(0, 65535), metavar="PORT", help="Be the URL door.")
@click.option(
    "--log",
    "form",
    type=click.Choice(["auto", "text", "json", "off"]),
    default="auto",
    show_default=True,
    help="What is told on stderr: auto is a moving line on a terminal and text elsewhere.",
)
@as_json
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """
    Run the reference sync: one cycle, cycles until stopped, or behind the URL door.

    \b
    Exit code 0: the cycle is complete. 75: it could not finish, call again later.
    2: the connection document or the file of links is no good. 3: nothing can be stored.

    \b
      counterfoil sync --connection world.json --state links
      counterfoil sync --connection world.json --dry-run
      counterfoil sync --connection world.json --watch --every 30s --listen 8600
      counterfoil sync --serve 8500
      counterfoil sync explain INV-0012 --connection world.json --state links
      counterfoil sync relink --connection world.json --state links
    """
    ctx.obj = given
    if ctx.invoked_subcommand is not None:
        return
    chosen = [name for name in ("once", "watch", "serve") if given[name] not in (False, None)]
    if len(chosen) > 1 or (given["dry_run"] and chosen not in ([], ["once"])):
        raise click.UsageError("choose one of --once, --dry-run, --watch and --serve")
    state = given["state"] or Path("sync-state")
    with exit_codes():
        if given["serve"] is not None:
            _serve(given, state)
        elif given["watch"]:
            _watch(given, state)
        elif given["dry_run"]:
            _dry_run(given, state)
        else:
            _once(given, state)


def _once(given: dict[str, Any], state: Path) -> None:
    document = read_connection(given["connection"])
    with Narrator(given["form"]) as narrator:
        sync = opened(document, folder_for(state) / DATABASE, narrator.log)
        narrator.calls = lambda: sync.calls
        try:
            with ending(sync.stop):
                is_complete = sync.cycle()
        finally:
            sync.close()
    if given["form"] != "off":
        ended = "complete" if is_complete else "not complete, call again later"
        click.echo(f"{ended}: {narrator.summary()}", err=True)
    sys.exit(0 if is_complete else CALL_AGAIN)


def _watch(given: dict[str, Any], state: Path) -> None:
    document = read_connection(given["connection"])
    pause = Pause()
    receiver = Receiver(keys_of(document), pause.wake)
    with Narrator("text" if given["form"] == "auto" else given["form"]) as narrator:
        path = folder_for(state) / DATABASE
        sync = opened(document, path, narrator.log, receiver.taken)
        watch = Watch(sync, given["every"], pause)
        narrator.listen(watch.heard)
        door = create_watch_door(watch, receiver)
        listener = _listening(given["host"], given["listen"], door.wsgi_app)
        try:
            with ending(watch.stop):
                watch.run()
        finally:
            if listener is not None:
                listener.close()
            sync.close()
    click.echo("stopped", err=True)


def _listening(host: str, port: int | None, app: WSGI) -> Listener | None:
    if port is None:
        return None
    try:
        listener = Listener(host, port, app)
    except CannotListenError as error:
        raise NothingKnown(str(error)) from error
    listener.open()
    click.echo(f"listening: http://{host}:{listener.port} (pid {os.getpid()})")
    return listener


def _serve(given: dict[str, Any], state: Path) -> None:
    pause = Pause()
    with Narrator("text" if given["form"] == "auto" else given["form"]) as narrator:
        worlds = Worlds(state, narrator.log)
        app = create_url_door(worlds).wsgi_app
        listener = _listening(given["host"], given["serve"], app)
        with ending(pause.stop):
            while not pause.is_stopped:
                pause.rest(FOREVER_S)
        worlds.close()
        if listener is not None:
            listener.close()


def _dry_run(given: dict[str, Any], state: Path) -> None:
    """Read everything and decide, on a copy of the memory."""
    document = read_connection(given["connection"])
    path = state / DATABASE
    sync = opened(document, path if path.exists() else MEMORY, SILENT)
    plan: list[Due] = []
    broken_off = []
    try:
        for pairing in sync.rehearsing():
            try:
                plan += rehearse(pairing)
            except (Unfinished, NoAccess) as why:
                broken_off.append(f"company {pairing.company}: {why}")
        keep_tokens(sync.links, path)
    finally:
        sync.close()
    if given["as_json"]:
        document = {"complete": not broken_off, "why": broken_off, "plan": [*map(asdict, plan)]}
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    else:
        _print_plan(plan)
    for said in broken_off:
        click.echo(f"not complete: {said}", err=True)
    sys.exit(CALL_AGAIN if broken_off else 0)


def _print_plan(plan: list[Due]) -> None:
    if not plan:
        click.echo("Nothing is due.")
        return
    table = Table(box=None, pad_edge=False)
    for head in ("company", "where", "what", "record", "name", "change", "rule"):
        table.add_column(head, overflow="fold")
    for due in plan:
        rule = f"{due.rule} {due.says}"
        row = (str(due.company), due.where or "–", due.action, due.record, due.name, due.change)
        table.add_row(*row, rule)
    console = Console(file=sys.stdout)
    width = console.width if console.is_terminal else 200
    Console(file=sys.stdout, width=width).print(table)
    writes = sum(bool(due.where) for due in plan)
    click.echo(f"{writes} records would be written, {len(plan) - writes} wait. Nothing was.")


def _shared(option: str, own: Any) -> Any:
    """An option of a sub-command, which may also stand before its name."""
    context = click.get_current_context()
    return own if own is not None else (context.obj or {}).get(option)


@command.command("explain")
@click.argument("record")
@connection_option
@state_option
@as_json
def explain_command(
    record: str, connection: Path | None, state: Path | None, *, as_json: bool
) -> None:
    """
    Say why a record is not in the other system, as of the last cycle.

    RECORD is released:TYPE:ID (released:document:17), xero:ID, or a number or name as people
    see it (INV-0012, Acme Ltd). Nothing is called and nothing is written.
    """
    path = (_shared("state", state) or Path("sync-state")) / DATABASE
    document = read_connection(_shared("connection", connection))
    if not path.exists():
        raise BadInput(f"{path} is not there: run a cycle first, or name its folder with --state")
    with exit_codes():
        sync = opened(document, path, SILENT)
        try:
            found = explain(sync.pairings, record)
        except UnknownNameError as error:
            raise BadInput(str(error)) from error
        finally:
            sync.close()
    if as_json:
        click.echo(orjson.dumps([*map(asdict, found)], option=orjson.OPT_INDENT_2))
        return
    if not found:
        click.echo(
            f"{record}: no cycle has seen it. Either it is newer than the last cycle, belongs to "
            "a company that is not paired here, or is of a type that does not cross."
        )
    for each in found:
        _print_explanation(each)


def _print_explanation(each: Explanation) -> None:
    click.echo(f"{each.name} ({each.record}), company {each.company}")
    click.echo(f"  Re-Leased: {each.released}")
    click.echo(f"  Xero:      {each.xero}")
    click.echo(f"  {each.answer}")
    for line in each.because:
        click.echo(f"  {line}")
    for rule in each.rules:
        click.echo(f"  {rule}: {RULES[rule].sentence}")


@command.command("relink")
@connection_option
@state_option
@click.option("--anyway", is_flag=True, help="Also when the file of links is whole.")
def relink_command(connection: Path | None, state: Path | None, *, anyway: bool) -> None:
    """
    Rebuild a lost or damaged file of links from what both systems hold.

    Both systems are read and neither is written to; the next cycle goes on from there. The old
    file is kept beside the new one. What was agreed field by field is lost with it: where two
    twins differ, the declared policy decides, so run it before people go on editing.
    """
    document = read_connection(_shared("connection", connection))
    path = folder_for(_shared("state", state) or Path("sync-state")) / DATABASE
    with exit_codes():
        try:
            found = rebuilt(lambda new: opened(document, new, SILENT), path, is_forced=anyway)
        except Untouched as error:
            raise BadInput(str(error)) from error
        except (Unfinished, NoAccess) as error:
            click.echo(f"Error: {error}. Nothing was changed: try again later.", err=True)
            sys.exit(CALL_AGAIN)
    for each in found:
        _print_relinked(each)


def _print_relinked(each: Relinked) -> None:
    if not each.is_connected:
        click.echo(f"company {each.company}: not connected, so there is nothing to link")
        return
    linked = ", ".join(f"{count} {type_}" for type_, count in each.linked.items() if count)
    click.echo(f"company {each.company}: linked {linked or 'nothing'}")
    click.echo(
        f"  {each.joined} of them by equal content; {each.only_here} records are only in "
        f"Re-Leased, {each.only_there} only in Xero; {each.problems} open problems taken up again"
    )
