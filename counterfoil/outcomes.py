"""How a command ends: the exit codes of the protocol, and sentences instead of tracebacks."""

from enum import IntEnum

import click


class Exit(IntEnum):
    """The exit codes that every sub-command keeps to."""

    HELD = 0
    BROKEN = 1
    USAGE = 2
    UNKNOWN = 3


RESULTS = {"pass": Exit.HELD, "fail": Exit.BROKEN, "unknown": Exit.UNKNOWN}
"""The exit code of each verdict result."""


class BadInput(click.ClickException):
    """One clear sentence about a file or value that cannot be used; exit code 2."""

    exit_code = int(Exit.USAGE)


class NothingKnown(click.ClickException):
    """One clear sentence about why nothing can be said; exit code 3."""

    exit_code = int(Exit.UNKNOWN)
