"""Credit notes: what they share with invoices and where they differ. Facts 4.3."""

from typing import Any

import pytest

from simulators.xero.document_kind import MOVES, STATUSES
from tests.simulators.xero.office import Office, line

CREATION = "Credit Note not of valid status for creation"
MODIFICATION = "Credit Note not of valid status for modification"
SETTLED = "This document cannot be edited as it has a payment or credit note allocated to it."
GONE = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes."
)
SUPPLIERS: dict[str, Any] = {"Type": "ACCPAYCREDIT", "LineItems": [line(AccountCode="429")]}


def in_status(office: Office, status: str) -> str:
    """A credit note in a status, by the way that leads there."""
    start = status if status in ("DRAFT", "SUBMITTED", "AUTHORISED") else "AUTHORISED"
    found = str(office.note(Status="DRAFT" if status == "DELETED" else start)["CreditNoteID"])
    if status == "PAID":
        office.allocate(found, office.invoice()["InvoiceID"], "60")
    elif status in ("DELETED", "VOIDED"):
        office.one("POST", f"/CreditNotes/{found}", {"Status": status})
    return found


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_every_status_move_is_allowed_or_refused_as_for_invoices(before: str, after: str) -> None:
    office = Office()
    note = in_status(office, before)
    allowed = any(m.before == before and m.after == after and "sync" in m.who for m in MOVES)

    if allowed:
        found = office.one("POST", f"/CreditNotes/{note}", {"Status": after})
        assert found["Status"] == after
    else:
        messages = office.no("POST", f"/CreditNotes/{note}", {"Status": after})
        assert messages[0] == MODIFICATION


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Status": "PAID"}, [CREATION]),
        ({"Contact": None}, ["A Contact must be specified for this type of transaction"]),
        ({"LineItems": []}, ["One or more line items must be specified"]),
        ({"Type": "ACCREC"}, ["Credit Note Type must be ACCRECCREDIT or ACCPAYCREDIT"]),
        ({"CurrencyCode": "EUR"}, ["Organisation is not subscribed to currency EUR"]),
        ({"LineItems": [line(AccountCode="999")]},
         ["Account code '999' is not a valid code for this document."]),
        ({"LineItems": [line(TaxType="INPUT2")]},
         ["The TaxType code 'INPUT2' cannot be used with account code '200'."]),
        ({"LineItems": [line(UnitAmount=-1)]}, ["The document total cannot be negative."]),
        ({"CreditNoteNumber": "x" * 256},
         ["CreditNoteNumber must not be longer than 255 characters."]),
    ],
)  # fmt: skip
def test_what_an_approved_credit_note_may_not_be(
    change: dict[str, Any], messages: list[str]
) -> None:
    office = Office()

    assert office.no("PUT", "/CreditNotes", office.credit(**change)) == messages


def test_a_credit_note_shows_its_id_twice_and_needs_no_due_date() -> None:
    """Recorded: ID repeats CreditNoteID."""
    office = Office()

    made = office.note()
    read = office.one("GET", f"/CreditNotes/{made['CreditNoteID']}")

    assert read["ID"] == read["CreditNoteID"] == made["ID"]
    assert list(read)[:6] == [
        "CreditNoteID", "CreditNoteNumber", "Payments", "ID", "CurrencyRate", "Type",
    ]  # fmt: skip
    assert (read["CreditNoteNumber"], read["Total"]) == ("CN-0001", 60.0)
    assert (read["RemainingCredit"], read["Allocations"], read["Payments"]) == (60.0, [], [])
    assert "DueDate" not in read
    assert "FullyPaidOnDate" not in read
    assert read["Contact"]["ContactStatus"] == "ACTIVE"
    assert read["UpdatedDateUTCString"] == "2026-03-02T09:00:00Z"


