"""Documents agree with the code: what a table of the docs says is what the code has."""

import re
from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path

import pytest
from click import Option
from click.testing import CliRunner

from contracts.documents import document
from counterfoil.main import COMMANDS, cli
from counterfoil.outcomes import Exit
from scenarios.commands import KINDS
from scenarios.invariants import INVARIANTS
from scenarios.places import OFFERS
from scenarios.plan import World
from scenarios.rulebook import RULEBOOK, RULES
from scenarios.verdict import STATUSES
from simulators.assembly import VENDORS
from simulators.fixtures import FIXTURES
from simulators.kernel.control import ROUTES
from simulators.kernel.faults import FAULTS
from simulators.kernel.faults.plan import MATCHES
from simulators.kernel.registry import KERNEL_SWITCHES, RECIPE
from simulators.kernel.vendor import Edit
from simulators.released.dialect import PROBLEMS
from simulators.released.ladder import DOCUMENT_MOVES
from simulators.released.profiles import PROFILES
from simulators.xero.countries import COUNTRIES
from simulators.xero.not_simulated import NOT_SIMULATED

ROOT = Path(__file__).parents[2]
SWITCH_TABLES = [
    pytest.param("control", KERNEL_SWITCHES, id="control"),
    *(pytest.param(name, vendor.switches, id=name) for name, vendor in VENDORS.items()),
]
CODE = re.compile(r"`([^`]+)`")


PAGES = {"released": "re-leased"}
OF_IDENTITY = ("/conn", "/identity", "/.well-known")


