"""Many rows in one call, bodies, idempotency keys. Facts 3.1 to 3.5."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office, line, payment

NO_GUID = "00000000-0000-0000-0000-000000000000"


def test_by_default_good_rows_are_saved_and_only_bad_ones_are_reported() -> None:
    """Decision D2, XQ-02."""
    office = Office()
    office.contact("Taken")
    rows = [{"Name": "Good"}, {"Name": "taken", "FirstName": "Jo"}, {"Name": "Better"}]

    answer = office.call("PUT", "/Contacts", {"Contacts": rows})

    assert answer.status_code == 400
    found = answer.get_json()
    assert (found["ErrorNumber"], found["Type"], found["Message"]) == (
        10, "ValidationException", "A validation exception occurred"
    )  # fmt: skip
    (element,) = found["Elements"]
    assert (element["ContactID"], element["Name"], element["FirstName"]) == (
        NO_GUID,
        "taken",
        "Jo",
    )
    assert element["HasValidationErrors"] is True
    assert office.names("/Contacts?order=Name") == ["Better", "Good", "Taken"]


@pytest.mark.parametrize("name", ["summarizeErrors", "SummarizeErrors", "summarizeerrors"])
@pytest.mark.parametrize("value", ["false", "False"])
def test_without_summary_every_row_is_reported_with_200(name: str, value: str) -> None:
    """Facts 3.4, XQ-03."""
    office = Office()
    office.contact("Taken")
    rows = [{"Name": "Good"}, {"Name": "taken"}]

    good, bad = office.ok("PUT", f"/Contacts?{name}={value}", {"Contacts": rows})

    assert (good["StatusAttributeString"], good["Name"]) == ("OK", "Good")
    assert bad["StatusAttributeString"] == "ERROR"
    assert (bad["HasValidationErrors"], len(bad["ValidationErrors"])) == (True, 1)


def test_a_refused_move_echoes_the_requested_status_over_the_stored_lines() -> None:
    """XQ-03: a client that trusts Status in a 200 is wrong."""
    office = Office()
    invoice = office.invoice()["InvoiceID"]

    path = f"/Invoices/{invoice}?summarizeErrors=false"
    (row,) = office.ok("POST", path, {"Status": "DELETED"})

    assert (row["Status"], row["HasErrors"], row["StatusAttributeString"]) == (
        "DELETED", True, "ERROR"
    )  # fmt: skip
    assert "UpdatedDateUTC" not in row
    assert row["LineItems"][0]["LineAmount"] == 100.0
    assert office.one("GET", f"/Invoices/{invoice}")["Status"] == "AUTHORISED"


def test_rows_of_a_batch_see_the_rows_before_them() -> None:
    office = Office()
    invoice = office.invoice()["InvoiceID"]
    rows = [payment(invoice, "100"), payment(invoice, "30"), payment(invoice, "20")]

    answer = office.call("PUT", "/Payments", {"Payments": rows})

    assert [row["Amount"] for row in answer.get_json()["Elements"]] == [30.0]
    assert office.one("GET", f"/Invoices/{invoice}")["Status"] == "PAID"


@pytest.mark.parametrize(
    "body",
    [
        {"Contacts": [{"Name": "A"}]}, {"contacts": [{"name": "A"}]}, {"CONTACTS": {"Name": "A"}},
        {"Name": "A"}, [{"Name": "A"}],
    ],
)  # fmt: skip
def test_bodies_may_be_wrapped_or_bare_with_keys_in_any_case(body: Any) -> None:
    """Facts 2.2, 3.1."""
    assert Office().one("PUT", "/Contacts", body)["Name"] == "A"


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (b"", 14), (b"   ", 14), (b"{", 17), (b"nonsense", 17), (b"5", 17), (b"null", 17),
        (b'"text"', 17), (b"[]", 17), (b"[1]", 17), (b'{"Contacts":[]}', 17),
        (b'{"Contacts":5}', 17), (b'{"Contacts":[5]}', 17), (b"\xff\xfe", 17),
        (b'{"Name":{"a":1}}', 17), (b'{"Name":[1]}', 17), (b'{"Phones":{}}', 17),
        (b'{"Phones":[1]}', 17), (b'{"ContactID":"x"}', 17), (b'{"ContactID":5}', 17),
        (b'{"PaymentTerms":5}', 17), (b"[" * 2000, 17), (b"<Contact/>", 17),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_refused_as_a_whole(data: bytes, number: int) -> None:
    """XE-38."""
    office = Office()

    for method in ("PUT", "POST"):
        answer = office.call(
            method, "/Contacts", data=data, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 400
        found = answer.get_json()
        assert (found["ErrorNumber"], found["Type"]) == (number, "PostDataInvalidException")
        assert "Elements" not in found


@pytest.mark.parametrize(
    "change",
    [
        {"Date": "soon"}, {"Date": 5}, {"Date": "2017-12-14T25:00:00"}, {"DueDate": {}},
        {"LineItems": [line(Quantity="many")]}, {"LineItems": [line(Quantity="NaN")]},
        {"LineItems": [line(UnitAmount="Infinity")]}, {"LineItems": [line(UnitAmount=1e300)]},
        {"LineItems": [line(UnitAmount=True)]}, {"LineItems": [line(Tracking={})]},
        {"LineItems": "x"}, {"Contact": "x"}, {"SentToContact": "maybe"}, {"Total": "x"},
        {"InvoiceID": "x"}, {"LineItems": [line(UnitAmount="9" * 500)]},
        {"Date": "/Date(99999999999999999)/"}, {"Reference": "\ud800"},
    ],
)  # fmt: skip
def test_values_of_the_wrong_kind_make_the_body_unreadable(change: dict[str, Any]) -> None:
    office = Office()
    wanted = office.draft(**change)

    answer = office.call("PUT", "/Invoices", wanted)

    assert answer.status_code == 400
    assert answer.get_json()["Type"] == "PostDataInvalidException"


def test_a_key_replays_the_first_answer_for_six_minutes() -> None:
    """Facts 3.5, XQ-06."""
    office = Office()
    key = {"Idempotency-Key": "k1"}
    first = office.call("PUT", "/Contacts", {"Name": "Acme"}, headers=key)

    again = office.call("PUT", "/Contacts", {"Name": "Acme"}, headers=key)
    office.world.pass_time(361)
    later = office.call("PUT", "/Contacts", {"Name": "Acme"}, headers=key)

    assert (again.status_code, again.data) == (200, first.data)
    assert later.status_code == 400


def test_a_stored_refusal_is_replayed_even_when_its_cause_is_gone() -> None:
    office = Office()
    contact = office.contact("Acme")
    key = {"Idempotency-Key": "k1"}
    office.call("PUT", "/Contacts", {"Name": "Acme"}, headers=key)
    office.person("contact.archive", contact)

    assert office.call("PUT", "/Contacts", {"Name": "Acme"}, headers=key).status_code == 400


def test_a_key_with_another_request_or_of_a_wrong_form_is_refused() -> None:
    """XE-35, XQ-31."""
    office = Office()
    office.one("PUT", "/Contacts", {"Name": "A"}, headers={"Idempotency-Key": "k1"})

    used = "Idempotency Key: k1 is used with a different request."
    assert office.no("PUT", "/Contacts", {"Name": "B"}, headers={"Idempotency-Key": "k1"}) == [
        used
    ]
    assert office.no("PUT", "/Contacts", {"Name": "B"}, headers={"Idempotency-Key": "k" * 129})
    assert office.no("PUT", "/Contacts", {"Name": "B"}, headers={"Idempotency-Key": ""})
    office.one("PUT", "/Contacts", {"Name": "B"}, headers={"Idempotency-Key": "k" * 128})
    lenient = Office(switches={"xero_empty_key": "absent"})
    lenient.one("PUT", "/Contacts", {"Name": "B"}, headers={"Idempotency-Key": ""})


def test_keys_are_kept_apart_by_tenant_and_by_token_when_switched() -> None:
    for reading, repeated in (("tenant", False), ("token", True)):
        office = Office(organisations=2, switches={"xero_key_scope": reading})
        key = {"Idempotency-Key": "k1"}
        office.one("PUT", "/Contacts", {"Name": "A"}, headers=key)
        office.one("PUT", "/Contacts", {"Name": "A"}, headers=key, tenant=1)
        office.refresh()
        answer = office.call("PUT", "/Contacts", {"Name": "A"}, headers=key)
        assert (answer.status_code == 400) is repeated


def test_a_key_is_ignored_on_reads() -> None:
    office = Office()
    office.contact("A")
    key = {"Idempotency-Key": "k1"}

    office.one("GET", "/Contacts", headers=key)
    office.contact("B")
    assert len(office.ok("GET", "/Contacts", headers=key)) == 2


def test_an_echo_has_room_for_the_refusals_of_its_rows() -> None:
    """Facts 3.4: as recorded."""
    office = Office()
    office.contact("Taken")
    phone = {"PhoneType": "DEFAULT", "PhoneNumber": "1"}

    answer = office.call("PUT", "/Contacts", {"Name": "taken", "Phones": [phone]})

    (element,) = answer.get_json()["Elements"]
    assert element["Phones"] == [{**phone, "ValidationErrors": []}]
