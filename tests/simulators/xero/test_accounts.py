"""Accounts as calls write them. Facts 4.8."""

from typing import Any

import pytest

from simulators.xero.account import CLASSES
from tests.simulators.xero.office import Office, line, payment

GONE = ["The account has been deleted."]


def an_account(office: Office, **fields: Any) -> Any:
    wanted = {"Code": "201", "Name": "Fees", "Type": "REVENUE"}
    return office.one("PUT", "/Accounts", {**wanted, **fields})


def coded(office: Office, code: str) -> str:
    return str(office.one("GET", f'/Accounts?where=Code=="{code}"')["AccountID"])


def test_put_creates_one_account_bare_or_in_a_list_with_keys_in_the_recorded_order() -> None:
    office = Office()

    bare = an_account(office, Description="What we charge")
    listed = office.one("PUT", "/Accounts", {"Accounts": [
        {"Code": "202", "Name": "Fines", "Type": "sales", "AddToWatchlist": True}
    ]})  # fmt: skip

    assert list(bare) == [
        "AccountID", "Code", "Name", "Status", "Type", "TaxType", "Description", "Class",
        "EnablePaymentsToAccount", "ShowInExpenseClaims", "ReportingCode", "ReportingCodeName",
        "HasAttachments", "UpdatedDateUTC", "AddToWatchlist",
    ]  # fmt: skip
    assert (bare["Status"], bare["TaxType"], bare["ReportingCode"]) == ("ACTIVE", "OUTPUT2", "REV")
    assert (listed["Type"], listed["Class"], listed["AddToWatchlist"]) == (
        "SALES",
        "REVENUE",
        True,
    )
    assert office.one("GET", f"/Accounts/{bare['AccountID']}") == bare


def test_a_bank_account_has_a_number_a_kind_and_a_currency_and_needs_no_code() -> None:
    office = Office()
    number = {"Type": "BANK", "BankAccountNumber": "20-00-01 87654321"}

    plain = office.one("PUT", "/Accounts", {"Name": "Deposits", **number})
    card = office.one(
        "PUT", "/Accounts", {"Name": "Card", **number, "BankAccountType": "CREDITCARD"}
    )
    spare = an_account(office, BankAccountNumber="1", CurrencyCode="GBP")

    assert (plain["BankAccountType"], plain["CurrencyCode"], plain["TaxType"]) == (
        "BANK", "GBP", "NONE"
    )  # fmt: skip
    assert "Code" not in plain
    assert card["BankAccountType"] == "CREDITCARD"
    assert not {"BankAccountNumber", "CurrencyCode"} & set(spare)
    office.one("PUT", "/Currencies", {"Code": "EUR"})
    euros = office.one("PUT", "/Accounts", {"Name": "Euros", **number, "CurrencyCode": "eur"})
    assert euros["CurrencyCode"] == "EUR"


@pytest.mark.parametrize("kind", CLASSES)
def test_every_type_has_its_class(kind: str) -> None:
    made = an_account(Office(), Type=kind, BankAccountNumber="1")

    assert (made["Type"], made["Class"]) == (kind, CLASSES[kind])


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"Code": "200"}, ["Please enter a unique Code."]),
        ({"Name": "sales"}, ["Please enter a unique Name."]),
        ({"Type": "SHOE"}, ["Account type 'SHOE' is not valid."]),
        ({"Name": ""}, ["Please enter a Name."]),
        ({"Code": ""}, ["Please enter a Code."]),
        ({"Type": "BANK"}, ["Please enter a bank account number."]),
        ({"Code": "2" * 11}, ["Code must not be longer than 10 characters."]),
        ({"Name": "n" * 151}, ["Name must not be longer than 150 characters."]),
        ({"TaxType": "X"}, ["The TaxType code 'X' does not exist."]),
        ({"Type": "BANK", "BankAccountNumber": "1", "CurrencyCode": "EUR"},
         ["Organisation is not subscribed to currency EUR"]),
        ({"Type": "BANK", "BankAccountNumber": "1", "BankAccountType": "SOCK"},
         ["BankAccountType must be one of BANK, CREDITCARD, PAYPAL."]),
    ],
)  # fmt: skip
def test_what_a_new_account_may_not_be(fields: dict[str, Any], messages: list[str]) -> None:
    """XE-33 and its like."""
    wanted = {"Code": "201", "Name": "Fees", "Type": "REVENUE"}

    assert Office().no("PUT", "/Accounts", {**wanted, **fields}) == messages