def page(name):
    """The prose and tables of a page, without its blocks of code."""
    text = (ROOT / "docs" / f"{PAGES.get(name, name)}.md").read_text()
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def section(text, title):
    """The part of a page below a heading, up to the next heading of any depth."""
    return re.split(r"^#+ ", text.split(f" {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text):
    """The cells of every table row, headings and rules among them."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def in_code(cell):
    return tuple(CODE.findall(cell))


def named_rows(text):
    """The rows of a page whose first cell is one name in code, by that name."""
    return {in_code(row[0])[0]: row for row in rows(text) if re.fullmatch(r"`[^`]+`", row[0])}


@pytest.mark.parametrize(("name", "switches"), SWITCH_TABLES)
def test_every_switch_stands_in_its_page_with_its_values_and_meaning(name, switches):
    found = named_rows(page(name))

    for switch in switches:
        assert switch.name in found, f"docs/{name}.md lacks the switch {switch.name}"
        assert in_code(found[switch.name][1]) == switch.values
        assert found[switch.name][2] == switch.meaning


@pytest.mark.parametrize(("name", "switches"), SWITCH_TABLES)
def test_no_page_lists_a_switch_that_is_gone(name, switches):
    table = page(name).split("| switch |", 1)[1].split("\n\n", 1)[0]

    assert set(named_rows(table)) == {switch.name for switch in switches}


@pytest.mark.parametrize(("system", "title"), [("xero", "In Xero"), ("released", "In Re-Leased")])
def test_the_catalogue_of_people_s_actions_is_complete(system, title):
    """Every kind with exactly its fields and its meaning; `as X` stands for the fields of X."""
    found = named_rows(section(page("control"), title))

    told = {kind: (_fields(found, row[1]), row[2]) for kind, row in found.items()}
    assert told == {edit.kind: _told(edit) for edit in VENDORS[system].edits}


def _fields(found, cell):
    if cell.startswith("as "):
        return _fields(found, found[in_code(cell)[0]][1])
    return in_code(cell)


def _told(edit: Edit):
    return edit.fields, edit.meaning


def test_every_fault_stands_in_control_with_its_fields():
    found = named_rows(section(page("control"), "Faults"))

    told = {kind: in_code(row[1]) for kind, row in found.items()}
    assert set(told) == set(FAULTS)
    for kind, fault in FAULTS.items():
        assert [name for name in told[kind] if name in fault.__dataclass_fields__] == [
            field.name for field in fields(fault)
        ]
        assert all(
            field.default is not MISSING or field.default_factory is not MISSING
            for field in fields(fault)
        )


def test_every_key_of_a_match_stands_in_control():
    assert set(MATCHES) <= set(in_code(section(page("control"), "Faults")))


def test_every_call_of_the_control_plane_stands_in_control():
    listed = named_rows(section(page("control"), "All calls"))

    assert set(listed) == {f"{method} {path}" for method, path, _ in ROUTES}


def test_every_field_and_fixture_of_a_recipe_stands_in_control():
    listed = {name for row in rows(section(page("control"), "Worlds")) for name in in_code(row[0])}

    assert set(RECIPE) <= listed
    assert set(FIXTURES) <= set(in_code(section(page("control"), "Worlds")))


def test_every_path_of_re_leased_stands_in_released():
    prefix = "/rl/v1/companies/<company>/"
    told = {
        (method, path.replace("…/", prefix))
        for methods, path in re.findall(r"([A-Z][A-Z, ]+) `([/…][^`]*)`", page("re-leased"))
        for method in methods.split(", ")
    }

    assert told == {(each.method, each.path) for each in VENDORS["released"].endpoints}


def test_every_path_of_xero_stands_in_xero():
    """A cell names a method list, then one or more paths; `; ` begins another list."""
    told = set()
    for row in rows(section(page("xero"), "What is there")):
        for methods, paths in re.findall(r"((?:[A-Z]+, )*[A-Z]+) ((?:`/[^`]+`(?:, )?)+)", row[1]):
            for path in in_code(paths):
                whole = path if path.startswith(OF_IDENTITY) else f"/api.xro/2.0{path}"
                told |= {(method, whole) for method in methods.split(", ")}

    assert told == {(each.method, each.path) for each in VENDORS["xero"].endpoints}


def test_every_resource_of_xero_that_is_not_simulated_stands_in_xero():
    told = set(in_code(section(page("xero"), "What is not there")))

    assert {resource for resource, _ in NOT_SIMULATED} <= told


def test_every_country_stands_in_xero_with_its_time_zone_and_tax_types():
    found = named_rows(section(page("xero"), "Countries"))

    told = {code: (in_code(row[2]), in_code(row[4])) for code, row in found.items()}
    assert told == {
        code: ((country.zone,), tuple(rate[0] for rate in country.rates))
        for code, country in COUNTRIES.items()
    }


def test_the_ladder_in_released_is_the_ladder_of_the_code():
    told = [tuple(row[:3]) for row in rows(section(page("re-leased"), "The ladder of a document"))]

    assert told[2:] == [(m.before, m.after, ", ".join(m.who)) for m in DOCUMENT_MOVES]


def test_every_error_code_of_re_leased_stands_under_its_status():
    told = {
        (code, int(row[0]))
        for row in rows(section(page("re-leased"), "Errors"))[2:]
        for code in in_code(row[1])
    }

    assert told == {(code, status) for code, (status, _) in PROBLEMS.items()}


OF_RECORDS = {"property_unknown", "tenancy_unknown", "tracking_option_unknown"}
"""Field codes that the code puts together from the name of a record type."""


def test_every_field_code_of_re_leased_stands_on_its_page_and_in_its_document():
    """What is refused about one field has a code; codes that speak of the call have a status."""
    sources = [
        *(ROOT / "simulators" / "released").rglob("*.py"),
        ROOT / "simulators" / "kernel" / "wire.py",
    ]
    used = OF_RECORDS | {
        code
        for path in sources
        for code in re.findall(r'(?:Refusal|WrongValue)\(\s*"([a-z_]+)"', path.read_text())
    }
    prose = section(page("re-leased"), "Errors").partition("Everything else")[2]
    schemas = document("released").raw["components"]["schemas"]

    told = set(in_code(prose)) - {"validation_failed"}
    assert told == used - set(PROBLEMS)
    assert set(schemas["FieldCode"]["enum"]) == told
    assert set(schemas["ProblemCode"]["enum"]) == {*PROBLEMS, "validation_failed"}


def test_every_profile_stands_in_released_with_what_it_sets():
    found = named_rows(section(page("re-leased"), "Profiles"))

    told = {name: dict(re.findall(r"`(\w+)` is `(\w+)`", row[1])) for name, row in found.items()}
    assert told == PROFILES


def test_released_begins_by_saying_whose_wire_format_it_is():
    first = page("re-leased").split("\n\n")[1]

    assert first.startswith("**The wire format on this page is our own design.**")


def test_the_rulebook_page_says_what_the_rulebook_says():
    found = _rules()

    assert list(found) == [row.id for row in RULEBOOK]
    for rule, (title, sentence, *_) in found.items():
        assert (title, sentence) == (RULES[rule].title, RULES[rule].sentence)


def test_the_rulebook_page_names_the_files_in_which_the_judge_looks():
    looked: dict[str, set[str]] = {"R60": {"../bench.py"}}
    for invariant in INVARIANTS:
        judge = invariant.on_commit or invariant.when_settled or invariant.after_cycle
        assert judge is not None
        for rule in invariant.rules:
            looked.setdefault(rule, set()).add(f"{judge.__module__.rpartition('.')[2]}.py")

    for rule, (_, _, _, files, today) in _rules().items():
        assert set(in_code(files)) == looked.get(rule, set()), rule
        assert (today == "exercised") == (rule in looked), rule


def test_the_rulebook_page_names_the_files_in_which_the_sync_decides():
    """All tables of rules that have a row of this rule; any other file named is there."""
    decided: dict[str, set[str]] = {}
    for path in (ROOT / "sync" / "rules").glob("*.py"):
        for rule in re.findall(r'Rule\("(R\d+)"', path.read_text()):
            decided.setdefault(rule, set()).add(f"rules/{path.name}")

    for rule, (_, _, cell, _, today) in _rules().items():
        named = set(in_code(cell))
        assert decided.get(rule, set()) <= named, rule
        assert all((ROOT / "sync" / name).is_file() for name in named), rule
        assert today != "exercised" or cell != "–", rule


def _rules():
    cells = [row for row in rows(page("rules")) if re.match(r"R\d+ ", row[0])]
    return {row[0].partition(" ")[0]: (row[0].partition(" ")[2], *row[1:]) for row in cells}


def test_doors_names_every_step_place_and_recipe_field_of_a_scenario():
    told = set(in_code(section(page("doors"), "Scenario files")))

    assert {kind for kind, system in KINDS if not system} <= told
    assert set(World().as_json()) <= told
    for prefix, *_ in OFFERS:
        assert {prefix, f"{prefix}-1"} & told, prefix


def test_doors_names_every_state_of_a_rule_and_every_exit_code():
    assert set(STATUSES) <= set(in_code(section(page("doors"), "The verdict")))
    codes = {row[0] for row in rows(section(page("doors"), "Exit codes"))[2:]}
    assert codes == {str(int(code)) for code in Exit}


def test_every_sub_command_is_named_in_the_documents():
    told = (ROOT / "README.md").read_text() + "".join(
        path.read_text() for path in (ROOT / "docs").glob("*.md")
    )

    assert [name for name in COMMANDS if f"counterfoil {name}" not in told] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_sub_command_reads_like_a_page(name):
    """It says what the command does, shows an example, and explains every option."""
    answer = CliRunner().invoke(cli, [name, "--help"])

    command = import_module(f"counterfoil.commands.{name}").command
    options = [each for each in command.params if isinstance(each, Option)]
    assert answer.exit_code == 0
    assert f"counterfoil {name} " in answer.output.partition("Options:")[0]
    assert len(answer.output.splitlines()) >= 12
    assert [option.name for option in options if not option.help] == []


def test_every_quirk_of_xero_stands_in_control():
    table = section(page("control"), "Xero's oddities by name")
    told = {row[0]: row[1] for row in rows(table)[2:]}

    assert told == {quirk.name: quirk.meaning for quirk in VENDORS["xero"].quirks}
