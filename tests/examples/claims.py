"""What each worked partner claims, as its own page says."""

import re
from pathlib import Path

from counterfoil.doors.choice import OpenDoor
from scenarios.plan import Plan

EXAMPLES = Path(__file__).parents[2] / "examples"
CLAIM = re.compile(r"--only-entities (\S+) --rules (\S+)")


def claim_of(example: str) -> tuple[str, ...]:
    """The options under which an example is judged, from its page."""
    entities, rules = CLAIM.findall((EXAMPLES / example / "README.md").read_text())[0]
    return ("--only-entities", entities, "--rules", rules)


def broken_by(open_door: OpenDoor, plan: Plan) -> set[str]:
    """The rules that one history breaks, unshrunk."""
    bench = open_door()
    try:
        run = bench.examine(plan).run
    finally:
        bench.close()
    assert not run.unknown, run.unknown
    return set(run.broken())
