"""Planted bugs: the table agrees with the rulebook, each bug is caught, the right sync is not."""

import re
from dataclasses import fields, replace
from itertools import count
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from counterfoil.benches import OpenBench
from counterfoil.commands.mutants import command, table
from scenarios.campaign import Campaign, hunt
from scenarios.mutants import CANNOT, MUTANTS, find_mutant
from scenarios.mutants import __file__ as package
from scenarios.mutants.chapters import workloads_for
from scenarios.mutants.kept import Kept
from scenarios.mutants.mutant import with_rule, without_rule
from scenarios.mutants.page import page
from scenarios.mutants.trial import Broken, Outcome, Row, Trial, rows_of, trials
from scenarios.plan import Plan, World
from scenarios.verdict import RULES
from scenarios.workloads import WORKLOADS
from sync.parts import PARTS, Parts
from sync.rules.contact import is_new_here
from sync.rules.payment import is_reversed_in_xero
from sync.rules.rule import Action
from tests.scenarios.mutant_stories import STORIES
from tests.scenarios.mutant_stories_later import LATER
from tests.scenarios.mutant_stories_later import WORLDS as LATER_WORLDS

IDS = [mutant.id for mutant in MUTANTS]
TWO_COMPANIES = World(organisations=2, companies=2, switches={"equal_ids": "on"})
OF_TWO_COMPANIES = ("M132", "M133")
"""Bugs that need two companies to show."""

WORLDS = {
    **dict.fromkeys(OF_TWO_COMPANIES, TWO_COMPANIES),
    "M40": World(switches={"void_paid": "accept"}),
    **LATER_WORLDS,
}
"""Bugs that show in another world than the usual one."""

PANEL = ("M07", "M14", "M24")
"""Bugs that random histories meet within a few: enough to see that hunting works."""


def files() -> dict[str, str]:
    """The files of planted bugs by id."""
    names = (path.stem for path in Path(package).parent.glob("m*_*.py"))
    return {f"M{match[1]}": name for name in names if (match := re.match(r"m(\d+)_", name))}


PAGE = Path(__file__).parents[2] / "docs" / "mutants.md"


def a_story(mutant: str) -> Plan:
    return Plan(steps={**STORIES, **LATER}[mutant], world=WORLDS.get(mutant, World()))


# The table.


def test_every_planted_bug_has_its_own_id_in_the_order_of_the_catalogue():
    assert sorted(set(IDS), key=lambda name: int(name[1:])) == IDS


def test_every_file_of_a_planted_bug_is_a_row_and_every_row_a_file():
    modules = {mutant.id: mutant.spoil.__module__.rpartition(".")[2] for mutant in MUTANTS}

    assert modules == files()


@pytest.mark.parametrize("mutant", MUTANTS, ids=IDS)
def test_a_planted_bug_names_rules_of_the_rulebook(mutant):
    assert mutant.caught_by
    assert set(mutant.caught_by) <= set(RULES)
    assert mutant.title
    assert mutant.shortest > 0


@pytest.mark.parametrize("mutant", MUTANTS, ids=IDS)
def test_a_planted_bug_exchanges_parts_and_leaves_most_alone(mutant):
    spoilt = mutant.spoil()
    right = Parts()
    differing = {
        field.name
        for field in fields(Parts)
        if getattr(spoilt, field.name) != getattr(right, field.name)
    }

    assert 1 <= len(differing) <= 3


def test_every_planted_bug_has_one_story_in_the_order_of_the_table():
    assert list(STORIES) == [name for name in IDS if name not in LATER]
    assert list(LATER) == [name for name in IDS if name in LATER]


def test_an_unknown_planted_bug_is_refused_with_those_that_there_are():
    with pytest.raises(KeyError, match="no planted bug is called 'M999': use M01, M02"):
        find_mutant("M999")


def test_a_rule_that_a_table_lacks_cannot_be_spoilt():
    with pytest.raises(LookupError, match="0 rules of payment"):
        without_rule("payment", is_new_here)


def test_a_spoilt_rule_keeps_its_place_and_all_others():
    rules = with_rule("payment", is_reversed_in_xero, Action.LEAVE).rules["payment"]

    pairs = zip(rules, PARTS.rules["payment"], strict=True)
    changed = [(old.action, new) for new, old in pairs if new != old]
    assert [(old, new.action) for old, new in changed] == [(Action.REVERSE, Action.LEAVE)]


