"""`counterfoil contracts`: servers held to their OpenAPI documents and to further promises."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import click
import httpx

from contracts.documents import document
from contracts.report import as_data, as_junit, as_text, result_of
from contracts.run import Outcome, run_suite
from contracts.suites import SUITES
from contracts.suites.suite import Depth
from contracts.suites.work import Work
from counterfoil import options
from counterfoil.commands.contracts_drift import command as drift_command
from counterfoil.contract_worlds import RECIPE, UNLIMITED, Addresses, in_process, on_servers
from counterfoil.honesty import Real
from counterfoil.honesty import run as run_honesty
from counterfoil.outcomes import RESULTS, BadInput, NothingKnown
from counterfoil.progress import Teller
from simulators.kernel.clock import stopwatch

USUAL: Final = Depth(examples=3, edges=24, walks=15)
DEEP: Final = Depth(examples=300, walks=300)
LONG: Final = Depth(examples=6, edges=150, walks=60)


@click.group(invoke_without_command=True)
@click.option("--xero-url", metavar="URL", help="Test the Xero server there.")
@click.option("--released-url", metavar="URL", help="Test the Re-Leased server there.")
@click.option("--control-url", metavar="URL", help="Make the worlds to test in there.")
@click.option(
    "--connection",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Test in the world of this connection document instead.",
)
@click.option("--xero-token", metavar="TOKEN", help="Compare a real organisation with ours.")
@click.option("--xero-tenant", metavar="ID", help="Which organisation (default: the first).")
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Trust this authority at --xero-url.",
)
@click.option("--allow-writes", is_flag=True, help="Let the comparison write there, too.")
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML.")
@click.option(
    "--deep", is_flag=True, help="Every edge, a hundred times the examples: for a night."
)
@click.option("--cases", type=click.IntRange(1), help="Go on until each server had so many cases.")
@options.seed
@options.jobs
@options.as_json
@click.pass_context
def command(
    context: click.Context,
    xero_url: str | None,
    released_url: str | None,
    control_url: str | None,
    connection: Path | None,
    xero_token: str | None,
    xero_tenant: str | None,
    ca_file: Path | None,
    allow_writes: bool,  # noqa: FBT001 - click calls it
    junit: Path | None,
    deep: bool,  # noqa: FBT001 - click calls it
    cases: int | None,
    seed: int,
    jobs: int,
    as_json: bool,  # noqa: FBT001 - click calls it
) -> None:
    """
    Hold servers to their OpenAPI documents, and to promises that OpenAPI cannot state.

    \b
    Every operation is called with the documents' examples, with values at the
    edges of their schemas (a seeded part of them unless --deep), and with random
    good and bad requests; each answer must
    be one that the document describes. Then come the promises: idempotency keys,
    summarizeErrors, rate limits, If-Modified-Since, token lifetimes and more.

    \b
      counterfoil contracts                      the simulators, in this process
      counterfoil contracts --junit contracts.xml --json
      counterfoil contracts --xero-url https://api.xero.com --xero-token TOKEN
      counterfoil contracts drift xero_accounting.yaml
      counterfoil contracts --cases 100000       half an hour: is memory flat, does nothing break?
      counterfoil contracts --xero-url http://127.0.0.1:8401 \\
                            --control-url http://127.0.0.1:8400

    With --connection instead of --control-url nothing brings the world back between
    cases, so it is changed, and promises that need the clock are not said.
    """
    if context.invoked_subcommand is not None:
        return
    if xero_token is not None:
        if xero_url is None:
            raise BadInput("--xero-token needs --xero-url: where shall it be sent?")
        real = Real(xero_url, xero_token, xero_tenant, ca_file)
        sys.exit(int(run_honesty(real, may_write=allow_writes, as_json=as_json)))
    urls = {"xero": xero_url, "released": released_url, "control": control_url}
    addresses = _addresses({name: url for name, url in urls.items() if url}, connection)
    if junit is not None:
        _make_room(junit)
    started = stopwatch()
    depth = _depth(deep=deep, cases=cases)
    with Teller(silent=as_json) as teller:
        outcomes = _outcomes(addresses, seed, depth, jobs, _telling(teller, started))
    seconds = stopwatch() - started
    if as_json:
        click.echo(json.dumps(as_data(outcomes, seed, seconds), indent=2, ensure_ascii=False))
    else:
        for line in as_text(outcomes, seed, seconds):
            click.echo(line)
    if junit is not None:
        junit.write_text(as_junit(outcomes, seconds), encoding="utf-8")
    sys.exit(int(RESULTS[result_of(outcomes)]))


def _make_room(file: Path) -> None:
    """Refuse a file that cannot be written now, not after the run; leave no empty one."""
    try:
        was_there = file.exists()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        if not was_there:
            file.unlink()
    except OSError as error:
        raise BadInput(f"--junit {file} cannot be written: {error.strerror}") from error


def _depth(*, deep: bool, cases: int | None) -> Depth:
    if cases is not None:
        return replace(LONG, cases=cases)
    return DEEP if deep else USUAL


def _addresses(urls: dict[str, str], connection: Path | None) -> Addresses | None:
    """Where the servers are, None for those of this process."""
    if not urls and connection is None:
        return None
    if connection is None and "control" not in urls:
        raise BadInput("give --control-url or --connection as well: calls need a world's tokens")
    document = _read(connection) if connection is not None else None
    for url in urls.values():
        _require_reachable(url)
    servers = urls if connection is None else {k: v for k, v in urls.items() if k != "control"}
    return Addresses(servers, urls.get("control", ""), document)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read as a connection document: {error}") from None
    if not isinstance(document, dict) or not {"world", "xero", "released"} <= document.keys():
        raise BadInput(f"{path} is no connection document: it needs world, xero and released")
    return document


def _require_reachable(url: str) -> None:
    try:
        httpx.get(url, timeout=10)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NothingKnown(f"{url} does not answer: {error}") from None


def _telling(teller: Teller, started: float) -> Callable[[str], None]:
    return lambda text: teller.tell(text, stopwatch() - started)


def _outcomes(
    addresses: Addresses | None,
    seed: int,
    depth: Depth,
    jobs: int,
    progress: Callable[[str], None],
) -> list[Outcome]:
    systems = [
        suite.system for suite in SUITES if addresses is None or suite.system in addresses.servers
    ]
    run = partial(run_system, addresses=addresses, seed=seed, depth=depth)
    if jobs == 1 or len(systems) == 1:
        return [run(system, progress=progress) for system in systems]
    with ProcessPoolExecutor(min(jobs, len(systems)), get_context("spawn")) as pool:
        outcomes = []
        for system, outcome in zip(systems, pool.map(run, systems), strict=True):
            progress(f"{system}: {outcome.result}")
            outcomes.append(outcome)
        return outcomes


def run_system(
    system: str,
    *,
    addresses: Addresses | None,
    seed: int,
    depth: Depth,
    progress: Callable[[str], None] = lambda text: None,  # noqa: ARG005
) -> Outcome:
    """The outcome of one system's suite, in worlds of its own."""
    suite = next(each for each in SUITES if each.system == system)
    with ExitStack() as stack:
        if addresses is None:
            fuzzing, checking = in_process(system, UNLIMITED), in_process(system, RECIPE)
        else:
            fuzzing = stack.enter_context(on_servers(system, UNLIMITED, addresses))
            checking = stack.enter_context(on_servers(system, RECIPE, addresses))
        work = Work(document(system), suite, fuzzing, seed, depth, progress, stopwatch)
        return run_suite(work, checking)


command.add_command(drift_command, "drift")
