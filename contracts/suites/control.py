"""The control plane's suite."""

from typing import Any, Final

from contracts.suites.suite import Expect, Suite, Target

LOOK_UP: Final = "kinds, fields and switches are looked up in tables that a schema does not hold"


def _parameters(target: Target) -> dict[str, Any]:
    return {"path.world": target.connection["world"], "path.snapshot": "s-01"}


def _is_small(body: Any) -> bool:
    """Whether the world asked for is quick to make."""
    if not isinstance(body, dict):
        return True
    counts = [body.get(name) for name in ("organisations", "companies")]
    many = any(isinstance(count, int) and 3 < count <= 20 for count in counts)
    return not many and body.get("fixture") != "large"


CONTROL: Final = Suite(
    system="control",
    headers=lambda connection: {},  # noqa: ARG005
    parameters=_parameters,
    expects=(
        Expect(
            "^(POST /_control/worlds|PUT .*/switches|POST .*/edits|POST .*/faults)$",
            "positive_data_acceptance",
            ("400",),
            LOOK_UP,
        ),
        Expect(
            "^POST (/_control/worlds|.*/clock)$",
            "positive_data_acceptance",
            ("400",),
            "a world's clock has a range that starts at its own present",
        ),
    ),
    is_possible=_is_small,
)
