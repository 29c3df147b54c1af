"""What each worked partner claims, as its own page says."""

import re
from pathlib import Path
from typing import Final

from counterfoil.doors.choice import OpenDoor
from scenarios.plan import Plan

EXAMPLES = Path(__file__).parents[2] / "examples"
ARCHIVED_ANEW = EXAMPLES.parent / "scenarios" / "regressions" / "archived-anew-in-xero.json"
CLAIM = re.compile(r"--only-entities (\S+) --rules (\S+)")


HURRIED: Final = {
    "format": "counterfoil/scenario/1",
    "name": "hurried",
    "world": {"seed": 1, "fixture": "portfolio"},
    "steps": [
        {"do": "fault", "match": {"actor": "sync", "system": "released", "method": "GET"},
         "action": {"kind": "status", "status": 429, "retry_after_s": 30, "when": "before"}},
        {"do": "fault", "match": {"actor": "sync", "system": "released", "method": "GET"},
         "action": {"kind": "truncate"}},
        {"do": "cycle"},
    ],
}  # fmt: skip
"""A 429 whose body is cut: what stands in its header must be kept all the same."""


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