def test_a_code_of_ten_and_a_name_of_a_hundred_and_fifty_letters_are_allowed() -> None:
    made = an_account(Office(), Code="1" * 10, Name="n" * 150)

    assert (len(made["Code"]), len(made["Name"])) == (10, 150)


def test_a_refused_account_is_echoed_with_the_zero_id() -> None:
    answer = Office().call("PUT", "/Accounts", {"Code": "200", "Name": "N", "Type": "REVENUE"})

    (element,) = answer.get_json()["Elements"]
    assert element["AccountID"] == "00000000-0000-0000-0000-000000000000"
    assert (element["Code"], element["HasValidationErrors"]) == ("200", True)


def test_one_account_for_each_request() -> None:
    rows = [{"Code": str(n), "Name": str(n), "Type": "REVENUE"} for n in (1, 2)]

    answer = Office().call("PUT", "/Accounts", {"Accounts": rows})

    assert (answer.status_code, answer.get_json()["Type"]) == (400, "PostDataInvalidException")


def test_post_changes_what_is_sent_and_keeps_the_rest() -> None:
    office = Office()
    account = an_account(office, Description="Old")["AccountID"]
    office.world.clock.advance(60)

    changed = office.one("POST", f"/Accounts/{account}", {
        "Accounts": [{"Code": "203", "Type": "EXPENSE", "TaxType": "input2", "Status": "ACTIVE"}]
    })  # fmt: skip
    since = {"headers": {"If-Modified-Since": "2026-03-02T09:00:30"}}

    assert (changed["Code"], changed["Class"], changed["TaxType"], changed["Description"]) == (
        "203", "EXPENSE", "INPUT2", "Old"
    )  # fmt: skip
    assert changed["ReportingCode"] == "EXP"
    assert office.names("/Accounts", "Code", **since) == ["203"]


@pytest.mark.parametrize(
    ("code", "fields", "messages"),
    [
        ("200", {"Name": ""}, ["Please enter a Name."]),
        ("200", {"Code": "260"}, ["Please enter a unique Code."]),
        ("200", {"Name": "rent"}, ["Please enter a unique Name."]),
        ("200", {"Type": "SHOE"}, ["Account type 'SHOE' is not valid."]),
        ("200", {"Type": "BANK"}, ["An account cannot become or cease to be a BANK account."]),
        ("090", {"Type": "REVENUE"}, ["An account cannot become or cease to be a BANK account."]),
        ("090", {"BankAccountNumber": ""}, ["Please enter a bank account number."]),
        ("090", {"CurrencyCode": "EUR"},
         ["The currency of a bank account cannot be changed.",
          "Organisation is not subscribed to currency EUR"]),
        ("610", {"Type": "REVENUE"}, ["The type of a system account cannot be changed."]),
        ("200", {"Status": "DELETED"}, ["The status 'DELETED' is not valid for accounts"]),
        ("200", {"Status": "ARCHIVED", "Name": "Old"},
         ["An account is archived by its Status alone; no other field may be sent."]),
        ("610", {"Status": "ARCHIVED"}, ["System accounts cannot be archived."]),
    ],
)  # fmt: skip
def test_what_an_account_may_not_become(
    code: str, fields: dict[str, Any], messages: list[str]
) -> None:
    office = Office()

    assert office.no("POST", f"/Accounts/{coded(office, code)}", fields) == messages


