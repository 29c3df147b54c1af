"""Our Xero document beside a published one: what differs is data, with a reason or without."""

import json

import pytest
import yaml
from click.testing import CliRunner

from contracts.documents import Document, document
from contracts.upstream import Difference, Explained, UnreadableError, drift, read
from contracts.upstream_reasons import EXPLAINED
from counterfoil.commands.contracts import command
from counterfoil.outcomes import Exit


def answer(schema):
    return {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}


def listing(name, row):
    schema = {"properties": {name: {"type": "array", "items": {"properties": row}}}}
    return answer({"type": "object", **schema})


ROW = {"ContactID": {"type": "string"}, "Status": {"type": "string", "enum": ["A", "B"]}}


def published(paths):
    return {"openapi": "3.0.0", "paths": paths, "components": {}}


def ours(row=ROW, **more):
    whole = published({"/api.xro/2.0/Contacts": {"get": listing("Contacts", row)}, **more})
    return Document("xero", whole)


def theirs(row=ROW, **more):
    return published({"/Contacts": {"get": listing("Contacts", row)}, **more})


@pytest.mark.parametrize(
    ("mine", "them", "expected"),
    [
        (ours(), theirs(), []),
        (ours(), theirs({**ROW, "Name": {"type": "string"}}),
         [Difference("Contacts", "field", "Name", "string", "absent")]),
        (ours({**ROW, "Name": {"type": "string"}}), theirs(),
         [Difference("Contacts", "beyond", "Name", "absent", "string")]),
        (ours(), theirs({**ROW, "ContactID": {"type": "integer"}}),
         [Difference("Contacts", "type", "ContactID", "number", "string")]),
        (ours(), theirs({**ROW, "Status": {"type": "string", "enum": ["A", "C"]}}),
         [Difference("Contacts", "enum", "Status", "C", "B")]),
        (ours(), theirs(**{"/Quotes": {"get": answer({})}}),
         [Difference("Quotes", "operation", "GET /Quotes", "described", "absent")]),
        (ours(**{"/api.xro/2.0/Quotes": {"get": answer({})}}), theirs(),
         [Difference("Quotes", "beyond", "GET /api.xro/2.0/Quotes", "absent", "described")]),
    ],
)  # fmt: skip
def test_each_kind_of_difference_is_told(mine, them, expected):
    assert drift(mine, them) == expected


def test_the_first_row_that_covers_a_difference_is_its_reason():
    rows = (Explained("Con.*", "field", "N.*", "first"), Explained(".*", ".*", ".*", "later"))

    (found,) = drift(ours(), theirs({**ROW, "Name": {"type": "string"}}), rows)

    assert found.reason == "first"


def test_every_reason_is_a_sentence_and_stands_once():
    keys = [(each.resource, each.kind, each.name) for each in EXPLAINED]

    assert len(set(keys)) == len(keys)
    assert all(each.reason for each in EXPLAINED)


def test_the_command_tells_what_nobody_explains_and_ends_in_failure(tmp_path):
    file = tmp_path / "xero.yaml"
    file.write_text(yaml.safe_dump(theirs(**{"/Unicorns": {"get": answer({})}})))

    told = CliRunner().invoke(command, ["drift", str(file)])
    data = json.loads(CliRunner().invoke(command, ["drift", str(file), "--json"]).output)

    assert told.exit_code == Exit.BROKEN
    assert "Unicorns operation GET /Unicorns: described / absent: unexplained" in told.output
    assert data["format"] == "counterfoil/drift/1"
    assert data["unexplained"] == sum(not row["reason"] for row in data["rows"]) > 0


@pytest.mark.parametrize("text", ["{", "[]", "paths: 3", "\x00"])
def test_a_file_that_is_no_document_is_refused_with_a_sentence(tmp_path, text):
    file = tmp_path / "odd.yaml"
    file.write_text(text)

    done = CliRunner().invoke(command, ["drift", str(file)])

    assert done.exit_code == Exit.USAGE
    assert "OpenAPI document" in done.output
    with pytest.raises(UnreadableError):
        read(file)


def test_our_own_document_does_not_differ_from_itself():
    raw = document("xero").raw
    start = "/api.xro/2.0"
    plain = {
        path.removeprefix(start): item
        for path, item in raw["paths"].items()
        if path.startswith(start)
    }

    assert drift(document("xero"), {**raw, "paths": plain}) == []
