"""The `counterfoil` command: one console command, sub-commands loaded when they are asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

import click

from counterfoil import VERSION

COMMANDS: Final = (
    "serve", "doctor", "verify", "replay", "check", "mutants", "contracts", "sync", "merge"
)  # fmt: skip


class LazyCommands(click.Group):
    """Imports a sub-command's module only when it is needed, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The sub-commands, in the order that a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The sub-command of that name, None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"counterfoil.commands.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - our own table
        return command


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="counterfoil")
def cli() -> None:
    """
    Stand-ins for Xero and Re-Leased, and an examiner for any program that keeps the two in step.

    \b
    Exit codes of every sub-command:
      0  all held
      1  a rule was broken
      2  wrong usage or a bad input file
      3  nothing can be said: a server could not start, the sync never answered,
         or the checker itself failed
    """


def main() -> None:
    """Run the command; Ctrl-C ends it with what is known so far."""
    try:
        cli(standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(3)
