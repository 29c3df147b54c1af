"""`counterfoil serve`: both simulators and the control plane until stopped."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from counterfoil.consumers import judged
from simulators.kernel.journal import DEFAULT_BOUND
from simulators.kernel.secure import TLS_PORT
from simulators.released.vendor import VENDOR as RELEASED
from simulators.serve import DEFAULT_PORT_BASE, Settings, serve
from simulators.unchanged import CA_FILE, Secure


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port-base",
    type=click.IntRange(0, 65533),
    default=DEFAULT_PORT_BASE,
    show_default=True,
    help="Control plane at this port, Xero and Re-Leased at the next two; 0 takes free ones.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep worlds in this folder, so that a restart goes on where it stopped.",
)
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the addresses in JSON when all three listen.",
)
@click.option("--world", metavar="FIXTURE", help="Make a first world: empty, portfolio or large.")
@click.option(
    "--time-scale",
    type=click.FloatRange(0, 1_000_000),
    default=1.0,
    show_default=True,
    help="Fake seconds per real second for worlds that do not say; 0 freezes time.",
)
@click.option(
    "--journal",
    type=click.IntRange(100),
    default=DEFAULT_BOUND,
    show_default=True,
    help="How many commits and calls of each world are kept; a cut history is never judged.",
)
@click.option("--tls", is_flag=True, help="Serve the vendors' own host names over TLS too.")
@click.option(
    "--tls-port",
    type=click.IntRange(0, 65535),
    default=TLS_PORT,
    show_default=True,
    help="Where; a hosts file can only lead to 443. 0 takes a free one.",
)
@click.option(
    "--proxy-port",
    type=click.IntRange(0, 65535),
    help="A proxy that leads to these names and to no other, at this port; 0 takes a free one.",
)
@click.option(
    "--ca-file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=CA_FILE,
    show_default=True,
    help="Write here what clients must trust.",
)
@click.option(
    "--released-host",
    multiple=True,
    metavar="NAME",
    help=f"A host name by which your sync knows Re-Leased, beside {', '.join(RELEASED.hosts)}.",
)
def command(
    host: str,
    port_base: int,
    data: Path | None,
    ready_file: Path | None,
    world: str | None,
    time_scale: float,
    journal: int,
    tls: bool,  # noqa: FBT001 - click calls it
    tls_port: int,
    proxy_port: int | None,
    ca_file: Path,
    released_host: tuple[str, ...],
) -> None:
    """
    Run both simulators and the control plane until stopped.

    \b
    Prints one line when all three ports listen. With --world it also prints the
    connection document: what a sync needs to work in that world.

    \b
      counterfoil serve --world portfolio
      curl http://127.0.0.1:8400/_control/health

    \b
    A sync that cannot be pointed at other addresses is led here by its proxy setting alone,
    or by its hosts file; docs/unchanged.md says how.

    \b
      counterfoil serve --world portfolio --proxy-port 8403
    """
    secure = None
    if tls or proxy_port is not None:
        hosts = {"released": released_host}
        secure = Secure(ca_file, tls_port if tls else None, proxy_port, hosts)
    settings = Settings(host, port_base, data, ready_file, world, time_scale, journal, secure)
    code = serve(settings, click.echo, _complain, around=judged)
    sys.exit(code)


def _complain(text: str) -> None:
    click.echo(f"Error: {text}", err=True)
