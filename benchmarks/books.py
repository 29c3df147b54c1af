"""
What a call costs as the books grow: GET one, POST one, page 1, changed-since, at 1k/10k/100k.

Yardstick: a bare Flask application over a dict, called the same way in the same run.

Run: python -m benchmarks.books
"""

import time
from collections.abc import Callable
from itertools import count
from typing import Any, Final

import orjson
from flask import Flask, Response, request
from rich.console import Console
from rich.table import Table

from counterfoil.inprocess import AppClient, AppTransport, Simulators
from simulators.fixtures.books import open_books
from simulators.fixtures.large import fill
from simulators.kernel.registry import Registry

SIZES: Final = (1_000, 10_000, 100_000)
CALLS: Final = 150
ROUNDS: Final = 3
DOOR: Final = "/api.xro/2.0"


def cost_us(call: Callable[[], Any]) -> float:
    """Processor time of one call in microseconds, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(CALLS):
            call()
        best = min(best, (time.process_time() - started) / CALLS)
    return best * 1e6


def bare_app() -> Flask:
    """The yardstick: GET one and POST one over a dict."""
    app, rows = Flask("bare"), {"1": {"id": "1", "name": "one"}}

    @app.get("/things/<key>")
    def one(key: str) -> Response:
        return Response(orjson.dumps(rows[key]), mimetype="application/json")

    @app.post("/things")
    def make() -> Response:
        row = orjson.loads(request.get_data())
        rows[str(len(rows) + 1)] = row
        return Response(orjson.dumps(row), mimetype="application/json")

    return app


def bare_costs() -> dict[str, float]:
    """The yardstick's figures."""
    client = AppClient("http://bare.test", AppTransport({"bare.test": bare_app()}))
    body = orjson.dumps({"name": "two"})
    return {
        "GET one": cost_us(lambda: client.get("/things/1")),
        "POST one": cost_us(lambda: client.post("/things", content=body)),
    }


def costs(size: int) -> dict[str, float]:
    """The figures of both simulators with this many documents in each."""
    simulators = Simulators()
    registry: Registry = simulators.registry
    registry.fixtures = {**registry.fixtures, "sized": lambda world, recipe: fill(
        open_books(world, recipe)[0], size // 5, size * 2
    )}  # fmt: skip
    asked = {"fixture": "sized", "switches": {"limits": "off"}}
    world = simulators.control.post("worlds", json=asked).json()
    http = simulators.http(world["world"])
    return {**_xero_costs(world, http), **_released_costs(world, http)}


def _xero_costs(world: dict[str, Any], http: Any) -> dict[str, float]:
    xero = http.client(world["xero"]["api_url"])
    xero.headers.update(
        {
            "Authorization": f"Bearer {world['xero']['access_token']}",
            "xero-tenant-id": world["xero"]["organisations"][0]["tenant_id"],
            "Accept": "application/json",
        }
    )
    page = xero.get(f"{DOOR}/Invoices?page=1").json()["Invoices"]
    one, names = page[0]["InvoiceID"], count()
    since = {"If-Modified-Since": "2026-03-03T00:00:00"}

    def post() -> Any:
        body = orjson.dumps({"Contacts": [{"Name": f"Bench {next(names)}"}]})
        return xero.post(f"{DOOR}/Contacts", content=body)

    return {
        "Xero GET one invoice": cost_us(lambda: xero.get(f"{DOOR}/Invoices/{one}")),
        "Xero POST one contact": cost_us(post),
        "Xero page 1 of invoices": cost_us(lambda: xero.get(f"{DOOR}/Invoices?page=1")),
        "Xero nothing changed since": cost_us(
            lambda: xero.get(f"{DOOR}/Invoices?page=1", headers=since)
        ),
    }


def _released_costs(world: dict[str, Any], http: Any) -> dict[str, float]:
    released = http.client(world["released"]["api_url"])
    released.headers["Authorization"] = f"Bearer {world['released']['access_token']}"
    company = f"/rl/v1/companies/{world['released']['companies'][0]['company_id']}"
    page = released.get(f"{company}/invoices").json()["items"]
    one, names = page[0]["id"], count()
    line = {"description": "Rent", "unitPrice": "100.00"}
    invoice = {
        "kind": "IncomeInvoice",
        "contactId": page[0]["contactId"],
        "issueDate": "2026-03-01",
        "lines": [line],
    }
    late = f"{company}/invoices?updatedSince=2026-03-03T00:00:00Z"
    last = released.get(f"{company}/changes?after=999999999").json()["next"]

    def post() -> Any:
        body = orjson.dumps({"name": f"Bench {next(names)}"})
        return released.post(f"{company}/contacts", content=body)

    return {
        "Re-Leased GET one invoice": cost_us(lambda: released.get(f"{company}/invoices/{one}")),
        "Re-Leased POST one contact": cost_us(post),
        "Re-Leased POST one invoice": cost_us(
            lambda: released.post(f"{company}/invoices", content=orjson.dumps(invoice))
        ),
        "Re-Leased page 1 of invoices": cost_us(lambda: released.get(f"{company}/invoices")),
        "Re-Leased page 1 of the approved": cost_us(
            lambda: released.get(f"{company}/invoices?status=Approved&kind=IncomeInvoice")
        ),
        "Re-Leased updated since, none": cost_us(lambda: released.get(late)),
        "Re-Leased changes, the first 100": cost_us(
            lambda: released.get(f"{company}/changes?after=0&limit=100")
        ),
        "Re-Leased changes, none new": cost_us(
            lambda: released.get(f"{company}/changes?after={last}")
        ),
    }


def main() -> None:
    """Measure and print."""
    bare = bare_costs()
    measured = {size: costs(size) for size in SIZES}
    table = Table("call", *(f"{size:,}, µs" for size in SIZES), "100k / 1k", "bare / ours at 1k")
    for name in measured[SIZES[0]]:
        row = [measured[size][name] for size in SIZES]
        yard = next((cost for key, cost in bare.items() if key.split()[0] in name.split()), None)
        share = f"{yard / row[0]:.2f}" if yard else ""
        table.add_row(name, *(f"{cost:.0f}" for cost in row), f"{row[-1] / row[0]:.2f}", share)
    console = Console()
    console.print(table)
    console.print(
        "bare Flask: " + ", ".join(f"{name} {cost:.0f} µs" for name, cost in bare.items())
    )


if __name__ == "__main__":
    main()
