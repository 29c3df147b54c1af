"""Repeating charges: a tenancy's rent schedule raises invoices as the fake clock passes."""

from datetime import date
from typing import Any

import pytest

from simulators.kernel.gateway import act
from simulators.released import charge
from tests.simulators.released.office import Office

DAY_S = 86_400


def a_tenancy(office: Office, **fields: Any) -> Any:
    contact = office.a_contact()["id"]
    building = office.person("property.create", name="Quay House", trackingOptionId=61)
    return office.person(
        "tenancy.create",
        propertyId=building["id"],
        name="Unit 1",
        **{"accountContactId": contact, **fields},
    )


def a_body(tenancy: Any, **fields: Any) -> dict[str, Any]:
    return {
        "tenancyId": tenancy["id"],
        "description": "Rent",
        "amount": "1000.00",
        "accountCode": "201",
        "taxType": "STANDARD",
        "frequency": "Monthly",
        "day": 31,
        "startDate": "2026-01-01",
        **fields,
    }


def a_charge(office: Office, tenancy: Any = None, **fields: Any) -> Any:
    body = a_body(tenancy or a_tenancy(office), **fields)
    return office.ok("POST", "/repeating-charges", body, "user")


def raised(office: Office) -> list[Any]:
    return sorted(
        (row for row in office.world.table("released", "document")), key=lambda row: row["id"]
    )


def after_days(office: Office, days: float) -> list[str]:
    """Let days pass; the due days of all that was raised so far."""
    office.world.pass_time(days * DAY_S)
    return [row["dueDate"] for row in raised(office)]


def test_a_year_raises_each_month_once_in_order_on_its_last_day() -> None:
    """Source: designed: month ends and February."""
    office = Office()
    a_charge(office)

    dates = after_days(office, 365)

    assert dates == [
        "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31",
        "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28",
    ]  # fmt: skip
    assert {row["lastModifiedBy"] for row in raised(office)} == {"system"}
    assert [row["number"] for row in raised(office)] == sorted(
        row["number"] for row in raised(office)
    )


def test_one_long_step_and_many_short_ones_raise_the_same() -> None:
    """Source: designed: deterministic."""
    long, short = Office(), Office(seed=1)
    for office in (long, short):
        a_charge(office, day=15)

    long.world.pass_time(200 * DAY_S)
    for _ in range(200):
        short.world.pass_time(DAY_S)

    seen = [
        [(row["dueDate"], row["createdAt"], row["number"]) for row in raised(each)]
        for each in (long, short)
    ]
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("fields", "days", "expected"),
    [
        (
            {"frequency": "Weekly", "day": 1},
            21,
            ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"],
        ),
        ({"frequency": "Quarterly", "day": 25}, 200, ["2026-04-25", "2026-07-25"]),
        ({"frequency": "Yearly", "day": 5}, 700, ["2027-01-05", "2028-01-05"]),
        ({"startDate": "2026-05-20", "day": 10}, 120, ["2026-06-10"]),
        ({"day": 10, "endDate": "2026-04-10"}, 365, ["2026-03-10", "2026-04-10"]),
        ({"day": 10, "daysInAdvance": 14}, 30, ["2026-04-10"]),
        ({"day": 2}, 1, ["2026-03-02"]),
        ({"day": 1}, 1, []),
    ],
)
def test_the_schedule_says_what_is_due(fields: Any, days: int, expected: list[str]) -> None:
    """The world starts on Monday, 2 March 2026. Source: designed."""
    office = Office()
    a_charge(office, **fields)

    assert after_days(office, days)[: len(expected) + 1] == expected


def test_the_twenty_ninth_of_february_comes_every_fourth_year() -> None:
    """Source: designed: a day that a month lacks is its last one."""
    yearly = {"frequency": "Yearly", "day": 29, "startDate": "2024-02-01", "endDate": None}

    due = [charge.due_on_or_after(yearly, date(year, 1, 1)) for year in range(2024, 2029)]

    assert [str(each)[5:] for each in due] == ["02-29", "02-28", "02-28", "02-28", "02-29"]


def test_an_invoice_carries_what_the_charge_and_the_property_say() -> None:
    """Source: documented, RL-TRACK2: tracking defaults are stamped on rent."""
    office = Office()
    tenancy = a_tenancy(office)
    made = a_charge(office, tenancy, day=10, raiseAs="Approved", daysInAdvance=5)

    office.world.pass_time(6 * DAY_S)

    (invoice,) = raised(office)
    after = office.row("charge", f"1:{made['id']}")
    assert (invoice["kind"], invoice["status"]) == ("IncomeInvoice", "Approved")
    assert (invoice["issueDate"], invoice["dueDate"]) == ("2026-03-05", "2026-03-10")
    assert invoice["contactId"] == tenancy["accountContactId"]
    assert (invoice["propertyId"], invoice["tenancyId"]) == (tenancy["propertyId"], tenancy["id"])
    (line,) = invoice["lines"]
    assert line["description"] == "Rent, 2026-03-10"
    assert line["tracking"] == [{"categoryId": 41, "optionId": 61}]
    assert (invoice["subTotal"], invoice["total"]) == ("1000.00", "1200.00")
    assert (after["raised"], after["lastDocumentId"]) == (1, invoice["id"])
    assert (after["lastDueDate"], after["nextDueDate"]) == ("2026-03-10", "2026-04-10")


