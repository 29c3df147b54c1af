"""
What the store costs at 1,000, 10,000 and 100,000 documents, beside stock TinyDB.

Run: python -m benchmarks.store
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from rich.console import Console
from rich.table import Table as Grid
from tinydb import TinyDB
from tinydb.storages import MemoryStorage
from tinydb.table import Document
from tinydb.table import Table as StockTable

from simulators.kernel.store import Hash, Journal, Ordered, Store, where

SIZES: Final = (1_000, 10_000, 100_000)
STOCK_WRITES: Final = {1_000: 50, 10_000: 5, 100_000: 3}
ROUNDS: Final = 5
WRITES: Final = 1_000
PAGE: Final = 100
INVOICES: Final = (
    Hash("InvoiceNumber"),
    Hash("ContactID"),
    Hash("Status"),
    Ordered("updated", key=lambda doc: (doc["UpdatedDateUTC"], doc["InvoiceID"])),
)
Costs: TypeAlias = dict[str, float]


def an_invoice(number: int) -> dict[str, Any]:
    """An invoice with two lines, about as wide as a real one."""
    line = {"Description": "Rent", "Quantity": "1", "UnitAmount": "100.00", "AccountCode": "200"}
    return {
        "InvoiceID": f"{number:08}-0000-4000-8000-000000000000",
        "InvoiceNumber": f"INV-{number:06}",
        "ContactID": f"contact-{number // 10}",
        "Status": "AUTHORISED",
        "Date": "2024-03-01",
        "LineItems": [line, line],
        "Total": "240.00",
        "UpdatedDateUTC": f"2024-03-01T00:00:{number:09}Z",
    }


@contextmanager
def timed(costs: Costs, name: str, times: int = 1) -> Iterator[None]:
    """Note the microseconds that one of so many runs took."""
    start = time.perf_counter()
    yield
    costs[name] = (time.perf_counter() - start) / times * 1e6


def our_costs(size: int, storage: Journal | None = None) -> Costs:
    """Microseconds for one of each with our store."""
    costs: Costs = {}
    store = Store({"invoice": INVOICES}, storage)
    table = store.table("invoice")
    docs = [an_invoice(number) for number in range(size)]
    with timed(costs, "insert", size):
        for doc in docs:
            table.put(doc["InvoiceID"], doc)
    edits = [docs[number * 7919 % size] for number in range(WRITES)]
    with timed(costs, "read and replace", WRITES):
        for number, doc in enumerate(edits):
            row = table.row(doc["InvoiceID"])
            assert row is not None
            table.put(row.doc_id, {**row, "UpdatedDateUTC": f"2024-04-01T{number:09}Z"})
    others = [docs[(number * 7919 + 51) % size] for number in range(WRITES)]
    ready = [{**doc, "UpdatedDateUTC": f"2024-05-01T{n:09}Z"} for n, doc in enumerate(others)]
    with timed(costs, "replace unread", WRITES):
        for doc in ready:
            table.put(doc["InvoiceID"], doc)
    with timed(costs, "get by id", WRITES):
        for doc in edits:
            table.row(doc["InvoiceID"])
    with timed(costs, "find by index", WRITES):
        for doc in edits:
            table.first("InvoiceNumber", doc["InvoiceNumber"])
    with timed(costs, "search where ==", WRITES):
        for doc in edits:
            table.search(where("InvoiceNumber") == doc["InvoiceNumber"])
    for page in (1, 500):
        offset = min((page - 1) * PAGE, size - PAGE)
        with timed(costs, f"page {page}", ROUNDS):
            for _ in range(ROUNDS):
                table.slice("updated", None, None, offset, PAGE)
    snapshot_costs(store, edits[:50], costs)
    return costs


def snapshot_costs(store: Store, edits: list[dict[str, Any]], costs: Costs) -> None:
    """Take a snapshot, write fifty documents, restore it; restore it again, untouched."""
    table = store.table("invoice")
    with timed(costs, "snapshot"):
        snapshot = store.snapshot()
    changed = [{**doc, "Status": "VOIDED"} for doc in edits]
    with timed(costs, "50 writes after it"):
        for doc in changed:
            table.put(doc["InvoiceID"], doc)
    with timed(costs, "restore after 50"):
        store.restore(snapshot)
    with timed(costs, "restore, untouched", ROUNDS):
        for _ in range(ROUNDS):
            store.restore(snapshot)


def stock_costs(size: int) -> Costs:
    """Microseconds for one of each with stock TinyDB in memory, filled in one go."""
    costs: Costs = {}
    table: StockTable = TinyDB(storage=MemoryStorage).table("invoice")
    table.insert_multiple(Document(an_invoice(number), number + 1) for number in range(size))
    times = STOCK_WRITES[size]
    with timed(costs, "insert", times):
        for number in range(times):
            table.insert(an_invoice(size + number))
    with timed(costs, "read and replace", times):
        for number in range(times):
            table.update({"Status": "PAID"}, doc_ids=[number + 1])
    with timed(costs, "get by id", times):
        for number in range(times):
            table.get(doc_id=number + 1)
    with timed(costs, "search where ==", times):
        for number in range(times):
            table.search(where("InvoiceNumber") == f"INV-{number:06}")
    with timed(costs, "page 1", times):
        for _ in range(times):
            sorted(table, key=lambda doc: (doc["UpdatedDateUTC"], doc["InvoiceID"]))[:PAGE]
    return costs


def journalled_costs(size: int) -> Costs:
    """The same as `our_costs`, each write being on disk before it is answered."""
    folder = Path(tempfile.mkdtemp())
    journal = Journal(folder / "world.json", compact_after=10**9)
    try:
        return our_costs(size, journal)
    finally:
        journal.close()
        shutil.rmtree(folder)


def the_best(measure: Callable[[int], Costs], size: int, rounds: int) -> Costs:
    """Each cost's least over so many rounds: what else the machine does only ever adds to it."""
    runs = [measure(size) for _ in range(rounds)]
    return {name: min(run[name] for run in runs) for name in runs[0]}


def grid(title: str, measure: Callable[[int], Costs], rounds: int) -> Grid:
    """A row per operation, a column per size, and how the largest compares with the smallest."""
    columns = [the_best(measure, size, rounds) for size in SIZES]
    shown = Grid("µs for one", *(f"{size:,}" for size in SIZES), "100k / 1k", title=title)
    for column in range(1, len(SIZES) + 2):
        shown.columns[column].justify = "right"
    for name in columns[0]:
        values = [costs[name] for costs in columns]
        ratio = f"{values[-1] / values[0]:.2f}"
        shown.add_row(name, *(f"{value:,.1f}" for value in values), ratio)
    return shown


def main() -> None:
    """Print the tables."""
    console = Console()
    console.print(grid("Counterfoil's store, in memory", our_costs, 5))
    console.print(grid("Counterfoil's store, journalled", journalled_costs, 3))
    console.print(grid("Stock TinyDB, in memory", stock_costs, 1))
    console.print(
        "Stock TinyDB is filled by one insert_multiple: document by document, 100,000 would take"
        " over half an hour. It has no snapshots. Writes and gets stride over documents"
        " that nobody touched lately, the slow case for a large table: on the same few documents"
        " again and again the ratio is nearer to 1."
        " Page 500 of 1,000 and 10,000 is the last page."
    )


if __name__ == "__main__":
    main()
