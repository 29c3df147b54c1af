"""Many runs of one system: rounds of fresh seeds, and walks along the document's links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.documents import Document
from contracts.suites.fuzz import fuzz
from contracts.suites.memory import garbage_left, let_go, memory_mb, share_one_heap
from contracts.suites.work import Fuzzed, Work

MOST_ROUNDS: Final = 1000
MOST_TOLD: Final = 3


def fuzz_in_rounds(work: Work) -> Fuzzed:
    """
    Fuzz until there were as many cases as the depth asks for, one round when it asks for none.

    Method: each round draws its own part of the edges of the schemas and random requests. In
    every other one the world is not brought back between calls; in those between, walks follow
    the links. At the end of either all that answers said was made must be there.
    """
    depth = work.depth
    if depth.cases is not None:
        share_one_heap()
    fuzzed = Fuzzed(memory_mb=[memory_mb()])
    for number in range(MOST_ROUNDS):
        this = replace(work, seed=work.seed + number)
        with garbage_left():
            fuzzed.add(fuzz_lasting(this) if number % 2 else fuzz(this))
            if depth.walks and number % 2 == 0:
                fuzzed.add(walk(this))
        if depth.cases is not None:
            let_go()
        fuzzed.memory_mb.append(memory_mb())
        done = sum(fuzzed.cases.values())
        if depth.cases is None or done >= depth.cases:
            break
        work.progress(
            f"{work.suite.system}: {done:,} cases in {number + 1} rounds, "
            f"{fuzzed.memory_mb[-1]:.0f} MB, {fuzzed.kept:,} records kept, "
            f"{len(fuzzed.findings)} findings"
            + "".join(f"; {each.check}: {each.operation}" for each in fuzzed.findings[-MOST_TOLD:])
        )
    return fuzzed


def walk(work: Work) -> Fuzzed:
    """Follow the document's links: records are made, read, changed and removed."""
    if not any("links" in each for each in _answers(work.document)):
        return Fuzzed()
    walks = work.depth.walks
    deep = replace(work.depth, examples=walks, edges=None, phases=("stateful",))
    return fuzz_lasting(replace(work, depth=deep))


def fuzz_lasting(work: Work) -> Fuzzed:
    """
    Fuzz in a world that is brought back before and after, and not between calls.

    Method: calls that would end the run's own access are left out.
    """
    target = work.target
    target.fresh()
    left_out = {**target.left_out, **work.suite.ends_access}
    staying = replace(target, fresh=lambda: None, left_out=left_out)
    fuzzed = fuzz(replace(work, target=staying), lasting=True)
    target.fresh()
    return fuzzed


def _answers(document: Document) -> Iterator[Mapping[str, Any]]:
    for operation in document.operations:
        for response in operation.spec["responses"].values():
            yield document.resolve(response)
