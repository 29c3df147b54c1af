"""`--waivers FILE`: reads what is accepted, and marks a verdict with it."""

from __future__ import annotations

from pathlib import Path

from counterfoil.outcomes import BadInput
from scenarios.verdict import Verdict
from scenarios.waivers import Waiver, WaiverError, load_waivers, with_waivers
from simulators.kernel.clock import real_now


def read_waivers(file: Path | None) -> tuple[Waiver, ...]:
    """
    The waivers of a file, none when there is no file.

    Raises:
        BadInput: the file cannot be used.
    """
    if file is None:
        return ()
    try:
        return load_waivers(file)
    except WaiverError as error:
        raise BadInput(str(error)) from error


def waived_today(verdict: Verdict, waivers: tuple[Waiver, ...]) -> Verdict:
    """The verdict with what is accepted today (UTC) marked as waived."""
    return with_waivers(verdict, waivers, real_now().date())
