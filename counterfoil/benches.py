"""Opens benches: simulators, a sync and a judge in one process, ready to run histories."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from counterfoil.consumers import judged
from counterfoil.inprocess import Simulators, SyncCrash
from counterfoil.outcomes import BadInput
from scenarios.bench import Bench, MakeJudge, Terms
from scenarios.driver import Factory, ObjectDriver
from scenarios.invariants import Options
from scenarios.judge import Judge
from scenarios.mutants import find_mutant
from scenarios.part import PartialJudge
from sync.door import factory as reference_sync

REFERENCE: Final = "sync.door:factory"
RULES: Final = ("settles", "crash", "doors")
"""What is asked of a sync as a program, at every door."""
GARBAGE: Final = (20_000, 10, 10)
"""Objects, and younger collections, that Python lets pass before it looks for cycles. A history
makes few: with Python's own 700 a thirteenth of the time goes into looking."""


@dataclass(frozen=True, slots=True)
class OpenBench:
    """
    Opens a bench in whichever process calls it; small, so that it survives pickling.

    Args:
        sync_object: `module:factory` of the sync under test.
        mutant: the id of a planted bug in the reference sync, empty for none.
        twins: whether histories with faults are compared with their fault-free twins (R60).
        entities: what is judged, everything when there are none.
    """

    sync_object: str = REFERENCE
    mutant: str = ""
    twins: bool = True
    entities: tuple[str, ...] = ()

    def __call__(self) -> Bench:
        """A bench of its own simulators."""
        gc.set_threshold(*GARBAGE)
        simulators = Simulators(around=judged)
        driver = ObjectDriver(self.factory(), simulators.http, SyncCrash, simulators.guard.breach)
        terms = Terms(twins=self.twins, rules=RULES)
        return Bench(simulators.control, driver, judges(self.entities), terms)

    def factory(self) -> Factory:
        """
        The factory of the sync under test.

        Raises:
            BadInput: when it cannot be found or imported.
        """
        if self.mutant:
            return spoilt(self.mutant)
        return load_factory(self.sync_object)


def judges(entities: Sequence[str]) -> MakeJudge:
    """Makes judges of these entities, of all when there are none."""
    if not entities:
        return make_judge

    def make_partial(connection: Mapping[str, Any]) -> PartialJudge:
        return PartialJudge(make_judge(connection), entities)

    return make_partial


def make_judge(connection: Mapping[str, Any]) -> Judge:
    """A judge for one history in the world of that connection document, strict on its policy."""
    return Judge(Options.of(connection["profile"], connection.get("policy")))


def spoilt(name: str) -> Factory:
    """The reference sync with one planted bug; what a bug remembers ends with the history."""
    mutant = find_mutant(name)
    return lambda connection, http: reference_sync(connection, http, mutant.spoil())


def load_factory(name: str) -> Factory:
    """
    The object that `module:factory` names, looked for in the current folder too.

    Raises:
        BadInput: one sentence that says which half of the name is wrong.
    """
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise BadInput(f"{name!r} names no factory: write module:factory, such as mysync:open")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = getattr(import_module(module_name), attribute, None)
    except ImportError as error:
        raise BadInput(f"module {module_name!r} cannot be imported: {error}") from error
    if not callable(found):
        raise BadInput(f"module {module_name!r} has no factory called {attribute!r}")
    factory: Factory = found
    return factory
