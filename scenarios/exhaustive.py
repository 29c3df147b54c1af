"""
All histories up to a length over a small alphabet: no chance, no gaps.

Letters are functions of their place, so that every edit carries a value of its own. What cannot
differ from another history is left out: a cycle at the beginning, where the world is settled, at
the end, where the examiner settles it, and after another cycle.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

from scenarios.commands.command import ref, step
from scenarios.model import RELEASED, XERO, Step, mark
from scenarios.plan import Plan, World

LONGEST: Final = 4

Letter = Callable[[int, Sequence[Step]], Step | None]
"""Writes one step: (its place, the steps before it) -> step; None where it means nothing."""

CYCLE: Final[Step] = {"do": "cycle"}


def _cycle(_place: int, before: Sequence[Step]) -> Step | None:
    return CYCLE if before and before[-1] != CYCLE else None


def _contact(system: str, verb: str, **fields: str) -> Letter:
    """An action on the first contact; values are made unique."""

    def write(place: int, _before: Sequence[Step]) -> Step:
        values = {name: f"{value} {mark(place + 1)}" for name, value in fields.items()}
        return step(f"contact.{verb}", system, on="contact-1", fields=values or None)

    return write


def _document(system: str, verb: str, field: str = "") -> Letter:
    """An action on the document that the history begins with."""
    noun = "invoice" if system == XERO else "document"

    def write(place: int, _before: Sequence[Step]) -> Step:
        fields = {field: f"2026-05-{place + 1:02d}"} if field else None
        return step(f"{noun}.{verb}", system, on="d1", fields=fields)

    return write


def _payment(system: str, cents: int) -> Letter:
    """A payment on the document that the history begins with, of an amount of its own."""
    names = ("Amount", "Date", "Code") if system == XERO else ("amount", "date", "accountCode")

    def write(place: int, _before: Sequence[Step]) -> Step:
        values = (f"{cents + place}.00", "2026-03-02", ref("bank-1"))
        fields = dict(zip(names, values, strict=True))
        return step("payment.create", system, on="d1", named=f"p{place}", fields=fields)

    return write


def _reversal(_place: int, before: Sequence[Step]) -> Step | None:
    """The latest payment that still stands is reversed in Xero."""
    made = [each["as"] for each in before if each["do"] == "payment.create"]
    gone = [each["on"] for each in before if each["do"] == "payment.reverse"]
    standing = [name for name in made if name not in gone]
    return step("payment.reverse", XERO, on=standing[-1]) if standing else None


def _begin(status: str) -> tuple[Step, ...]:
    line = {
        "description": f"{mark(90)} rent", "quantity": "1", "unitPrice": "100.00",
        "accountCode": ref("income-1"), "taxType": ref("tax-none"),
    }  # fmt: skip
    fields: dict[str, Any] = {
        "kind": "IncomeInvoice", "status": status, "contactId": ref("contact-1"),
        "issueDate": "2026-03-02", "dueDate": "2026-03-31", "taxMode": "Exclusive",
        "reference": f"Ref {mark(90)}", "lines": [line],
    }  # fmt: skip
    return (step("document.create", RELEASED, named="d1", fields=fields), CYCLE)


ALPHABETS: Final[Mapping[str, tuple[tuple[Step, ...], tuple[Letter, ...]]]] = {
    "contacts": (
        (),
        (
            _cycle,
            _contact(RELEASED, "edit", firstName="Jo"),
            _contact(XERO, "edit", FirstName="Al"),
            _contact(XERO, "edit", LastName="van der"),
            _contact(XERO, "archive"),
            _contact(XERO, "restore"),
            _contact(RELEASED, "unarchive"),
        ),
    ),
    "documents": (
        _begin("AwaitingApproval"),
        (
            _cycle,
            _document(RELEASED, "edit", "dueDate"),
            _document(XERO, "edit", "DueDate"),
            _document(RELEASED, "approve"),
            _document(XERO, "approve"),
            _document(RELEASED, "void"),
            _document(XERO, "void"),
        ),
    ),
    "payments": (
        _begin("Approved"),
        (
            _cycle,
            _payment(RELEASED, 40),
            _payment(XERO, 50),
            _reversal,
            _document(RELEASED, "edit", "dueDate"),
            _document(XERO, "void"),
        ),
    ),
}
"""By name: the steps that every history begins with, and the letters that follow."""


def histories(alphabet: str, longest: int, world: World | None = None) -> Iterator[Plan]:
    """Every history of up to `longest` letters, the shortest first."""
    begin, letters = ALPHABETS[alphabet]
    number = 0
    for length in range(1, longest + 1):
        for word in product(letters, repeat=length):
            steps = _written(word)
            if steps is not None:
                number += 1
                yield Plan(
                    steps=(*begin, *steps), world=world or World(), name=f"{alphabet}-{number}"
                )


def _written(word: Sequence[Letter]) -> tuple[Step, ...] | None:
    steps: list[Step] = []
    for place, letter in enumerate(word):
        written = letter(place, steps)
        if written is None:
            return None
        steps.append(written)
    return None if steps[-1] == CYCLE else tuple(steps)
