"""M19: the debtor is made inside each document."""

from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def with_own_debtor(row: dict[str, Any]) -> dict[str, Any]:
    """The document with its debtor by a name of its own: Xero makes what it does not know."""
    text = row.get("Reference") or row["LineItems"][0]["Description"]
    return {**row, "Contact": {"Name": f"Debtor of {text}"}}


def spoil() -> Parts:
    """No document names a contact by its id."""
    return with_fields("document", Action.PUSH_NEW, with_own_debtor)


MUTANT: Final = Mutant(
    "M19",
    "each document brings a contact of its own",
    spoil,
    caught_by=(
        "R55",
        "R56",
        "R15",
    ),
    shortest=3,
)