def test_what_cannot_be_approved_is_raised_as_a_draft_with_the_reason() -> None:
    """Source: designed, after RL-ERR-ACCT."""
    office = Office()
    made = a_charge(office, day=10, raiseAs="Approved")
    office.ok("PUT", "/accounts/account-201", {"code": "201", "name": "x", "status": "Archived"})

    office.world.pass_time(9 * DAY_S)

    assert [row["status"] for row in raised(office)] == ["Draft"]
    after = office.row("charge", f"1:{made['id']}")
    assert after["lastProblem"] == "Account 201 is archived."


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"status": "Vacated"}, "The tenancy is Vacated."),
        ({"accountContactId": None}, "The tenancy has no account contact."),
    ],
)
def test_what_cannot_be_raised_is_passed_over_with_the_reason(fields: Any, problem: str) -> None:
    """Source: documented that Current, Future and Expired are billed, RL-FAQ."""
    office = Office()
    made = a_charge(office, a_tenancy(office, **fields), day=10)

    assert after_days(office, 9) == []
    after = office.row("charge", f"1:{made['id']}")
    assert (after["lastProblem"], after["raised"]) == (problem, 0)
    assert after["nextDueDate"] == "2026-04-10"


def test_a_day_begins_in_the_company_s_time_zone() -> None:
    """Source: documented, RL-NEWCO: midnight of 31 March is 23:00 UTC of the 30th in London."""
    office = Office()
    a_charge(office)

    office.world.pass_time(28 * DAY_S + 14 * 3600 - 1)
    assert raised(office) == []
    office.world.pass_time(1)

    (invoice,) = raised(office)
    assert (invoice["createdAt"], invoice["issueDate"]) == (
        "2026-03-30T23:00:00.000Z",
        "2026-03-31",
    )


def test_a_charge_is_raised_by_the_first_call_after_its_day_has_begun() -> None:
    """Source: designed: a clock may pass a day without being told to."""
    office = Office()
    a_charge(office, day=3)
    office.world.clock.advance(DAY_S)
    assert raised(office) == []

    office.call("GET", "/contacts")

    assert [row["dueDate"] for row in raised(office)] == ["2026-03-03"]


def test_a_person_s_action_finds_what_fell_due_before_it() -> None:
    """Source: designed; the answer holds the commits of the action alone."""
    office = Office()
    a_charge(office, day=3)
    office.world.clock.advance(DAY_S)

    asked = {"system": "released", "kind": "contact.create", "fields": {"name": "Bo"}}
    commits = act(office.world, asked)

    assert [line["type"] for line in commits] == ["contact"]
    assert len(raised(office)) == 1


def test_a_changed_charge_raises_no_day_twice_and_an_ended_one_none() -> None:
    """Source: designed."""
    office = Office()
    made = a_charge(office, day=10)
    office.world.pass_time(9 * DAY_S)

    office.person("charge.edit", made["id"], amount="1100.00", day=20)
    office.world.pass_time(10 * DAY_S)
    ended = office.person("charge.end", made["id"])

    assert after_days(office, 365) == ["2026-03-10", "2026-03-20"]
    assert [row["subTotal"] for row in raised(office)] == ["1000.00", "1100.00"]
    assert (ended["status"], ended["nextDueDate"], ended["raisesAt"]) == ("Ended", None, None)
    assert office.person("charge.edit", made["id"], day=1) == "invalid_transition"
    assert office.person("charge.end", made["id"]) == "invalid_transition"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": "0.00"}, "wrong_value"),
        ({"day": 32}, "wrong_value"),
        ({"day": 8, "frequency": "Weekly"}, "wrong_value"),
        ({"frequency": "Daily"}, "wrong_value"),
        ({"endDate": "2025-01-01"}, "wrong_value"),
        ({"daysInAdvance": 91}, "wrong_value"),
        ({"raiseAs": "Paid"}, "wrong_value"),
        ({"tenancyId": 999}, "tenancy_unknown"),
        ({"accountCode": "000"}, "account_unknown"),
        ({"accountCode": "999"}, "account_archived"),
        ({"taxType": None}, "required"),
        ({"taxType": "OLD"}, "tax_type_archived"),
        ({"contactId": 1}, "unknown_field"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(fields: Any, code: str) -> None:
    """Source: designed."""
    office = Office()
    body = a_body(a_tenancy(office), **fields)

    assert office.code("POST", "/repeating-charges", body, "user") == code


def test_the_integration_has_no_part_in_charges() -> None:
    """Source: inferred: nothing of it syncs; what it raises does."""
    office = Office()
    made = a_charge(office)
    path = f"/repeating-charges/{made['id']}"

    body = a_body({"id": made["tenancyId"]})
    assert office.code("POST", "/repeating-charges", body) == "role_forbidden"
    assert office.code("PATCH", path, {"day": 1}) == "role_forbidden"
    assert office.code("POST", f"{path}/end") == "role_forbidden"
    listed = office.ok("GET", f"/repeating-charges?tenancyId={made['tenancyId']}")["items"]
    assert [row["id"] for row in listed] == [made["id"]]


def test_a_copy_of_a_world_brings_its_charges_back() -> None:
    """Source: protocol: a restored world is as it was."""
    office = Office()
    office.person("charge.create", **a_body(a_tenancy(office), day=10))
    kept = office.world.snapshot()
    once = after_days(office, 40)

    office.world.restore(kept)

    assert raised(office) == []
    assert after_days(office, 40) == once == ["2026-03-10", "2026-04-10"]


def test_a_world_without_charges_never_wakes() -> None:
    """Source: designed: they cost nothing per call."""
    office = Office()
    office.call("GET", "/contacts")

    assert office.world.wake_ms > 2**60
