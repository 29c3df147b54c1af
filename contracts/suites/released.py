"""Re-Leased's suite."""

from typing import Any, Final

from contracts.suites.suite import Suite, Target


def _parameters(target: Target) -> dict[str, Any]:
    return {"path.company_id": target.connection["released"]["companies"][0]["company_id"]}


RELEASED: Final = Suite(
    system="released",
    headers=lambda connection: {
        "Authorization": f"Bearer {connection['released']['access_token']}"
    },
    parameters=_parameters,
)
