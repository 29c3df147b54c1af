"""
Tests of one's own sync in Python: worlds, people's edits, `settle` and `assert_rules`.

The fixtures of the pytest plugin hand out what is made here; it works without pytest too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import httpx

from counterfoil.benches import make_judge
from counterfoil.consumers import judged
from counterfoil.doors.choice import TIME_SCALE
from counterfoil.doors.house import House
from counterfoil.guard import Guard
from counterfoil.inprocess import AppTransport, Http, Simulators, WorldClock
from counterfoil.options import known
from counterfoil.outcomes import BadInput
from counterfoil.sockets import SocketHttp
from scenarios.driver import MOST_TURNS
from scenarios.finding import Finding
from scenarios.interpreter import BACKOFF_S, MOST_CYCLES, Event, Run
from scenarios.invariants.effort import calls_keep_the_contract
from scenarios.invariants.invariant import Cycle, Options
from scenarios.one_run import verdict_on
from scenarios.places import id_of
from scenarios.plan import Plan
from scenarios.plan import World as Recipe
from scenarios.report.text import finding_text
from scenarios.systems import ControlError, Systems, create_world
from scenarios.verdict import RULES, Verdict
from simulators.kernel.http import WSGI
from simulators.kernel.registry import DEFAULT_NOW
from simulators.kernel.world import World as Books

FIXTURE: Final = "portfolio"
SYNC, USER = "sync", "user"
XERO, RELEASED = "xero", "released"
Record = Mapping[str, Any]


class RefusedEdit(Exception):  # noqa: N818 - an answer
    """The product did not let the person do it; the text is the product's own."""


class HasCycle(Protocol):
    """A sync as the object door takes it."""

    def cycle(self) -> bool:
        """Works once: True when complete, False for "call me again"."""


Sync = HasCycle | Callable[[], Any]
"""What `settle` runs: an object with `cycle()`, or a function; only False means "call again"."""


class Worlds:
    """The simulators behind all worlds of one test run; each kind is made when it is needed."""

    def __init__(self) -> None:
        self._simulators: Simulators | None = None
        self._house: House | None = None

    def open(self, *, sockets: bool = False, **recipe: Any) -> World:
        """
        A fresh world.

        Args:
            sockets: real ports of this machine and a clock that runs, for syncs that do not take
                an `httpx` client; otherwise everything happens in this process, on a frozen clock.
            recipe: what `POST /worlds` takes.

        Raises:
            ValueError: the recipe is not of the documented form, saying what is right.
        """
        asked = {"fixture": FIXTURE, **recipe}
        if sockets:
            asked = {"clock": {"scale": TIME_SCALE}, "now": DEFAULT_NOW, **asked}
            self._house = self._house or House()
            guard = self._house.guard
            return World(self._house.simulators, asked, guard, in_process=False)
        self._simulators = self._simulators or Simulators(around=judged)
        return World(self._simulators, asked, self._simulators.guard)

    def close(self) -> None:
        """Close the ports, if any were opened."""
        if self._house is not None:
            self._house.close()


