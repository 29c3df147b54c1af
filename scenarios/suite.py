"""The Hypothesis property: draw a plan, run, judge, nothing else. The format is everybody's."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from scenarios.bench import Bench, Examined
from scenarios.generator import draw_plan
from scenarios.plan import Plan, World
from scenarios.report.story import story_of
from scenarios.report.text import finding_text
from scenarios.shrink import shortened
from scenarios.workloads import Workload


class DrawnChance:
    """Chance that Hypothesis hands out, and can make smaller."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return self._draw(st.integers(0, limit - 1))


def plans(workload: Workload, world: World | None = None) -> SearchStrategy[Plan]:
    """Plans of a workload, all of one length, as Hypothesis draws them."""

    @st.composite
    def drawn(draw: DrawFn) -> Plan:
        return draw_plan(workload, DrawnChance(draw), world)

    return drawn()


def assert_held(bench: Bench, plan: Plan) -> None:
    """
    Runs and judges a plan.

    Raises:
        AssertionError: a rule is broken, with the shrunk story; or nothing can be said.
    """
    examined = bench.examine(plan)
    if examined.run.unknown:
        raise AssertionError(f"nothing can be said: {examined.run.unknown}")
    for rule in examined.run.broken()[:1]:
        raise AssertionError(_told(bench, plan, rule, examined))


def _told(bench: Bench, plan: Plan, rule: str, examined: Examined) -> str:
    shrunk = shortened(bench, plan, rule)
    if shrunk is None:
        return finding_text(story_of(plan, examined.run, rule).as_json()) + "\n(flaky)"
    return finding_text(story_of(shrunk.plan, shrunk.run, rule).as_json())


Property = Callable[[Plan], None]
"""What a suite hands to Hypothesis' `given(plans(…))`."""
