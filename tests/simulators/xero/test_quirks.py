"""Xero's oddities by name: each strikes the planned call, and no other."""

from typing import Any

import orjson
import pytest

from simulators.kernel.control import create_control
from simulators.kernel.faults import FAULTS
from simulators.kernel.faults.plan import read_entry
from simulators.xero.quirks import QUIRKS
from tests.simulators.xero.office import Office

NO_GUID = "00000000-0000-0000-0000-000000000000"


def arm(office: Office, name: str, **match: Any) -> Any:
    asked = {"quirk": name, **({"match": match} if match else {})}
    control = create_control(office.registry).test_client()
    answer = control.post(f"/_control/worlds/{office.world.name}/faults", json=asked)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.get_json()


def put(office: Office, *names: str, **more: Any) -> Any:
    rows = [{"Name": name} for name in names]
    return office.call("PUT", "/Contacts", {"Contacts": rows}, **more)


def contacts(office: Office) -> list[str]:
    return sorted(row["Name"] for row in office.world.table("xero", "contact"))


def an_invoice(office: Office, number: int = 1) -> Any:
    return {
        "Type": "ACCREC",
        "Contact": {"Name": f"Tenant {number}"},
        "Date": "2026-03-01",
        "DueDate": "2026-03-31",
        "Status": "AUTHORISED",
        "LineItems": [{"Description": "Rent", "UnitAmount": "100", "AccountCode": "200"}],
    }


def test_every_quirk_is_a_plan_that_the_kernel_understands() -> None:
    for quirk in QUIRKS:
        for row in quirk.rows:
            assert read_entry("", row).kind in FAULTS
        assert quirk.source
    assert len({quirk.name for quirk in QUIRKS}) == len(QUIRKS)


def test_an_unknown_quirk_is_refused_with_those_that_exist() -> None:
    office = Office()
    control = create_control(office.registry).test_client()
    for asked in (
        {"quirk": "XQ-99"},
        {"quirk": 4},
        {"quirk": "XQ-38", "action": {}},
        {"quirk": "XQ-38", "match": 1},
        {"quirk": "XQ-38", "match": {"nth": 0}},
    ):
        answer = control.post(f"/_control/worlds/{office.world.name}/faults", json=asked)
        assert answer.status_code == 400
    assert office.world.faults.describe() == []


def test_a_put_that_is_sent_again_is_done_twice_unless_it_has_a_key() -> None:
    """XQ-04."""
    office = Office(switches={"limits": "off"})
    body = {"Contacts": [{"FirstName": "x", "Name": "Once"}]}
    arm(office, "XQ-04")
    again = office.call("PUT", "/Contacts", body)
    assert again.status_code == 400
    assert contacts(office).count("Once") == 1

    arm(office, "XQ-04")
    with_key = put(office, "Kept", headers={"Idempotency-Key": "k"})
    assert with_key.status_code == 200
    assert contacts(office).count("Kept") == 1


def test_the_day_limit_is_reached_once_and_long() -> None:
    """XQ-05."""
    office = Office()
    arm(office, "XQ-05", nth=2)

    answers = [office.call("GET", "/Contacts") for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 429, 200]
    assert answers[1].headers["X-Rate-Limit-Problem"] == "day"
    assert answers[1].headers["Retry-After"] == "66975"
    assert answers[1].data == b""


def test_keys_are_forgotten_early() -> None:
    """XQ-06."""
    office = Office()
    key = {"Idempotency-Key": "k"}
    assert put(office, "A", headers=key).status_code == 200
    arm(office, "XQ-06")

    assert put(office, "A", headers=key).status_code == 400
    assert put(office, "A", headers=key).status_code == 400


def test_if_modified_since_is_ignored_once() -> None:
    """XQ-08."""
    office = Office()
    office.contact("A")
    office.world.pass_time(600)
    later = {"If-Modified-Since": "2026-03-02T09:05:00"}
    arm(office, "XQ-08")

    seen = [len(office.ok("GET", "/Contacts", headers=later)) for _ in range(2)]

    assert seen == [1, 0]


