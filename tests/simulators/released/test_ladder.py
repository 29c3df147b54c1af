"""The status ladders: every move of every table, allowed and refused."""

import itertools

import pytest

from simulators.released.connection import CONNECTION_MOVES
from simulators.released.contact import CONTACT_MOVES
from simulators.released.document import STATUSES, is_ready, nothing_is_settled
from simulators.released.ladder import DOCUMENT_MOVES, settled
from simulators.released.payment import PAYMENT_MOVES
from tests.simulators.released.office import (
    TENANTS,
    Office,
    a_line,
    a_payment_body,
    an_allocation_body,
)

VERBS = {
    "submit": "AwaitingApproval",
    "approve": "Approved",
    "return": "Draft",
    "reset-to-draft": "Draft",
    "void": "Voided",
    "delete": "Deleted",
}

ALLOWED = {
    ("Draft", "submit", "user"),
    ("Draft", "submit", "sync"),
    ("Draft", "approve", "user"),
    ("Draft", "approve", "sync"),
    ("AwaitingApproval", "approve", "user"),
    ("AwaitingApproval", "approve", "sync"),
    ("AwaitingApproval", "return", "user"),
    ("AwaitingApproval", "return", "sync"),
    ("AwaitingApproval", "reset-to-draft", "sync"),
    ("Approved", "reset-to-draft", "sync"),
    ("Draft", "void", "user"),
    ("Draft", "void", "sync"),
    ("AwaitingApproval", "void", "user"),
    ("AwaitingApproval", "void", "sync"),
    ("Approved", "void", "user"),
    ("Approved", "void", "sync"),
    ("Draft", "delete", "user"),
}
WRONG_PRINCIPAL = {("Draft", "delete", "sync")} | {
    (status, "reset-to-draft", "user") for status in STATUSES
}
PAID = {("Paid", "void", "user"), ("Paid", "void", "sync")}
BY_SWITCH = {("Voided", "approve", "sync")}
LISTS = ("invoices", "credit-notes")


def in_status(office: Office, status: str, listed: str = "invoices") -> int:
    """A document that stands in this status."""
    first = status if status in ("Draft", "AwaitingApproval") else "Approved"
    first = "Draft" if status == "Deleted" else first
    make = office.a_document if listed == "invoices" else office.a_note
    document = make(status=first)
    if status == "Paid":
        office.a_payment(document)
    elif status in ("Voided", "Deleted"):
        verb = "void" if status == "Voided" else "delete"
        ask(office, int(document["id"]), verb, "user", listed)
    assert office.row("document", f"1:{document['id']}")["status"] == status
    return int(document["id"])


def ask(office: Office, document: int, verb: str, who: str, listed: str = "invoices") -> str:
    """What came of a verb."""
    if verb == "delete":
        return office.code("DELETE", f"/{listed}/{document}", None, who)
    return office.code("POST", f"/{listed}/{document}/{verb}", None, who)


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize(
    ("status", "verb", "who"), list(itertools.product(STATUSES, VERBS, ("user", "sync")))
)
def test_each_status_takes_the_verbs_of_its_ladder_and_no_others(
    status: str, verb: str, who: str, listed: str
) -> None:
    """Source: re-leased.md §5.2; R27: credit notes obey all document rules."""
    office = Office()
    document = in_status(office, status, listed)

    came = ask(office, document, verb, who, listed)

    row = (status, verb, who)
    if row in ALLOWED:
        assert came == "ok"
        assert office.row("document", f"1:{document}")["status"] == VERBS[verb]
    elif row in WRONG_PRINCIPAL:
        assert came == "role_forbidden"
    elif row in PAID:
        assert came == "has_payments"
    else:
        assert came == "invalid_transition"


