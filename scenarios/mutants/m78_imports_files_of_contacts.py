"""M78: files of a contact are taken for files of its documents."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.links import Link
from sync.parts import PARTS, Parts
from sync.policies import Sweep, own_shelf


def with_those_of_the_contact(document: Link, resource: str) -> tuple[str, ...]:
    """The files of a document and of its contact."""
    return (*own_shelf(document, resource), f"Contacts/{(document.xero or {})['contact']}")


def spoil() -> Parts:
    """Whoever has files, they go to the document."""
    return replace(PARTS, sweep=Sweep(shelves=with_those_of_the_contact))


MUTANT: Final = Mutant(
    "M78",
    "files of contacts are imported",
    spoil,
    caught_by=("R34",),
    shortest=3,
)
