"""What happened to a record, and notes on it."""

from typing import Any

import pytest

from simulators.xero.parents import PARENTS
from tests.simulators.xero.office import Office


@pytest.fixture
def office() -> Office:
    return Office()


def told(office: Office, path: str) -> list[tuple[str, str]]:
    return [(row["Changes"], row["User"]) for row in office.ok("GET", path)]


@pytest.mark.parametrize("segment", ["/History", "/History/", "/history/", "/HISTORY"])
def test_a_history_is_read_in_any_letter_case(office: Office, segment: str) -> None:
    contact = office.contact()

    (row,) = office.ok("GET", f"/contacts/{contact}{segment}")

    assert list(row) == ["Changes", "DateUTCString", "DateUTC", "User", "Details"]
    assert row["Changes"] == "Created"
    assert row["Details"].startswith("Received through the Xero API")


def test_a_note_is_added_and_stands_first(office: Office) -> None:
    """Source: recorded, facts 4.12."""
    contact = office.contact()
    path = f"/Contacts/{contact}/History"
    before = office.one("GET", f"/Contacts/{contact}")

    row = office.one("PUT", path, {"HistoryRecords": [{"Details": "Called about the lease."}]})

    assert list(row) == ["DateUTCString", "DateUTC", "Details", "ValidationErrors"]
    assert (row["Details"], row["ValidationErrors"]) == ("Called about the lease.", [])
    assert row["DateUTC"].startswith("/Date(")
    assert "+" not in row["DateUTC"]
    newest = office.ok("GET", path)[0]
    assert (newest["Changes"], newest["Details"]) == ("Note", "Called about the lease.")
    assert office.one("GET", f"/Contacts/{contact}")["UpdatedDateUTC"] == before["UpdatedDateUTC"]


def test_several_notes_are_added_at_once_or_none(office: Office) -> None:
    contact = office.contact()
    path = f"/Contacts/{contact}/History"
    bodies: Any = [{"Details": "one"}, {"Details": "x" * 2_501}]

    assert office.no("PUT", path, {"HistoryRecords": bodies})
    assert office.no("PUT", path, {"HistoryRecords": [{}]})
    assert office.no("PUT", path, {"HistoryRecords": []})
    bodies[1]["Details"] = "y" * 2_500
    office.ok("PUT", path, {"HistoryRecords": bodies})

    assert [row["Details"][0] for row in office.ok("GET", path)[:2]] == ["y", "o"]


def test_the_life_of_an_invoice_is_told(office: Office) -> None:
    invoice = office.invoice(Status="DRAFT")["InvoiceID"]
    office.person("invoice.submit", invoice)
    office.person("invoice.approve", invoice)
    part = office.pay(invoice, "20.00")["PaymentID"]
    rest = office.pay(invoice, "100.00")["PaymentID"]
    office.person("payment.reverse", rest)
    office.person("payment.reverse", part)
    office.call("PUT", f"/Invoices/{invoice}/Attachments/a.pdf", data=b"")
    office.person("invoice.void", invoice)

    assert told(office, f"/Invoices/{invoice}/History") == [
        ("Voided", "Morgan Reed"),
        ("Attached a file", "System Generated"),
        ("Payment", "System Generated"),
        ("Payment Removed", "System Generated"),
        ("Paid", "System Generated"),
        ("Payment", "System Generated"),
        ("Approved", "Morgan Reed"),
        ("Submitted", "Morgan Reed"),
        ("Created", "System Generated"),
    ]


def test_a_bounded_journal_lets_a_history_begin_later(office: Office) -> None:
    contact = office.contact()
    office.person("history.note", contact, Details="Kept.")
    office.world.pass_time(60)
    office.world.commits.bound = 8
    for number in range(30):
        office.person("contact.edit", contact, FirstName=str(number))

    rows = office.ok("GET", f"/Contacts/{contact}/History")

    assert 8 <= len(rows) <= 11
    assert (rows[-1]["Changes"], rows[0]["Changes"]) == ("Note", "Edited")


def test_a_record_without_a_history_says_so(office: Office) -> None:
    """Source: XE-36."""
    account = office.ok("GET", "/Accounts")[0]["AccountID"]

    for method in ("GET", "PUT"):
        body = {"HistoryRecords": [{"Details": "x"}]} if method == "PUT" else None
        assert office.no(method, f"/Accounts/{account}/History", body) == [
            "The document with the supplied id was not found for this endpoint."
        ]


@pytest.mark.parametrize("parent", [parent for parent in PARENTS if parent.notes])
def test_an_unknown_record_has_no_history(office: Office, parent: Any) -> None:
    path = f"/{parent.segment}/00000000-0000-0000-0000-000000000001/History"

    assert office.call("GET", path).status_code == 404


def test_a_person_writes_a_note(office: Office) -> None:
    contact = office.contact()

    made = office.person("history.note", contact, Details="Prefers letters.")

    assert (made["User"], made["Details"]) == ("Morgan Reed", "Prefers letters.")
    assert office.refused("history.note", contact, Details="")
    assert office.refused("history.note", contact, Details=" ")
    assert office.refused("history.note", "nobody", Details="x")


def test_files_in_the_other_system_are_no_part_of_a_history(office: Office) -> None:
    contact = office.contact()
    line = {"system": "released", "type": "attachment", "id": "7", "actor": "user", "op": "create"}
    office.world.commits.append({**line, "n": 1, "before": None, "after": {"id": 7}})

    assert told(office, f"/Contacts/{contact}/History")[0][0] == "Created"
