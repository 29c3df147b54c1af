"""Xero's suite."""

from typing import Any, Final

from contracts.suites.suite import Connection, Suite, Target


def _headers(connection: Connection) -> dict[str, str]:
    xero = connection["xero"]
    return {
        "Authorization": f"Bearer {xero['access_token']}",
        "xero-tenant-id": xero["organisations"][0]["tenant_id"],
    }


def _parameters(_target: Target) -> dict[str, Any]:
    return {}


XERO: Final = Suite(system="xero", headers=_headers, parameters=_parameters)
