"""The control plane's suite."""

from typing import Any, Final

from contracts.suites.suite import Expect, Suite, Target

MOST_OWNERS: Final = 3


def _values(target: Target) -> dict[str, dict[str, Any]]:
    return {"": {"path.world": target.connection["world"], "path.snapshot": "s-01"}}


def _is_quick(case: Any) -> bool:
    """Whether the world asked for is made at once."""
    if not isinstance(case.body, dict) or case.body.get("fixture") == "large":
        return not isinstance(case.body, dict)
    counts = [case.body.get(name) for name in ("organisations", "companies")]
    return not any(isinstance(count, int) and MOST_OWNERS < count <= 20 for count in counts)


CONTROL: Final = Suite(
    system="control",
    headers=lambda connection: {},  # noqa: ARG005
    values=_values,
    expects=(
        Expect(
            "^(POST /_control/worlds|PUT .*/switches|POST .*/edits|POST .*/faults)$",
            "positive_data_acceptance",
            ("400", "409"),
            "kinds, fields and switches are looked up in tables that a schema does not hold",
        ),
        Expect(
            "^POST (/_control/worlds|.*/clock)$",
            "positive_data_acceptance",
            ("400",),
            "a clock goes forward only, and ends with the year 2999",
        ),
        Expect(
            "/restore$",
            "positive_data_acceptance",
            ("400",),
            "which copies there are, a schema cannot say",
        ),
    ),
    is_fair=_is_quick,
)
