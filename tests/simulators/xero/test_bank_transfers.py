"""Money moved between two bank accounts. Facts 4.7."""

from typing import Any

import pytest

from tests.simulators.xero.teller import Teller

MISSING = "00000000-0000-0000-0000-00000000000a"
FROM = "FromBankAccount must be an active bank account"
TO = "ToBankAccount must be an active bank account"
POSITIVE = "The transfer amount must be greater than zero."
OF_TRANSFER = "A Bank Transaction that belongs to a transfer cannot be changed here."
RECONCILED = (
    "This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement."
)


def region(office: Teller) -> dict[str, Any]:
    """A tracking entry, by names."""
    category = office.person("tracking_category.create", Name="Region")
    office.person("tracking_option.create", category["TrackingCategoryID"], Name="North")
    return {"Name": "Region", "Option": "North"}


def test_a_transfer_makes_one_transaction_in_each_account() -> None:
    office = Teller()

    made = office.transfer(Reference="Sweep", FromTracking=[region(office)])

    spent, received = (
        office.one("GET", f"/BankTransactions/{made[name]}")
        for name in ("FromBankTransactionID", "ToBankTransactionID")
    )
    assert (made["Amount"], made["Status"], made["CurrencyRate"]) == (20.0, "AUTHORISED", 1.0)
    assert (spent["Type"], received["Type"]) == ("SPEND-TRANSFER", "RECEIVE-TRANSFER")
    assert (spent["BankAccount"]["Code"], received["BankAccount"]["Code"]) == ("090", "091")
    assert spent["Total"] == received["Total"] == 20.0
    assert spent["Reference"] == received["Reference"] == "Sweep"
    assert "Contact" not in spent
    assert (made["FromTracking"][0]["Option"], made["ToTracking"]) == ("North", [])
    assert spent["LineItems"][0]["Tracking"][0]["Option"] == "North"


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"FromBankAccount": None}, [FROM]),
        ({"FromBankAccount": {"Code": "200"}}, [FROM]),
        ({"ToBankAccount": {"AccountID": MISSING}}, [TO]),
        ({"ToBankAccount": {"Code": "090"}},
         ["Money cannot be transferred to the account that it comes from."]),
        ({"Amount": None}, [POSITIVE]),
        ({"Amount": 0}, [POSITIVE]),
        ({"Amount": "0.004"}, [POSITIVE]),
        ({"Amount": -1}, [POSITIVE]),
        ({"Reference": "x" * 256}, ["Reference must not be longer than 255 characters."]),
        ({"ToTracking": [{"Name": "Region", "Option": "South"}]},
         ["The tracking category or option could not be found."]),
        ({"FromBankAccount": None, "ToBankAccount": None, "Amount": None}, [FROM, TO, POSITIVE]),
    ],
)  # fmt: skip
def test_what_a_transfer_may_not_be(change: dict[str, Any], messages: list[str]) -> None:
    office = Teller()

    assert office.no("PUT", "/BankTransfers", {**office.transferring(), **change}) == messages


def test_an_archived_account_and_a_locked_date_are_refused() -> None:
    office = Teller()
    office.lock("2026-02-28")
    office.one("PUT", "/BankTransfers", office.transferring(Amount="0.01", Date="2026-03-01"))
    office.person("account.archive", office.savings)

    assert office.no("PUT", "/BankTransfers", office.transferring(Date="2026-02-28")) == [
        TO,
        "The document date cannot be before the period lock date, currently set at 28/02/2026",
    ]


def test_the_api_can_neither_change_nor_delete_the_transactions_of_a_transfer() -> None:
    """Facts 4.7: these types are read only."""
    office = Teller()
    path = f"/BankTransactions/{office.transfer()['FromBankTransactionID']}"

    assert office.no("POST", path, {"Reference": "x"}) == [OF_TRANSFER]
    assert office.no("POST", path, {"Status": "DELETED"}) == [OF_TRANSFER]


def test_a_person_deletes_both_ends_at_once_and_then_it_is_hidden() -> None:
    """Source: documented: includeDeleted."""
    office = Teller()
    made = office.transfer()
    end = made["ToBankTransactionID"]
    assert office.refused("bank_transaction.edit", end, Reference="x") == [OF_TRANSFER]
    office.person("bank_transaction.reconcile", made["FromBankTransactionID"])
    assert office.one("GET", "/BankTransfers")["FromIsReconciled"] is True
    assert office.refused("bank_transaction.delete", end) == [RECONCILED]
    office.person("bank_transaction.unreconcile", made["FromBankTransactionID"])

    office.person("bank_transaction.delete", end)

    assert {row["Status"] for row in office.stored("bank_transaction")} == {"DELETED"}
    assert office.ok("GET", "/BankTransfers") == []
    assert office.names("/BankTransfers?includeDeleted=True", "Status") == ["DELETED"]
    one = office.one("GET", f"/BankTransfers/{made['BankTransferID']}")
    assert (one["Status"], one["FromIsReconciled"]) == ("DELETED", False)


def test_transfers_are_read_filtered_and_never_changed() -> None:
    office = Teller()
    office.transfer(Amount="5")
    office.world.clock.advance(60)
    since = {"If-Modified-Since": office.world.clock.text[:19]}
    made = office.transfer(ToIsReconciled=True, FromBankAccount={"AccountID": office.savings},
                           ToBankAccount={"Code": "090"})  # fmt: skip

    def amounts(where: str) -> list[Any]:
        return office.names("/BankTransfers", "Amount", query_string={"where": where})

    assert amounts("Amount>=20") == [20.0]
    assert amounts('FromBankAccount.Code=="090"') == [5.0]
    assert amounts("ToIsReconciled==true AND HasAttachments==false") == [20.0]
    assert amounts("FromIsReconciled==true") == []
    assert office.names("/BankTransfers?order=Amount%20DESC", "Amount") == [20.0, 5.0]
    assert office.names("/BankTransfers", "Amount", headers=since) == [20.0]
    assert office.call("GET", f"/BankTransfers/{MISSING}").status_code == 404
    assert office.call("POST", f"/BankTransfers/{made['BankTransferID']}", {}).status_code == 501


def test_tracking_comes_in_xml_as_well() -> None:
    """Facts 2.8."""
    office = Teller()
    region(office)
    body = (
        "<BankTransfer><FromBankAccount><Code>090</Code></FromBankAccount>"
        "<ToBankAccount><Code>091</Code></ToBankAccount><Amount>3</Amount><ToTracking>"
        "<TrackingCategory><Name>Region</Name><Option>North</Option></TrackingCategory>"
        "</ToTracking></BankTransfer>"
    )

    xml = {"Content-Type": "application/xml"}
    answer = office.call("PUT", "/BankTransfers", data=body, headers=xml)

    assert answer.get_json()["BankTransfers"][0]["ToTracking"][0]["Option"] == "North"


def test_people_move_money_too() -> None:
    office = Teller()

    made = office.person("bank_transfer.create", fields=office.transferring())

    assert (made["Amount"], made["FromAccountID"] != made["ToAccountID"]) == ("20.00", True)
    assert office.refused("bank_transfer.create", Amount="1") == [FROM, TO]