def test_rows_move_up_between_two_pages() -> None:
    """XQ-11: what stood first on the next page is never seen."""
    office = Office()
    for number in range(4):
        office.contact(f"C{number}")
    arm(office, "XQ-11")

    pages = [office.names(f"/Contacts?page={page}&pageSize=2") for page in (1, 2)]

    assert pages[0] == ["C0", "C1"]
    assert "C2" not in pages[1]


def test_a_blank_at_the_end_of_a_file_s_name_is_a_failure() -> None:
    """XQ-17."""
    office = Office()
    made = office.contact("A")
    arm(office, "XQ-17")

    for name, status in (("a.txt", 200), ("a.txt%20", 500)):
        path = f"/Contacts/{made}/Attachments/{name}"
        answer = office.call("PUT", path, data=b"x", content_type="text/plain")
        assert answer.status_code == status, name


def test_the_ids_of_a_batch_with_a_bad_payment_come_back_empty() -> None:
    """XQ-27."""
    office = Office()
    (invoice,) = office.ok("PUT", "/Invoices", {"Invoices": [an_invoice(office)]})
    payment = {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": "090"},
        "Amount": "1.00",
        "Date": "2026-03-02",
    }
    body = {"Payments": [payment, {**payment, "Amount": "9999.00"}]}
    arm(office, "XQ-27")

    answer = office.call("PUT", "/Payments?summarizeErrors=false", body)

    rows = orjson.loads(answer.data)["Payments"]
    assert {row.get("PaymentID", NO_GUID) for row in rows} == {NO_GUID}
    assert len(list(office.world.table("xero", "payment"))) == 1


def test_a_lost_refresh_race_ends_with_invalid_grant() -> None:
    """XQ-33."""
    office = Office()
    token = office.connection["refresh_token"]
    arm(office, "XQ-33")

    answer = office.token_call(grant_type="refresh_token", refresh_token=token)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_grant")


def test_half_of_a_long_batch_is_saved() -> None:
    """XQ-37."""
    office = Office()
    arm(office, "XQ-37")

    failed = put(office, "A", "B", "C", "D", headers={"Idempotency-Key": "k"})
    assert failed.status_code == 500
    assert contacts(office) == ["A", "B"]
    again = put(office, "C", "D", headers={"Idempotency-Key": "k"})
    assert (again.status_code, contacts(office)) == (200, ["A", "B", "C", "D"])


def test_the_answer_to_an_invoice_is_lost_after_it_was_saved() -> None:
    """XQ-38: contacts are not struck."""
    office = Office()
    arm(office, "XQ-38")

    assert put(office, "Tenant 1").status_code == 200
    lost = office.call("PUT", "/Invoices", {"Invoices": [an_invoice(office)]})
    assert lost.status_code == 502
    assert len(list(office.world.table("xero", "invoice"))) == 1
    again = office.call("PUT", "/Invoices", {"Invoices": [an_invoice(office)]})
    assert again.status_code == 200


def test_the_app_is_disconnected_between_two_calls() -> None:
    """XQ-40."""
    office = Office()
    arm(office, "XQ-40", nth=2)

    assert [office.call("GET", "/Contacts").status_code for _ in range(3)] == [200, 200, 403]


def test_the_organisation_is_offline_for_five_minutes() -> None:
    """XQ-41."""
    office = Office()
    arm(office, "XQ-41")

    assert [office.call("GET", "/Contacts").status_code for _ in range(2)] == [503, 503]
    office.world.pass_time(301)
    assert office.call("GET", "/Contacts").status_code == 200


@pytest.mark.parametrize("name", [quirk.name for quirk in QUIRKS])
def test_a_quirk_leaves_the_calls_of_re_leased_and_of_people_alone(name: str) -> None:
    office = Office()
    arm(office, name)

    assert {row["match"]["system"] for row in office.world.faults.describe()} == {"xero"}
    assert {row["match"]["actor"] for row in office.world.faults.describe()} == {"sync"}
