"""The chapters of the catalogue, and the workloads in which the bugs of each are hunted first."""

from dataclasses import dataclass
from typing import Final

from scenarios.mutants.mutant import Mutant

EVERYTHING: Final = "default"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: the numbers it goes from and to, and the workload that suits most of it."""

    title: str
    first: int
    last: int
    workload: str


CHAPTERS: Final = (
    Chapter("Contacts", 1, 20, "contacts"),
    Chapter("Documents", 21, 58, "documents"),
    Chapter("Spend and receive money", 59, 61, "bank"),
    Chapter("Credit allocations", 62, 67, "credits"),
    Chapter("Attachments", 68, 78, "files"),
    Chapter("Payments", 79, 96, "payments"),
    Chapter("Reference data", 97, 105, "reference"),
    Chapter("Transport, cursors, scheduling", 106, 128, "faults"),
    Chapter("Pairing and isolation", 129, 137, "pairing"),
    Chapter("Contacts, continued", 138, 139, "contacts"),
    Chapter("Documents, continued", 140, 142, "documents"),
)

SUITED: Final = {
    "M18": "isolation",
    "M34": "payments",
    "M49": "zones",
    "M57": "credits",
    "M65": "credits",
    "M66": "credits",
    "M75": "files",
    "M83": "pairing",
    "M89": "credits",
    "M98": "tracking",
    "M101": "reference",
    "M102": "reference",
    "M104": "tracking",
    "M106": "contacts",
    "M108": "contacts",
    "M112": "contacts",
    "M114": "default",
    "M117": "documents",
    "M122": "webhooks",
    "M123": "contacts",
    "M124": "contacts",
    "M125": "contacts",
    "M132": "isolation",
    "M133": "isolation",
    "M137": "unlinking",
    "M141": "tracking",
}
"""Bugs that another workload than their chapter's suits better."""


def workloads_for(mutant: Mutant) -> tuple[str, ...]:
    """The workloads whose histories a hunt takes in turn: the suited one twice as often."""
    suited = SUITED.get(mutant.id)
    if suited is None and mutant.unless.startswith("fault="):
        suited = "faults"
    suited = suited or chapter_of(mutant.id).workload
    return (suited,) if suited == EVERYTHING else (suited, suited, EVERYTHING)


def chapter_of(name: str) -> Chapter:
    """The chapter of the catalogue in which a bug stands."""
    number = int(name[1:])
    return next(each for each in CHAPTERS if each.first <= number <= each.last)
