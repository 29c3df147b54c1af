"""Every open question of the rulebook has its reading here, in a switch or in words."""

import re
from pathlib import Path

from simulators.assembly import VENDORS
from tests.simulators.released.office import Office

PAGE = Path(__file__).parents[3] / "docs" / "re-leased.md"
QUESTIONS = [f"O{number}" for number in range(1, 20)]


def told() -> dict[str, tuple[list[str], str]]:
    """What the page says of each question: the switches, and the reason."""
    text = PAGE.read_text().split("## Open readings", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (O\d+) [^|]*\| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    return {question: (re.findall(r"`(\w+)`", where), why) for question, where, why in rows}


def test_each_question_stands_on_the_page_with_a_switch_or_a_reason() -> None:
    """Source: sync-rules, the table of open readings; re-leased.md §11."""
    page = told()
    known = {switch.name for vendor in VENDORS.values() for switch in vendor.switches}
    assert list(page) == QUESTIONS
    for question, (names, why) in page.items():
        assert set(names) - known <= {"policy"}, question
        assert names or why != "–", question


def test_each_switch_that_answers_a_question_stands_in_its_row() -> None:
    """A switch names the question in its source; both are readable in every world."""
    page = told()
    for switch in VENDORS["released"].switches:
        for question in re.findall(r"\bO\d+\b", switch.source):
            assert switch.name in page[question][0], switch.name


def test_each_switch_is_readable_and_settable_in_a_world() -> None:
    """Source: protocol: PUT switches."""
    office = Office()
    for switch in VENDORS["released"].switches:
        office.world.switches.set({switch.name: switch.values[-1]})
        shown = {row["name"]: row["value"] for row in office.world.switches.describe()}
        assert shown[switch.name] == switch.values[-1]