def test_the_tables_hold_every_move_that_the_product_makes() -> None:
    """The rows of the tables are the rows that the tests above expect."""
    rows = {(m.before, m.after, who) for m in DOCUMENT_MOVES for who in m.who if who != "system"}
    expected = {(status, VERBS[verb], who) for status, verb, who in ALLOWED | PAID | BY_SWITCH}
    assert rows == expected
    assert {(m.before, m.after) for m in DOCUMENT_MOVES if m.who == ("system",)} == {
        ("Approved", "Paid"),
        ("Paid", "Approved"),
    }
    assert {(m.before, m.after, who) for m in CONTACT_MOVES for who in m.who} == {
        (before, CONTACT_VERBS[verb], who) for before, verb, who, code in CONTACTS if code == "ok"
    } | {("Active", "Archived", "user")}
    assert {(m.before, m.after, who) for m in PAYMENT_MOVES for who in m.who} == {
        ("Applied", "Reversed", "user"),
        ("Applied", "Reversed", "sync"),
    }
    reached = {"connect": "Connected", "disconnect": "Disconnected", "revoke": "Revoked"}
    assert {(m.before, m.after) for m in CONNECTION_MOVES} == {
        (before, reached[verb]) for before, verb, code in CONNECTIONS if code == "ok"
    }
    assert all(m.who == ("user", "sync") for m in CONNECTION_MOVES)


LINKED_REFUSALS = (
    ("Draft", "delete", "user"),
    ("AwaitingApproval", "return", "user"),
    ("AwaitingApproval", "reset-to-draft", "sync"),
    ("Approved", "reset-to-draft", "sync"),
)


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize(("status", "verb", "who"), LINKED_REFUSALS)
def test_a_document_with_a_copy_in_xero_does_not_become_a_draft(
    status: str, verb: str, who: str, listed: str
) -> None:
    """Source: documented, RL-ERR-ACCT; designed for return and delete."""
    office = Office()
    document = in_status(office, status, listed)
    office.ok("PATCH", f"/{listed}/{document}", {"externalId": TENANTS[2]})

    assert ask(office, document, verb, who, listed) == "invalid_transition"


def test_a_return_mirrored_from_xero_is_taken_with_the_copy() -> None:
    """Source: mirrors Xero."""
    office = Office()
    document = in_status(office, "AwaitingApproval")
    office.ok("PATCH", f"/invoices/{document}", {"externalId": TENANTS[2]})

    assert ask(office, document, "return", "sync") == "ok"


UNREADY = (
    ({"accountCode": "999"}, "account_archived"),
    ({"accountCode": None}, "required"),
    ({"taxType": "OLD"}, "tax_type_archived"),
    ({"taxType": None}, "required"),
)


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize("verb", ["submit", "approve"])
@pytest.mark.parametrize(("line", "code"), UNREADY)
def test_people_submit_and_approve_only_what_is_valid(
    line: dict[str, str | None], code: str, verb: str, listed: str
) -> None:
    """Source: documented, RL-APPR; the integration mirrors what Xero holds."""
    office = Office()
    make = office.a_document if listed == "invoices" else office.a_note
    draft = make(status="Draft", lines=[a_line(**line)])

    assert ask(office, draft["id"], verb, "user", listed) == code
    assert ask(office, draft["id"], verb, "sync", listed) == "ok"


def test_people_approve_nothing_for_an_archived_contact() -> None:
    """Source: documented, RL-ERR-CONTACT."""
    office = Office()
    draft = office.a_document(status="Draft")
    office.ok("POST", f"/contacts/{draft['contactId']}/archive")

    assert ask(office, draft["id"], "approve", "user") == "contact_archived"
    assert ask(office, draft["id"], "approve", "sync") == "ok"


def test_a_document_without_tax_needs_no_tax_type() -> None:
    """Source: designed."""
    office = Office()
    document = office.a_document(taxMode="NoTax", lines=[a_line(taxType=None)])
    assert (document["total"], document["taxTotal"]) == ("100.00", "0.00")


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize(("amount", "status"), [("120.00", "Paid"), ("20.00", "Approved")])
def test_the_switch_lets_settled_documents_be_voided_and_the_void_be_undone(
    listed: str, amount: str, status: str
) -> None:
    """Source: open, O6: when Xero refuses the void, the document goes back to where it stood."""
    office = Office(switches={"void_paid": "accept"})
    document = in_status(office, "Approved", listed)
    payment = office.a_payment({"id": document}, amount)
    before = office.row("document", f"1:{document}")

    assert ask(office, document, "void", "user", listed) == "ok"
    void = office.row("document", f"1:{document}")
    assert (before["status"], void["status"], void["amountPaid"]) == (status, "Voided", amount)
    assert office.row("payment", f"1:{payment['id']}")["status"] == "Applied"

    assert ask(office, document, "approve", "user", listed) == "invalid_transition"
    assert ask(office, document, "approve", "sync", listed) == "ok"
    assert office.row("document", f"1:{document}")["status"] == status


