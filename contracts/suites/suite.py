"""What a suite is: where its calls go, what fills its path parameters, which checks fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.answers import Answer
from contracts.watch import WSGI

Connection = Mapping[str, Any]
"""The connection document of the world that a suite works in."""

Records = Mapping[str, Sequence[Mapping[str, Any]]]
"""A system's records by type."""

Made = tuple[str, str, str]
"""A record that an answer tells of: its kind, the name of its id, its id."""


def _none_made(_answer: Answer, _body: Any) -> Iterator[Made]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Target:
    """
    What a suite's calls go to.

    Args:
        connection: the connection document of the world to work in.
        app: the server, as a WSGI application; one that only passes on will do.
        fresh: brings the world back to how it was; called before every case.
        advance: lets fake time pass, in seconds; None when nobody can.
        state: the system's records by type, to take real ids from.
        left_out: operations that must not be fuzzed there, with the reason.
        look: the system's records by type as they are now; None when nobody can look.
    """

    connection: Connection
    app: WSGI
    fresh: Callable[[], None]
    advance: Callable[[float], None] | None
    state: Records
    left_out: Mapping[str, str] = field(default_factory=dict)
    look: Callable[[], Records] | None = None


@dataclass(frozen=True, slots=True)
class Depth:
    """
    How much is drawn.

    Args:
        examples: fuzzed examples for each operation.
        edges: cases at the edges of its schemas for each operation, drawn from all; None for all.
        cases: how many cases to run at least: rounds go on, each with a seed of its own; None for
            one round.
        walks: how many walks along the documents' links are taken, in one world without return.
        phases: which of Schemathesis's phases run.
        only: the operations to call, all of them when empty.
    """

    examples: int = 20
    edges: int | None = None
    cases: int | None = None
    walks: int = 0
    phases: tuple[str, ...] = ("examples", "coverage", "fuzzing")
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expect:
    """
    Which statuses are right answers to some operations.

    Args:
        operations: a regular expression over labels such as `POST /api.xro/2.0/Invoices`.
        check: `positive_data_acceptance`, `negative_data_rejection` or `not_a_server_error`.
        statuses: the statuses that are right beside the check's own.
        reason: why a schema cannot say it more narrowly.
    """

    operations: str
    check: str
    statuses: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Suite:
    """
    How one system is tested.

    Args:
        system: whose document.
        headers: what every call carries, by name.
        values: real values of parameters by `path.name` or `header.name`, for the operations whose
            label a regular expression finds; the first that fits an operation wins.
        unfit: Schemathesis checks that do not fit this system, with the reason.
        expects: statuses that are right answers, by operation.
        is_fair: whether a generated case is one that the document is to blame for: not a search
            in a language of its own, nor a body that takes minutes.
        made: the records that a successful write tells of.
        ends_access: operations after which the run's own token or books are shut, with the reason.
    """

    system: str
    headers: Callable[[Connection], Mapping[str, str]]
    values: Callable[[Target], Mapping[str, Mapping[str, Any]]]
    unfit: Mapping[str, str] = field(default_factory=dict)
    expects: tuple[Expect, ...] = ()
    is_fair: Callable[[Any], bool] = lambda case: True  # noqa: ARG005
    made: Callable[[Answer, Any], Iterator[Made]] = _none_made
    ends_access: Mapping[str, str] = field(default_factory=dict)

    def own_headers(self, target: Target) -> dict[str, str]:
        """The headers among the values that every operation may carry."""
        everywhere = [each for each in self.values(target).values() if each]
        headers = everywhere[-1] if everywhere else {}
        return {
            name.removeprefix("header."): str(value)
            for name, value in headers.items()
            if name.startswith("header.")
        }