def test_an_account_is_archived_by_its_status_alone_and_stays_so() -> None:
    """The facts of this product name no way back for a call; a person has one."""
    office = Office()
    account = an_account(office)["AccountID"]

    gone = office.one("POST", f"/Accounts/{account}", {"AccountID": account, "Status": "ARCHIVED"})

    assert gone["Status"] == "ARCHIVED"
    assert office.no("POST", f"/Accounts/{account}", {"Status": "ACTIVE"}) == [
        "The status 'ACTIVE' is not valid for accounts"
    ]
    assert office.person("account.restore", account)["Status"] == "ACTIVE"


def test_an_unused_account_can_be_deleted_and_frees_its_code_and_name() -> None:
    office = Office()
    account = an_account(office)["AccountID"]

    gone = office.one("DELETE", f"/Accounts/{account}")
    again = an_account(office)

    assert (gone["Status"], gone["Code"]) == ("DELETED", "201")
    assert again["AccountID"] != account
    assert office.one("GET", f"/Accounts/{account}")["Status"] == "DELETED"
    assert office.invoice(LineItems=[line(AccountCode="201")])["Status"] == "AUTHORISED"
    assert office.no("DELETE", f"/Accounts/{account}") == GONE
    assert office.no("POST", f"/Accounts/{account}", {"Name": "X"}) == GONE
    assert office.refused("account.restore", account) == GONE
    assert office.refused("account.archive", account) == GONE


def test_a_deleted_account_takes_no_line() -> None:
    """XE-16."""
    office = Office()
    office.one("DELETE", f"/Accounts/{an_account(office)['AccountID']}")

    messages = office.no("PUT", "/Invoices", office.draft(
        office.contact(), LineItems=[line(AccountCode="201")]
    ))  # fmt: skip

    assert messages == [
        "Account code '201' has been archived, or has been deleted. "
        "Each line item must reference a valid account."
    ]


def test_an_account_is_used_by_lines_of_live_documents_and_by_payments() -> None:
    office = Office()
    used = ["The account is used by transactions and cannot be deleted."]
    account = an_account(office)["AccountID"]
    invoice = office.invoice(LineItems=[line(AccountCode="201")])["InvoiceID"]
    bank = office.one("PUT", "/Accounts", {
        "Code": "092", "Name": "Bank", "Type": "BANK", "BankAccountNumber": "1"
    })["AccountID"]  # fmt: skip

    assert office.no("DELETE", f"/Accounts/{account}") == used
    paid = office.one("PUT", "/Payments", payment(invoice, "1", Account={"Code": "092"}))
    assert office.no("DELETE", f"/Accounts/{bank}") == used
    office.one("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    assert office.one("DELETE", f"/Accounts/{bank}")["Status"] == "DELETED"
    office.one("POST", f"/Invoices/{invoice}", {"Status": "VOIDED"})
    assert office.one("DELETE", f"/Accounts/{account}")["Status"] == "DELETED"


def test_system_accounts_cannot_be_deleted() -> None:
    office = Office()

    messages = office.no("DELETE", f"/Accounts/{coded(office, '960')}")

    assert messages == ["System accounts cannot be deleted."]


def test_people_delete_accounts_by_the_same_rule() -> None:
    office = Office()
    account = an_account(office)["AccountID"]

    assert office.person("account.delete", account)["Status"] == "DELETED"
    assert office.refused("account.delete", coded(office, "960"))


def test_an_account_that_is_not_there_is_not_found() -> None:
    office = Office(organisations=2)
    other = office.ok("GET", "/Accounts", tenant=1)[0]["AccountID"]

    for method in ("GET", "POST", "DELETE"):
        for wanted in ("x", other):
            body = {"Name": "X"} if method == "POST" else None
            assert office.call(method, f"/Accounts/{wanted}", body).status_code == 404