def test_credit_notes_have_numbers_of_their_own() -> None:
    """XE-13: numbers to customers are unique, from suppliers they are free."""
    office = Office()
    office.invoice(InvoiceNumber="CN-0001")

    first, second = office.note(), office.note(CreditNoteNumber="A1")

    assert (first["CreditNoteNumber"], second["CreditNoteNumber"]) == ("CN-0001", "A1")
    assert office.no("PUT", "/CreditNotes", office.credit(CreditNoteNumber="a1")) == [
        "Credit Note # must be unique."
    ]
    bills = [office.note(**SUPPLIERS, CreditNoteNumber="A1", Reference="R") for _ in range(2)]
    assert [(row["CreditNoteNumber"], row["Reference"]) for row in bills] == [("A1", "")] * 2


def test_post_finds_a_credit_note_by_number_and_refuses_an_unknown_id() -> None:
    """XE-14, XE-39."""
    office = Office()
    made = office.note(CreditNoteNumber="A1", Status="DRAFT")["CreditNoteID"]

    found = office.one("POST", "/CreditNotes", {"CreditNoteNumber": "A1", "Reference": "R"})
    by_path = office.one("POST", "/CreditNotes/a1", {"Reference": "S"})

    assert found["CreditNoteID"] == by_path["CreditNoteID"] == made
    assert office.one("GET", "/creditnotes/A1")["Reference"] == "S"
    missing = "00000000-0000-0000-0000-00000000000a"
    assert office.no("POST", "/CreditNotes", {"CreditNoteID": missing}) == [
        "An existing Credit Note with the specified CreditNoteID could not be found"
    ]
    assert office.call("POST", f"/CreditNotes/{missing}", {}).status_code == 404
    assert office.call("GET", f"/CreditNotes/{missing}").status_code == 404
    assert office.call("GET", "/CreditNotes/none").content_type.startswith("text/html")


def test_there_are_no_discounts_on_credit_notes() -> None:
    office = Office()

    made = office.note(LineItems=[line(DiscountRate=10)])

    assert made["SubTotal"] == 100.0
    assert "DiscountRate" not in made["LineItems"][0]


def test_a_credit_note_makes_nobody_a_customer() -> None:
    """Facts 4.1: the first invoice does."""
    office = Office()
    contact = office.contact()

    office.note(contact)

    assert office.one("GET", f"/Contacts/{contact}")["IsCustomer"] is False


def test_an_archived_contact_gets_no_new_credit_note_and_no_approval() -> None:
    """XE-04."""
    office = Office()
    contact = office.contact()
    draft = office.note(contact, Status="DRAFT")["CreditNoteID"]
    office.person("contact.archive", contact)

    assert office.no("PUT", "/CreditNotes", office.credit(contact)) == [GONE]
    assert office.no("POST", f"/CreditNotes/{draft}", {"Status": "AUTHORISED"}) == [GONE]


def test_lock_dates_hold_credit_notes() -> None:
    """XE-20."""
    office = Office()
    note = office.note()["CreditNoteID"]
    office.person("organisation.lock_dates", PeriodLockDate="2026-03-01")

    locked = [
        "The document date cannot be before the period lock date, currently set at 01/03/2026"
    ]
    assert office.no("POST", f"/CreditNotes/{note}", {"Reference": "R"}) == locked
    assert office.no("POST", f"/CreditNotes/{note}", {"Status": "VOIDED"}) == locked
    assert office.no("PUT", "/CreditNotes", office.credit()) == locked
    office.note(Status="DRAFT")


def test_a_voided_credit_note_has_nothing_left_but_its_answer_still_shows_it() -> None:
    """XQ-36, as invoices."""
    office = Office()
    note = office.note()["CreditNoteID"]

    answer = office.one("POST", f"/CreditNotes/{note}", {"Status": "VOIDED"})

    assert (answer["Status"], answer["RemainingCredit"]) == ("VOIDED", 60.0)
    assert office.one("GET", f"/CreditNotes/{note}")["RemainingCredit"] == 0.0


