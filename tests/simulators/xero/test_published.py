"""Every operation of Xero's published Accounting API: simulated, or answered 501; never else."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulators.xero.not_simulated import is_known, paths
from simulators.xero.vendor import VENDOR
from tests.simulators.xero.office import API, Office

VARIABLE = "XERO_ACCOUNTING_OPENAPI"
"""Names the published document, xero_accounting.yaml of XeroAPI/Xero-OpenAPI."""

METHODS = ("get", "put", "post", "patch", "delete")
OFFERED = {
    (each.method, re.sub(r"<[^>]+>", "*", each.path).removeprefix(API).lower())
    for each in VENDOR.endpoints
}


def test_no_path_of_the_table_is_simulated() -> None:
    offered = {path for _, path in OFFERED}

    assert [path for path in paths() if path.lower() in offered] == []


@pytest.mark.parametrize("path", list(paths()))
def test_every_path_of_the_table_answers_501(path: str) -> None:
    office = Office()

    for method in ("GET", "PUT", "POST", "DELETE"):
        assert office.call(method, path.replace("*", "x")).status_code == 501


@pytest.mark.parametrize("path", ["/Nonsense", "/Contacts/x/Nonsense", "/Quotes/x/y/z", "/", ""])
def test_a_path_that_was_never_published_is_not_found(path: str) -> None:
    answer = Office().call("GET", path)

    assert not is_known(path)
    assert (answer.status_code, answer.content_type) == (404, "text/html; charset=utf-8")


def published() -> list[tuple[str, str]]:
    """The operations of the published document, as methods and paths with `*` for parameters."""
    document: Any = yaml.load(Path(os.environ[VARIABLE]).read_text(), yaml.CSafeLoader)
    return [
        (method.upper(), re.sub(r"\{[^}]+\}", "*", path))
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


@pytest.mark.skipif(
    VARIABLE not in os.environ,
    reason=f"{VARIABLE} names no copy of the published xero_accounting.yaml",
)
def test_every_published_operation_is_simulated_or_answered_501() -> None:
    office = Office()
    operations = published()

    wrong = [
        f"{method} {path}: {status}"
        for method, path in operations
        if (method, path.lower()) not in OFFERED
        and (status := office.call(method, path.replace("*", "x")).status_code) != 501
    ]

    assert len(operations) == 235
    assert wrong == []


@pytest.mark.skipif(
    VARIABLE not in os.environ,
    reason=f"{VARIABLE} names no copy of the published xero_accounting.yaml",
)
def test_the_table_names_published_paths_only() -> None:
    known = {path for _, path in published()}

    assert [path for path in paths() if path not in known] == []
