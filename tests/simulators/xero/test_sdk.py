"""The official xero-python SDK over a real socket, unpatched but for base addresses. Facts 9.1."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server
from xero_python.accounting import (
    Account,
    AccountingApi,
    Contact,
    Contacts,
    Invoice,
    Invoices,
    LineItem,
    Payment,
    PaymentDelete,
    Payments,
)
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import AccountingBadRequestException, NotFoundException
from xero_python.identity import IdentityApi

from simulators.kernel.http import create_app
from simulators.xero.vendor import VENDOR
from tests.simulators.xero.office import Office


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing."""


class Client:
    """The SDK pointed at an office."""

    def __init__(self, office: Office, base: str) -> None:
        found = office.connection
        self.tenant = office.tenants[0]
        self.saved: list[dict[str, Any]] = []
        self.token: dict[str, Any] = {
            "access_token": "spent",
            "refresh_token": found["refresh_token"],
            "scope": ["offline_access", "accounting.contacts"],
            "expires_in": 1800,
            "token_type": "Bearer",
            "expires_at": 0.0,
        }
        secret = OAuth2Token(client_id=found["client_id"], client_secret=found["client_secret"])
        client = ApiClient(
            Configuration(oauth2_token=secret),
            oauth2_token_getter=lambda: self.token,
            oauth2_token_saver=self.save,
        )
        self.accounting = AccountingApi(client, base_url=f"{base}/api.xro/2.0")
        self.identity = IdentityApi(client, base_url=base)

    def save(self, token: dict[str, Any]) -> None:
        self.token = token
        self.saved.append(token)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    office = Office()
    app = create_app(VENDOR, office.registry)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    base = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(TokenApi, "refresh_token_url", f"{base}/connect/token")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = Client(office, base)
    yield made
    made.accounting.api_client.rest_client.pool_manager.clear()
    server.shutdown()
    thread.join()
    server.server_close()


def some_invoice(contact_id: str, **fields: Any) -> Invoices:
    row = LineItem(description="Rent", quantity=1.0, unit_amount=100.0, account_code="200")
    wanted = {
        "type": "ACCREC", "contact": Contact(contact_id=contact_id), "line_items": [row],
        "date": date(2026, 3, 1), "due_date": date(2026, 3, 31), "status": "DRAFT", **fields,
    }  # fmt: skip
    return Invoices(invoices=[Invoice(**wanted)])


def test_the_sdk_refreshes_connects_reads_writes_and_reads_refusals(client: Client) -> None:
    api, tenant = client.accounting, client.tenant

    (connection,) = client.identity.get_connections()
    assert str(connection.tenant_id) == tenant
    assert len(client.saved) == 1

    made = api.create_contacts(tenant, Contacts(contacts=[Contact(name="Acme Ltd")])).contacts[0]
    assert [row.name for row in api.get_contacts(tenant, page=1).contacts] == ["Acme Ltd"]
    assert api.get_contact(tenant, made.contact_id).contacts[0].contact_status == "ACTIVE"

    draft = api.create_invoices(tenant, some_invoice(made.contact_id)).invoices[0]
    assert draft.status == "DRAFT"
    approved = api.update_invoice(
        tenant, draft.invoice_id, Invoices(invoices=[Invoice(status="AUTHORISED")])
    ).invoices[0]
    assert (approved.status, float(approved.amount_due)) == ("AUTHORISED", 120.0)
    assert approved.due_date == date(2026, 3, 31)

    with pytest.raises(AccountingBadRequestException) as refusal:
        api.create_payment(tenant, some_payment(draft.invoice_id, 120.01))
    assert refusal.value.reason == (
        "Payment amount exceeds the amount outstanding on this document"
    )
    paid = api.create_payment(tenant, some_payment(draft.invoice_id, 120.0)).payments[0]
    assert paid.invoice.status == "PAID"
    gone = api.delete_payment(tenant, paid.payment_id, PaymentDelete(status="DELETED"))
    assert gone.payments[0].status == "DELETED"


def some_payment(invoice_id: str, amount: float) -> Payment:
    return Payment(
        invoice=Invoice(invoice_id=invoice_id),
        account=Account(code="090"),
        date=date(2026, 3, 2),
        amount=amount,
    )


def test_the_sdk_lists_filters_and_pages(client: Client) -> None:
    api, tenant = client.accounting, client.tenant
    contact = api.create_contacts(tenant, Contacts(contacts=[Contact(name="Acme")])).contacts[0]
    for number in ("A", "B"):
        api.create_invoices(
            tenant,
            some_invoice(contact.contact_id, invoice_number=number, status="AUTHORISED"),
            summarize_errors=True,
            unitdp=4,
            idempotency_key=f"key-{number}",
        )

    page = api.get_invoices(
        tenant,
        if_modified_since=datetime(2026, 3, 1, tzinfo=UTC),
        where='Status=="AUTHORISED"',
        order="InvoiceNumber DESC",
        statuses=["AUTHORISED", "PAID"],
        page=1,
        include_archived=False,
        created_by_my_app=True,
        unitdp=4,
        summary_only=False,
    )

    assert [row.invoice_number for row in page.invoices] == ["B", "A"]
    assert page.invoices[0].line_items[0].tax_type == "OUTPUT2"
    assert api.get_invoices(tenant, i_ds=[page.invoices[0].invoice_id]).invoices
    with pytest.raises(NotFoundException):
        api.get_invoice(tenant, "nobody")


def test_the_sdk_reads_every_setting(client: Client) -> None:
    api, tenant = client.accounting, client.tenant

    organisation = api.get_organisations(tenant).organisations[0]
    assert str(organisation.organisation_id) == tenant
    assert organisation.timezone.value == "GMTSTANDARDTIME"
    assert len(api.get_accounts(tenant).accounts) == 22
    assert api.get_tax_rates(tenant).tax_rates[0].tax_type == "OUTPUT2"
    assert api.get_tracking_categories(tenant).tracking_categories == []
    assert api.get_currencies(tenant).currencies[0].code.value == "GBP"
    assert api.get_branding_themes(tenant).branding_themes[0].name == "Standard"
    assert api.get_payments(tenant, page=1).payments == []
    assert api.get_bank_transactions(tenant).bank_transactions == []


def test_the_sdk_sees_both_ways_of_reporting_a_batch(client: Client) -> None:
    api, tenant = client.accounting, client.tenant
    rows = Contacts(contacts=[Contact(name="Acme"), Contact(name="ACME")])

    good, bad = api.create_contacts(tenant, rows, summarize_errors=False).contacts

    assert (good.status_attribute_string, good.has_validation_errors) == ("OK", False)
    assert bad.has_validation_errors is True
    assert bad.validation_errors[0].message.startswith("The contact name ACME is already")
    assert Payments(payments=[]).payments == []
