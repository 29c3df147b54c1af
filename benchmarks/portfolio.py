"""
What the reference sync needs as a portfolio grows: first pairing, an idle cycle, a day's changes.

Two worlds of each size: one whose records stand on one side each, to be paired for the first time,
and one that was paired before, which a sync without memory reads; then follow an idle cycle and
500 changes. The first pairing of the largest size takes ten minutes and more of processor time, so
it is made when asked for.

Both simulators run in a process of their own and answer through a pipe; the sync alone is in the
process that is measured, its links in a file. Yardsticks: the same number of bare calls through
the same pipe, and the memory of the same process before its first cycle.

Run: python -m benchmarks.portfolio, or python -m benchmarks.portfolio new 100000
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
from rich.console import Console
from rich.table import Table

from counterfoil.inprocess import AppClient, AppTransport, _answer
from counterfoil.sockets import RealClock
from simulators.assembly import create_apps, create_registry
from simulators.fixtures.books import BANK_CODE, Book, open_books
from simulators.fixtures.large import fill
from simulators.kernel.call import Actor, Origin
from simulators.kernel.clock import instant_text
from simulators.released import books as released
from sync.clock import Clock
from sync.door import Sync, factory

SIZES: Final = (1_000, 10_000, 100_000)
PART: Final = 50
"""So many of each change in each system: five kinds in two systems make a day's 500."""
CHANGES: Final = 500
MOST_CYCLES: Final = 12
HOUR_S: Final = 3600
MINUTE_MS: Final = 60_000
DAY: Final = "a day's changes"
FIRST: Final = "first pairing"
READING: Final = "reading what is paired"
IDLE: Final = "an idle cycle"
PHASES: Final = {"new": (FIRST,), "paired": (READING, IDLE, DAY)}
LARGEST_NEW: Final = 10_000
BARE_CALLS: Final = 300


# The server: both simulators, and the people of a day


