"""M04: blanks and Unicode forms of a name count as differences."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_verdict
from sync.merge import Verdict
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.pictures import Reader


def raw(right: Reader) -> Reader:
    """A reader that keeps the name as it was typed, beside the name that is sent."""

    def read(record: Any) -> Picture:
        return {**right(record), "typed": record["name"]}

    return read


def letter_by_letter(verdict: Verdict, released: Picture, xero: Picture) -> Verdict:
    """The verdict, with the name for Xero wherever one letter differs."""
    if verdict.to_released or verdict.to_xero or released.get("typed") == xero["name"]:
        return verdict
    return Verdict(to_xero=("name",))


def spoil() -> Parts:
    """Re-Leased's names are compared letter by letter with what Xero made of them."""
    pictures = PARTS.released_pictures
    reading = {**pictures, "contact": raw(pictures["contact"])}
    return replace(with_verdict("contact", letter_by_letter), released_pictures=reading)


MUTANT: Final = Mutant(
    "M04",
    "names are compared letter by letter: blanks are news for ever",
    spoil,
    caught_by=("R54", "R62", "R55"),
    shortest=3,
)
