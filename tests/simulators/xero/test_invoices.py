"""Invoices and bills: numbers, status moves, edit rules, contacts inside. Facts 4.2."""

from typing import Any

import pytest

from simulators.xero.document_kind import MOVES
from tests.simulators.xero.office import Office, line, payment

CREATION = "Invoice not of valid status for creation"
MODIFICATION = "Invoice not of valid status for modification"
SETTLED = "This document cannot be edited as it has a payment or credit note allocated to it."
NO_CONTACT = "A Contact must be specified for this type of transaction"
NO_LINES = "One or more line items must be specified"
GONE = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes."
)
BILL: dict[str, Any] = {"Type": "ACCPAY", "LineItems": [line(AccountCode="429")]}
STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "DELETED", "VOIDED")


def in_status(office: Office, status: str) -> str:
    """An invoice in a status, by the way that leads there."""
    start = status if status in ("DRAFT", "SUBMITTED", "AUTHORISED") else "AUTHORISED"
    made = office.invoice(Status="DRAFT" if status == "DELETED" else start)
    found = str(made["InvoiceID"])
    if status == "PAID":
        office.pay(found, "120.00")
    elif status in ("DELETED", "VOIDED"):
        office.one("POST", f"/Invoices/{found}", {"Status": status})
    return found


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_every_status_move_is_allowed_or_refused_as_the_table_says(
    before: str, after: str
) -> None:
    """Facts 4.2.2, every cell."""
    office = Office()
    invoice = in_status(office, before)
    allowed = any(m.before == before and m.after == after and "sync" in m.who for m in MOVES)

    if allowed:
        found = office.one("POST", f"/Invoices/{invoice}", {"Status": after})
        assert found["Status"] == after
    else:
        messages = office.no("POST", f"/Invoices/{invoice}", {"Status": after})
        assert messages[0] == MODIFICATION


@pytest.mark.parametrize("status", ["PAID", "VOIDED", "DELETED", "HAPPY"])
def test_nothing_is_created_in_a_status_that_only_follows(status: str) -> None:
    """XE-09."""
    office = Office()

    assert office.no("PUT", "/Invoices", office.draft(Status=status)) == [CREATION]


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "AUTHORISED"])
def test_what_may_be_created(status: str) -> None:
    assert Office().invoice(Status=status)["Status"] == status


def test_without_a_status_it_is_a_draft_dated_today_in_the_organisations_zone() -> None:
    """XQ-13: Auckland is ahead of UTC, London in March is not."""
    office = Office(now="2026-07-01T23:30:00Z")
    contact = office.contact()

    made = office.one("PUT", "/Invoices", {
        "Type": "ACCREC", "Contact": {"ContactID": contact}, "LineItems": [line()]
    })  # fmt: skip

    assert made["Status"] == "DRAFT"
    assert made["DateString"] == "2026-07-02T00:00:00"


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Contact": None}, [NO_CONTACT]),
        ({"Contact": {"ContactID": "00000000-0000-0000-0000-00000000000a"}}, [NO_CONTACT]),
        ({"LineItems": []}, [NO_LINES]),
        ({"Contact": None, "LineItems": [], "Status": "PAID"}, [CREATION, NO_CONTACT, NO_LINES]),
        ({"DueDate": None}, ["DueDate must be specified"]),
        ({"Type": "ACCREX"}, ["Invoice Type must be ACCREC or ACCPAY"]),
        ({"CurrencyCode": "EUR"}, ["Organisation is not subscribed to currency EUR"]),
        ({"LineAmountTypes": "Gross"}, ["'Gross' is not valid for LineAmountTypes"]),
        ({"InvoiceNumber": "x" * 256}, ["InvoiceNumber must not be longer than 255 characters."]),
        ({"InvoiceNumber": "Nº 1"}, ["InvoiceNumber may hold printable ASCII characters only."]),
        ({"InvoiceNumber": "A\n1"}, ["InvoiceNumber may hold printable ASCII characters only."]),
        ({"Url": "https://xero.example"}, ["The Url must not contain xero."]),
        ({"LineItems": [line(AccountCode="999")]},
         ["Account code '999' is not a valid code for this document."]),
        ({"LineItems": [line(AccountCode="")]},
         ["Account code '' is not a valid code for this document."]),
        ({"LineItems": [line(AccountCode="090")]},
         ["Account code '090' is not a valid code for this document."]),
        ({"LineItems": [line(AccountCode="610")]},
         ["Account code '610' is not a valid code for this document."]),
        ({"LineItems": [line(TaxType="INPUT2")]},
         ["The TaxType code 'INPUT2' cannot be used with account code '200'."]),
        ({"LineItems": [line(TaxType="VAT")]},
         ["The TaxType code VAT does not exist or cannot be used for this type of transaction."]),
        ({"LineItems": [line(LineAmount=1)]},
         ["The line total 1.00 does not match the expected line total 100.00"]),
        ({"Total": 100}, ["The document total does not equal the sum of the lines."]),
        ({"LineItems": [line(UnitAmount=-1)]}, ["The document total cannot be negative."]),
    ],
)  # fmt: skip
def test_what_an_approved_invoice_may_not_be(change: dict[str, Any], messages: list[str]) -> None:
    """XE-07, 08, 09, 15, 17, 18, 21."""
    office = Office()

    assert office.no("PUT", "/Invoices", office.draft(**change)) == messages


