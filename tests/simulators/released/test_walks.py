"""Walks through lists of documents while people and the integration go on working."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.released.books import shelf_of
from tests.simulators.released.office import (
    Office,
    a_line,
    a_payment_body,
    an_allocation_body,
)

LISTS = {"invoices": "", "credit-notes": "credit-notes"}


def an_office() -> tuple[Office, str]:
    """Three invoices and three credit notes of one contact, and where each walk begins."""
    office = Office()
    whose = {"contactId": office.a_contact()["id"]}
    for _ in range(3):
        office.a_document(**whose)
        office.a_note(**whose)
    return office, office.world.snapshot()


OFFICE = an_office()
happenings = st.lists(
    st.tuples(
        st.sampled_from(
            ["edit", "pay", "allocate", "free", "reverse", "void", "create", "note", "tick"]
        ),
        st.integers(0, 9),
        st.sampled_from(["user", "sync"]),
    ),
    max_size=4,
)


def happen(office: Office, kind: str, number: int, who: str) -> None:
    """Something happens between two pages, or is refused."""
    rows = list(office.world.table("released", "document"))
    one = rows[number % len(rows)]
    invoices, notes = ([row for row in rows if shelf_of(row) == each] for each in LISTS.values())
    invoice, note = invoices[number % len(invoices)], notes[number % len(notes)]
    at = f"/{shelf_of(one) or 'invoices'}/{one['id']}"
    allocations = list(office.world.table("released", "allocation"))
    freed = allocations[number % len(allocations)] if allocations else {"id": 1}
    one_allocation = f"/credit-notes/{freed.get('creditNoteId', 1)}/allocations/{freed['id']}"
    whose = {"contactId": one["contactId"], "issueDate": "2026-03-01", "lines": [a_line()]}
    steps: dict[str, tuple[str, str, Any]] = {
        "edit": ("PATCH", at, {"reference": str(number)}),
        "pay": ("POST", "/payments", a_payment_body(one, "7.00")),
        "allocate": (
            "POST",
            f"/credit-notes/{note['id']}/allocations",
            an_allocation_body(invoice, "5.00"),
        ),
        "free": ("DELETE", one_allocation, None),
        "reverse": ("POST", f"/payments/{70_001 + number}/reverse", None),
        "void": ("POST", f"{at}/void", None),
        "create": ("POST", "/invoices", {"kind": "ExpenseInvoice", **whose}),
        "note": ("POST", "/credit-notes", {"kind": "ExpenseCreditNote", **whose}),
    }
    if kind == "tick":
        office.world.clock.advance(1)
    else:
        office.call(*steps[kind], who)


@settings(deadline=None, max_examples=50)
@given(st.lists(happenings, max_size=6), st.integers(1, 4), st.sampled_from(sorted(LISTS)))
def test_a_cursor_never_skips_a_version_nor_shows_one_twice(
    between: list[list[tuple[str, int, str]]], size: int, listed: str
) -> None:
    """Source: designed, re-leased.md §6.4; R61."""
    office, start = OFFICE
    office.world.restore(start)
    seen: list[tuple[int, int]] = []
    cursor, more = "", True
    while more or between:
        page = office.ok("GET", f"/{listed}?includeDeleted=true&pageSize={size}&cursor={cursor}")
        seen += [(row["id"], row["version"]) for row in page["items"]]
        cursor, more = page["nextCursor"], page["hasMore"]
        for kind, number, who in between.pop(0) if between else []:
            happen(office, kind, number, who)
            more = True

    assert len(seen) == len(set(seen))
    assert dict(seen) == {
        row["id"]: row["version"]
        for row in office.world.table("released", "document")
        if shelf_of(row) == LISTS[listed]
    }


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 8), st.integers(1, 4), st.integers(0, 7))
def test_page_numbers_drift_by_exactly_what_moved(rows: int, size: int, edited: int) -> None:
    """
    A row that is changed between two pages goes to the end of the list: the rows behind it move up
    by one, so one that was never shown is passed over.

    Source: designed, re-leased.md §6.4: intended.
    """
    office, start = OFFICE
    office.world.restore(start)
    contact = office.row("contact", 501)["id"]
    numbers = [office.row("document", f"1:{each}")["id"] for each in (10001, 10003, 10005)]
    for _ in range(rows - 2):
        office.world.clock.advance(2)
        numbers.append(office.a_document(contactId=contact)["id"])
    moved = numbers[edited % len(numbers)]

    first = office.ok("GET", f"/invoices?pageSize={size}")["items"]
    office.world.clock.advance(2)
    office.ok("PATCH", f"/invoices/{moved}", {"reference": "moved"})
    second = office.ok("GET", f"/invoices?pageSize={size}&page=2")["items"]

    after = [each for each in numbers if each != moved] + [moved]
    assert [row["id"] for row in first] == numbers[:size]
    assert [row["id"] for row in second] == after[size : 2 * size]
    if numbers.index(moved) < size < len(numbers):
        assert numbers[size] not in [row["id"] for row in first + second]
