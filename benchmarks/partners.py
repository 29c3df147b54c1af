"""
Histories a second through the URL door, with a partner that answers at once and calls nobody.

Yardstick: the same number of bare calls of that partner, so what a machine's sockets cost is seen
beside what the examiner costs. Processor time is the examiner's own: other programs do not count.

Run: python -m benchmarks.partners
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

import httpx
from rich.console import Console
from rich.table import Table

from counterfoil.doors.choice import URL, OpenDoor
from scenarios.campaign import Campaign

HISTORIES: Final = 60
ANSWER: Final = b'{"complete": true}'


class Idle(BaseHTTPRequestHandler):
    """A partner that has nothing to do in any world."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    asked = 0

    def answer(self) -> None:
        """Read what is sent and say that all is done."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        Idle.asked += 1
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(ANSWER)}\r\n\r\n"
        self.wfile.write(head.encode() + ANSWER)

    do_POST = do_DELETE = answer  # noqa: N815 - names that the server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def a_partner() -> Iterator[str]:
    """Where the idle partner is to be found."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Idle)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def spent_on_histories(url: str) -> tuple[float, float]:
    """Real and processor seconds of the histories, the first one not counted."""
    bench, campaign = OpenDoor(URL, url=url)(), Campaign()
    bench.examine(campaign.plan(HISTORIES + 1))
    Idle.asked = 0
    real, own = time.perf_counter(), time.process_time()
    for seed in range(1, HISTORIES + 1):
        bench.examine(campaign.plan(seed))
    spent = time.perf_counter() - real, time.process_time() - own
    bench.close()
    return spent


def spent_on_calls(url: str, calls: int) -> tuple[float, float]:
    """The same of so many bare calls."""
    with httpx.Client(trust_env=False) as client:
        real, own = time.perf_counter(), time.process_time()
        for _ in range(calls):
            client.post(f"{url}/worlds/w/cycle")
        return time.perf_counter() - real, time.process_time() - own


def main() -> None:
    """Measure and print."""
    table = Table("what", "real, ms", "processor, ms")
    with a_partner() as url:
        histories = spent_on_histories(url)
        asked = Idle.asked
        calls = spent_on_calls(url, asked)
    for name, spent in (("a history", histories), ("its calls alone", calls)):
        table.add_row(name, *(f"{each / HISTORIES * 1e3:.1f}" for each in spent))
    console = Console()
    console.print(table)
    console.print(
        f"{HISTORIES / histories[0]:.1f} histories/s of {asked / HISTORIES:.1f} calls each; "
        f"{HISTORIES / histories[1]:.1f} a second of processor time"
    )


if __name__ == "__main__":
    main()
