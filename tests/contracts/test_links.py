"""The documents' links lead from making a record to reading, changing and removing it."""

import re
from dataclasses import replace

import pytest

from contracts.documents import document
from contracts.suites import SUITES
from contracts.suites.rounds import walk
from contracts.suites.suite import Depth
from contracts.suites.work import Work
from counterfoil.contract_worlds import UNLIMITED, in_process
from tests.contracts.planted import Spoilt

CONTACTS = "/rl/v1/companies/{company}/contacts"
OF_CONTACTS = (
    f"POST {CONTACTS}",
    *(f"{method} {CONTACTS}/{{id}}" for method in ("GET", "PUT", "PATCH")),
    f"POST {CONTACTS}/{{id}}/archive",
)
LEAST_LINKS = {"xero": 20, "released": 20}


def links(system):
    whole = document(system)
    for operation in whole.operations:
        for response in operation.spec["responses"].values():
            for name, link in whole.resolve(response).get("links", {}).items():
                yield operation, name, link


@pytest.mark.parametrize("system", LEAST_LINKS)
def test_every_link_leads_to_an_operation_and_fills_parameters_that_it_has(system):
    whole = document(system)
    named = {each.spec["operationId"]: each for each in whole.operations}
    found = list(links(system))

    for operation, name, link in found:
        target = named[link["operationId"]]
        has = {whole.resolve(each)["name"] for each in target.spec["parameters"]}
        assert set(link["parameters"]) <= has, f"{operation.label} {name}"
        parts = set(re.findall(r"\{(\w+)\}", target.path))
        assert parts - {"option", "name"} <= set(link["parameters"]), f"{operation.label} {name}"
    assert len(found) >= LEAST_LINKS[system]


def walked(app=lambda target: target.app):
    suite = next(each for each in SUITES if each.system == "released")
    target = in_process("released", UNLIMITED)
    depth = Depth(walks=25, only=OF_CONTACTS)
    spoilt = replace(target, app=app(target))
    return walk(Work(document("released"), suite, spoilt, 1, depth))


def test_records_are_made_and_found_again():
    ran = walked()

    assert ran.findings == []
    assert ran.errors == []
    assert ran.statuses["201"] > 0
    assert ran.statuses["200"] > 0


def test_a_server_that_loses_what_was_made_is_caught_by_following_the_link():
    def losing(target):
        known = {str(row["id"]) for row in target.state["contact"]}

        def request(environ):
            start, _, end = environ["PATH_INFO"].rpartition("/")
            if environ["REQUEST_METHOD"] == "GET" and end.isdecimal() and end not in known:
                environ["PATH_INFO"] = f"{start}/999999"

        return Spoilt(target.app, request=request)

    assert "ensure_resource_availability" in {each.check for each in walked(losing).findings}