def test_only_an_approved_invoice_is_marked_as_sent() -> None:
    """Facts 4.2.4."""
    office = Office()
    draft = office.invoice(Status="DRAFT", SentToContact=True)

    assert draft["SentToContact"] is False
    wanted = {"Status": "AUTHORISED", "SentToContact": True}
    sent = office.one("POST", f"/Invoices/{draft['InvoiceID']}", wanted)
    assert sent["SentToContact"] is True


def test_a_draft_may_be_incomplete() -> None:
    office = Office()
    rows = [{"Description": "to be priced"}, {"UnitAmount": 5}]

    made = office.invoice(Status="DRAFT", DueDate=None, LineItems=rows)

    assert (made["Status"], made["SubTotal"]) == ("DRAFT", 5.0)
    assert office.no("POST", f"/Invoices/{made['InvoiceID']}", {"Status": "AUTHORISED"}) == [
        "DueDate must be specified",
        "Account code '' is not a valid code for this document.",
    ]


def test_sales_are_numbered_in_sequence_and_skip_numbers_that_are_taken() -> None:
    office = Office()

    numbers = [
        office.invoice(**more)["InvoiceNumber"]
        for more in ({}, {"InvoiceNumber": "INV-0002"}, {}, {"InvoiceNumber": ""})
    ]

    assert numbers == ["INV-0001", "INV-0002", "INV-0003", "INV-0004"]


def test_a_number_is_unique_among_sales_unless_its_holder_is_a_deleted_draft() -> None:
    """XE-13, XQ-42."""
    office = Office()
    first = office.invoice(InvoiceNumber="A1", Status="DRAFT")["InvoiceID"]

    unique = ["Invoice # must be unique."]
    assert office.no("PUT", "/Invoices", office.draft(InvoiceNumber="a1")) == unique
    office.one("POST", f"/Invoices/{first}", {"Status": "DELETED"})
    assert office.no("POST", "/Invoices", office.draft(InvoiceNumber="A1")) == [MODIFICATION]
    second = office.invoice(InvoiceNumber="A1")["InvoiceID"]
    office.one("POST", f"/Invoices/{second}", {"Status": "VOIDED"})
    assert office.no("PUT", "/Invoices", office.draft(InvoiceNumber="A1")) == unique


def test_bills_may_share_numbers_and_have_no_reference() -> None:
    office = Office()

    one = office.invoice(**BILL, InvoiceNumber="S-1", Reference="ignored")
    two = office.one("POST", "/Invoices", office.draft(**BILL, InvoiceNumber="S-1"))

    assert one["InvoiceID"] != two["InvoiceID"]
    assert (one["Reference"], one["InvoiceNumber"]) == ("", "S-1")


def test_post_finds_a_sale_by_number_and_refuses_an_unknown_id() -> None:
    """XE-14."""
    office = Office()
    made = office.invoice(InvoiceNumber="A1", Status="DRAFT")

    found = office.one("POST", "/Invoices", {"InvoiceNumber": "A1", "Reference": "R"})
    by_path = office.one("POST", "/Invoices/a1", {"Reference": "S"})

    assert found["InvoiceID"] == by_path["InvoiceID"] == made["InvoiceID"]
    assert by_path["Reference"] == "S"
    missing = "00000000-0000-0000-0000-00000000000a"
    assert office.no("POST", "/Invoices", {"InvoiceID": missing}) == [
        "An existing Invoice with the specified InvoiceID could not be found"
    ]
    assert office.call("POST", f"/Invoices/{missing}", {"Reference": "S"}).status_code == 404


