"""Lists: filters, pages that drift, cursors that never skip."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.released import access
from tests.simulators.released.office import TENANTS, Office


def ids(answer: Any) -> list[int]:
    return [row["id"] for row in answer["items"]]


def an_office_with_contacts(count: int, **recipe: Any) -> Office:
    office = Office(**recipe)
    for number in range(count):
        office.person("contact.create", name=f"Contact {number}")
    return office


def test_a_page_says_where_it_stands() -> None:
    """Source: designed, re-leased.md §6.4."""
    office = an_office_with_contacts(5)
    page = office.ok("GET", "/contacts?page=2&pageSize=2")
    assert ids(page) == [503, 504]
    about = {name: page[name] for name in ("page", "pageSize", "totalItems", "hasMore")}
    assert about == {"page": 2, "pageSize": 2, "totalItems": 5, "hasMore": True}
    assert page["asOf"] == office.world.clock.text
    last = office.ok("GET", "/contacts?page=3&pageSize=2")
    assert (ids(last), last["hasMore"]) == ([505], False)
    beyond = office.ok("GET", "/contacts?page=9&pageSize=2")
    assert (ids(beyond), beyond["hasMore"], beyond["totalItems"]) == ([], False, 5)


def test_the_switches_make_pages_less_helpful() -> None:
    """Source: designed, re-leased.md §6.4."""
    office = an_office_with_contacts(
        4, switches={"rl_total_items": "absent", "rl_last_page": "empty"}
    )
    full = office.ok("GET", "/contacts?page=2&pageSize=2")
    assert ("totalItems" in full, full["hasMore"]) == (False, True)
    empty = office.ok("GET", "/contacts?page=3&pageSize=2")
    assert (empty["items"], empty["hasMore"]) == ([], False)


def test_archived_and_deleted_rows_are_shown_on_request() -> None:
    """Source: designed, re-leased.md §6.4."""
    office = Office()
    gone, there = office.a_contact(), office.a_contact()
    office.ok("POST", f"/contacts/{gone['id']}/archive")
    assert ids(office.ok("GET", "/contacts")) == [there["id"]]
    assert sorted(ids(office.ok("GET", "/contacts?includeArchived=true"))) == [501, 502]
    assert ids(office.ok("GET", "/contacts?status=Archived")) == [gone["id"]]
    draft = office.a_document(status="Draft", contactId=there["id"])
    office.ok("DELETE", f"/invoices/{draft['id']}", None, "user")
    assert ids(office.ok("GET", "/invoices")) == []
    assert ids(office.ok("GET", "/invoices?includeDeleted=true")) == [draft["id"]]
    assert office.ok("GET", f"/invoices/{draft['id']}")["status"] == "Deleted"


def an_office_with_documents() -> Office:
    """Six documents: two kinds, three statuses, two contacts, one property."""
    office = Office()
    home = office.person("property.create", name="Quay House")
    ann, bea = office.a_contact(), office.a_contact(name="Bea")
    for kind in ("IncomeInvoice", "ExpenseInvoice"):
        for status in ("Draft", "AwaitingApproval", "Approved"):
            office.world.clock.advance(60)
            contact = ann if status != "Draft" else bea
            place = home["id"] if kind == "ExpenseInvoice" else None
            office.person(
                "document.create",
                **office.a_body(
                    kind=kind,
                    status=status,
                    contactId=contact["id"],
                    propertyId=place,
                    reference=f"{kind[:3]} {status}",
                ),
            )
    office.world.clock.advance(60)
    office.ok("PATCH", "/invoices/10003", {"externalId": TENANTS[2], "externalNumber": "INV-3"})
    return office


FILTERED = (
    ("", [10001, 10002, 10004, 10005, 10006, 10003]),
    ("sort=-updatedAt", [10003, 10006, 10005, 10004, 10002, 10001]),
    ("sort=id", [10001, 10002, 10003, 10004, 10005, 10006]),
    ("sort=-id", [10006, 10005, 10004, 10003, 10002, 10001]),
    ("status=Draft", [10001, 10004]),
    ("status=Draft&status=Approved", [10001, 10004, 10006, 10003]),
    ("kind=IncomeInvoice", [10001, 10002, 10003]),
    ("kind=ExpenseInvoice&status=Draft", [10004]),
    ("kind=ExpenseInvoice&status=Draft&sort=-updatedAt", [10004]),
    ("contactId=502", [10001, 10004]),
    ("contactId=502&status=Draft&kind=IncomeInvoice", [10001]),
    ("contactId=777", []),
    ("propertyId=11", [10004, 10005, 10006]),
    (f"externalId={TENANTS[2]}", [10003]),
    ("number=1000002", [10002]),
    ("q=inv-3", [10003]),
    ("q=EXP", [10004, 10005, 10006]),
    ("updatedSince=2026-03-02T09:04:00Z", [10004, 10005, 10006, 10003]),
    ("updatedSince=2026-03-02T09:04:00Z&status=Draft", [10004]),
    ("updatedSince=2026-03-02T10:04:00%2B01:00&contactId=502", [10004]),
    ("updatedSince=2030-01-01", []),
)


@pytest.mark.parametrize(("query", "expected"), FILTERED)
def test_a_filter_lets_through_what_it_names(query: str, expected: list[int]) -> None:
    """Source: designed, re-leased.md §6.4."""
    office = an_office_with_documents()
    listed = office.ok("GET", f"/invoices?{query}")
    assert (ids(listed), listed["totalItems"]) == (expected, len(expected))
    if "sort" not in query:
        walked = office.ok("GET", f"/invoices?{query}&cursor=")
        assert ids(walked) == expected


def test_overdue_is_what_is_owing_after_its_due_date_and_no_status() -> None:
    """Source: inferred, re-leased.md §5.2."""
    office = Office()
    late, today, paid = (
        office.a_document(dueDate=due) for due in ("2026-03-01", "2026-03-02", "2026-03-01")
    )
    office.a_payment(paid)
    office.a_document(dueDate="2026-03-01", status="AwaitingApproval")
    office.a_document(dueDate=None)

    assert ids(office.ok("GET", "/invoices?overdue=true")) == [late["id"]]
    assert ids(office.ok("GET", "/invoices?overdue=true&cursor=")) == [late["id"]]
    assert len(ids(office.ok("GET", "/invoices?overdue=false"))) == 5
    office.world.pass_time(86_400)
    fresh = access.issue_token(office.world, access.integration(office.world))
    office.tokens["sync"] = fresh["token"]
    assert ids(office.ok("GET", "/invoices?overdue=true")) == [late["id"], today["id"]]
    assert office.code("GET", "/invoices?overdue=maybe") == "bad_parameter"
    assert office.code("GET", "/invoices?status=Overdue") == "bad_parameter"
    assert office.code("GET", "/credit-notes?overdue=true") == "bad_parameter"


@pytest.mark.parametrize(
    ("clock", "minute", "found"), [("exact", "00", 1), ("behind", "55", 0), ("ahead", "05", 1)]
)
def test_the_clock_of_the_server_may_differ_from_the_callers(
    clock: str, minute: str, found: int
) -> None:
    """Source: designed, re-leased.md §6.4: a caller who asks by their own clock loses rows."""
    office = Office(switches={"rl_clock": clock})
    made = office.a_contact()
    listed = office.ok("GET", "/contacts?updatedSince=2026-03-02T09:00:00Z")
    feed = office.ok("GET", "/changes?after=0&limit=1000")["items"]

    assert made["updatedAt"][14:16] == made["createdAt"][14:16] == minute
    assert (len(ids(listed)), listed["asOf"][14:16]) == (found, minute)
    assert feed[-1]["updatedAt"] == made["updatedAt"]


def test_an_exclusive_updated_since_loses_its_own_second() -> None:
    """Source: designed, switch updated_since: several rows share one instant."""
    office = an_office_with_contacts(2, switches={"updated_since": "exclusive"})
    since = "updatedSince=2026-03-02T09:00:00Z"
    assert ids(office.ok("GET", f"/contacts?{since}")) == []
    assert ids(office.ok("GET", f"/contacts?{since}&cursor=")) == []
    assert len(ids(office.ok("GET", "/contacts?updatedSince=2026-03-02T08:59:59Z"))) == 2


def test_each_company_lists_its_own() -> None:
    """Source: R52."""
    office = an_office_with_documents()
    for path in ("contacts", "invoices", "payments", "properties", "sync-records"):
        assert ids(office.ok("GET", f"/rl/v1/companies/2/{path}")) == []
    assert len(ids(office.ok("GET", "/rl/v1/companies/2/accounts?includeArchived=true"))) == 4


SILLY = (
    "page=0", "page=-1", "page=x", "page=", "page=1.5", "page=99999999999999999999", "page=%D9%A1",
    "pageSize=0", "pageSize=101", "pageSize=many", "updatedSince=yesterday",
    "updatedSince=0001-01-01T00:00:00%2B14:00", "updatedSince=9999-12-31T23:59:59-14:00",
    "updatedSince=1969-12-31", "status=Nice", "status=", "kind=Unicorn", "contactId=x",
    "contactId=0", "includeDeleted=maybe", "sort=name", "colour=red", "cursor=%00",
    "cursor=junk", "cursor=abcd", "cursor=&page=1", "cursor=&sort=id", "Page=1",
)  # fmt: skip


@pytest.mark.parametrize("query", SILLY)
def test_a_silly_query_is_told_so(query: str) -> None:
    """Source: designed, re-leased.md §6.6."""
    assert Office().code("GET", f"/invoices?{query}") == "bad_parameter"


def test_page_numbers_drift_when_rows_change_between_calls() -> None:
    """Source: designed, re-leased.md §6.4: intended."""
    office = an_office_with_contacts(4)
    first = ids(office.ok("GET", "/contacts?pageSize=2"))
    office.world.clock.advance(60)
    office.person("contact.edit", 501, name="Moved")
    second = ids(office.ok("GET", "/contacts?pageSize=2&page=2"))
    assert (first, second) == ([501, 502], [504, 501])
    assert 503 not in first + second


def walked() -> tuple[Office, str]:
    """Six contacts, and the snapshot to begin each walk from."""
    office = an_office_with_contacts(6)
    return office, office.world.snapshot()


WALKED = walked()
steps = st.lists(
    st.tuples(st.sampled_from(["edit", "create", "tick", "archive"]), st.integers(0, 9))
)


@settings(deadline=None, max_examples=40)
@given(st.lists(steps, max_size=6), st.integers(1, 4))
def test_a_cursor_walk_misses_no_version_and_shows_none_twice(
    between: list[list[tuple[str, int]]], size: int
) -> None:
    """Source: designed, re-leased.md §6.4; R61."""
    office, start = WALKED
    office.world.restore(start)
    seen: list[tuple[int, int]] = []
    cursor, more = "", True
    while more or between:
        page = office.ok("GET", f"/contacts?includeArchived=true&pageSize={size}&cursor={cursor}")
        seen += [(row["id"], row["version"]) for row in page["items"]]
        cursor, more = page["nextCursor"], page["hasMore"]
        for kind, number in between.pop(0) if between else []:
            disturb(office, kind, 501 + number)
            more = True
    assert len(seen) == len(set(seen))
    newest = dict(seen)
    assert newest == {
        row["id"]: row["version"] for row in office.world.table("released", "contact")
    }


def disturb(office: Office, kind: str, contact: int) -> None:
    """Something happens between two pages."""
    if kind == "create":
        office.person("contact.create", name="New")
    elif kind == "tick":
        office.world.clock.advance(1)
    elif kind == "edit":
        office.call("PATCH", f"/contacts/{contact}", {"name": "Edited"})
    else:
        office.call("POST", f"/contacts/{contact}/archive")
