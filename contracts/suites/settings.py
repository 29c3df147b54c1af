"""Schemathesis's own settings, as its configuration file would say them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemathesis.config import SchemathesisConfig

from contracts.suites.suite import Depth, Expect, Suite, Target

CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "positive_data_acceptance",
    "negative_data_rejection",
    "missing_required_header",
    "ignored_auth",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ensure_resource_availability",
)
"""Every check of Schemathesis that needs neither a second identity nor a stopwatch."""

NOT_OF_THE_SERVER: Final = ("filter_too_much", "too_slow")
"""What Hypothesis says of chance and of the machine: long runs meet both some day."""

OF_THE_BOOKS: Final = ("path.company", "header.xero-tenant-id")
ACCEPTED: Final = ("2xx", "401", "403", "404", "429")
REJECTED: Final = ("400", "401", "403", "404", "405", "409", "412", "415", "422", "429")
BY_DEFAULT: Final = {
    "not_a_server_error": ("2xx", "3xx", "4xx"),
    "positive_data_acceptance": ACCEPTED,
    "negative_data_rejection": REJECTED,
}


def settings(suite: Suite, target: Target, seed: int, depth: Depth) -> SchemathesisConfig:
    """The settings of one run: one worker, no memory of earlier runs, every fitting check."""
    said: dict[str, Any] = {
        "seed": seed,
        "workers": 1,
        "suppress-health-check": list(NOT_OF_THE_SERVER),
        "continue-on-failure": True,
        "cache": {"enabled": False},
        "analysis": {"constants": {"enabled": False}},
        "generation": {"max-examples": depth.examples, "database": "none"},
        "phases": _phases(depth),
        "checks": _checks(suite),
        "headers": dict(suite.headers(target.connection)),
        "operations": [
            *(
                {"include-name-regex": labels, "parameters": _given(values, depth)}
                for labels, values in suite.values(target).items()
            ),
            *(_operation(expect) for expect in suite.expects),
            *_disabled(target, depth),
        ],
    }
    return SchemathesisConfig.from_dict(said)


def _given(values: Mapping[str, Any], depth: Depth) -> dict[str, Any]:
    """The values of parameters; where links give ids, only whose books these are."""
    if "stateful" not in depth.phases:
        return dict(values)
    return {name: value for name, value in values.items() if name in OF_THE_BOOKS}


def _phases(depth: Depth) -> dict[str, Any]:
    known = ("examples", "coverage", "fuzzing", "stateful")
    phases: dict[str, Any] = {name: {"enabled": name in depth.phases} for name in known}
    phases["stateful"]["inference"] = {"algorithms": []}
    return phases


def _checks(suite: Suite) -> dict[str, Any]:
    checks: dict[str, Any] = {"enabled": False}
    for name in CHECKS:
        checks[name] = {"enabled": name not in suite.unfit}
        if name in BY_DEFAULT:
            checks[name]["expected-statuses"] = list(BY_DEFAULT[name])
    return checks


def _operation(expect: Expect) -> dict[str, Any]:
    statuses = [*BY_DEFAULT[expect.check], *expect.statuses]
    return {
        "include-name-regex": expect.operations,
        "checks": {expect.check: {"expected-statuses": statuses}},
    }


def _disabled(target: Target, depth: Depth) -> Iterator[dict[str, Any]]:
    for label in target.left_out:
        yield {"include-name": label, "enabled": False}
    if depth.only:
        wanted = "|".join(map(re.escape, depth.only))
        yield {"exclude-name-regex": f"^({wanted})$", "enabled": False}