def test_put_refuses_an_id_that_is_there() -> None:
    office = Office()
    made = office.invoice()

    wanted = office.draft(InvoiceID=made["InvoiceID"])
    assert office.no("PUT", "/Invoices", wanted) == ["Invoice # must be unique."]


def test_an_archived_contact_gets_no_new_invoice_and_no_approval() -> None:
    """XE-04."""
    office = Office()
    contact = office.contact("Acme")
    draft = office.invoice(contact, Status="DRAFT")["InvoiceID"]
    approved = office.invoice(contact)["InvoiceID"]
    office.person("contact.archive", contact)

    for named in ({"ContactID": contact}, {"Name": "acme"}):
        assert office.no("PUT", "/Invoices", office.draft(contact, Contact=named)) == [GONE]
    assert office.no("POST", f"/Invoices/{draft}", {"Status": "AUTHORISED"}) == [GONE]
    office.one("POST", f"/Invoices/{approved}", {"Reference": "R"})
    office.one("POST", f"/Invoices/{approved}", {"Status": "VOIDED"})


def test_an_archived_status_inside_a_document_is_refused() -> None:
    """XE-41."""
    office = Office()
    contact = {"ContactID": office.contact(), "ContactStatus": "ARCHIVED"}

    assert office.no("PUT", "/Invoices", office.draft(Contact=contact)) == [
        "The status 'ARCHIVED' is not valid for contacts"
    ]


def test_contact_details_inside_an_invoice_edit_that_contact() -> None:
    """XQ-23."""
    office = Office()
    contact = office.contact("Acme", ContactPersons=[{"FirstName": "Jo"}])
    before = office.one("GET", f"/Contacts/{contact}")["UpdatedDateUTC"]

    office.invoice(contact)
    same = office.one("GET", f"/Contacts/{contact}")
    office.invoice(Contact={"ContactID": contact, "FirstName": "Al", "ContactPersons": []})
    after = office.one("GET", f"/Contacts/{contact}")

    assert same["UpdatedDateUTC"] == before
    assert (after["FirstName"], after["ContactPersons"]) == ("Al", [])
    assert after["UpdatedDateUTC"] != before


def test_a_new_name_inside_an_invoice_makes_a_contact_and_a_refusal_makes_none() -> None:
    office = Office()

    office.no("PUT", "/Invoices", office.draft("x", Contact={"Name": "New"}, LineItems=[]))
    assert office.names("/Contacts") == []
    office.invoice("x", Contact={"Name": "New"})
    office.invoice("x", Contact={"Name": "new"})
    assert office.names("/Contacts") == ["New"]


def test_lines_are_updated_added_and_deleted_by_their_ids() -> None:
    """Facts 3.3, XQ-24."""
    office = Office()
    made = office.invoice(LineItems=[line(), line(Description="Parking", UnitAmount=10)])
    rent, parking = (row["LineItemID"] for row in made["LineItems"])

    found = office.one("POST", f"/Invoices/{made['InvoiceID']}", {"LineItems": [
        {"LineItemID": parking, "Quantity": 2}, line(Description="Water", UnitAmount=1),
    ]})  # fmt: skip

    first, second = found["LineItems"]
    assert (first["LineItemID"], first["Description"], first["LineAmount"]) == (
        parking, "Parking", 20.0
    )  # fmt: skip
    assert second["LineItemID"] not in (rent, parking)
    assert (found["SubTotal"], found["TotalTax"], found["Total"]) == (21.0, 4.2, 25.2)


def test_lines_stay_when_they_are_not_sent_and_go_when_none_remains() -> None:
    office = Office()
    made = office.invoice()

    kept = office.one("POST", f"/Invoices/{made['InvoiceID']}", {"Reference": "R"})

    assert kept["LineItems"][0]["LineItemID"] == made["LineItems"][0]["LineItemID"]
    assert office.no("POST", f"/Invoices/{made['InvoiceID']}", {"LineItems": []}) == [NO_LINES]


def test_a_whole_invoice_can_be_posted_back_as_it_was_read() -> None:
    """Facts 3.2: clients post what they fetched."""
    office = Office()
    made = office.invoice(LineItems=[line(), {"Description": "a note"}, line(UnitAmount=0.05)])
    read = office.one("GET", f"/Invoices/{made['InvoiceID']}")

    again = office.one("POST", "/Invoices", {"Invoices": [read]})

    assert again["LineItems"] == made["LineItems"]
    assert again["Total"] == made["Total"]


