"""
Every cell of the guard matrix of a paired company: who may do what, and in which words not.

The matrix that people read is the table in docs/re-leased.md; each row here proves a cell of it. A
cell without a row fails a test, and so does a call that writes and stands in no row.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from simulators.released.vendor import VENDOR
from tests.simulators.released.asks import (
    Ask,
    add_area,
    add_charge,
    add_file,
    add_payment,
    add_property,
    add_tenancy,
    add_tenancy_contact,
    allocate,
    approve_document,
    archive_contact,
    archive_property,
    archive_tenancy,
    both,
    change_credit,
    change_in,
    choose_category,
    connect_again,
    connect_elsewhere,
    create_contact,
    create_in,
    edit_contact,
    edit_tenancy,
    link_contact,
    link_in,
    link_payment,
    link_record,
    map_property,
    merge_contacts,
    note_run,
    on_allocation,
    on_area,
    on_charge,
    on_connection,
    on_file,
    payment_with,
    refund,
    remove_tenancy_contact,
    replace_contact,
    report_problem,
    resolve_record,
    reverse_payment,
    reverse_refund,
    subscribe,
    unarchive_contact,
    unlink_record,
    unsubscribe,
    verb_on,
    void_document,
    void_settled,
    write_account,
    write_category,
    write_credit,
    write_option,
    write_tax_type,
)
from tests.simulators.released.office import TENANTS, Office, a_line

PAGE = Path(__file__).parents[3] / "docs" / "re-leased.md"
Row = tuple[str, tuple[Ask, ...], str, str]
NO_FIELDS = ("bankReference", "bankName", "particulars", "code", "isReconciled")
REFERENCE = {"reference": "x"}
WHOLE = {"lines": [a_line(description="x")]}
BLOCKED = "invalid_transition"
PART: str = "change a part-paid or part-credited document"
MATRIX: tuple[Row, ...] = (
    # the row of the page, what is asked, what a person gets, what the integration gets
    ("create, change a contact", (create_contact, edit_contact, replace_contact), "ok", "ok"),
    ("archive a contact", (archive_contact,), "managed_in_xero", "ok"),
    ("unarchive a contact", (unarchive_contact,), "ok", "ok"),
    ("merge contacts", (merge_contacts,), "managed_in_xero", "ok"),
    ("write tax types, accounts, tracking",
     (write_tax_type, write_account, write_category, write_option), "managed_in_xero", "ok"),
    ("choose a property's tracking option, the category that matches properties",
     (map_property, choose_category), "ok", "role_forbidden"),
    ("add, change, archive properties, areas and tenancies",
     (add_property, archive_property, add_tenancy, edit_tenancy, archive_tenancy,
      add_area, on_area("PATCH", "", {"name": "y"}), on_area("POST", "/archive"),
      add_tenancy_contact, remove_tenancy_contact),
     "ok", "role_forbidden"),
    ("add, change, end a repeating charge",
     (add_charge, on_charge("PATCH", "", {"day": 1}), on_charge("POST", "/end")),
     "ok", "role_forbidden"),
    ("create, submit, approve, void, return a document",
     (*both(create_in), *both(verb_on, "submit", "Draft"),
      *both(verb_on, "approve", "AwaitingApproval"), *both(verb_on, "approve", "Draft"),
      *both(verb_on, "void", "Approved"), *both(verb_on, "return", "AwaitingApproval")),
     "ok", "ok"),
    ("change a document that nothing settles",
     (*both(change_in, "nothing", "PATCH"), *both(change_in, "nothing", "PUT")), "ok", "ok"),
    (PART, both(change_in, "part-paid", "PATCH"), "has_payments", "has_payments"),
    (PART, both(change_in, "part-paid", "PATCH", **REFERENCE), "has_payments", "ok"),
    (PART, both(change_in, "part-paid", "PUT", **WHOLE), "has_payments", "ok"),
    (PART, both(change_in, "part-credited", "PATCH"), "has_allocations", "has_allocations"),
    (PART, both(change_in, "part-credited", "PATCH", **REFERENCE), "has_allocations", "ok"),
    ("change a paid or void document",
     (*both(change_in, "paid", "PATCH", **REFERENCE), *both(change_in, "void", "PATCH"),
      *both(change_in, "paid", "PUT"), *both(change_in, "void", "PUT")), BLOCKED, BLOCKED),
    ("void a settled document",
     (*both(void_settled, "part-paid"), *both(void_settled, "paid")),
     "has_payments", "has_payments"),
    ("void a settled document", both(void_settled, "part-credited"),
     "has_allocations", "has_allocations"),
    ("delete a draft", both(verb_on, "delete", "Draft"), "ok", "role_forbidden"),
    ("set back to Draft what Xero refused", both(verb_on, "reset-to-draft", "Approved"),
     "role_forbidden", "ok"),
    ("record a payment or a refund", (add_payment, refund), "ok", "ok"),
    ("reverse a payment or a refund", (reverse_payment, reverse_refund), "managed_in_xero", "ok"),
    ("allocate a credit note, remove an allocation", (allocate, on_allocation("DELETE")),
     "ok", "ok"),
    ("write an over- or prepayment", (write_credit, change_credit), "managed_in_xero", "ok"),
    ("add, replace, delete a file",
     (*both(add_file), on_file("PUT", "/content", {}), on_file("PATCH", "", {}),
      on_file("DELETE")), "ok", "ok"),
    ("write `externalId`, `externalNumber`",
     (*both(link_in), link_contact, link_payment,
      on_allocation("PATCH", {"externalId": TENANTS[2]})), "role_forbidden", "ok"),
    ("report, resolve a sync record, note a run of the sync",
     (report_problem, resolve_record, note_run), "role_forbidden", "ok"),
    ("unlink, link a sync record", (unlink_record, link_record), "ok", "role_forbidden"),
    ("set a bank reference, particulars, a reconciled flag",
     tuple(payment_with(name) for name in NO_FIELDS), "unknown_field", "unknown_field"),
    ("disconnect, connect again, lose access",
     (on_connection("disconnect"), on_connection("revoke"), connect_again), "ok", "ok"),
    ("subscribe to webhooks", (subscribe, unsubscribe), "not_found", "not_found"),
    ("connect to another organisation", (connect_elsewhere,), "already_paired", "already_paired"),
)  # fmt: skip

CELLS = [
    pytest.param(ask, who, code, id=f"{number}-{ask.__name__}-{who}")
    for number, (_, asks, user, sync) in enumerate(MATRIX)
    for ask in asks
    for who, code in (("user", user), ("sync", sync))
]


@pytest.mark.parametrize(("ask", "who", "code"), CELLS)
def test_each_principal_gets_what_the_matrix_says(ask: Ask, who: str, code: str) -> None:
    """Source: re-leased.md §7."""
    assert ask(Office(), who) == code


def told() -> dict[str, tuple[str, str]]:
    """The cells of the page's table, by what is done."""
    text = PAGE.read_text().split("## Who may do what", 1)[1].split("## ", 1)[0]
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {row[0].strip(): (row[1].strip(), row[2].strip(" |")) for row in rows[2:]}