def serve(pipe: Connection, kind: str, size: int) -> None:
    """A world with so many documents and a tenth contacts: answers calls, lives through a day."""
    registry, books = create_registry(), []

    def sized(world: Any, recipe: Any) -> None:
        books.append(open_books(world, recipe)[0])
        FIXTURES[kind](books[0], size // 10, size)

    registry.fixtures = {"sized": sized}
    registry.urls = {name: f"http://{name}.test" for name in ("xero", "released", "control")}
    world = registry.create({"fixture": "sized", "switches": {"limits": "off"}})
    apps = create_apps(registry)
    pipe.send(registry.connection(world))
    while (asked := pipe.recv()) is not None:
        if asked == DAY:
            with world.transaction():
                world.pass_time(HOUR_S)
                a_day(books[0])
            pipe.send(DAY)
            continue
        name, environ, body = asked
        said = {**environ, "wsgi.input": BytesIO(body), "wsgi.errors": sys.stderr}
        pipe.send(_answer(apps[name], said))


def pair_up(book: Book, contacts: int, documents: int) -> None:
    """Records that were paired before: each is on both sides and Re-Leased knows its twin."""
    fill(book, 2, 2)
    world, company = book.world, book.company or 0
    origin = Origin(released.SYSTEM, str(company), Actor.USER)
    names = ("contact", "invoice"), ("contact", "document")
    there, here = ([next(iter(world.table(s, t))) for t in types] for s, types in zip(
        ("xero", "released"), names, strict=True
    ))  # fmt: skip
    people = []
    for number in range(1, contacts):
        name, email = f"Tenant {number} P", f"p{number}@p.example"
        twin, own = world.ids.guid("xero.contact"), released.new_id(world, "contact", company)
        said = {"ContactID": twin, "Name": name, "EmailAddress": email, **_stamp(world, number)}
        world.table("xero", "contact").put(twin, {**there[0], **said})
        known = {str(company): twin}
        copy = {**here[0], "id": own, "name": name, "email": email, "externalIds": known}
        released.write(world, origin, ("contact", copy))
        people.append((twin, own))
    for number in range(1, documents):
        _pair_document(book, origin, (there[1], here[1]), people[number % len(people)], number)


def _stamp(world: Any, number: int) -> dict[str, str]:
    """When Xero saved a record last: each a minute before the one before it."""
    return {"UpdatedDateUTC": instant_text(world.clock.now_ms - number * MINUTE_MS)}


def _pair_document(
    book: Book, origin: Origin, models: tuple[Any, Any], person: tuple[str, int], number: int
) -> None:
    world, (there, here) = book.world, models
    twin = world.ids.guid("xero.invoice")
    own = released.new_id(world, "document", book.company or 0)
    row = {"LineItemID": world.ids.guid("xero.line"), "Description": f"Rent {number} P"}
    wanted: dict[str, Any] = {
        "InvoiceID": twin, "InvoiceNumber": f"P-{number:06d}", "Reference": f"P{number}",
        "ContactID": person[0], "LineItems": [{**there["LineItems"][0], **row}],
        **_stamp(world, number),
    }  # fmt: skip
    world.table("xero", "invoice").put(twin, {**there, **wanted})
    line = {**here["lines"][0], "description": f"Rent {number} P"}
    said = {
        "id": own, "number": str(int(here["number"]) + number), "reference": f"P{number}",
        "contactId": person[1], "lines": [line],
        "externalId": twin, "externalNumber": f"P-{number:06d}",
    }  # fmt: skip
    released.write(world, origin, ("document", {**here, **said}))


NEW, PAIRED = "new", "paired"
FIXTURES: Final = {NEW: fill, PAIRED: pair_up}


def a_day(book: Book) -> None:
    """Five hundred changes: contacts edited and made, documents made, paid and edited."""
    here = [row["id"] for row in _some(book, "released", "document")]
    there = [row["InvoiceID"] for row in _some(book, "xero", "invoice")]
    ours = [row["id"] for row in _some(book, "released", "contact")]
    theirs = [row["ContactID"] for row in _some(book, "xero", "contact")]
    date = book.world.clock.text[:10]
    line = {"description": "Late rent", "unitPrice": "80.00", "accountCode": "201"}
    row = {"Description": "Late rent", "UnitAmount": "80.00", "AccountCode": "201"}
    for place in range(PART):
        name, paid = str(place), {"amount": "1.00", "date": date}
        book.person("released", "contact.edit", ours[place], firstName=name)
        book.person("xero", "contact.edit", theirs[place], LastName=name)
        book.person("released", "contact.create", name=f"New here {name}")
        book.person("xero", "contact.create", Name=f"New there {name}")
        book.person(
            "released", "document.create", kind="IncomeInvoice", status="Approved",
            contactId=ours[place], issueDate=date, dueDate=date, taxMode="Exclusive",
            lines=[{**line, "quantity": "1", "taxType": book.tax("sales")}],
        )  # fmt: skip
        book.person(
            "xero", "invoice.create", Type="ACCREC", Status="AUTHORISED",
            ContactID=theirs[place], Date=date, DueDate=date,
            LineItems=[{**row, "Quantity": "1", "TaxType": book.tax("sales")}],
        )  # fmt: skip
        paid |= {"documentId": here[place], "accountCode": BANK_CODE}
        book.person("released", "payment.create", **paid)
        paid = {"InvoiceID": there[place], "Code": BANK_CODE, "Amount": "1.00", "Date": date}
        book.person("xero", "payment.create", **paid)
        book.person("released", "document.edit", here[PART + place], reference=f"R {name}")
        book.person("xero", "invoice.edit", there[PART + place], Reference=f"X {name}")


def _some(book: Book, system: str, type_: str) -> list[Any]:
    """Records from all over the portfolio, the same ones at every call."""
    table = book.world.table(system, type_)
    step = max(len(table) // (2 * PART), 1)
    return list(table)[::step]


# The sync, alone in its process


class Ahead(RealClock):
    """Real time, and the hours that were let pass."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        """The instant (UTC)."""
        return super().now() + self.by


class Piped:
    """The way out through the pipe, with a count of calls and a clock that can be put forward."""

    def __init__(self, pipe: Connection) -> None:
        self.ahead = Ahead()
        self.clock: Clock = self.ahead
        self.calls = self.writes = 0
        self._pipe = pipe
        names = ("xero", "released")
        self._transport = AppTransport({f"{name}.test": self._app(name) for name in names})

    def client(self, base_url: str) -> httpx.Client:
        """A client of one of the simulators."""
        return AppClient(base_url, self._transport)

    def _app(self, name: str) -> Any:
        def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            body = environ.pop("wsgi.input").read()
            environ.pop("wsgi.errors")
            self.calls += 1
            self.writes += environ["REQUEST_METHOD"] != "GET"
            self._pipe.send((name, environ, body))
            status, headers, answer = self._pipe.recv()
            start_response(str(status), headers)
            return [answer]

        return app


@dataclass(frozen=True, slots=True)
class Measured:
    """What one phase took."""

    calls: int
    writes: int
    cycles: int
    seconds: float
    cpu_s: float
    peak_mb: float


class Worker:
    """The sync on one world, phase by phase."""

    def __init__(self, pipe: Connection, connection: dict[str, Any], path: Path) -> None:
        self.http = Piped(pipe)
        self.sync: Sync = factory(connection, self.http, path=path)

    def phase(self, *, until_quiet: bool) -> Measured:
        """One cycle, or cycles until one writes nothing."""
        forget_peak()
        calls, writes, cycles = self.http.calls, self.http.writes, 0
        began, cpu = time.perf_counter(), time.process_time()
        for _ in range(MOST_CYCLES):
            before, cycles = self.http.writes, cycles + 1
            is_complete = self.sync.cycle()
            if not until_quiet or (is_complete and self.http.writes == before):
                break
        else:
            raise AssertionError("the portfolio never came to rest")
        return Measured(
            self.http.calls - calls,
            self.http.writes - writes,
            cycles,
            time.perf_counter() - began,
            time.process_time() - cpu,
            peak_mb(),
        )

    def bare_ms(self, connection: dict[str, Any]) -> float:
        """The yardstick: what a call costs without any sync, through the same pipe."""
        settings = connection["xero"]
        headers = {
            "Authorization": f"Bearer {settings['access_token']}",
            "xero-tenant-id": connection["pairings"][0]["tenant_id"],
            "Accept": "application/json",
        }
        client = self.http.client(settings["api_url"])
        began = time.perf_counter()
        for _ in range(BARE_CALLS):
            answer = client.get("/api.xro/2.0/Organisation", headers=headers)
            assert answer.status_code == 200
        return (time.perf_counter() - began) / BARE_CALLS * 1e3


def forget_peak() -> None:
    """Let the peak of this process's memory begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """The most memory that this process held since then."""
    lines = Path("/proc/self/status").read_text().splitlines()
    said = next(line for line in lines if line.startswith("VmHWM"))
    return int(said.split()[1]) / 1024


def work(kind: str, size: int) -> None:
    """All phases with so many documents; prints what they took."""
    with serving(kind, size) as (pipe, connection), TemporaryDirectory() as folder:
        worker = Worker(pipe, connection, Path(folder) / "links.db")
        told: dict[str, Any] = {"bare_ms": worker.bare_ms(connection), "start_mb": peak_mb()}
        for name in PHASES[kind]:
            if name == DAY:
                pipe.send(DAY)
                assert pipe.recv() == DAY
                worker.http.ahead.by += timedelta(seconds=HOUR_S)
            measured = worker.phase(until_quiet=name != IDLE)
            told[name] = {key: getattr(measured, key) for key in Measured.__slots__}
    print(json.dumps(told))


@contextmanager
def serving(kind: str, size: int) -> Iterator[tuple[Connection, dict[str, Any]]]:
    """The simulators in a process of their own: the pipe to them, and the connection."""
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs, kind, size), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours, ours.recv()
    finally:
        process.kill()


def main(wanted: tuple[tuple[str, int], ...] = ()) -> None:
    """Measure and print."""
    table = Table(
        "documents", "phase", "calls", "writes", "calls a change", "s", "s, bare calls", "cpu s",
        "peak MB", "MB at the start",
    )  # fmt: skip
    every = [(kind, size) for kind in FIXTURES for size in SIZES]
    usual = [each for each in every if each[0] == PAIRED or each[1] <= LARGEST_NEW]
    for kind, size in wanted or usual:
        words = [sys.executable, "-m", "benchmarks.portfolio", "work", kind, str(size)]
        said = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout
        told = json.loads(said)
        changes = {FIRST: size + size // 10, DAY: CHANGES}
        for name in PHASES[kind]:
            row = told[name]
            share = f"{row['calls'] / changes[name]:.2f}" if name in changes else ""
            table.add_row(
                f"{size:,}", name, f"{row['calls']:,}", f"{row['writes']:,}", share,
                f"{row['seconds']:.1f}", f"{row['calls'] * told['bare_ms'] / 1e3:.1f}",
                f"{row['cpu_s']:.1f}", f"{row['peak_mb']:.0f}", f"{told['start_mb']:.0f}",
            )  # fmt: skip
    Console(width=140).print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        work(sys.argv[2], int(sys.argv[3]))
    elif len(sys.argv) == 3:
        main(((sys.argv[1], int(sys.argv[2])),))
    else:
        main()