SETTLED_EDITS = (
    #  change,                                              sales, bills, bills before 2026
    ({"Reference": "R"},                                    True,  True,  True),
    ({"DueDate": "2026-06-30"},                             True,  True,  False),
    ({"InvoiceNumber": "Z-9"},                              True,  True,  False),
    ({"Date": "2026-02-01"},                                False, False, False),
    ({"LineAmountTypes": "NoTax"},                          False, False, False),
    ({"LineItems": [line(AccountCode="469")]},              False, False, False),
    ({"Total": 120},                                        True,  True,  True),
)  # fmt: skip


@pytest.mark.parametrize(("change", "sales", "bills", "old_bills"), SETTLED_EDITS)
def test_what_may_change_on_a_part_paid_document(
    change: dict[str, Any], sales: bool, bills: bool, old_bills: bool
) -> None:
    """XE-11, XQ-25; switch xero_edit_paid_bills. A bill's reference is never kept."""
    for more, switches, allowed in (
        ({}, {}, sales),
        (BILL, {}, bills),
        (BILL, {"xero_edit_paid_bills": "off"}, old_bills),
    ):
        office = Office(switches=switches)
        invoice = office.invoice(**more)["InvoiceID"]
        office.pay(invoice, "1.00")
        if allowed:
            office.one("POST", f"/Invoices/{invoice}", change)
        else:
            messages = office.no("POST", f"/Invoices/{invoice}", change)
            assert messages == [MODIFICATION, SETTLED]


def test_words_on_the_lines_of_a_paid_invoice_may_change_and_amounts_may_not() -> None:
    office = Office()
    made = office.invoice()
    office.pay(made["InvoiceID"], "120.00")
    known = made["LineItems"][0]["LineItemID"]
    path = f"/Invoices/{made['InvoiceID']}"

    words = {"LineItemID": known, "Description": "Other", "AccountCode": "260"}
    found = office.one("POST", path, {"LineItems": [words]})
    messages = office.no("POST", path, {"LineItems": [{**words, "UnitAmount": 99}]})

    assert (found["Status"], found["LineItems"][0]["AccountCode"]) == ("PAID", "260")
    assert found["FullyPaidOnDate"]
    assert messages == [MODIFICATION, SETTLED]


def test_a_document_with_a_payment_cannot_be_voided_until_it_is_taken_back() -> None:
    """XE-12."""
    office = Office()
    invoice = office.invoice()["InvoiceID"]
    paid = office.pay(invoice, "1.00")["PaymentID"]

    both = [MODIFICATION, SETTLED]
    assert office.no("POST", f"/Invoices/{invoice}", {"Status": "VOIDED"}) == both
    assert office.refused("invoice.void", invoice) == both
    office.one("POST", f"/Payments/{paid}", {"Status": "DELETED"})
    assert office.one("POST", f"/Invoices/{invoice}", {"Status": "VOIDED"})["Status"] == "VOIDED"


def test_the_answer_to_a_void_still_shows_what_was_due() -> None:
    """XQ-36."""
    office = Office()
    invoice = office.invoice()["InvoiceID"]

    answer = office.one("POST", f"/Invoices/{invoice}", {"Status": "VOIDED"})
    read = office.one("GET", f"/Invoices/{invoice}")

    assert (answer["AmountDue"], read["AmountDue"], read["Total"]) == (120.0, 0.0, 120.0)


@pytest.mark.parametrize(("lock", "title"), [
    ("PeriodLockDate", "period"), ("EndOfYearLockDate", "end of year")
])  # fmt: skip
def test_lock_dates_refuse_approvals_edits_voids_and_payments(lock: str, title: str) -> None:
    """XE-20: on the day itself too; drafts stay free."""
    office = Office()
    approved = office.invoice()["InvoiceID"]
    draft = office.invoice(Status="DRAFT")["InvoiceID"]
    paid = office.pay(office.invoice(Date="2026-03-05")["InvoiceID"], "1.00", Date="2026-03-01")
    office.person("organisation.lock_dates", fields={lock: "2026-03-01"})
    no = [f"The document date cannot be before the {title} lock date, currently set at 01/03/2026"]

    assert office.no("PUT", "/Invoices", office.draft()) == no
    assert office.no("POST", f"/Invoices/{draft}", {"Status": "AUTHORISED"}) == no
    assert office.no("POST", f"/Invoices/{approved}", {"Reference": "R"}) == no
    assert office.no("POST", f"/Invoices/{approved}", {"Status": "VOIDED"}) == no
    later = office.invoice(Date="2026-03-02")["InvoiceID"]
    assert office.no("PUT", "/Payments", payment(later, "1", Date="2026-03-01")) == no
    assert office.no("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"}) == no
    office.one("POST", f"/Invoices/{draft}", {"Reference": "R"})
    office.person("organisation.lock_dates", fields={lock: None})
    office.one("POST", f"/Invoices/{approved}", {"Reference": "R"})


