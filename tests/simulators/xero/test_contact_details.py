"""What else a contact carries: terms, batch payments, defaults, key order. Facts 4.1."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office, line

HEAD = ["ContactID", "ContactStatus", "Name", "BankAccountDetails", "Addresses", "Phones"]
MIDDLE = ["UpdatedDateUTC", "ContactGroups", "IsSupplier", "IsCustomer"]
TRACKING = ["SalesTrackingCategories", "PurchasesTrackingCategories"]
TAIL = ["ContactPersons", "HasAttachments", "HasValidationErrors"]
TERMS = {"Bills": {"Day": 15, "Type": "OFCURRENTMONTH"},
         "Sales": {"Day": 10, "Type": "DAYSAFTERBILLMONTH"}}  # fmt: skip


def test_the_keys_of_a_list_of_an_answer_and_of_one_contact_are_as_recorded() -> None:
    office = Office()

    answer = office.one("PUT", "/Contacts", {"Name": "Acme"})
    listed = office.one("GET", "/Contacts")
    alone = office.one("GET", f"/Contacts/{answer['ContactID']}")

    assert list(answer) == [*HEAD, *MIDDLE, *TRACKING, *TAIL]
    assert list(listed) == [*HEAD, *MIDDLE, *TAIL]
    assert list(alone) == [*HEAD, *MIDDLE, TAIL[0], "Attachments", *TAIL[1:]]
    assert listed["BankAccountDetails"] == ""


def test_slots_stand_in_another_order_in_answers_than_in_reads() -> None:
    office = Office()

    answer = office.one("PUT", "/Contacts", {"Name": "Acme", "Phones": [{"PhoneType": "FAX"}]})
    read = office.one("GET", "/Contacts")

    kinds = [[row["PhoneType"] for row in each["Phones"]] for each in (answer, read)]
    assert kinds == [["DEFAULT", "DDI", "FAX", "MOBILE"], ["DDI", "DEFAULT", "FAX", "MOBILE"]]
    assert read["Phones"][1] == {"PhoneType": "DEFAULT"}
    assert read["Phones"][2] == {
        "PhoneType": "FAX", "PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""
    }  # fmt: skip
    assert [row["AddressType"] for row in answer["Addresses"]] == ["STREET", "POBOX"]
    assert read["Addresses"] == [{"AddressType": "POBOX"}, {"AddressType": "STREET"}]


def test_terms_and_batch_payments_stand_on_the_single_contact() -> None:
    office = Office()
    details = {"BankAccountNumber": "1", "BankAccountName": "Acme", "Details": "Rent"}

    contact = office.contact("Acme", PaymentTerms=TERMS, BatchPayments=details, Website="a.test")
    alone = office.one("GET", f"/Contacts/{contact}")

    assert (alone["PaymentTerms"], alone["BatchPayments"]) == (TERMS, details)
    assert alone["Website"] == "a.test"
    assert not {"PaymentTerms", "BatchPayments"} & set(office.one("GET", "/Contacts?page=1"))


def test_payment_terms_do_not_fill_a_missing_due_date() -> None:
    """Facts 4.1: assumed."""
    office = Office()
    contact = office.contact("Acme", PaymentTerms=TERMS)
    body = {k: v for k, v in office.draft(contact, Status="DRAFT").items() if k != "DueDate"}

    assert "DueDate" not in office.one("PUT", "/Invoices", body)


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"PaymentTerms": {"Bills": {"Day": 1, "Type": "SOON"}}},
         ["Payment term type 'SOON' is not valid."]),
        ({"PaymentTerms": {"Sales": {"Day": 32, "Type": "OFFOLLOWINGMONTH"}}},
         ["The day of payment terms must lie between 1 and 31."]),
        ({"PaymentTerms": {"Sales": {"Type": "DAYSAFTERBILLDATE"}}},
         ["The day of payment terms must lie between 1 and 999."]),
        ({"BatchPayments": {"Code": "c" * 13}}, ["Code must not be longer than 12 characters."]),
        ({"SalesDefaultAccountCode": "999"}, ["Account code '999' is not a valid code."]),
        ({"DefaultCurrency": "EUR"}, ["Organisation is not subscribed to currency EUR"]),
        ({"SalesTrackingCategories": [{"TrackingCategoryName": "X", "TrackingOptionName": "Y"}]},
         ["The tracking category or option could not be found."]),
        ({"PurchasesTrackingCategories": [{}] * 3},
         ["PurchasesTrackingCategories has at most 2 rows.",
          *["The tracking category or option could not be found."] * 3]),
    ],
)  # fmt: skip
def test_what_these_details_may_not_be(fields: dict[str, Any], messages: list[str]) -> None:
    assert Office().no("PUT", "/Contacts", {"Name": "Acme", **fields}) == messages


def test_default_tracking_and_accounts_are_kept() -> None:
    office = Office()
    category = office.person("tracking_category.create", Name="Property")["TrackingCategoryID"]
    office.person("tracking_option.create", category, Name="North")
    tracking = [{"TrackingCategoryName": "Property", "TrackingOptionName": "North"}]

    made = office.one("PUT", "/Contacts", {
        "Name": "Acme", "SalesTrackingCategories": tracking, "SalesDefaultAccountCode": "200",
        "PurchasesDefaultAccountCode": "429", "XeroNetworkKey": "K",
    })  # fmt: skip
    alone = office.one("GET", f"/Contacts/{made['ContactID']}")

    assert (made["SalesTrackingCategories"], made["PurchasesTrackingCategories"]) == (tracking, [])
    assert (alone["SalesTrackingCategories"], alone["SalesDefaultAccountCode"]) == (
        tracking,
        "200",
    )


def test_discount_and_branding_theme_are_entered_by_people_only() -> None:
    office = Office()
    theme = {"BrandingThemeID": office.one("GET", "/BrandingThemes")["BrandingThemeID"]}
    contact = office.contact("Acme", Discount=5, BrandingTheme=theme)
    unset = office.one("GET", f"/Contacts/{contact}")

    office.person("contact.edit", contact, Discount="5", BrandingTheme=theme)
    alone = office.one("GET", f"/Contacts/{contact}")

    assert not {"Discount", "BrandingTheme"} & set(unset)
    assert (alone["Discount"], alone["BrandingTheme"]) == (5.0, theme)
    assert office.refused("contact.edit", contact, Discount="101")
    unknown = {"BrandingThemeID": contact}
    assert office.refused("contact.edit", contact, BrandingTheme=unknown)


def test_contact_persons_are_replaced_as_a_whole() -> None:
    office = Office()
    people = [{"FirstName": f"P{number}", "IncludeInEmails": False} for number in range(5)]
    contact = office.contact("Acme", ContactPersons=people)

    office.one("POST", f"/Contacts/{contact}", {"ContactPersons": people[3:]})

    assert office.one("GET", f"/Contacts/{contact}")["ContactPersons"] == people[3:]


def test_light_rows_are_paged_by_themselves() -> None:
    office = Office()
    office.contact("Acme", EmailAddress="a@b.example")

    found = office.call("GET", "/Contacts?summaryOnly=true").get_json()

    assert found["pagination"]["itemCount"] == 1
    assert list(found["Contacts"][0]) == [
        "ContactID", "ContactStatus", "Name", "EmailAddress", "UpdatedDateUTC", "IsSupplier",
        "IsCustomer",
    ]  # fmt: skip


def test_an_archived_contact_is_shown_alone_and_hidden_in_lists() -> None:
    office = Office()
    contact = office.contact()
    office.one("POST", f"/Contacts/{contact}", {"ContactStatus": "ARCHIVED"})

    assert office.one("GET", f"/Contacts/{contact}")["ContactStatus"] == "ARCHIVED"
    assert office.ok("GET", "/Contacts") == []
    assert office.names("/Contacts?includeArchived=True") == ["Acme Ltd"]


def test_balances_follow_what_is_open() -> None:
    office = Office()
    contact = office.contact("Acme")
    invoice = office.invoice(contact, DueDate="2026-03-01")["InvoiceID"]
    bill = {"Type": "ACCPAY", "LineItems": [line(AccountCode="429")]}
    office.invoice(contact, **bill)
    office.pay(invoice, "20")

    def balances() -> Any:
        return office.one("GET", f"/Contacts/{contact}")["Balances"]

    assert balances() == {
        "AccountsReceivable": {"Outstanding": 100.0, "Overdue": 100.0},
        "AccountsPayable": {"Outstanding": 120.0, "Overdue": 0.0},
    }
    office.pay(invoice, "100")
    assert balances()["AccountsReceivable"] == {"Outstanding": 0.0, "Overdue": 0.0}