@pytest.mark.parametrize("listed", LISTS)
def test_what_is_void_and_not_settled_stays_void_under_every_switch(listed: str) -> None:
    """Rule: R25."""
    office = Office(switches={"void_paid": "accept"})
    document = in_status(office, "Voided", listed)
    assert ask(office, document, "approve", "sync", listed) == "invalid_transition"


def test_a_payment_of_a_void_document_can_be_reversed_and_the_document_stays_void() -> None:
    """Source: open, O6."""
    office = Office(switches={"void_paid": "accept"})
    document = in_status(office, "Approved")
    payment = office.a_payment({"id": document}, "20.00")
    ask(office, document, "void", "user")

    assert office.code("POST", f"/payments/{payment['id']}/reverse") == "ok"

    void = office.row("document", f"1:{document}")
    assert (void["status"], void["amountPaid"], void["amountDue"]) == ("Voided", "0.00", "120.00")


def test_xero_refused_a_paid_document_so_it_stays_approved() -> None:
    """Source: designed: a draft has no payments."""
    office = Office()
    document = office.a_document()
    office.a_payment(document, "20.00")
    assert ask(office, document["id"], "reset-to-draft", "sync") == "has_payments"


CONTACT_VERBS = {"archive": "Archived", "unarchive": "Active"}
CONTACTS = (
    # from       verb         who     code
    ("Active",   "archive",   "user", "managed_in_xero"),
    ("Active",   "archive",   "sync", "ok"),
    ("Active",   "unarchive", "user", "invalid_transition"),
    ("Active",   "unarchive", "sync", "invalid_transition"),
    ("Archived", "archive",   "user", "invalid_transition"),
    ("Archived", "archive",   "sync", "invalid_transition"),
    ("Archived", "unarchive", "user", "ok"),
    ("Archived", "unarchive", "sync", "ok"),
    ("Merged",   "archive",   "user", "invalid_transition"),
    ("Merged",   "archive",   "sync", "invalid_transition"),
    ("Merged",   "unarchive", "user", "invalid_transition"),
    ("Merged",   "unarchive", "sync", "invalid_transition"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "verb", "who", "code"), CONTACTS)
def test_a_contact_moves_by_its_table(before: str, verb: str, who: str, code: str) -> None:
    """Source: re-leased.md §5.1; what was merged is archived for ever."""
    office = Office()
    path = f"/contacts/{office.a_contact()['id']}"
    if before == "Archived":
        office.ok("POST", f"{path}/archive")
    elif before == "Merged":
        office.ok("POST", f"{path}/merge", {"intoId": office.a_contact()["id"]})

    assert office.code("POST", f"{path}/{verb}", None, who) == code


PAYMENTS = (
    # switch, from         who     code
    ("off", "Applied",  "user", "managed_in_xero"),
    ("off", "Applied",  "sync", "ok"),
    ("on",  "Applied",  "user", "ok"),
    ("on",  "Applied",  "sync", "ok"),
    ("on",  "Reversed", "user", "invalid_transition"),
    ("on",  "Reversed", "sync", "invalid_transition"),
)  # fmt: skip


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize(("switch", "before", "who", "code"), PAYMENTS)
def test_a_payment_moves_by_its_table(
    switch: str, before: str, who: str, code: str, listed: str
) -> None:
    """Source: re-leased.md §5.3; O4."""
    office = Office(switches={"user_reverse_payment": switch})
    document = in_status(office, "Approved", listed)
    path = f"/payments/{office.a_payment({'id': document})['id']}/reverse"
    if before == "Reversed":
        office.ok("POST", path)

    assert office.code("POST", path, None, who) == code


TAKES = {"Approved": "ok", "Paid": "already_paid"}


@pytest.mark.parametrize("who", ["user", "sync"])
@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize("status", STATUSES)
def test_only_what_is_approved_takes_payments_and_refunds(
    status: str, listed: str, who: str
) -> None:
    """Source: re-leased.md §5.3."""
    office = Office()
    body = a_payment_body({"id": in_status(office, status, listed)}, "1.00")
    assert office.code("POST", "/payments", body, who) == TAKES.get(status, "invalid_transition")