class World:
    """
    One world: two products, a clock, a history.

    Args:
        simulators: where it is made.
        recipe: what `POST /worlds` takes.
        guard: knows who called the control plane.
        in_process: whether the sync reaches it by `http` alone, without a socket.

    Attributes:
        connection: the connection document, for the sync under test.
        http: what a sync in process is handed: `client(base_url)` and `clock`.
        xero: Xero, for the test.
        released: Re-Leased, for the test.
    """

    def __init__(
        self,
        simulators: Simulators,
        recipe: Mapping[str, Any],
        guard: Guard,
        *,
        in_process: bool = True,
    ) -> None:
        self._control = simulators.control
        try:
            self.connection = create_world(self._control, recipe)
        except ControlError as wrong:
            raise ValueError(f"no world can be made of {dict(recipe)}: {wrong}") from None
        self.name = str(self.connection["world"])
        self._books = simulators.registry.worlds[self.name]
        self._systems = Systems(self._control, self.name)
        self._events: list[Event] = []
        self._named: dict[tuple[str, str], str] = {}
        self._own: set[int] = set()
        self._guard = guard
        self._breach = ""
        guard.breach()  # what another world's sync did there
        self._synced = False
        self.http: Http | SocketHttp = (
            simulators.http(self.name) if in_process else SocketHttp(WorldClock(self._books))
        )
        self.xero = Product(self, XERO, simulators.apps[XERO], self._own)
        self.released = Product(self, RELEASED, simulators.apps[RELEASED], self._own)

    @property
    def books(self) -> Books:
        """The world within the simulators."""
        return self._books

    def person(self, system: str, kind: str, on: Record | str = "", **said: Any) -> dict[str, Any]:
        """What a person does in a product; see `Product.person`."""
        noun = kind.partition(".")[0]
        owner = said.pop("owner", None)
        record = on if isinstance(on, str) else id_of(system, noun, dict(on))
        action: dict[str, Any] = {"system": system, "kind": kind, "id": record, "fields": said}
        if owner is not None:
            action["owner"] = str(owner)
        first = self._books.commits.next
        edited = self._systems.edit(action)
        if edited.refusal is not None:
            raise RefusedEdit(edited.refusal)
        made = next((row for row in edited.commits if row["type"] == noun), None)
        made = made or next(iter(edited.commits), None)
        self._tell(action, first, made)
        return dict(made["after"] or made["before"] or {}) if made is not None else {}

    def _tell(self, action: Mapping[str, Any], first: int, made: Record | None) -> None:
        """Remember the action as a step of the story, under names that people can follow."""
        system, kind, on = action["system"], action["kind"], action["id"]
        if self._synced:
            self._events.append(Event(None, {"do": "cycle"}, "ok"))
            self._synced = False
        step = {"do": kind, "in": system, "fields": dict(action["fields"])}
        if on:
            step["on"] = self._named.get((system, on), on)
        elif made is not None:
            step["as"] = f"{made['type']}-{len(self._named) + 1}"
            self._named[system, made["id"]] = step["as"]
        last = self._books.commits.next - 1
        request = {"path": "edits", "body": dict(action)}
        self._events.append(Event(None, step, "ok", first=first, last=last, request=request))

    def state(self) -> dict[str, Any]:
        """Both products' records as they stand: by system and type."""
        return self._systems.state()

    def fault(self, kind: str, match: Mapping[str, Any] | None = None, **how: Any) -> None:
        """
        Arm a fault for a coming call.

        Raises:
            ValueError: there is no such fault, or it is not put like that.
        """
        entry = {"match": dict(match or {}), "action": {"kind": kind, **how}}
        refusal = self._systems.arm(entry)
        if refusal is not None:
            raise ValueError(refusal)
        self._events.append(Event(None, {"do": "fault", **entry}, "ok"))

    def advance(self, seconds: float) -> None:
        """Let fake time pass."""
        self._systems.pass_time(seconds)

    def settle(self, sync: Sync, cycles: int = MOST_CYCLES) -> int:
        """See `settle`."""
        self._systems.heal()
        work = sync if callable(sync) else sync.cycle
        for count in range(1, cycles + 1):
            self.advance(BACKOFF_S)
            self._systems.commits()
            is_complete = any(work() is not False for _ in range(MOST_TURNS))
            rows, _ = self._told(self._systems.commits().rows, ())
            wrote = sum(row["actor"] == SYNC for row in rows)
            self._synced = True
            if is_complete and not wrote:
                return count
        why = f"wrote {wrote} times" if is_complete else f"said {MOST_TURNS} times: call me again"
        raise AssertionError(f"settles: not quiet after {cycles} cycles: the last {why}")

    def verdict(self) -> Verdict:
        """Every commit so far judged, and what must agree now, as if the world had settled."""
        systems, judge = Systems(self._control, self.name), make_judge(self.connection)
        calls, commits = systems.calls(), systems.commits()
        rows, heard = self._told(commits.rows, calls.rows)
        state = systems.state()
        judge.begin({XERO: {}, RELEASED: {}})
        judge.calls(heard)
        plan = Plan(
            name="",
            steps=tuple(event.step for event in self._events),
            world=Recipe(profile=self.connection["profile"], seed=self._books.seed),
        )
        run = Run(plan, events=self._events, commits=rows, calls=heard, state=state)
        run.findings += judge.commits(rows)
        run.findings += judge.settled()
        exercised = {**judge.exercised, **self._judge_program(run)}
        return verdict_on(run, exercised, is_whole=False)

    def _judge_program(self, run: Run) -> dict[str, int]:
        """Judge the sync's calls by the vendors' documents, and whether it kept to their doors."""
        cycle = Cycle(calls=run.calls, is_complete=True)
        told = list(calls_keep_the_contract(cycle, Options()))
        run.findings += (each for each in told if isinstance(each, Finding))
        self._breach = self._breach or self._guard.breach()
        if self._breach:
            run.findings.append(Finding("doors", self._breach))
        return {"contract": len(told), "doors": 1} if run.calls or self._breach else {}

    def _told(
        self, commits: Iterable[dict[str, Any]], calls: Iterable[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Commits and calls as the judge sees them: what the test itself did is a person's."""
        rows = [
            {**row, "actor": USER, "call": None} if row["call"] in self._own else row
            for row in commits
        ]
        return rows, [call for call in calls if call["n"] not in self._own]

    def close(self) -> None:
        """Drop the world."""
        self.xero.close()
        self.released.close()
        self._control.delete(f"/worlds/{self.name}")


class Product(httpx.Client):
    """
    Xero or Re-Leased for a test: an `httpx.Client` with a token, and a person's hand.

    What a test does through it counts as a person's doing, not as the sync's.
    """

    def __init__(self, world: World, system: str, app: WSGI, own: set[int]) -> None:
        given = world.connection[system]
        headers = {
            "Authorization": f"Bearer {given['access_token']}",
            "Accept": "application/json",
        }
        if system == XERO and given["organisations"]:
            headers["xero-tenant-id"] = given["organisations"][0]["tenant_id"]
        host = f"{system}.test"
        super().__init__(
            base_url=f"http://{host}",
            headers=headers,
            transport=AppTransport({host: app}),
            trust_env=False,
        )
        self._world, self._system, self._own = world, system, own

    def send(self, request: httpx.Request, **how: Any) -> httpx.Response:
        """The answer to a request, which is remembered as the test's own."""
        books = self._world.books
        with books.lock:
            first = books.calls.next
            try:
                return super().send(request, **how)
            finally:
                self._own.update(range(first, books.calls.next))

    def person(self, kind: str, on: Record | str = "", **fields: Any) -> dict[str, Any]:
        """
        What a person does in this product.

        Args:
            kind: of the catalogue of people's actions, such as `contact.create`.
            on: the record that is touched, or its id; none for a creation.
            fields: by the product's own names; `owner` names an organisation or company, the
                first unless told.

        Returns:
            The record as it is now.

        Raises:
            RefusedEdit: in the product's words; nothing was changed.
        """
        return self._world.person(self._system, kind, on, **fields)

    def records(self, kind: str) -> list[dict[str, Any]]:
        """All records of a type as they stand, read behind the product's interface."""
        found: list[dict[str, Any]] = self._world.state()[self._system].get(kind, [])
        return found


def settle(world: World, sync: Sync, cycles: int = MOST_CYCLES) -> int:
    """
    Heal all faults, release held webhooks, and let the sync work until a cycle writes nothing.

    Args:
        world: where.
        sync: an object with `cycle()`, or a function that works once.
        cycles: how many it may take.

    Returns:
        How many it took.

    Raises:
        AssertionError: it never came to rest.
    """
    __tracebackhide__ = True
    return world.settle(sync, cycles)


def assert_rules(world: World, rules: Sequence[str] | None = None) -> Verdict:
    """
    Judge the world's history: every commit and what must agree now by the rulebook, and every call
    of the sync by the vendors' documents.

    Args:
        world: which; settle it first.
        rules: judge by these only, such as `["R41"]`; each must have been at stake.

    Returns:
        The verdict, with how often each rule was at stake.

    Raises:
        AssertionError: a rule is broken, told as a story; or nothing can be said.
        ValueError: a rule is unknown.
    """
    __tracebackhide__ = True
    try:
        known(rules or (), RULES, "rule")
    except BadInput as wrong:
        raise ValueError(wrong.message) from None
    verdict = world.verdict()
    told = [finding_text(row) for row in verdict.findings if not rules or row["rule"] in rules]
    told += [f"nothing can be said: {reason}" for reason in verdict.reasons]
    at_stake = {row.id for row in verdict.rules if row.exercised}
    told += [
        f"{rule}  {RULES[rule].title}: nothing in this history put it at stake"
        for rule in rules or ()
        if rule not in at_stake
    ]
    if told:
        raise AssertionError("\n\n".join(["the rulebook does not hold:", *told]))
    return verdict
