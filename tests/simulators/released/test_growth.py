"""What a call does must not grow with the books: counted in function calls, not in time."""

import sys
from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import Any

import orjson
import pytest

from counterfoil.inprocess import Simulators
from simulators.fixtures.books import open_books
from simulators.fixtures.large import fill

SMALL, LARGE = 200, 4_000
TOLERANCE = 1.05
"""Pages beyond the first level of a sorted index cost a few calls more."""

Ask = Callable[[Any, dict[str, Any]], Any]
NUMBERS = count()


def get(tail: str) -> Ask:
    return lambda http, one: http.get(f"/rl/v1/companies/1/{tail.format(**one)}")


def post(listed: str, /, **fields: Any) -> Ask:
    def ask(http: Any, one: dict[str, Any]) -> Any:
        body = {name: one["contactId"] if name == "contactId" else v for name, v in fields.items()}
        body |= {"name": f"New {next(NUMBERS)}"} if listed == "contacts" else {}
        return http.post(f"/rl/v1/companies/1/{listed}", content=orjson.dumps(body))

    return ask


CALLS: dict[str, Ask] = {
    "one invoice": get("invoices/{id}"),
    "page 1": get("invoices"),
    "page 2": get("invoices?page=2"),
    "a status and kind": get("invoices?status=Approved&kind=IncomeInvoice"),
    "nothing changed since": get("invoices?updatedSince=2030-01-01"),
    "the first page by cursor": get("invoices?cursor="),
    "the first changes": get("changes?after=5"),
    "the newest changes": get("changes?after=1000000"),
    "a contact is made": post("contacts"),
    "an invoice is made": post(
        "invoices", kind="IncomeInvoice", contactId=0, issueDate="2026-03-01",
        lines=[{"description": "Rent", "unitPrice": "100.00"}],
    ),
}  # fmt: skip


@lru_cache
def books_of(size: int) -> tuple[Any, dict[str, Any]]:
    """A client of books with so many invoices, and one of them."""
    simulators = Simulators()
    simulators.registry.fixtures = {
        "sized": lambda world, recipe: fill(open_books(world, recipe)[0], size // 2, size * 2)
    }
    asked = {"fixture": "sized", "switches": {"limits": "off"}}
    world = simulators.control.post("worlds", json=asked).json()
    http = simulators.http(world["world"]).client(world["released"]["api_url"])
    http.headers["Authorization"] = f"Bearer {world['released']['access_token']}"
    return http, http.get("/rl/v1/companies/1/invoices").json()["items"][0]


def calls_of(ask: Ask, size: int) -> int:
    """How many functions one call of the API calls, when it is not the first of its kind."""
    http, one = books_of(size)
    assert ask(http, one).status_code < 300
    counted = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    ask(http, one)
    sys.setprofile(before)
    return counted


@pytest.mark.parametrize("name", CALLS)
def test_a_call_does_no_more_in_books_twenty_times_as_large(name: str) -> None:
    """Source: the aim of flat cost from 1,000 to 100,000 documents."""
    small, large = (calls_of(CALLS[name], size) for size in (SMALL, LARGE))

    assert 0 < large <= small * TOLERANCE