def test_people_move_documents_along_the_same_table() -> None:
    office = Office()
    made = office.person(
        "invoice.create", Type="ACCREC", ContactID=office.contact(), Date="2026-03-01",
        DueDate="2026-03-31", LineItems=[line()], LineAmountTypes="Inclusive", Reference="R",
    )  # fmt: skip
    invoice = made["InvoiceID"]

    assert office.person("invoice.submit", invoice)["Status"] == "SUBMITTED"
    assert office.person("invoice.approve", invoice)["Status"] == "AUTHORISED"
    assert office.refused("invoice.delete", invoice) == [MODIFICATION]
    assert office.person("invoice.edit", invoice, DueDate="2026-04-30")["DueDate"] == "2026-04-30"
    assert office.person("invoice.void", invoice)["Status"] == "VOIDED"
    assert office.refused("invoice.approve", "nothing") == ["There is no invoice 'nothing'."]


def test_an_invoice_of_nothing_is_paid_when_it_is_approved() -> None:
    made = Office().invoice(LineItems=[line(UnitAmount=0)])

    assert (made["Status"], made["FullyPaidOnDate"]) == ("PAID", "/Date(1772323200000+0000)/")


@pytest.mark.parametrize(
    ("paid", "switch", "stands"),
    [("1.00", "still", True), ("1.00", "moves", False), ("", "still", False)],
)
def test_a_new_due_date_of_a_part_paid_document_leaves_its_timestamp_alone(
    paid: str, switch: str, stands: bool
) -> None:
    """XQ-10, facts 2.9."""
    office = Office(switches={"xero_part_paid_due": switch})
    invoice = office.invoice()["InvoiceID"]
    if paid:
        office.pay(invoice, paid)
    before = office.one("GET", f"/Invoices/{invoice}")

    office.ok("POST", f"/Invoices/{invoice}", {"DueDate": "2026-04-30"})

    after = office.one("GET", f"/Invoices/{invoice}")
    assert after["DueDateString"] == "2026-04-30T00:00:00"
    assert (after["UpdatedDateUTC"] == before["UpdatedDateUTC"]) is stands
    office.ok("POST", f"/Invoices/{invoice}", {"Reference": "x", "DueDate": "2026-05-30"})
    moved = office.one("GET", f"/Invoices/{invoice}")
    assert moved["UpdatedDateUTC"] != after["UpdatedDateUTC"]


def test_an_unknown_account_of_a_draft_is_refused_or_dropped_with_a_warning() -> None:
    """Facts 4.2.6."""
    strict, mild = Office(), Office(switches={"xero_draft_account": "dropped"})
    unknown = {"Status": "DRAFT", "LineItems": [line(AccountCode="zz"), line()]}
    message = "Account code 'zz' is not a valid code for this document."

    assert strict.no("PUT", "/Invoices", strict.draft(**unknown)) == [message]
    made = mild.invoice(**unknown)
    (row,) = mild.ok("PUT", "/Invoices?summarizeErrors=false", mild.draft(**unknown))
    changed = mild.one("POST", f"/Invoices/{made['InvoiceID']}", {"LineItems": [
        {"LineItemID": made["LineItems"][1]["LineItemID"], "AccountCode": "zz"}
    ]})  # fmt: skip

    assert made["Warnings"] == row["Warnings"] == changed["Warnings"] == [{"Message": message}]
    assert row["StatusAttributeString"] == "WARNING"
    assert [each.get("AccountCode") for each in made["LineItems"]] == [None, "200"]
    assert mild.no("PUT", "/Invoices", mild.draft(**{**unknown, "Status": "AUTHORISED"}))
    assert "Warnings" not in mild.one("GET", f"/Invoices/{made['InvoiceID']}")
