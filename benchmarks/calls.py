"""
What one vendor call costs in process: bare WSGI, the short way of httpx, and httpx as it comes.

Run: python -m benchmarks.calls
"""

import time
from collections.abc import Callable
from typing import Any, Final

import httpx
from rich.console import Console
from rich.table import Table

from counterfoil.inprocess import AppTransport, Simulators, _answer, _environ

CALLS: Final = 300
ROUNDS: Final = 5


def cost_us(call: Callable[[], Any]) -> float:
    """Processor time of one call in microseconds, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(CALLS):
            call()
        best = min(best, (time.process_time() - started) / CALLS)
    return best * 1e6


def main() -> None:
    """Measure and print the table."""
    simulators = Simulators()
    world = simulators.control.post("worlds", json={"switches": {"limits": "off"}}).json()
    xero = world["xero"]
    headers = {
        "Authorization": f"Bearer {xero['access_token']}",
        "xero-tenant-id": xero["organisations"][0]["tenant_id"],
        "Accept": "application/json",
    }
    app = simulators.apps["xero"]
    short = simulators.http(world["world"]).client(xero["api_url"])
    short.headers.update(headers)
    plain = httpx.Client(
        base_url=xero["api_url"],
        transport=AppTransport({"xero.test": app}),
        headers=headers,
    )
    table = Table("call", "bare WSGI, µs", "short way, µs", "plain httpx, µs")
    for method, path in (
        ("GET", "/api.xro/2.0/Organisation"),
        ("GET", "/api.xro/2.0/Contacts?page=1"),
        ("GET", "/api.xro/2.0/Invoices?page=1"),
        ("DELETE", "/api.xro/2.0/Nowhere"),
    ):
        asked = short.build_request(method, path)
        costs = (
            cost_us(lambda asked=asked: _answer(app, _environ(asked))),  # type: ignore[misc]
            cost_us(lambda m=method, p=path: short.request(m, p)),  # type: ignore[misc]
            cost_us(lambda m=method, p=path: plain.request(m, p)),  # type: ignore[misc]
        )
        table.add_row(f"{method} {path}", *(f"{cost:,.0f}" for cost in costs))
    Console().print(table)


if __name__ == "__main__":
    main()