ALLOCATED = [
    (note, invoice, who)
    for note, invoice in itertools.product(STATUSES, STATUSES)
    for who in ("user", "sync")
]


@pytest.mark.parametrize(("note", "invoice", "who"), ALLOCATED)
def test_an_allocation_needs_a_note_and_an_invoice_that_are_both_approved(
    note: str, invoice: str, who: str
) -> None:
    """Source: documented, RL-CN; the note is looked at first."""
    office = Office()
    contact = office.a_contact()
    office.a_contact = lambda **_: contact  # type: ignore[method-assign]
    first, second = in_status(office, note, "credit-notes"), in_status(office, invoice)

    came = office.code(
        "POST", f"/credit-notes/{first}/allocations", an_allocation_body({"id": second}), who
    )

    expected = [TAKES.get(status, "invalid_transition") for status in (note, invoice)]
    assert came == next((code for code in expected if code != "ok"), "ok")


CONNECTIONS = (
    # from             verb          code
    ("NeverConnected", "connect",    "ok"),
    ("NeverConnected", "disconnect", "not_connected"),
    ("NeverConnected", "revoke",     "not_connected"),
    ("Connected",      "connect",    "ok"),
    ("Connected",      "disconnect", "ok"),
    ("Connected",      "revoke",     "ok"),
    ("Revoked",        "connect",    "ok"),
    ("Revoked",        "disconnect", "ok"),
    ("Revoked",        "revoke",     "invalid_transition"),
    ("Disconnected",   "connect",    "ok"),
    ("Disconnected",   "disconnect", "not_connected"),
    ("Disconnected",   "revoke",     "not_connected"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "verb", "code"), CONNECTIONS)
@pytest.mark.parametrize("who", ["user", "sync"])
def test_a_connection_moves_by_its_table(before: str, verb: str, code: str, who: str) -> None:
    """Source: re-leased.md §5.4."""
    office = Office(organisations=1)
    company, tenant = (2, TENANTS[1]) if before == "NeverConnected" else (1, TENANTS[0])
    path = f"/rl/v1/companies/{company}/connection"
    if before in ("Revoked", "Disconnected"):
        closing = "revoke" if before == "Revoked" else "disconnect"
        office.ok("POST", f"{path}/{closing}", None, "user")
    assert office.row("connection", company)["status"] == before

    body = {"tenantId": tenant, "syncFromDate": "2026-01-01"} if verb == "connect" else None
    assert office.code("POST", f"{path}/{verb}", body, who) == code


class NoBooks:
    """A company without any records."""

    def contact(self, record_id: int) -> None:
        return None

    account = tax_type = option = contact

    def has(self, kind: str, record_id: int) -> bool:
        return False


def test_a_document_that_names_nothing_known_is_not_ready() -> None:
    """Rule: R47."""
    line = {"accountCode": "1", "taxType": "x"}
    document = {"contactId": 1, "taxMode": "Exclusive", "lines": [line]}
    codes = [refusal.code for refusal in is_ready(document, NoBooks())]
    assert codes == ["contact_unknown", "account_unknown", "tax_type_unknown"]


def test_allocations_settle_a_document_as_payments_do() -> None:
    """Source: re-leased.md §5.2."""
    document = {"amountPaid": "0.00", "amountCredited": "1.00"}
    assert [refusal.code for refusal in nothing_is_settled(document)] == ["has_allocations"]


def test_a_settled_document_stays_where_it_is() -> None:
    """Source: re-leased.md §5.2: derived, so asking again changes nothing."""
    paid = {"status": "Paid", "total": "1.00", "amountDue": "0.00"}
    assert settled(paid) is paid


@pytest.mark.parametrize("listed", LISTS)
def test_a_deleted_draft_is_linked_to_nothing(listed: str) -> None:
    """Source: designed: never linked, re-leased.md §5.2."""
    office = Office()
    path = f"/{listed}/{in_status(office, 'Deleted', listed)}"
    assert office.code("PATCH", path, {"externalId": TENANTS[2]}) == "invalid_transition"
