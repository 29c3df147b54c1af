"""Random histories: whatever people and the integration do, the books stay right."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.released.allocation import SHOWN
from simulators.released.books import shelf_of
from tests.simulators.released.office import (
    TENANTS,
    Office,
    a_line,
    a_payment_body,
    an_allocation_body,
)

kinds = st.sampled_from(
    ["document", "note", "note_from", "edit", "pay", "pay", "pay_all", "reverse", "void", "void",
     "approve", "reset", "allocate", "allocate", "allocate_all", "free", "relink", "credit",
     "credit_spread", "credit_void", "contact", "contact_edit", "merge", "archive", "delete",
     "property", "mirror", "report", "share", "tick"]
)  # fmt: skip
whos = st.sampled_from(["user", "sync"])
histories = st.lists(st.tuples(kinds, whos, st.integers(0, 5), st.integers(1, 9_000)), max_size=40)

CREDITS = ("dddddddd-0000-4000-8000-000000000001", "dddddddd-0000-4000-8000-000000000002")


def opened(**switches: str) -> tuple[Office, str]:
    """An office with one contact, an invoice and a credit note, to begin each history from."""
    office = Office(switches=switches)
    office.a_pair()
    return office, office.world.snapshot()


STRICT = opened(user_reverse_payment="on")
LOOSE = opened(user_reverse_payment="on", void_paid="accept", rl_rounding="half_even")
OFFICES = {"off": opened(), "on": opened(equal_ids="on")}


class Story:
    """Plays one step after another; what is refused does nothing."""

    def __init__(self, office: Office, start: str) -> None:
        self.office = office
        office.world.restore(start)

    def pick(self, kind: str, number: int, shelf: str | None = None) -> Any:
        """One of the first company's records; one that is not there when it has none."""
        known = [
            row
            for row in self.office.world.table("released", kind)
            if shelf is None or shelf_of(row) == shelf
        ]
        return known[number % len(known)] if known else {"id": 1}

    def play(self, kind: str, who: str, number: int, cents: int) -> None:
        method, path, body = self.step(kind, number, cents)
        if not method:
            self.office.world.clock.advance(cents / 1000)
            return
        before = self.office.state()
        answer = self.office.call(method, path, body, who)
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert self.office.state() == before, "a refused call must change nothing"

    def step(self, kind: str, number: int, cents: int) -> tuple[str, str, Any]:
        price = f"{cents // 100}.{cents % 100:02d}"
        contact = self.pick("contact", number)
        at = f"/contacts/{contact['id']}"
        simple: dict[str, tuple[str, str, Any]] = {
            "contact": ("POST", "/contacts", {"name": "Bea"}),
            "contact_edit": ("PATCH", at, {"name": price}),
            "merge": ("POST", f"{at}/merge", {"intoId": self.pick("contact", number + 1)["id"]}),
            "archive": ("POST", f"{at}/archive", None),
            "share": ("PATCH", at, {"companyIds": [1, 2] if cents % 2 else [1]}),
            "property": ("POST", "/properties", {"name": "x"}),
            "mirror": ("PUT", "/accounts/account-201", {"code": price, "name": "x"}),
            "report": (
                "POST",
                "/sync-records",
                {"entity": "document", "recordId": 1 + number, "direction": "Outgoing"},
            ),
            "tick": ("", "", None),
        }
        return simple.get(kind) or self.money(kind, number, cents, price)

    def money(self, kind: str, number: int, cents: int, price: str) -> tuple[str, str, Any]:
        """The steps that touch documents and what settles them."""
        any_one = self.pick("document", number)
        listed = shelf_of(any_one) or "invoices"
        at, lines = f"/{listed}/{any_one['id']}", [a_line(unitPrice=price, quantity="1.5")]
        note = self.pick("document", number, "credit-notes")
        invoice = self.pick("document", cents, "")
        freed = self.pick("allocation", number)
        one = f"/credit-notes/{freed.get('creditNoteId', 1)}/allocations/{freed['id']}"
        left = [each.get("amountDue", "1.00") for each in (note, invoice)]
        allocations = f"/credit-notes/{note['id']}/allocations"
        whose = {"contactId": self.pick("contact", number)["id"]}
        sold = self.office.a_body(**whose, lines=lines)
        credited = {**sold, "kind": "IncomeCreditNote"}
        del credited["dueDate"]
        steps: dict[str, tuple[str, str, Any]] = {
            "document": ("POST", "/invoices", sold),
            "note": ("POST", "/credit-notes", credited),
            "note_from": (
                "POST",
                "/credit-notes",
                {"fromInvoiceId": invoice["id"], "issueDate": "2026-03-01", "status": "Approved"},
            ),
            "edit": ("PATCH", at, {"lines": lines}),
            "pay": ("POST", "/payments", a_payment_body(any_one, price)),
            "pay_all": ("POST", "/payments", a_payment_body(any_one, any_one["amountDue"])),
            "reverse": ("POST", f"/payments/{self.pick('payment', number)['id']}/reverse", None),
            "void": ("POST", f"{at}/void", None),
            "approve": ("POST", f"{at}/approve", None),
            "reset": ("POST", f"{at}/reset-to-draft", None),
            "delete": ("DELETE", at, None),
            "allocate": ("POST", allocations, an_allocation_body(invoice, price)),
            "allocate_all": (
                "POST",
                allocations,
                an_allocation_body(invoice, min(left, key=Decimal)),
            ),
            "free": ("DELETE", one, None),
            "relink": ("PATCH", one, {"externalId": TENANTS[number % 3]}),
            "credit": ("PUT", f"/credits/{CREDITS[number % 2]}", self.credit(number, cents, 1)),
            "credit_spread": (
                "PUT",
                f"/credits/{CREDITS[number % 2]}",
                self.credit(number, cents, 2),
            ),
            "credit_void": (
                "PUT",
                f"/credits/{CREDITS[number % 2]}",
                {**self.credit(number, cents, 0), "status": "Voided"},
            ),
        }
        return steps[kind]

    def credit(self, number: int, cents: int, parts: int) -> Any:
        """The body of a mirrored credit, spread over some invoices."""
        rows = [
            an_allocation_body(self.pick("document", number + part, ""), f"{cents % 40 + 1}.05")
            for part in range(parts)
        ]
        contact = {"contactId": self.pick("contact", number)["id"]}
        return self.office.a_credit_body(**contact, total="80.10", allocations=rows)