@pytest.mark.parametrize("allocated", [True, False])
def test_a_credit_note_that_is_used_takes_harmless_edits_only(allocated: bool) -> None:
    """XE-10, XE-11; the contact stays when something is allocated."""
    office = Office()
    contact, other = office.contact(), office.contact("Other")
    note = office.note(contact)["CreditNoteID"]
    if allocated:
        office.allocate(note, office.invoice(contact)["InvoiceID"], "10")
    else:
        refund(office, note, "10")

    path, no = f"/CreditNotes/{note}", [MODIFICATION, SETTLED]
    assert office.no("POST", path, {"LineItems": [line(UnitAmount=99)]}) == no
    assert office.no("POST", path, {"Date": "2026-03-05"}) == no
    assert office.one("POST", path, {"Reference": "R"})["RemainingCredit"] == 50.0
    moved = {"Contact": {"ContactID": other}}
    if allocated:
        assert office.no("POST", path, moved) == no
    else:
        assert office.one("POST", path, moved)["Contact"]["ContactID"] == other


def refund(office: Office, note: str, amount: str) -> Any:
    return office.one("PUT", "/Payments", {
        "CreditNote": {"CreditNoteID": note}, "Account": {"Code": "090"}, "Amount": amount,
    })  # fmt: skip


def test_lists_filter_order_page_and_search_as_for_invoices() -> None:
    office = Office()
    contact, other = office.contact(), office.contact("Other")
    one = office.note(contact, CreditNoteNumber="B", Reference="blue")
    two = office.note(other, **SUPPLIERS, CreditNoteNumber="A")
    office.note(contact, CreditNoteNumber="C", Status="DRAFT")

    def numbers(query: str, **more: Any) -> list[str]:
        rows = office.ok("GET", f"/CreditNotes{query}", **more)
        return [row["CreditNoteNumber"] for row in rows]

    assert numbers("") == ["B", "A", "C"]
    assert numbers("?order=CreditNoteNumber DESC") == ["C", "B", "A"]
    assert numbers("?Statuses=AUTHORISED") == ["B", "A"]
    assert numbers('?where=Type=="ACCPAYCREDIT"') == ["A"]
    assert numbers("?where=RemainingCredit>60") == ["A"]
    assert numbers(f'?where=Contact.ContactID==guid("{contact}")') == ["B", "C"]
    assert numbers(f"?ContactIDs={other}") == ["A"]
    assert numbers(f"?IDs={one['CreditNoteID']},{two['ID']}") == ["B", "A"]
    assert numbers("?CreditNoteNumbers=a,c") == ["A", "C"]
    assert numbers("?searchTerm=BLU") == ["B"]
    assert numbers("?page=2&pageSize=2") == ["C"]
    since = {"If-Modified-Since": "2026-03-02T09:00:01"}
    assert numbers("", headers=since) == []
    assert office.call("GET", "/CreditNotes?where=Nope==1").status_code == 400


def test_how_much_of_a_credit_note_a_list_shows() -> None:
    """Facts 2.6, XQ-01."""
    office = Office()
    contact = office.contact()
    note = office.note(contact)["CreditNoteID"]
    office.allocate(note, office.invoice(contact)["InvoiceID"], "10", Date="2026-03-02")

    plain = office.one("GET", "/CreditNotes")
    page = office.one("GET", "/CreditNotes?page=1")
    summary = office.one("GET", "/CreditNotes?summaryOnly=true")

    assert plain["LineItems"] == []
    assert set(plain["Contact"]) == {"ContactID", "Name", "HasValidationErrors"}
    assert len(page["LineItems"]) == 1
    assert page["Contact"]["Addresses"] == []
    assert [row["Amount"] for row in page["Allocations"]] == [10.0]
    assert plain["Allocations"] == page["Allocations"]
    assert not summary.keys() & {"LineItems", "Allocations", "Payments", "HasAttachments"}
    assert summary["RemainingCredit"] == 50.0


def test_both_ways_of_reporting_a_batch_of_credit_notes() -> None:
    """XQ-02, XQ-03: the good row is saved either way."""
    office = Office()
    rows = {"CreditNotes": [office.credit(), office.credit(Type="NONE")]}

    good, bad = office.ok("PUT", "/CreditNotes?summarizeErrors=false", rows)
    answer = office.call("PUT", "/CreditNotes", rows)

    assert (good["StatusAttributeString"], bad["StatusAttributeString"]) == ("OK", "ERROR")
    assert (bad["HasErrors"], bad["CreditNoteID"]) == (
        True, "00000000-0000-0000-0000-000000000000"
    )  # fmt: skip
    assert answer.status_code == 400
    assert len(office.ok("GET", "/CreditNotes")) == 2