def test_every_bug_of_the_catalogue_is_planted_or_has_the_reason_why_not():
    named = [*IDS, *(each.id for each in CANNOT)]

    assert sorted(named, key=lambda name: int(name[1:])) == [f"M{n:02d}" for n in range(1, 143)]
    assert all(each.why for each in CANNOT)


def test_at_least_one_hundred_and_twenty_bugs_are_planted():
    assert len(MUTANTS) >= 120


def test_every_bug_is_hunted_in_workloads_that_exist():
    hunted = {name for mutant in MUTANTS for name in workloads_for(mutant)}

    assert hunted <= {mix.name for mix in WORKLOADS}


def test_the_page_of_planted_bugs_names_every_one_of_the_catalogue():
    told = PAGE.read_text(encoding="utf-8")

    named = [*IDS, *(each.id for each in CANNOT)]
    assert [name for name in named if not re.search(rf"^(\| |\* ){name}[ ,]", told, re.M)] == []


# The bugs.


@pytest.fixture(scope="module")
def unspoilt():
    bench = OpenBench()()
    yield bench
    bench.close()


@pytest.mark.parametrize("mutant", MUTANTS, ids=IDS)
def test_a_planted_bug_is_caught_by_a_rule_that_its_row_names(mutant, unspoilt):
    """One story each; the right sync tells the same story without any rule broken."""
    plan = a_story(mutant.id)
    bench = OpenBench(mutant=mutant.id)()

    run = bench.examine(plan).run
    bench.close()

    assert run.unknown == ""
    assert set(run.broken()) & set(mutant.caught_by), run.broken()
    assert unspoilt.examine(plan).run.broken() == ()


def test_what_is_remembered_of_the_first_settling_is_gone_in_the_first_history_too():
    """M65 knows the amounts of what it has read; a hunt's first catch did not come back alone."""
    hunted = trials(find_mutant("M65"), OpenBench(mutant="M65"), first_seed=1, seeds=1, most=1)
    bench, plan = OpenBench(mutant="M65")(), hunted[0].campaign.plan(1104)

    first, second = bench.examine(plan).run, bench.examine(plan).run
    bench.close()

    assert first.broken() == second.broken() == ("R28",)
    assert [call["path"] for call in first.calls] == [call["path"] for call in second.calls]


@pytest.mark.parametrize("name", PANEL)
def test_random_histories_catch_a_planted_bug_soon(name):
    bench = OpenBench(mutant=name)()
    plans = map(Campaign().plan, count(1))

    catch = hunt(bench, plans, find_mutant(name).caught_by, most=40)
    bench.close()

    assert catch is not None


# What is told.


def a_row(*rules: str | None) -> Row:
    outcomes = (
        Outcome("M79", rule, rule and 10 * place, rule and place, rule and ())
        for place, rule in enumerate(rules, start=1)
    )
    return Row(find_mutant("M79"), tuple(outcomes))


@pytest.mark.parametrize(
    ("rules", "caught_by", "histories", "steps"),
    [
        (("R41",), "R41", 10, 1),
        (("R41", "R41", "R38"), "R41", 20, 2),
        (("R41", None, "R41"), "R41", 30, 1),
        (("R41", None, None), None, None, None),
        ((None,), None, None, None),
    ],
)
def test_a_row_tells_the_median_and_a_survivor_has_none(rules, caught_by, histories, steps):
    """Source: protocol, `counterfoil/mutants/1`: null for a survivor."""
    told = a_row(*rules).as_json()

    assert (told["caught_by"], told["histories"], told["steps"]) == (caught_by, histories, steps)
    assert list(told) == [
        *("id", "title", "breaks", "caught_by", "histories", "steps", "shortest", "unless"),
    ]


def test_the_hunts_of_a_bug_never_share_a_history():
    hunts = trials(find_mutant("M79"), OpenBench(mutant="M79"), first_seed=5, seeds=3, most=100)

    assert [hunt.first_seed for hunt in hunts] == [5, 105, 205]


