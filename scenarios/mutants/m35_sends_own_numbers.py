"""M35: the sync numbers invoices itself and POSTs them, so it writes into others' invoices."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, changed, with_request
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request
from sync.rules.rule import Action

NUMBERS: Final = 7
"""Own numbers begin again after this many: as good as any two series that meet."""


def own_number(pair: Pair) -> str:
    """The number that the document is given, in the same series as Xero's own."""
    return f"INV-{int(pair.released_id or 0) % NUMBERS + 1:04d}"


def numbered(right: Builder) -> Builder:
    """The right request with a number, and with the method that updates what has it."""

    def request(pair: Pair) -> Request:
        def with_number(row: dict[str, Any]) -> dict[str, Any]:
            return {**row, "InvoiceNumber": own_number(pair)}

        return replace(changed(right(pair), with_number), method="POST")

    return request


def spoil() -> Parts:
    """An existing invoice of the same number is overwritten."""
    return with_request("document", Action.PUSH_NEW, numbered)


MUTANT: Final = Mutant(
    "M35",
    "its own numbers meet Xero's: another invoice is overwritten",
    spoil,
    caught_by=("R26",),
    shortest=2,
)
