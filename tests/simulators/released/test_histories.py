"""Random histories: whatever people and the integration do, the books stay right."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.released.office import Office, a_line, a_payment_body

kinds = st.sampled_from(
    ["document", "edit", "pay", "pay", "pay_all", "reverse", "void", "approve", "reset", "contact",
     "contact_edit", "merge", "archive", "delete", "property", "mirror", "report", "share", "tick"]
)  # fmt: skip
whos = st.sampled_from(["user", "sync"])
histories = st.lists(st.tuples(kinds, whos, st.integers(0, 5), st.integers(1, 9_000)), max_size=30)


def opened(**switches: str) -> tuple[Office, str]:
    """An office with one contact, and the snapshot to begin each history from."""
    office = Office(switches=switches)
    office.a_contact()
    return office, office.world.snapshot()


FREE = opened(user_reverse_payment="on")
OFFICES = {"off": opened(), "on": opened(equal_ids="on")}


class Story:
    """Plays one step after another; what is refused does nothing."""

    def __init__(self, office: Office, start: str) -> None:
        self.office = office
        office.world.restore(start)

    def ids(self, kind: str) -> list[int]:
        return [row["id"] for row in self.office.world.table("released", kind)]

    def pick(self, kind: str, number: int) -> int:
        known = self.ids(kind)
        return known[number % len(known)] if known else 1

    def play(self, kind: str, who: str, number: int, cents: int) -> None:
        method, path, body = self.step(kind, number, cents)
        if method:
            assert self.office.call(method, path, body, who).status_code < 500
        else:
            self.office.world.clock.advance(cents / 1000)

    def step(self, kind: str, number: int, cents: int) -> tuple[str, str, Any]:
        price = f"{cents // 100}.{cents % 100:02d}"
        document = f"/invoices/{self.pick('document', number)}"
        contact = f"/contacts/{self.pick('contact', number)}"
        lines = [a_line(unitPrice=price, quantity="1.5")]
        payment = a_payment_body({"id": self.pick("document", number)}, price)
        due = self.office.row("document", f"1:{payment['documentId']}")
        full = {**payment, "amount": due["amountDue"] if due else "1.00"}
        body = self.office.a_body(contactId=self.pick("contact", number), lines=lines)
        merge = {"intoId": self.pick("contact", number + 1)}
        steps: dict[str, tuple[str, str, Any]] = {
            "document": ("POST", "/invoices", body),
            "edit": ("PATCH", document, {"lines": lines}),
            "pay": ("POST", "/payments", payment),
            "pay_all": ("POST", "/payments", full),
            "reverse": ("POST", f"/payments/{self.pick('payment', number)}/reverse", None),
            "void": ("POST", f"{document}/void", None),
            "approve": ("POST", f"{document}/approve", None),
            "reset": ("POST", f"{document}/reset-to-draft", None),
            "delete": ("DELETE", document, None),
            "contact": ("POST", "/contacts", {"name": "Bea"}),
            "contact_edit": ("PATCH", contact, {"name": price}),
            "merge": ("POST", f"{contact}/merge", merge),
            "archive": ("POST", f"{contact}/archive", None),
            "share": ("PATCH", contact, {"companyIds": [1, 2] if cents % 2 else [1]}),
            "property": ("POST", "/properties", {"name": "x"}),
            "mirror": ("PUT", "/accounts/account-201", {"code": price, "name": "x"}),
            "report": (
                "POST",
                "/sync-records",
                {"entity": "document", "recordId": 1 + number, "direction": "Outgoing"},
            ),
            "tick": ("", "", None),
        }
        return steps[kind]


@settings(deadline=None, max_examples=60)
@given(histories)
def test_amounts_and_statuses_follow_from_payments(history: Any) -> None:
    """Source: re-leased.md §8; R38."""
    story = Story(*FREE)
    for step in history:
        story.play(*step)
    for document in story.office.world.table("released", "document"):
        judge(story.office, document)


def judge(office: Office, document: Any) -> None:
    """One document is what its lines and payments make it."""
    payments = [
        Decimal(row["amount"])
        for row in office.world.table("released", "payment")
        if row["documentId"] == document["id"] and row["status"] == "Applied"
    ]
    total, paid, due = (Decimal(document[n]) for n in ("total", "amountPaid", "amountDue"))
    assert paid == sum(payments)
    assert due == total - paid >= 0
    lines = document["lines"]
    assert total == sum(Decimal(x["lineAmount"]) + Decimal(x["taxAmount"]) for x in lines)
    is_paid = total > 0 and due == 0
    if document["status"] in ("Approved", "Paid"):
        assert (document["status"] == "Paid") is is_paid
    else:
        assert paid == 0
    assert document["lines"]


@settings(deadline=None, max_examples=40)
@given(histories, st.integers(1, 7), st.sampled_from(["off", "on"]))
def test_the_feed_from_zero_rebuilds_what_the_company_shows(
    history: Any, limit: int, equal_ids: str
) -> None:
    """Source: designed, re-leased.md §6.3: strong, in order, nothing skipped; R61."""
    story = Story(*OFFICES[equal_ids])
    for step in history:
        story.play(*step)
    for company in (1, 2):
        assert replayed(story.office, company, limit) == shown(story.office, company)


def replayed(office: Office, company: int, limit: int) -> dict[tuple[str, int], Any]:
    """The books as the feed tells them."""
    books: dict[tuple[str, int], Any] = {}
    after, more, last = 0, True, 0
    while more:
        page = office.ok("GET", f"/rl/v1/companies/{company}/changes?after={after}&limit={limit}")
        for item in page["items"]:
            assert item["seq"] > last
            last = item["seq"]
            books[item["type"], item["id"]] = item["record"]
            if item["record"] is None:
                del books[item["type"], item["id"]]
            else:
                assert item["version"] == item["record"]["version"]
        after, more = page["next"], page["hasMore"]
    return books


PATHS = {
    "property": "properties",
    "tenancy": "tenancies",
    "tax_type": "tax-types",
    "account": "accounts",
    "tracking_category": "tracking-categories",
    "contact": "contacts",
    "document": "invoices",
    "payment": "payments",
    "sync_record": "sync-records",
}


def shown(office: Office, company: int) -> dict[tuple[str, int], Any]:
    """The books as the lists show them."""
    base = f"/rl/v1/companies/{company}"
    books = {("company", company): office.ok("GET", base)}
    books["connection", company] = office.ok("GET", f"{base}/connection")
    query = "pageSize=100&includeArchived=true&includeDeleted=true"
    for kind, path in PATHS.items():
        for row in office.ok("GET", f"{base}/{path}?{query}")["items"]:
            books[kind, row["id"]] = row
    for category in [number for kind, number in books if kind == "tracking_category"]:
        for row in office.ok("GET", f"{base}/tracking-categories/{category}/options")["items"]:
            books["tracking_option", row["id"]] = row
    return books


def test_the_feed_says_who_did_what_and_stops_at_its_limit() -> None:
    """Source: designed, re-leased.md §6.3."""
    office = Office()
    start = office.world.commits.next - 1
    document = office.a_document()
    office.a_payment(document, who="sync")
    first = office.ok("GET", f"/changes?after={start}&limit=2")
    assert [(row["type"], row["op"], row["actor"]) for row in first["items"]] == [
        ("contact", "create", "user"),
        ("document", "create", "user"),
    ]
    assert (first["hasMore"], first["next"]) == (True, first["items"][-1]["seq"])
    assert first["items"][1]["record"]["status"] == "Approved"
    rest = office.ok("GET", f"/changes?after={first['next']}")
    assert [(row["type"], row["op"], row["actor"]) for row in rest["items"]] == [
        ("payment", "create", "integration"),
        ("document", "update", "integration"),
    ]
    idle = office.ok("GET", f"/changes?after={rest['next']}")
    assert idle == {"items": [], "next": rest["next"], "hasMore": False}


def test_a_contact_that_leaves_a_company_is_gone_from_its_feed() -> None:
    """Source: designed: a tombstone."""
    office = Office()
    contact = office.a_contact(companyIds=[1, 2])
    start = office.world.commits.next - 1
    office.ok("PATCH", f"/contacts/{contact['id']}", {"companyIds": [1]}, "user")
    left = office.ok("GET", f"/rl/v1/companies/2/changes?after={start}")["items"]
    kept = office.ok("GET", f"/changes?after={start}")["items"]
    assert [(row["op"], row["record"]) for row in left] == [("delete", None)]
    assert [row["op"] for row in kept] == ["update"]


def test_the_feed_refuses_silly_queries() -> None:
    """Source: designed, re-leased.md §6.6."""
    office = Office()
    for query in ("after=-1", "after=x", "limit=0", "limit=1001", "since=1"):
        assert office.code("GET", f"/changes?{query}") == "bad_parameter"


def test_a_snapshot_brings_the_feed_back_too() -> None:
    """Source: protocol: restore brings everything back."""
    office = Office()
    name = office.world.snapshot()
    before = office.ok("GET", "/changes?limit=1000")
    office.a_contact()
    office.world.restore(name)
    assert office.ok("GET", "/changes?limit=1000") == before
    assert office.a_contact()["id"] == 501
