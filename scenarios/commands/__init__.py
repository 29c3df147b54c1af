"""
Everything that can happen in a history: one row per command, one file per family.

Commands draw steps; they never run them, and they know neither HTTP nor the simulators.
"""

from typing import Final

from scenarios.commands import (
    bank,
    contacts,
    credit_notes,
    documents,
    faults,
    files,
    flow,
    organisations,
    pairing,
    payments,
    portfolio,
    races,
    reference_data,
    unlinking,
    webhooks,
)
from scenarios.commands.command import Command

COMMANDS: Final[tuple[Command, ...]] = (
    *flow.COMMANDS,
    *contacts.COMMANDS,
    *documents.COMMANDS,
    *payments.COMMANDS,
    *credit_notes.COMMANDS,
    *files.COMMANDS,
    *bank.COMMANDS,
    *reference_data.COMMANDS,
    *organisations.COMMANDS,
    *pairing.COMMANDS,
    *unlinking.COMMANDS,
    *portfolio.COMMANDS,
    *faults.COMMANDS,
    *races.COMMANDS,
    *webhooks.COMMANDS,
)
"""Every command, plainest first."""

KINDS: Final = {(command.kind, command.system): command for command in COMMANDS}
"""Commands by kind and system."""

FAMILIES: Final = tuple(dict.fromkeys(command.family for command in COMMANDS))
"""The families that a workload weighs, in reading order."""