def test_allocations_and_amounts_sent_inside_a_note_are_ignored() -> None:
    """XQ-30."""
    office = Office()
    contact = office.contact()
    invoice = office.invoice(contact)["InvoiceID"]
    inside = [{"Invoice": {"InvoiceID": invoice}, "Amount": 5}]

    made = office.note(contact, Allocations=inside, RemainingCredit=1, AppliedAmount=1, ID="x")
    again = office.one("POST", "/CreditNotes", {**office.credit(contact), **made,
                                                "Allocations": inside})  # fmt: skip

    assert (made["Allocations"], again["Allocations"]) == ([], [])
    assert again["RemainingCredit"] == 60.0
    assert office.one("GET", f"/Invoices/{invoice}")["AmountDue"] == 120.0


def test_people_do_with_credit_notes_what_they_do_with_invoices() -> None:
    office = Office()
    contact = office.contact()

    made = office.person(
        "credit_note.create", Type="ACCRECCREDIT", ContactID=contact, LineItems=[line()],
        Status="DRAFT",
    )["CreditNoteID"]  # fmt: skip
    office.person("credit_note.submit", made)
    office.person("credit_note.approve", made)

    assert office.person("credit_note.edit", made, Reference="R")["Reference"] == "R"
    assert office.person("credit_note.void", made)["Status"] == "VOIDED"
    assert office.refused("credit_note.delete", made) == [MODIFICATION]
    draft = office.note(Status="DRAFT")["CreditNoteID"]
    assert office.person("credit_note.delete", draft)["Status"] == "DELETED"


def test_merging_contacts_moves_credit_notes() -> None:
    office = Office()
    loser, winner = office.contact("Loser"), office.contact("Winner")
    note = office.note(loser)["CreditNoteID"]
    invoice = office.invoice(loser)["InvoiceID"]
    office.allocate(note, invoice, "10")

    office.person("contact.merge", loser, into=winner)

    read = office.one("GET", f"/CreditNotes/{note}")
    assert (read["Contact"]["ContactID"], read["RemainingCredit"]) == (winner, 50.0)
    office.allocate(note, invoice, "10")


def test_the_balance_of_a_contact_counts_unused_credit() -> None:
    office = Office()
    contact = office.contact()
    office.invoice(contact, DueDate="2026-03-01")
    office.note(contact)
    office.note(contact, Status="DRAFT")
    office.note(contact, **SUPPLIERS)

    balances = office.one("GET", f"/Contacts/{contact}")["Balances"]

    assert balances["AccountsReceivable"] == {"Outstanding": 60.0, "Overdue": 120.0}
    assert balances["AccountsPayable"] == {"Outstanding": -120.0, "Overdue": 0.0}


@pytest.mark.parametrize("path", ["/CreditNotes", "/Invoices"])
def test_where_approval_is_a_workflow_an_app_gets_what_is_not_approved(path: str) -> None:
    """Switch xero_approval: probed."""
    office = Office(switches={"xero_approval": "workflow"})
    body = office.credit() if path == "/CreditNotes" else office.draft()

    made = office.one("PUT", path, body)
    found = made.get("CreditNoteID") or made["InvoiceID"]

    assert made["Status"] == "DRAFT"
    office.one("POST", f"{path}/{found}", {"Status": "SUBMITTED"})
    assert office.one("POST", f"{path}/{found}", {"Status": "AUTHORISED"})["Status"] == "SUBMITTED"
    kind = "credit_note" if path == "/CreditNotes" else "invoice"
    assert office.person(f"{kind}.approve", found)["Status"] == "AUTHORISED"
    assert office.one("POST", f"{path}/{found}", {"Status": "VOIDED"})["Status"] == "VOIDED"