def test_rows_stand_in_the_order_of_the_catalogue_and_only_where_something_is_known():
    known = [Outcome("M80"), Outcome("M01"), Outcome("M80")]

    assert [(row.mutant.id, len(row.outcomes)) for row in rows_of(MUTANTS, known)] == [
        ("M01", 1),
        ("M80", 2),
    ]


def test_the_table_says_which_bug_survived():
    shown = table([a_row(None), a_row("R41")])

    assert re.search(r"^M79 +survived +4 +a payment is doubled by its own echo$", shown, re.M)
    assert shown.endswith("1 of 2 planted bugs caught")


def test_the_command_hunts_and_prints_the_document():
    """Source: protocol, sections 1 and 6."""
    asked = ["--only", "M14", "--seeds", "1", "--most", "40", "--jobs", "1", "--json"]

    done = CliRunner().invoke(command, asked)

    told = orjson.loads(done.stdout)
    assert done.exit_code == 0
    assert told["format"] == "counterfoil/mutants/1"
    assert [row["id"] for row in told["mutants"]] == ["M14"]
    assert told["mutants"][0]["caught_by"] in ("R4", "R5")


def test_a_survivor_ends_the_command_with_one(monkeypatch):
    harmless = replace(find_mutant("M13"), caught_by=("R14",))
    monkeypatch.setattr("counterfoil.commands.mutants.MUTANTS", (harmless,))

    done = CliRunner().invoke(command, ["--seeds", "1", "--most", "1", "--jobs", "1"])

    assert done.exit_code == 1
    assert "0 of 1 planted bugs caught" in done.stdout


def test_an_unknown_bug_is_one_sentence_and_exit_code_two():
    done = CliRunner().invoke(command, ["--only", "M79,M999"])

    assert done.exit_code == 2
    assert done.stderr.startswith("Error: no planted bug is called 'M999'")
    assert "Traceback" not in done.stderr


def test_an_ended_run_is_gone_on_with_and_a_line_that_was_cut_off_is_not_believed(tmp_path):
    hunts = trials(find_mutant("M79"), OpenBench(mutant="M79"), first_seed=5, seeds=3, most=100)
    told = Outcome("M79", "R41", 7, 2, ({"do": "cycle"},), ("R41",), ("R41", "R38"), 12)
    kept = Kept(tmp_path / "kept")
    kept.add(hunts[1], told)
    kept.add(hunts[2], told)
    (tmp_path / "kept").write_bytes((tmp_path / "kept").read_bytes()[:-9])

    assert list(kept.known(hunts)) == [(1, told)]
    assert list(kept.known([replace(hunts[1], shrinks=False)])) == []
    assert list(Kept(None).known(hunts)) == []


def test_the_page_tells_what_shrinking_cost_and_which_rules_no_bug_needs():
    found = Outcome("M79", "R41", 7, 4, (), ("R41",), ("R41",), 12)
    long = Outcome("M80", "R41", 9, 8, (), ("R41",), ("R41", "R53"), 50)
    rows = rows_of(MUTANTS, [found, long])

    told = page(rows, "--seed 1", [Broken("M81", 1, "ValueError: no")])

    assert "Of 2 catches that were shrunk, 1 (50 %) reached the shortest known story" in told
    assert "* M80, a payment is doubled after a lost answer: 8 steps instead of 4." in told
    assert "| R41 | 2 | M79 |" in told
    assert "| R53 | 1 | no bug needs it |" in told
    assert "* M81, from seed 1: ValueError: no." in told


def test_a_hunt_that_breaks_off_costs_only_its_own_line(monkeypatch, tmp_path):
    asked = ["--only", "M07,M14", "--seeds", "1", "--most", "20", "--jobs", "1", "--quick"]
    right = Trial.outcome
    monkeypatch.setattr(Trial, "outcome", lambda t, b: 1 // 0 if t.id == "M07" else right(t, b))

    done = CliRunner().invoke(command, [*asked, "--page", str(tmp_path / "page.md")])

    assert done.exit_code == 3
    assert "M07 from seed 1: ZeroDivisionError" in done.stderr
    assert re.search(r"^[|] M14 [|] R\d", (tmp_path / "page.md").read_text(), re.M)
