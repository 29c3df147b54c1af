"""
Xero's calls over sockets as its lists grow, beside a bare Flask application over a dict.

Yardstick: the bare application holds as many documents, stands behind the same server in the same
process and answers the same questions by walking its dict; calls of both alternate.

Run: python -m benchmarks.sockets
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from typing import Any, Final
from urllib.parse import quote

import orjson
from flask import Flask, Response, request
from rich.console import Console
from rich.table import Table

from benchmarks.servers import cpu_s
from simulators.assembly import create_apps, create_registry
from simulators.fixtures.books import open_books
from simulators.fixtures.large import fill
from simulators.kernel.clock import instant_text, parse_instant
from simulators.kernel.listener import Listener

SIZES: Final = (1_000, 10_000, 100_000)
ROUNDS: Final = 6
LEAST_S: Final = 0.3
PAGE: Final = 100
LATELY: Final = 50
DOOR: Final = "/api.xro/2.0"
BEGAN: Final = "2026-03-03T00:00:00Z"

Headers = dict[str, str]


# The server: both applications in one process


def an_invoice(number: int) -> dict[str, Any]:
    """What both applications hold: one day in 336, one in ten still due, changed by the second."""
    return {
        "Date": f"20{24 + number % 2}-{1 + number % 12:02d}-{1 + number // 2 % 28:02d}",
        "Status": "PAID" if number % 10 else "AUTHORISED",
        "AmountDue": "0.00" if number % 10 else "1500.00",
        "UpdatedDateUTC": instant_text(parse_instant(BEGAN) + number * 1000),
    }


def bare_app(shown: dict[str, Any], size: int) -> Flask:
    """The yardstick: the same documents in a dict."""
    app, last = Flask("bare"), an_invoice(size - LATELY)["UpdatedDateUTC"]
    rows = {str(number): {**shown, **an_invoice(number)} for number in range(size)}
    tests: dict[str, Callable[[dict[str, Any]], bool]] = {
        "all": lambda row: bool(row),
        "due": lambda row: row["AmountDue"] != "0.00",
        "month": lambda row: "2025-04-01" <= row["Date"] < "2025-05-01",
        "since": lambda row: row["UpdatedDateUTC"] >= "2026-06-01",
        "last": lambda row: row["UpdatedDateUTC"] >= last,
    }

    @app.get("/things/<key>")
    def one(key: str) -> Response:
        return Response(orjson.dumps({"Invoices": [rows[key]]}), mimetype="application/json")

    @app.post("/things")
    def make() -> Response:
        row = orjson.loads(request.get_data())
        rows[str(len(rows) + 1)] = {**row, **an_invoice(len(rows))}
        return Response(orjson.dumps({"Contacts": [row]}), mimetype="application/json")

    @app.get("/things")
    def many() -> Response:
        found = [row for row in rows.values() if tests[request.args["what"]](row)]
        found.sort(key=lambda row: row[request.args.get("order", "UpdatedDateUTC")])
        return Response(orjson.dumps({"Invoices": found[:PAGE]}), mimetype="application/json")

    return app


def serve(size: int) -> None:
    """Both applications with so many invoices, until killed; the first line says where."""
    registry = create_registry()
    registry.fixtures = {"sized": lambda world, recipe: fill(
        open_books(world, recipe)[0], size // 5, size * 2
    )}  # fmt: skip
    world = registry.create({"fixture": "sized", "switches": {"limits": "off"}})
    table = world.table("xero", "invoice")
    for number, doc in enumerate(list(table)):
        day = an_invoice(number)
        table.put(doc["InvoiceID"], {**doc, **day, "DueDate": day["Date"]})
    found = registry.connection(world)["xero"]
    headers = {
        "Authorization": f"Bearer {found['access_token']}",
        "xero-tenant-id": found["organisations"][0]["tenant_id"],
        "Accept": "application/json",
    }
    app = create_apps(registry)["xero"]
    shown = app.test_client().get(f"{DOOR}/Invoices?page=1", headers=headers).get_json()
    first = shown["Invoices"][0]
    doors = {
        name: Listener("127.0.0.1", 0, each)
        for name, each in (("xero", app), ("bare", bare_app(first, size)))
    }
    for door in doors.values():
        door.open()
    ports = {name: door.port for name, door in doors.items()}
    told = {**ports, "headers": headers, "one": first["InvoiceID"]}
    print(json.dumps(told), flush=True)
    sys.stdin.read()


# The caller


@contextmanager
def serving(size: int) -> Iterator[tuple[dict[str, Any], int]]:
    """A server in a process of its own: what it says, and the process."""
    words = [sys.executable, "-m", "benchmarks.sockets", str(size)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline()), process.pid
        finally:
            process.kill()


class Caller:
    """One kept line to one of the two applications."""

    def __init__(self, port: int, headers: Headers, pid: int) -> None:
        self._line = HTTPConnection("127.0.0.1", port)
        self._headers = headers
        self._pid = pid

    def get(self, path: str, **more: str) -> Callable[[], None]:
        """A call that reads."""
        return lambda: self._call("GET", path, None, more)

    def post(self, path: str, make: Callable[[], Any]) -> Callable[[], None]:
        """A call that writes."""
        return lambda: self._call("POST", path, orjson.dumps(make()), {})

    def _call(self, method: str, path: str, body: bytes | None, more: Headers) -> None:
        headers = {**self._headers, "Content-Type": "application/json", **more}
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        text = answer.read()
        assert answer.status == 200, text[:300]

    def cost_us(self, call: Callable[[], None]) -> float:
        """Processor time of the server for one call: calls until that is well above a tick."""
        started, calls = cpu_s(self._pid), 0
        while (spent := cpu_s(self._pid) - started) < LEAST_S / ROUNDS or calls < 2:
            for _ in range(1 + calls // 4):
                call()
            calls += 1 + calls // 4
        return spent / calls * 1e6


def costs(size: int) -> dict[str, tuple[float, float]]:
    """Per question the microseconds of both: ours, then the yardstick's."""
    with serving(size) as (told, pid):
        ours = Caller(told["xero"], told["headers"], pid)
        bare = Caller(told["bare"], {}, pid)
        names = count()
        month = "Date>=DateTime(2025,4,1) AND Date<DateTime(2025,5,1)"
        page, things = f"{DOOR}/Invoices?page=1", "/things?what="
        since = {"If-Modified-Since": "2026-06-01T00:00:00"}
        lately = {"If-Modified-Since": an_invoice(size - LATELY)["UpdatedDateUTC"]}

        def contact() -> Any:
            return {"Name": f"Bench {next(names)}", "EmailAddress": "a@b.example"}

        asked = {
            "GET one": (ours.get(f"{DOOR}/Invoices/{told['one']}"), bare.get("/things/1")),
            "POST one": (ours.post(f"{DOOR}/Contacts", contact), bare.post("/things", contact)),
            "page 1": (ours.get(page), bare.get(f"{things}all")),
            "page 1 by Date": (
                ours.get(f"{page}&order=Date"), bare.get(f"{things}all&order=Date")
            ),
            "AmountDue>0": (ours.get(f"{page}&where=AmountDue%3E0"), bare.get(f"{things}due")),
            "Date within a month": (
                ours.get(f"{page}&where={quote(month)}"), bare.get(f"{things}month")
            ),
            "the last 50 changed since": (ours.get(page, **lately), bare.get(f"{things}last")),
            "nothing changed since": (ours.get(page, **since), bare.get(f"{things}since")),
        }  # fmt: skip
        best = dict.fromkeys(asked, (float("inf"), float("inf")))
        for _ in range(ROUNDS):
            for name, (our_call, bare_call) in asked.items():
                now = ours.cost_us(our_call), bare.cost_us(bare_call)
                best[name] = min(best[name][0], now[0]), min(best[name][1], now[1])
        return best


def main() -> None:
    """Measure and print."""
    measured = {size: costs(size) for size in SIZES}
    heads = [head for size in SIZES for head in (f"{size:,}, µs", "bare")]
    table = Table("call", *heads, "100k / 1k", "bare / ours at 1k")
    for name, (ours, bare) in measured[SIZES[0]].items():
        cells = [f"{cost:,.0f}" for size in SIZES for cost in measured[size][name]]
        grown = measured[SIZES[-1]][name][0] / ours
        table.add_row(name, *cells, f"{grown:.2f}", f"{bare / ours:.2f}")
    Console(width=140).print(table)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        serve(int(sys.argv[1]))
    else:
        main()
