"""Named mixes: which families of commands a history draws from, how long it is, in which world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.commands import FAMILIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """
    A mix of command families.

    `weights` names every family (zero: never drawn); `length` is the number of steps,
    the pauses of a slow history apart;
    `one_sided` of ten histories let people act in one system only, so that a fault-free twin
    run must end in the same state (R60); `world` is what differs from the usual start world;
    `roots` are records of the start world, by name and type, that its histories touch beside the
    usual ones; `without` begins the kinds of steps that are never drawn; `stays` are
    the types, each with the system they are made in, that are believed not to cross.
    """

    name: str
    says: str
    weights: Mapping[str, int]
    length: int = 12
    one_sided: int = 1
    world: Mapping[str, Any] = field(default_factory=dict)
    roots: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    stays: frozenset[tuple[str, str]] = frozenset()


def _weights(**weights: int) -> dict[str, int]:
    """Every family with its weight, zero where none is given, in the order of `FAMILIES`."""
    return {family: weights.get(family, 0) for family in FAMILIES}


_FLOW: Final = {"cycle": 20, "clock": 4}

WORKLOADS: Final = (
    Workload(
        name="default",
        says="a bit of everything: contacts, documents, payments, settings, faults and races",
        weights=_weights(**_FLOW, contacts=20, documents=24, payments=16, credits=10, bank=6,
                         files=10, reference=3, organisation=2, portfolio=1, faults=4, races=6,
                         unlinking=4),
    ),
    Workload(
        name="contacts",
        says="contacts created, edited on both sides, archived, brought back and merged",
        weights=_weights(**_FLOW, contacts=50, documents=6, portfolio=2, races=5, unlinking=10),
    ),
    Workload(
        name="documents",
        says="invoices and bills up their ladder, edited and voided on both sides",
        weights=_weights(**_FLOW, contacts=10, documents=44, payments=5, reference=4,
                         organisation=5, races=5, unlinking=3),
    ),
    Workload(
        name="payments",
        says="part payments, full payments, equal payments, reversals, reconciliation",
        weights=_weights(**_FLOW, contacts=6, documents=18, payments=40, bank=4, races=5),
        length=14,
    ),
    Workload(
        name="credits",
        says="credit notes up their ladder, allocated, taken back, refunded on both sides",
        weights=_weights(**_FLOW, contacts=4, documents=16, payments=8, credits=44, bank=5,
                         races=5),
        length=16,
    ),
    Workload(
        name="bank",
        says="over- and prepayments, batches, transfers, money without a document",
        weights=_weights(**_FLOW, contacts=3, documents=28, payments=8, credits=2, bank=44,
                         faults=2, races=5),
        length=16,
    ),
    Workload(
        name="files",
        says="files added, replaced, renamed and deleted on documents of both sides",
        weights=_weights(**_FLOW, contacts=2, documents=14, payments=2, credits=6, bank=4,
                         files=46, races=5),
        length=16,
        one_sided=2,
    ),
    Workload(
        name="reference",
        says="accounts, tax rates, tracking renamed, recoded, archived; documents with them",
        weights=_weights(**_FLOW, contacts=5, documents=20, reference=40, portfolio=3),
    ),
    Workload(
        name="tracking",
        says="tracking categories and options, new, renamed, archived; documents with them",
        weights=_weights(**_FLOW, contacts=2, documents=40, reference=32, faults=12, races=3),
        length=24,
        without=("account.", "tax_rate.", "currency.", "tracking_category.edit"),
        roots=(("category-2", "tracking_category"), ("option-3", "tracking_option")),
    ),
    Workload(
        name="faults",
        says="lost answers, refusals, dead tokens and crashes at any call of the sync",
        weights=_weights(**_FLOW, contacts=14, documents=18, payments=14, credits=8, bank=4,
                         files=7, reference=1, faults=22, races=3),
        length=14,
        one_sided=5,
    ),
    Workload(
        name="pairing",
        says="disconnects, revoked access, lock dates, offline organisations, edits while apart",
        weights=_weights(**_FLOW, contacts=16, documents=18, payments=8, organisation=10,
                         pairing=20, portfolio=1, unlinking=4),
        length=14,
        world={"organisations": 2, "companies": 1},
    ),
    Workload(
        name="zones",
        says="books in New Zealand, over the night in which its clocks are put back",
        weights=_weights(cycle=20, clock=20, contacts=6, documents=30, payments=24, credits=8,
                         races=2),
        world={"countries": ("NZ",), "now": "2026-04-04T10:30:00Z"},
    ),
    Workload(
        name="unlinking",
        says="records refused, left out of the sync by people, edited meanwhile, taken up again",
        weights=_weights(**_FLOW, contacts=44, documents=8, payments=4, unlinking=30, races=2),
        length=18,
    ),
    Workload(
        name="webhooks",
        says="webhooks late, twice, in any order, lost, forged; cycles stopped, access cut in one",
        weights=_weights(**_FLOW, contacts=14, documents=20, payments=14, credits=6, bank=3,
                         files=5, webhooks=24, halves=10, cuts=3, switches=3, faults=2, races=3),
        length=16,
        one_sided=4,
        world={"switches": {"rl_webhooks": "on"}},
    ),
    Workload(
        name="isolation",
        says="two companies, each with its organisation: nothing of one may reach the other",
        weights=_weights(**_FLOW, contacts=22, documents=24, payments=12, credits=8, bank=3,
                         files=6, reference=4, pairing=4, faults=2, races=2),
        length=14,
        world={"organisations": 2, "companies": 2, "switches": {"equal_ids": "on"}},
    ),
)  # fmt: skip


def workload(name: str) -> Workload | None:
    """The workload called `name`, or None."""
    return next((mix for mix in WORKLOADS if mix.name == name), None)


ALWAYS: Final = ("cycle", "clock", "faults", "races")
"""Families that are drawn whatever a history is about."""


def only(mix: Workload, families: Sequence[str]) -> Workload:
    """
    The mix with only these families drawn, beside what always is; the mix itself for none.

    One that draws none of them draws all of them alike.
    """
    if not families:
        return mix
    kept = {name: weight for name, weight in mix.weights.items() if name in (*families, *ALWAYS)}
    if not any(kept.get(name) for name in families):
        kept |= dict.fromkeys(families, 10)
    return replace(mix, weights=_weights(**kept))