def agrees(cell: str, code: str) -> bool:
    """Whether a cell of the page says what came of it."""
    if code == "ok":
        return cell.startswith("yes")
    return code in re.findall(r"`(\w+)`", cell)


def test_every_cell_of_the_page_has_a_row_here_and_every_row_is_on_the_page() -> None:
    """Source: re-leased.md §7: a cell without a test is no promise."""
    page = told()
    assert {row[0] for row in MATRIX} == set(page)
    for name, _, *codes in MATRIX:
        for cell, code in zip(page[name], codes, strict=True):
            assert agrees(cell, code), f"{name}: {cell} is not {code}"


def test_every_call_that_writes_stands_in_the_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each endpoint that changes something is asked by some row, by both principals."""
    asked: list[tuple[str, str]] = []
    call = Office.call

    def heard(office: Office, method: str, path: str, *rest: Any, **more: Any) -> Any:
        asked.append((method, path))
        return call(office, method, path, *rest, **more)

    monkeypatch.setattr(Office, "call", heard)
    last = []
    for _, asks, *_ in MATRIX:
        for ask in asks:
            ask(Office(), "sync")
            last.append(asked[-1])

    base = "/rl/v1/companies/<company>"
    writing = {
        (each.method, each.path.replace(base, ""))
        for each in VENDOR.endpoints
        if not each.public and each.scope != "read"
    }
    found = {
        (method, route)
        for method, route in writing
        for verb, path in last
        if verb == method and re.fullmatch(re.sub("<[^>]+>", "[^/]+", route), path)
    }
    assert writing - found == set()


SWITCHED: tuple[tuple[str, str, Ask, str, str], ...] = (
    ("unarchive_in_rl", "off", unarchive_contact, "user", "managed_in_xero"),
    ("unarchive_in_rl", "off", unarchive_contact, "sync", "ok"),
    ("user_reverse_payment", "on", reverse_payment, "user", "ok"),
    ("approve_only_in_xero", "on", approve_document, "user", "managed_in_xero"),
    ("approve_only_in_xero", "on", approve_document, "sync", "ok"),
    ("approve_only_in_xero", "on", verb_on("credit-notes", "approve", "AwaitingApproval"), "user",
     "managed_in_xero"),
    ("user_reverse_payment", "on", reverse_refund, "user", "ok"),
    ("pay_in_rl", "off", add_payment, "user", "managed_in_xero"),
    ("pay_in_rl", "off", add_payment, "sync", "ok"),
    ("pay_in_rl", "off", refund, "user", "managed_in_xero"),
    ("allocations", "from_xero", allocate, "user", "managed_in_xero"),
    ("allocations", "from_xero", allocate, "sync", "ok"),
    ("allocations", "from_xero", on_allocation("DELETE"), "user", "managed_in_xero"),
    ("pull_opp", "off", write_credit, "sync", "not_found"),
    ("pull_opp", "off", write_credit, "user", "not_found"),
    *(
        ("void_paid", "accept", ask, who, "ok")
        for settle in ("part-paid", "paid", "part-credited")
        for ask in both(void_settled, settle)
        for who in ("user", "sync")
    ),
)  # fmt: skip


@pytest.mark.parametrize(("switch", "value", "ask", "who", "code"), SWITCHED)
def test_a_switch_changes_its_cell(switch: str, value: str, ask: Ask, who: str, code: str) -> None:
    """Source: re-leased.md §11."""
    assert ask(Office(switches={switch: value}), who) == code


PROFILED: tuple[tuple[str, Ask, str], ...] = (
    ("guide", reverse_payment, "managed_in_xero"),
    ("legacy", reverse_payment, "managed_in_xero"),
    ("current", reverse_payment, "ok"),
    ("guide", unarchive_contact, "ok"),
    ("legacy", unarchive_contact, "managed_in_xero"),
    ("guide", approve_document, "ok"),
    ("legacy", approve_document, "managed_in_xero"),
    ("current", approve_document, "ok"),
    ("guide", add_payment, "ok"),
    ("legacy", add_payment, "managed_in_xero"),
    ("current", add_payment, "ok"),
    ("guide", write_credit, "managed_in_xero"),
    ("legacy", write_credit, "not_found"),
    ("current", write_credit, "managed_in_xero"),
    ("guide", allocate, "ok"),
    ("legacy", allocate, "ok"),
    ("current", allocate, "ok"),
)


@pytest.mark.parametrize(("profile", "ask", "code"), PROFILED)
def test_a_profile_decides_for_people(profile: str, ask: Ask, code: str) -> None:
    """Source: re-leased.md §11."""
    assert ask(Office(profile=profile), "user") == code


UNPAIRED: tuple[tuple[Ask, str, str], ...] = (
    (create_contact,  "ok", "not_connected"),
    (archive_contact, "ok", "not_connected"),
    (merge_contacts,  "ok", "not_connected"),
    (write_tax_type,  "ok", "not_connected"),
    (add_payment,     "ok", "not_connected"),
    (allocate,        "ok", "not_connected"),
    (write_credit,    "role_forbidden", "not_connected"),
    (void_document,   "ok", "not_connected"),
)  # fmt: skip


@pytest.mark.parametrize("state", ["disconnect", "revoke"])
@pytest.mark.parametrize(("ask", "user", "sync"), UNPAIRED)
def test_without_a_connection_people_are_free_and_the_integration_is_out(
    ask: Ask, user: str, sync: str, state: str
) -> None:
    """Source: inferred, the standalone column; a revoked pairing still binds people."""
    office = Office()
    office.ok("POST", f"/connection/{state}", None, "user")

    managed = (archive_contact, merge_contacts, write_tax_type, write_credit)
    expected = "managed_in_xero" if state == "revoke" and ask in managed else user
    assert ask(office, "user") == expected
    assert ask(office, "sync") == sync


def test_the_roles_of_people_limit_them() -> None:
    """Source: names documented, RL-PERMS; what they allow designed."""
    office = Office()
    allowed: dict[str, tuple[str, str]] = {
        "administrator": ("ok", "ok"),
        "account_manager": ("ok", "role_forbidden"),
        "property_manager": ("ok", "role_forbidden"),
        "read_only": ("role_forbidden", "role_forbidden"),
    }
    for role, (write, connect) in allowed.items():
        office.tokens["somebody"] = _token(office, role)
        assert office.code("GET", "/contacts", None, "somebody") == "ok"
        assert office.code("POST", "/contacts", {"name": "x"}, "somebody") == write
        assert office.code("POST", "/connection/revoke", None, "somebody") == connect


def _token(office: Office, role: str) -> Any:
    from simulators.released import access
    from simulators.released.vendor import add_user

    return access.issue_token(office.world, add_user(office.world, role))["token"]
