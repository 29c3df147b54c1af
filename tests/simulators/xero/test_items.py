"""Items, and what a line takes from them. Facts 4.2.6 and 4.13."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office

SALES = {"UnitPrice": 12.3456, "AccountCode": "200", "TaxType": "RROUTPUT"}
PURCHASES = {"UnitPrice": "10", "AccountCode": "429", "TaxType": "INPUT2"}


def an_item(office: Office, **fields: Any) -> Any:
    wanted = {
        "Code": "RENT",
        "Name": "Rent of a unit",
        "Description": "Rent",
        "PurchaseDescription": "Rent paid",
        "SalesDetails": SALES,
        "PurchaseDetails": PURCHASES,
    }
    return office.one("PUT", "/Items", {**wanted, **fields})


def sold(office: Office, *lines: dict[str, Any], **fields: Any) -> Any:
    return office.invoice(office.some_contact(), LineItems=list(lines), **fields)["LineItems"]


def test_put_creates_items_and_lists_show_prices_with_the_wanted_digits() -> None:
    office = Office()

    made = an_item(office)

    assert list(made) == [
        "ItemID", "Code", "Description", "PurchaseDescription", "UpdatedDateUTC",
        "PurchaseDetails", "SalesDetails", "Name", "IsTrackedAsInventory", "IsSold", "IsPurchased",
    ]  # fmt: skip
    assert made["SalesDetails"] == {**SALES, "UnitPrice": 12.35}
    assert made["PurchaseDetails"] == {**PURCHASES, "UnitPrice": 10.0}
    assert (made["IsTrackedAsInventory"], made["IsSold"]) == (False, True)
    (four,) = office.ok("GET", "/Items?unitdp=4")
    assert four["SalesDetails"]["UnitPrice"] == 12.3456
    assert (
        office.one("GET", f"/Items/{made['ItemID']}") == office.one("GET", "/Items/rent") == made
    )


def test_an_item_needs_no_more_than_a_code() -> None:
    made = Office().one("PUT", "/Items", {"Items": [{"Code": "c" * 30, "Name": "n" * 50}]})

    assert (made["PurchaseDetails"], made["SalesDetails"]) == ({}, {})


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"Code": ""}, ["Please enter a Code."]),
        ({"Code": "rent"}, ["Price List Item with Code 'rent' already exists"]),
        ({"Code": "c" * 31}, ["Code must not be longer than 30 characters."]),
        ({"Code": "N", "Name": "n" * 51}, ["Name must not be longer than 50 characters."]),
        ({"Code": "N", "SalesDetails": {"AccountCode": "999"}},
         ["Account code '999' is not a valid code for this document."]),
        ({"Code": "N", "PurchaseDetails": {"COGSAccountCode": "999"}},
         ["Account code '999' is not a valid code for this document."]),
        ({"Code": "N", "SalesDetails": {"TaxType": "X"}},
         ["The TaxType code 'X' does not exist."]),
    ],
)  # fmt: skip
def test_what_an_item_may_not_be(fields: dict[str, Any], messages: list[str]) -> None:
    """XE-34."""
    office = Office()
    an_item(office)
    other = an_item(office, Code="OTHER")["ItemID"]

    assert office.no("PUT", "/Items", fields) == messages
    assert office.no("POST", f"/Items/{other}", fields) == messages


def test_post_finds_an_item_by_id_then_by_code_and_keeps_what_is_not_sent() -> None:
    office = Office()
    item = an_item(office)["ItemID"]

    by_code = office.one("POST", "/Items", {"Code": "rent", "SalesDetails": {"UnitPrice": 13}})
    by_id = office.one("POST", "/Items", {"ItemID": item, "Code": "LEASE"})
    one = office.one("POST", "/Items/LEASE", {"Name": "Lease", "IsPurchased": False})
    new = office.one("POST", "/Items", {"Code": "RENT"})

    assert by_code["SalesDetails"] == {**SALES, "UnitPrice": 13.0}
    assert (by_id["Code"], one["Name"], one["IsPurchased"]) == ("LEASE", "Lease", False)
    assert one["Description"] == "Rent"
    assert new["ItemID"] != item
    assert office.no("POST", "/Items", {"ItemID": office.tenants[0], "Code": "X"}) == [
        "An existing Item with the specified ItemID could not be found"
    ]


def test_a_request_carries_at_most_five_hundred_items() -> None:
    office = Office()
    rows = [{"Code": f"I{number}"} for number in range(501)]

    answer = office.call("PUT", "/Items", {"Items": rows})

    assert (answer.status_code, answer.get_json()["Type"]) == (400, "PostDataInvalidException")
    assert len(office.ok("PUT", "/Items", {"Items": rows[:500]})) == 500


def test_items_are_listed_by_filter_and_by_what_changed() -> None:
    office = Office()
    an_item(office)
    office.world.clock.advance(60)
    office.one("PUT", "/Items", {"Code": "LATE"})

    since = {"headers": {"If-Modified-Since": "2026-03-02T09:00:30"}}
    assert office.names("/Items", "Code", **since) == ["LATE"]
    assert office.names('/Items?where=Code=="RENT"', "Code") == ["RENT"]
    assert office.names("/Items?order=Code", "Code") == ["LATE", "RENT"]


def test_delete_answers_204_and_the_code_is_free() -> None:
    office = Office()
    item = an_item(office)["ItemID"]

    answer = office.call("DELETE", f"/Items/{item}")

    assert (answer.status_code, answer.data) == (204, b"")
    for method in ("GET", "DELETE"):
        assert office.call(method, f"/Items/{item}").status_code == 404
    assert office.call("POST", f"/Items/{item}", {"Code": "X"}).status_code == 404
    an_item(office)


def test_a_line_takes_from_its_item_what_it_does_not_say() -> None:
    office = Office()
    item = an_item(office)["ItemID"]

    taken, given = sold(
        office,
        {"ItemCode": "rent", "Quantity": 2},
        {"ItemCode": "RENT", "Description": "Mine", "UnitAmount": 7, "AccountCode": "260",
         "TaxType": "OUTPUT2"},
    )  # fmt: skip

    assert (taken["Description"], taken["UnitAmount"], taken["LineAmount"]) == (
        "Rent", 12.35, 24.69
    )  # fmt: skip
    assert (taken["AccountCode"], taken["TaxType"], taken["TaxAmount"]) == (
        "200", "RROUTPUT", 1.23
    )  # fmt: skip
    assert taken["Item"] == {"ItemID": item, "Name": "Rent of a unit", "Code": "RENT"}
    assert (given["Description"], given["UnitAmount"], given["AccountCode"], given["TaxType"]) == (
        "Mine", 7.0, "260", "OUTPUT2"
    )  # fmt: skip


def test_a_bill_takes_the_purchase_side_and_a_line_amount_stands() -> None:
    office = Office()
    an_item(office)

    bought, fixed = sold(
        office, {"ItemCode": "RENT"}, {"ItemCode": "RENT", "LineAmount": 5}, Type="ACCPAY"
    )

    assert (bought["Description"], bought["LineAmount"], bought["TaxType"]) == (
        "Rent paid", 10.0, "INPUT2"
    )  # fmt: skip
    assert (fixed["UnitAmount"], fixed["LineAmount"]) == (5.0, 5.0)


def test_an_item_that_says_little_leaves_the_rest_to_the_line() -> None:
    office = Office()
    office.one("PUT", "/Items", {"Code": "BARE"})

    (row,) = sold(office, {"ItemCode": "BARE", "UnitAmount": 3, "AccountCode": "200"})

    assert (row["LineAmount"], row["TaxType"], row["Item"]["Code"]) == (3.0, "OUTPUT2", "BARE")


def test_an_item_that_is_not_there_is_refused_on_a_line() -> None:
    """XE-19."""
    office = Office()
    row = {"ItemCode": "NONE", "Description": "x", "UnitAmount": 1, "AccountCode": "200"}

    messages = office.no("PUT", "/Invoices", office.draft(office.contact(), LineItems=[row]))

    assert messages == ["Item code 'NONE' is not valid"]


def test_people_add_change_and_delete_items() -> None:
    office = Office()
    made = office.person("item.create", Code="RENT", SalesDetails=SALES)

    changed = office.person("item.edit", made["ItemID"], Name="Rent")

    assert (changed["Name"], changed["SalesDetails"]["UnitPrice"]) == ("Rent", "12.3456")
    assert office.refused("item.create", Code="rent")
    assert office.person("item.delete", made["ItemID"]) is None
    assert office.refused("item.delete", made["ItemID"])
