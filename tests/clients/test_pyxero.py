"""pyxero: XML bodies, old habits of addresses and filters. Facts 9.3."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import httpx
import jwt
import pytest
import xero.auth
from xero import Xero
from xero.auth import OAuth2Credentials
from xero.exceptions import (
    XeroBadRequest,
    XeroForbidden,
    XeroInternalError,
    XeroNotAvailable,
    XeroNotFound,
    XeroRateLimitExceeded,
    XeroUnauthorized,
)

from tests.clients.desk import HARD_NAMES, SCOPE, Desk

BACK = "http://localhost/callback"
DAY = datetime(2026, 3, 2)  # noqa: DTZ001 - as pyxero has its dates


@pytest.fixture(autouse=True)
def pointed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    monkeypatch.setattr(xero.auth, "XERO_OAUTH2_TOKEN_URL", f"{desk.base}/connect/token")
    page = f"{desk.base}/identity/connect/authorize"
    monkeypatch.setattr(xero.auth, "XERO_OAUTH2_AUTHORIZE_URL", page)


@pytest.fixture
def credentials(desk: Desk) -> OAuth2Credentials:
    token = {
        name: desk.given[name] for name in ("access_token", "refresh_token")
    } | {"token_type": "Bearer", "expires_in": 1800}  # fmt: skip
    made = OAuth2Credentials(
        desk.given["client_id"], desk.given["client_secret"], scope=list(SCOPE), token=token
    )
    made.base_url = desk.base
    return made


@pytest.fixture
def client(credentials: OAuth2Credentials) -> Iterator[Any]:
    credentials.set_default_tenant()
    return Xero(credentials)


def contact(client: Any, name: str = "Acme & Söhne Ltd") -> Any:
    (made,) = client.contacts.put({"Name": name})
    return made


def invoice(client: Any, contact_id: str, **fields: Any) -> Any:
    """An approved invoice of 120.00."""
    wanted = {
        "Type": "ACCREC", "Contact": {"ContactID": contact_id}, "Date": DAY, "DueDate": DAY,
        "Status": "AUTHORISED",
        "LineItems": [{"Description": "Rent <March>", "Quantity": 1, "UnitAmount": "100.00",
                       "AccountCode": "200"}],
    }  # fmt: skip
    (made,) = client.invoices.put({**wanted, **fields})
    return made


# Tokens and connections


def test_it_goes_the_whole_way_through_the_consent_page(desk: Desk) -> None:
    credentials = OAuth2Credentials(
        desk.given["client_id"], desk.given["client_secret"], callback_uri=BACK, scope=list(SCOPE)
    )
    credentials.base_url = desk.base

    address = desk.consents(credentials.generate_url())
    credentials.verify(address.replace("http://", "https://"))

    (tenant,) = credentials.get_tenants()
    assert tenant["tenantId"] == desk.tenant
    assert credentials.get_tenants(tenant["authEventId"]) == [tenant]
    (key,) = httpx.get(f"{desk.base}/.well-known/openid-configuration/jwks").json()["keys"]
    said = jwt.decode(
        credentials.token["id_token"],
        jwt.PyJWK(key),
        audience=desk.given["client_id"],
        issuer=desk.base,
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )
    assert said["name"] == "Alex Marlow"
    credentials.set_default_tenant()
    assert Xero(credentials).contacts.all() == []


def test_it_renews_its_token(desk: Desk, credentials: OAuth2Credentials, client: Any) -> None:
    desk.advance(1800)
    with pytest.raises(XeroUnauthorized) as refused:
        client.contacts.all()
    assert "TokenExpired: token expired at 03/02/2026" in str(refused.value)

    before = credentials.token["refresh_token"]
    credentials.refresh()

    assert credentials.token["refresh_token"] != before
    assert Xero(credentials).contacts.all() == []


def test_an_organisation_that_is_not_connected_is_forbidden(
    desk: Desk, credentials: OAuth2Credentials, client: Any
) -> None:
    desk.person("app.disconnect")

    assert credentials.get_tenants() == []
    with pytest.raises(XeroForbidden):
        client.contacts.all()


# Records


def test_contacts_are_made_changed_found_and_paged(client: Any) -> None:
    made = client.contacts.put(
        [
            {
                "Name": f"Tenant {number}",
                "EmailAddress": f"t{number}@example.org",
                "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "07700 900000"}],
                "Addresses": [{"AddressType": "STREET", "AddressLine1": "1 High Street"}],
            }
            for number in range(3)
        ]
    )
    first = made[0]

    page = client.contacts.filter(order="Name DESC", page=1, pageSize=2)
    assert [row["Name"] for row in page] == ["Tenant 2", "Tenant 1"]
    (found,) = client.contacts.filter(EmailAddress="t1@example.org")
    assert found["ContactID"] == made[1]["ContactID"]
    assert len(client.contacts.filter(Name__contains="tenant")) == 3
    assert len(client.contacts.filter(Name__startswith="Tenant", Name__isnull=False)) == 3
    assert client.contacts.filter(ContactID=first["ContactID"]) == client.contacts.filter(
        IDs=[first["ContactID"]]
    )
    assert len(client.contacts.filter(since=DAY)) == 3
    (whole,) = client.contacts.get(first["ContactID"])
    whole["FirstName"] = "Kim"
    (changed,) = client.contacts.save(whole)
    assert (changed["FirstName"], changed["Name"]) == ("Kim", "Tenant 0")
    (archived,) = client.contacts.save(
        {"ContactID": first["ContactID"], "ContactStatus": "ARCHIVED"}
    )
    assert archived["ContactStatus"] == "ARCHIVED"
    assert len(client.contacts.all()) == 2
    assert len(client.contacts.filter(includeArchived=True)) == 3


def test_refusals_are_read_as_messages(client: Any) -> None:
    contact(client)

    with pytest.raises(XeroBadRequest) as refusal:
        contact(client)

    (message,) = refusal.value.errors
    assert message.startswith("The contact name Acme & Söhne Ltd is already assigned")
    with pytest.raises(XeroNotFound):
        client.invoices.get("nobody")
    with pytest.raises(XeroBadRequest, match="QueryParseException"):
        client.contacts.filter(raw="Nonsense==1")


def test_a_batch_tells_of_each_row(client: Any) -> None:
    rows = [{"Name": "A"}, {"Name": "a"}]

    good, bad = client.contacts.put(rows, summarize_errors=False)

    assert good["StatusAttributeString"] == "OK"
    assert bad["HasValidationErrors"] is True


def test_an_invoice_is_approved_paid_and_voided(client: Any) -> None:
    made = invoice(client, contact(client)["ContactID"], Status="DRAFT")
    assert made["LineItems"][0]["Description"] == "Rent <March>"

    (whole,) = client.invoices.get(made["InvoiceID"])
    whole["Status"] = "AUTHORISED"
    (approved,) = client.invoices.save(whole)
    assert (approved["Status"], approved["AmountDue"]) == ("AUTHORISED", 120.0)
    (paid,) = client.payments.put(
        {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"},
         "Date": DAY, "Amount": "120.00"}
    )  # fmt: skip
    assert client.invoices.filter(Status="PAID")[0]["InvoiceID"] == made["InvoiceID"]
    assert client.invoices.filter(Contact_Name="Acme & Söhne Ltd", DueDate=DAY)
    (gone,) = client.payments.delete(paid["PaymentID"])
    assert gone["Status"] == "DELETED"
    (voided,) = client.invoices.save({"InvoiceID": made["InvoiceID"], "Status": "VOIDED"})
    assert voided["Status"] == "VOIDED"
    listed = client.invoices.filter(Statuses=["VOIDED"], IDs=[made["InvoiceID"]], Date__gte=DAY)
    assert len(listed) == 1


def test_a_credit_note_is_allocated_and_taken_off(client: Any) -> None:
    contact_id = contact(client)["ContactID"]
    owed = invoice(client, contact_id)
    (note,) = client.creditnotes.put(
        {"Type": "ACCRECCREDIT", "Contact": {"ContactID": contact_id}, "Date": DAY,
         "Status": "AUTHORISED", "LineAmountTypes": "NoTax",
         "LineItems": [{"Description": "Back", "Quantity": 1, "UnitAmount": 50,
                        "AccountCode": "200"}]}
    )  # fmt: skip

    client.creditnotes.put_allocation(
        note["CreditNoteID"], {"Invoice": {"InvoiceID": owed["InvoiceID"]}, "Amount": "30.00"}
    )

    (seen,) = client.creditnotes.get(note["CreditNoteID"])
    assert seen["RemainingCredit"] == 20.0
    (due,) = client.invoices.get(owed["InvoiceID"])
    assert due["AmountDue"] == 90.0


def test_money_at_the_bank(client: Any) -> None:
    contact_id = contact(client)["ContactID"]
    (spent,) = client.banktransactions.put(
        {"Type": "SPEND", "Contact": {"ContactID": contact_id}, "Date": DAY,
         "BankAccount": {"Code": "090"},
         "LineItems": [{"Description": "Fee", "Quantity": 1, "UnitAmount": 5,
                        "AccountCode": "404"}]}
    )  # fmt: skip

    (found,) = client.banktransactions.filter(BankAccount_Code="090")
    assert found["BankTransactionID"] == spent["BankTransactionID"]
    assert client.overpayments.all() == []
    assert client.prepayments.all() == []
    assert client.banktransfers.all() == []
    assert client.batchpayments.all() == []


def test_settings_are_read_and_written(client: Any) -> None:
    (organisation,) = client.organisations.all()
    assert organisation["BaseCurrency"] == "GBP"
    assert client.organisations.actions()
    (account,) = client.accounts.put({"Code": "C-201", "Name": "Car park", "Type": "REVENUE"})
    assert client.accounts.filter(Code="C-201")[0]["AccountID"] == account["AccountID"]
    (gone,) = client.accounts.delete(account["AccountID"])
    assert gone["Status"] == "DELETED"
    (rate,) = client.taxrates.put(
        {"Name": "Half", "ReportTaxType": "OUTPUT",
         "TaxComponents": [{"Name": "VAT", "Rate": "10.0000"}]}
    )  # fmt: skip
    assert rate["EffectiveRate"] == 10.0
    for each in client.trackingcategories.all():
        client.trackingcategories.delete(each["TrackingCategoryID"])
    (category,) = client.trackingcategories.put({"Name": "Estate"})
    assert category["Options"] == []
    (item,) = client.items.put({"Code": "RENT", "Name": "Rent"})
    assert client.items.get("RENT")[0]["ItemID"] == item["ItemID"]
    client.items.delete(item["ItemID"])
    assert client.items.all() == []
    (group,) = client.contactgroups.put({"Name": "Landlords"})
    assert client.contactgroups.all()[0]["ContactGroupID"] == group["ContactGroupID"]
    assert client.currencies.all()[0]["Code"] == "GBP"
    assert client.brandingthemes.all()[0]["Name"] == "Standard"
    assert isinstance(client.users.all(), list)


# Files and notes


@pytest.mark.parametrize(
    "name", [each for each in HARD_NAMES if "#" not in each and "%" not in each]
)
def test_a_file_with_a_hard_name_comes_back_whole(client: Any, name: str) -> None:
    """pyxero leaves `#` and `%` as they are in its addresses, which cuts or spoils the name."""
    invoice_id = invoice(client, contact(client)["ContactID"])["InvoiceID"]
    content = bytes(range(256))

    client.invoices.put_attachment(invoice_id, name, BytesIO(content), "application/pdf", True)

    (listed,) = client.invoices.get_attachments(invoice_id)["Attachments"]
    assert (listed["FileName"], listed["IncludeOnline"]) == (name, True)
    assert client.invoices.get_attachment_data(invoice_id, name) == content


def test_a_name_with_a_hash_is_cut_there(client: Any) -> None:
    """XQ-16: the simulator is not kinder than Xero."""
    invoice_id = invoice(client, contact(client)["ContactID"])["InvoiceID"]

    client.invoices.put_attachment(invoice_id, "a.pdf#b.pdf", BytesIO(b"x"), "application/pdf")

    (listed,) = client.invoices.get_attachments(invoice_id)["Attachments"]
    assert listed["FileName"] == "a.pdf"


def test_a_note_is_added_to_the_history(client: Any) -> None:
    invoice_id = invoice(client, contact(client)["ContactID"])["InvoiceID"]

    client.invoices.put_history(invoice_id, "Called them")

    found = client.invoices.get_history(invoice_id)["HistoryRecords"]
    assert "Called them" in [row["Details"] for row in found]


# Limits and failures


def test_a_limit_says_which_one_it_was(served: Any, credentials: OAuth2Credentials) -> None:
    desk = Desk(served, switches={"limits": "on"})
    credentials._init_oauth(
        {"access_token": desk.given["access_token"], "token_type": "Bearer", "expires_in": 1800}
    )
    credentials.tenant_id = desk.tenant
    client = Xero(credentials)
    for _ in range(60):
        client.currencies.all()

    with pytest.raises(XeroRateLimitExceeded, match="minute") as limited:
        client.currencies.all()

    assert int(limited.value.response.headers["Retry-After"]) <= 60
    desk.advance(60)
    assert client.currencies.all()


@pytest.mark.parametrize(
    ("status", "error"),
    [(429, XeroRateLimitExceeded), (500, XeroInternalError), (503, XeroNotAvailable)],
)
def test_a_failing_server_is_an_exception_of_its_own(
    desk: Desk, client: Any, status: int, error: type[Exception]
) -> None:
    desk.fault("status", status=status)

    with pytest.raises(error):
        client.contacts.all()

    assert client.contacts.all() == []