@settings(deadline=None, max_examples=80)
@given(histories, st.sampled_from(["strict", "loose"]))
def test_amounts_and_statuses_follow_from_what_settles(history: Any, way: str) -> None:
    """Source: re-leased.md §8; R28, R38. Refused calls change nothing."""
    story = Story(*(STRICT if way == "strict" else LOOSE))
    for step in history:
        story.play(*step)
        books = Books(story.office)
        for document in books.documents.values():
            books.judge(document, is_strict=way == "strict")
        books.judge_credits()


class Books:
    """What is stored, looked at from outside: sums worked out from the rows alone."""

    def __init__(self, office: Office) -> None:
        rows = {
            kind: list(office.world.table("released", kind))
            for kind in ("document", "payment", "allocation", "credit")
        }
        self.documents = {row["id"]: row for row in rows["document"]}
        self.payments, self.allocations, self.credits = (
            rows["payment"],
            rows["allocation"],
            rows["credit"],
        )

    def paid(self, document: Any) -> Decimal:
        return sum_of(
            row
            for row in self.payments
            if row["documentId"] == document["id"] and row["status"] == "Applied"
        )

    def credited(self, document: Any) -> Decimal:
        side = "creditNoteId" if shelf_of(document) else "invoiceId"
        own = [row for row in self.allocations if row[side] == document["id"]]
        mirrored = [
            row
            for credit in self.credits
            for row in credit["allocations"]
            if row["invoiceId"] == document["id"]
        ]
        return sum_of([*own, *mirrored])

    def judge(self, document: Any, *, is_strict: bool) -> None:
        """One document is what its lines, payments and allocations make it."""
        names = ("total", "amountPaid", "amountCredited", "amountDue")
        total, paid, credited, due = (Decimal(document[name]) for name in names)
        assert (paid, credited) == (self.paid(document), self.credited(document))
        assert due == total - paid - credited >= 0
        lines = document["lines"]
        assert total == sum(Decimal(x["lineAmount"]) + Decimal(x["taxAmount"]) for x in lines)
        if document["status"] in ("Approved", "Paid"):
            assert (document["status"] == "Paid") is (total > 0 and due == 0)
        elif is_strict or document["status"] != "Voided":
            assert paid == credited == 0
        if shelf_of(document):
            self.judge_note(document)

    def judge_note(self, note: Any) -> None:
        """A credit note shows its allocations, all of invoices of its side and contact."""
        assert note["remainingCredit"] == note["amountDue"]
        own = [row for row in self.allocations if row["creditNoteId"] == note["id"]]
        assert note["allocations"] == [{name: row[name] for name in SHOWN} for row in own]
        for row in own:
            invoice = self.documents[row["invoiceId"]]
            assert not shelf_of(invoice)
            assert invoice["contactId"] == note["contactId"]

    def judge_credits(self) -> None:
        """A credit is never used beyond its total, and nothing of a void one is used."""
        for credit in self.credits:
            used = sum_of(credit["allocations"]) + Decimal(credit["amountRefunded"])
            assert Decimal(credit["remainingCredit"]) == Decimal(credit["total"]) - used >= 0
            assert credit["status"] != "Voided" or not used
            assert (credit["status"] == "Paid") is (credit["remainingCredit"] == "0.00")


def sum_of(rows: Iterable[Any]) -> Decimal:
    return sum((Decimal(row["amount"]) for row in rows), Decimal(0))


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
    "invoice": "invoices",
    "credit note": "credit-notes",
    "payment": "payments",
    "credit": "credits",
    "sync_record": "sync-records",
}
FED = {"invoice": "document", "credit note": "document"}
"""What the feed calls what two lists show."""


def shown(office: Office, company: int) -> dict[tuple[str, int], Any]:
    """The books as the lists show them."""
    base = f"/rl/v1/companies/{company}"
    books = {("company", company): office.ok("GET", base)}
    books["connection", company] = office.ok("GET", f"{base}/connection")
    query = "pageSize=100&includeArchived=true&includeDeleted=true"
    for kind, path in PATHS.items():
        for row in office.ok("GET", f"{base}/{path}?{query}")["items"]:
            books[FED.get(kind, kind), row["id"]] = row
    for category in [number for kind, number in books if kind == "tracking_category"]:
        for row in office.ok("GET", f"{base}/tracking-categories/{category}/options")["items"]:
            books["tracking_option", row["id"]] = row
    for note in office.ok("GET", f"{base}/credit-notes?{query}")["items"]:
        for row in office.ok("GET", f"{base}/credit-notes/{note['id']}/allocations")["items"]:
            books["allocation", row["id"]] = row
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
