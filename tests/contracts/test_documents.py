"""The documents are whole, and say what the servers' own tables say."""

import re

import jsonschema_rs
import pytest

from contracts.answers import Answers
from contracts.documents import SYSTEMS, document
from contracts.drift import differences
from simulators.assembly import VENDORS
from simulators.fixtures import FIXTURES
from simulators.kernel.control import PREFIX, ROUTES
from simulators.kernel.faults import FAULTS
from simulators.kernel.faults.plan import CHOICES, MATCHES
from simulators.kernel.faults.status import STATUSES
from simulators.kernel.registry import RECIPE
from simulators.released.profiles import PROFILES

TABLES = {
    "control": [(method, PREFIX + path) for method, path, _ in ROUTES],
    **{name: [(e.method, e.path) for e in vendor.endpoints] for name, vendor in VENDORS.items()},
}


def control(name):
    return document("control").raw["components"]["schemas"][name]


def actions():
    return {each["properties"]["kind"]["const"]: each for each in control("Action")["oneOf"]}


def references(node):
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_endpoint_is_written_down_and_every_operation_is_offered(system):
    unimplemented, undocumented = differences(document(system), TABLES[system])

    assert (unimplemented, undocumented) == ([], [])


def test_drift_is_seen_in_both_directions():
    table = [row for row in TABLES["control"] if row[1] != f"{PREFIX}/health"]

    unimplemented, undocumented = differences(
        document("control"), [*table, ("GET", f"{PREFIX}/unicorns/<name>")]
    )

    assert unimplemented == ["GET /_control/health"]
    assert undocumented == ["GET /_control/unicorns/<name>"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_operation_has_a_name_of_its_own_and_a_summary(system):
    specs = [operation.spec for operation in document(system).operations]
    names = [spec["operationId"] for spec in specs]

    assert len(set(names)) == len(names)
    assert all(spec["summary"] and spec["tags"] for spec in specs)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_reference_leads_somewhere_and_every_component_is_used(system):
    whole = document(system)
    used = set(references(whole.raw))

    missing = [reference for reference in used if not whole.resolve({"$ref": reference})]
    unused = [
        f"#/components/{kind}/{name}"
        for kind, named in whole.raw["components"].items()
        if kind != "securitySchemes"
        for name in named
        if f"#/components/{kind}/{name}" not in used
    ]

    assert (missing, unused) == ([], [])


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_schema_compiles_and_every_example_fits_its_schema(system):
    whole = document(system)
    components = whole.raw["components"]

    wrong = [
        f"{place}: {error.message}"
        for place, schema, example in examples(whole)
        for error in jsonschema_rs.Draft202012Validator(
            {**schema, "components": components}, validate_formats=True
        ).iter_errors(example)
    ]

    assert wrong == []


def examples(whole):
    """Every example of a body, with where it stands and the schema it must fit."""
    for operation in whole.operations:
        bodies = [("request", operation.spec.get("requestBody", {}))]
        for status, response in operation.spec["responses"].items():
            bodies.append((status, whole.resolve(response)))
        for name, body in bodies:
            for media in body.get("content", {}).values():
                found = [("example", media["example"])] if "example" in media else []
                found += [(key, each["value"]) for key, each in media.get("examples", {}).items()]
                for key, value in found:
                    yield f"{operation.label} {name} {key}", media["schema"], value


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_operation_that_needs_a_token_says_what_happens_without(system):
    for operation in document(system).operations:
        security = operation.spec.get("security", document(system).raw["security"])
        if security:
            assert "401" in operation.spec["responses"], operation.label


def test_re_leased_s_document_says_that_its_wire_format_is_our_own():
    assert "wire format is Counterfoil's own" in document("released").raw["info"]["description"]


def test_the_recipe_of_a_world_is_written_down():
    recipe = control("Recipe")["properties"]

    assert set(recipe) == set(RECIPE)
    assert recipe["fixture"]["enum"] == list(FIXTURES)
    assert recipe["profile"]["enum"] == list(PROFILES)


def test_every_fault_is_written_down_with_its_fields():
    written = {kind: set(action["properties"]) - {"kind"} for kind, action in actions().items()}

    assert written == {kind: set(fault.__dataclass_fields__) for kind, fault in FAULTS.items()}
    assert actions()["status"]["properties"]["status"]["enum"] == list(STATUSES)


def test_a_match_takes_what_is_written_down():
    match = control("Match")["properties"]

    assert set(match) == set(MATCHES)
    for name, values in CHOICES.items():
        assert match[name]["enum"] == list(values)


def test_the_three_documents_name_paths_that_do_not_overlap():
    paths = [operation.path for system in SYSTEMS for operation in document(system).operations]
    shapes = {(system, re.sub(r"\{\w+\}", "{}", path)) for system in SYSTEMS for path in paths}

    assert Answers(document("xero")).operation("GET", "/API.XRO/2.0/contacts/1/") is not None
    assert len(shapes) >= len(set(paths))
