"""Every cell of the guard matrix of a paired company: who may do what, and in which words not."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulators.released.office import TENANTS, Office, a_line, a_payment_body

Ask = Callable[[Office, str], str]


def create_contact(office: Office, who: str) -> str:
    return office.code("POST", "/contacts", {"name": "New"}, who)


def edit_contact(office: Office, who: str) -> str:
    contact = office.a_contact()
    return office.code("PATCH", f"/contacts/{contact['id']}", {"email": "a@example.test"}, who)


def archive_contact(office: Office, who: str) -> str:
    return office.code("POST", f"/contacts/{office.a_contact()['id']}/archive", None, who)


def unarchive_contact(office: Office, who: str) -> str:
    contact = office.a_contact()
    office.ok("POST", f"/contacts/{contact['id']}/archive")
    return office.code("POST", f"/contacts/{contact['id']}/unarchive", None, who)


def merge_contacts(office: Office, who: str) -> str:
    loser, survivor = office.a_contact(), office.a_contact()
    body = {"intoId": survivor["id"]}
    return office.code("POST", f"/contacts/{loser['id']}/merge", body, who)


def write_tax_type(office: Office, who: str) -> str:
    return office.code("PUT", "/tax-types/NEW", {"name": "New", "rate": "5"}, who)


def write_account(office: Office, who: str) -> str:
    return office.code("PUT", "/accounts/account-201", {"code": "201", "name": "Renamed"}, who)


def write_category(office: Office, who: str) -> str:
    return office.code("PUT", "/tracking-categories/Property", {"name": "Renamed"}, who)


def write_option(office: Office, who: str) -> str:
    path = "/tracking-categories/41/options/North"
    return office.code("PUT", path, {"name": "Renamed"}, who)


def map_property(office: Office, who: str) -> str:
    made = office.person("property.create", name="Quay House")
    return office.code("PATCH", f"/properties/{made['id']}", {"trackingOptionId": 61}, who)


def choose_category(office: Office, who: str) -> str:
    return office.code("POST", "/tracking-categories/41/property-matching", None, who)


def create_document(office: Office, who: str) -> str:
    return office.code("POST", "/invoices", office.a_body(), who)


def submit_document(office: Office, who: str) -> str:
    draft = office.a_document(status="Draft")
    return office.code("POST", f"/invoices/{draft['id']}/submit", None, who)


def approve_document(office: Office, who: str) -> str:
    awaiting = office.a_document(status="AwaitingApproval")
    return office.code("POST", f"/invoices/{awaiting['id']}/approve", None, who)


def edit_approved(office: Office, who: str) -> str:
    document = office.a_document()
    return office.code("PATCH", f"/invoices/{document['id']}", {"dueDate": "2026-05-01"}, who)


def edit_part_paid(office: Office, who: str) -> str:
    document = office.a_document()
    office.a_payment(document, "20.00")
    lines = [a_line(unitPrice="200.00")]
    return office.code("PATCH", f"/invoices/{document['id']}", {"lines": lines}, who)


def edit_paid(office: Office, who: str) -> str:
    document = office.a_document()
    office.a_payment(document)
    return office.code("PATCH", f"/invoices/{document['id']}", {"reference": "x"}, who)


def edit_voided(office: Office, who: str) -> str:
    document = office.a_document()
    office.ok("POST", f"/invoices/{document['id']}/void", None, "user")
    return office.code("PATCH", f"/invoices/{document['id']}", {"reference": "x"}, who)


def void_document(office: Office, who: str) -> str:
    return office.code("POST", f"/invoices/{office.a_document()['id']}/void", None, who)


def delete_draft(office: Office, who: str) -> str:
    draft = office.a_document(status="Draft")
    return office.code("DELETE", f"/invoices/{draft['id']}", None, who)


def reset_to_draft(office: Office, who: str) -> str:
    document = office.a_document()
    return office.code("POST", f"/invoices/{document['id']}/reset-to-draft", None, who)


def link_document(office: Office, who: str) -> str:
    path = f"/invoices/{office.a_document()['id']}"
    return office.code("PATCH", path, {"externalId": TENANTS[2], "externalNumber": "INV-1"}, who)


def link_contact(office: Office, who: str) -> str:
    path = f"/contacts/{office.a_contact()['id']}"
    return office.code("PATCH", path, {"externalId": TENANTS[2]}, who)


def add_payment(office: Office, who: str) -> str:
    return office.code("POST", "/payments", a_payment_body(office.a_document()), who)


def reverse_payment(office: Office, who: str) -> str:
    payment = office.a_payment(office.a_document())
    return office.code("POST", f"/payments/{payment['id']}/reverse", None, who)


def link_payment(office: Office, who: str) -> str:
    payment = office.a_payment(office.a_document())
    return office.code("PATCH", f"/payments/{payment['id']}", {"externalId": TENANTS[2]}, who)


def _payment_with(name: str) -> Ask:
    def ask(office: Office, who: str) -> str:
        body = a_payment_body(office.a_document(), **{name: "x"})
        return office.code("POST", "/payments", body, who)

    return ask


def connect_elsewhere(office: Office, who: str) -> str:
    body = {"tenantId": TENANTS[2], "syncFromDate": "2026-01-01"}
    return office.code("POST", "/connection/connect", body, who)


def report_problem(office: Office, who: str) -> str:
    body = {"entity": "document", "recordId": 1, "direction": "Outgoing", "reason": "x"}
    return office.code("POST", "/sync-records", body, who)


def unlink_record(office: Office, who: str) -> str:
    body = {"entity": "document", "recordId": 1, "direction": "Outgoing", "reason": "x"}
    record = office.ok("POST", "/sync-records", body)
    return office.code("POST", f"/sync-records/{record['id']}/unlink", None, who)


MATRIX: tuple[tuple[Ask, str, str], ...] = (
    # what              user                  integration
    (create_contact,    "ok",                 "ok"),
    (edit_contact,      "ok",                 "ok"),
    (archive_contact,   "managed_in_xero",    "ok"),
    (unarchive_contact, "ok",                 "ok"),
    (merge_contacts,    "managed_in_xero",    "ok"),
    (write_tax_type,    "managed_in_xero",    "ok"),
    (write_account,     "managed_in_xero",    "ok"),
    (write_category,    "managed_in_xero",    "ok"),
    (write_option,      "managed_in_xero",    "ok"),
    (map_property,      "ok",                 "role_forbidden"),
    (choose_category,   "ok",                 "role_forbidden"),
    (create_document,   "ok",                 "ok"),
    (submit_document,   "ok",                 "ok"),
    (approve_document,  "ok",                 "ok"),
    (edit_approved,     "ok",                 "ok"),
    (edit_part_paid,    "has_payments",       "has_payments"),
    (edit_paid,         "invalid_transition", "invalid_transition"),
    (edit_voided,       "invalid_transition", "invalid_transition"),
    (void_document,     "ok",                 "ok"),
    (delete_draft,      "ok",                 "role_forbidden"),
    (reset_to_draft,    "role_forbidden",     "ok"),
    (link_document,     "role_forbidden",     "ok"),
    (link_contact,      "role_forbidden",     "ok"),
    (add_payment,       "ok",                 "ok"),
    (reverse_payment,   "managed_in_xero",    "ok"),
    (link_payment,      "role_forbidden",     "ok"),
    (_payment_with("bankReference"), "unknown_field", "unknown_field"),
    (_payment_with("bankName"),      "unknown_field", "unknown_field"),
    (_payment_with("particulars"),   "unknown_field", "unknown_field"),
    (_payment_with("code"),          "unknown_field", "unknown_field"),
    (_payment_with("isReconciled"),  "unknown_field", "unknown_field"),
    (connect_elsewhere, "already_paired",     "already_paired"),
    (report_problem,    "role_forbidden",     "ok"),
    (unlink_record,     "ok",                 "role_forbidden"),
)  # fmt: skip

CELLS = [
    pytest.param(ask, who, code, id=f"{ask.__name__}-{number}-{who}")
    for number, (ask, user, sync) in enumerate(MATRIX)
    for who, code in (("user", user), ("sync", sync))
]


@pytest.mark.parametrize(("ask", "who", "code"), CELLS)
def test_each_principal_gets_what_the_matrix_says(ask: Ask, who: str, code: str) -> None:
    """Source: re-leased.md §7."""
    assert ask(Office(), who) == code


SWITCHED: tuple[tuple[str, str, Ask, str, str], ...] = (
    ("unarchive_in_rl", "off", unarchive_contact, "user", "managed_in_xero"),
    ("unarchive_in_rl", "off", unarchive_contact, "sync", "ok"),
    ("user_reverse_payment", "on", reverse_payment, "user", "ok"),
    ("approve_only_in_xero", "on", approve_document, "user", "managed_in_xero"),
    ("approve_only_in_xero", "on", approve_document, "sync", "ok"),
)


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
    (reverse_payment, "ok", "not_connected"),
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

    managed = (archive_contact, merge_contacts, write_tax_type, reverse_payment)
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
