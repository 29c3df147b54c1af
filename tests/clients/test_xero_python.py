"""The official xero-python SDK. Facts 9.1."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from xero_python import accounting as xero
from xero_python.accounting import AccountingApi, Contact, Contacts, Invoice, Invoices, LineItem
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import (
    AccountingBadRequestException,
    HTTPStatusException,
    NotFoundException,
    RateLimitException,
)
from xero_python.identity import IdentityApi

from tests.clients.desk import HARD_NAMES, Desk


class Client:
    """The SDK pointed at a desk. Its first access token is spent."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.saved: list[dict[str, Any]] = []
        self.token: dict[str, Any] = {
            "access_token": "spent",
            "refresh_token": desk.given["refresh_token"],
            "scope": ["offline_access", "accounting.contacts"],
            "expires_in": 1800,
            "token_type": "Bearer",
            "expires_at": 0.0,
        }
        settings = Configuration()  # a copy of the first one ever made, which others may have set
        settings.oauth2_token = OAuth2Token(
            client_id=desk.given["client_id"], client_secret=desk.given["client_secret"]
        )
        self.client = ApiClient(
            settings,
            oauth2_token_getter=lambda: self.token,
            oauth2_token_saver=self.save,
        )
        self.accounting = AccountingApi(self.client, base_url=f"{desk.base}/api.xro/2.0")
        self.identity = IdentityApi(self.client, base_url=desk.base)

    def save(self, token: dict[str, Any]) -> None:
        self.token = token
        self.saved.append(token)


@pytest.fixture
def client(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(TokenApi, "refresh_token_url", f"{desk.base}/connect/token")
    monkeypatch.setattr(TokenApi, "client_credentials_token_url", f"{desk.base}/connect/token")
    monkeypatch.setattr(TokenApi, "revoke_token_url", f"{desk.base}/connect/revocation")
    made = Client(desk)
    lines = made.client.rest_client.pool_manager
    answers: list[Any] = []

    def request(*args: Any, **more: Any) -> Any:
        answers.append(type(lines).request(lines, *args, **more))
        return answers[-1]

    monkeypatch.setattr(lines, "request", request)
    yield made
    for answer in answers:  # the SDK does not read what a revocation answers, so it keeps its line
        answer.close()
    lines.clear()


@pytest.fixture
def books(client: Client) -> "Books":
    return Books(client)


class Books:
    """The accounting API of one organisation: its methods without the tenant, and builders."""

    def __init__(self, client: Client) -> None:
        self._api, self._tenant = client.accounting, client.desk.tenant

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._api, name)
        return lambda *args, **more: method(self._tenant, *args, **more)

    def contact(self, name: str = "Acme Ltd") -> Any:
        return self.create_contacts(Contacts(contacts=[Contact(name=name)])).contacts[0]

    def invoice(self, contact: Any = None, **fields: Any) -> Any:
        """An approved invoice of 120.00."""
        contact_id = (contact or self.contact()).contact_id
        return self.create_invoices(some_invoice(contact_id, **fields)).invoices[0]

    def credit(self, contact_id: str, amount: float) -> Any:
        note = xero.CreditNote(
            type="ACCRECCREDIT", contact=Contact(contact_id=contact_id), status="AUTHORISED",
            date=date(2026, 3, 2), line_amount_types=xero.LineAmountTypes.NOTAX,
            line_items=[line(unit_amount=amount)],
        )  # fmt: skip
        return self.create_credit_notes(xero.CreditNotes(credit_notes=[note])).credit_notes[0]

    def code(self, code: str) -> Any:
        (found,) = self.get_accounts(where=f'Code=="{code}"').accounts
        return found


def line(**fields: Any) -> LineItem:
    wanted = {"description": "Rent", "quantity": 1.0, "unit_amount": 100.0, "account_code": "200"}
    return LineItem(**{**wanted, **fields})


def some_invoice(contact_id: str, **fields: Any) -> Invoices:
    wanted = {
        "type": "ACCREC", "contact": Contact(contact_id=contact_id), "line_items": [line()],
        "date": date(2026, 3, 1), "due_date": date(2026, 3, 31), "status": "AUTHORISED", **fields,
    }  # fmt: skip
    return Invoices(invoices=[Invoice(**wanted)])


def some_payment(amount: float, **target: Any) -> xero.Payment:
    account = xero.Account(code="090")
    return xero.Payment(account=account, date=date(2026, 3, 2), amount=amount, **target)


# Tokens and connections


def test_it_renews_a_spent_token_and_lists_connections(client: Client) -> None:
    (connection,) = client.identity.get_connections()

    assert str(connection.tenant_id) == client.desk.tenant
    assert connection.tenant_name == client.desk.given["organisations"][0]["name"]
    assert connection.created_date_utc.replace(tzinfo=UTC) == datetime(2026, 3, 2, 9, tzinfo=UTC)
    (saved,) = client.saved
    claims = saved["access_token"].split(".")[1]
    found = orjson.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    event = found["authentication_event_id"]
    assert event == str(connection.auth_event_id)
    assert len(client.identity.get_connections(auth_event_id=event)) == 1
    assert client.identity.get_connections(auth_event_id=str(connection.tenant_id)) == []


def test_a_deleted_connection_closes_the_organisation(client: Client, books: Books) -> None:
    (connection,) = client.identity.get_connections()

    client.identity.delete_connection(connection.id)

    assert client.identity.get_connections() == []
    with pytest.raises(HTTPStatusException) as refused:
        books.get_contacts()
    assert refused.value.status == 403


def test_a_revoked_grant_cannot_be_renewed(client: Client) -> None:
    before = dict(client.token)
    client.client.revoke_oauth2_token()

    client.token = before
    with pytest.raises(HTTPStatusException) as refused:
        client.client.refresh_oauth2_token()
    assert "invalid_grant" in str(refused.value)


def test_it_asks_for_tokens_of_its_own(client: Client, books: Books) -> None:
    client.client.set_oauth2_token({**client.token, "scope": ["accounting.contacts"]})
    found = client.client.get_client_credentials_token()

    assert set(found) >= {"access_token", "expires_in", "token_type", "scope"}
    client.token = {**client.token, **found, "expires_at": 9e9}
    assert books.get_contacts().contacts == []


def test_an_expired_token_is_renewed_in_between(client: Client, books: Books) -> None:
    books.get_contacts()
    client.desk.advance(1800)
    with pytest.raises(HTTPStatusException) as refused:
        books.get_contacts()
    assert refused.value.status == 401

    client.client.refresh_oauth2_token()

    assert books.get_contacts().contacts == []


# Contacts


def test_contacts_are_made_changed_listed_filtered_and_paged(books: Books) -> None:
    rows = [
        Contact(
            name=f"Tenant {number}",
            email_address=f"t{number}@example.org",
            addresses=[xero.Address(address_type="STREET", address_line1="1 High Street")],
            phones=[xero.Phone(phone_type="MOBILE", phone_number="07700 900000")],
            contact_persons=[xero.ContactPerson(first_name="A", last_name="B")],
        )
        for number in range(5)
    ]
    made = books.create_contacts(Contacts(contacts=rows)).contacts

    page = books.get_contacts(page=2, page_size=2, order="Name DESC")
    assert [row.name for row in page.contacts] == ["Tenant 2", "Tenant 1"]
    assert page.pagination.item_count == 5
    assert page.contacts[0].addresses[1].address_line1 == "1 High Street"
    (found,) = books.get_contacts(where='EmailAddress=="t3@example.org"').contacts
    assert found.contact_id == made[3].contact_id
    assert len(books.get_contacts(i_ds=[made[0].contact_id, made[4].contact_id]).contacts) == 2
    assert len(books.get_contacts(search_term="tenant 4", summary_only=True).contacts) == 1

    changed = books.update_contact(
        made[0].contact_id, Contacts(contacts=[Contact(first_name="Kim", contact_number="C-1")])
    ).contacts[0]
    assert (changed.first_name, changed.name) == ("Kim", "Tenant 0")
    assert books.get_contact("C-1").contacts[0].contact_persons[0].last_name == "B"
    archived = Contacts(contacts=[Contact(contact_status="ARCHIVED")])
    books.update_contact(made[0].contact_id, archived)
    assert len(books.get_contacts().contacts) == 4
    assert len(books.get_contacts(include_archived=True).contacts) == 5
    whole = books.get_contact(made[1].contact_id).contacts[0]
    again = books.update_contact(whole.contact_id, Contacts(contacts=[whole])).contacts[0]
    assert again.email_address == "t1@example.org"


def test_a_name_that_is_taken_is_refused_in_words(books: Books) -> None:
    books.contact()

    with pytest.raises(AccountingBadRequestException) as refusal:
        books.contact("ACME LTD")

    assert refusal.value.status == 400
    assert refusal.value.reason.startswith("The contact name ACME LTD is already assigned")
    assert refusal.value.error_data["Type"] == "ValidationException"


def test_both_ways_of_reporting_a_batch(books: Books) -> None:
    rows = Contacts(contacts=[Contact(name="Acme"), Contact(name="ACME")])

    good, bad = books.create_contacts(rows, summarize_errors=False).contacts

    assert (good.status_attribute_string, good.has_validation_errors) == ("OK", False)
    assert bad.has_validation_errors is True
    assert bad.validation_errors[0].message.startswith("The contact name ACME is already")


def test_contact_groups_gather_contacts(books: Books) -> None:
    contact = books.contact()
    named = xero.ContactGroups(contact_groups=[xero.ContactGroup(name="Landlords")])
    group = books.create_contact_group(named).contact_groups[0]

    just_id = Contacts(contacts=[Contact(contact_id=contact.contact_id)])
    books.create_contact_group_contacts(group.contact_group_id, just_id)

    (found,) = books.get_contact_group(group.contact_group_id).contact_groups
    assert [row.name for row in found.contacts] == ["Acme Ltd"]
    (seen,) = books.get_contact(contact.contact_id).contacts
    assert [row.name for row in seen.contact_groups] == ["Landlords"]
    books.delete_contact_group_contact(group.contact_group_id, contact.contact_id)
    assert books.get_contact_group(group.contact_group_id).contact_groups[0].contacts == []
    gone = xero.ContactGroups(contact_groups=[xero.ContactGroup(status="DELETED")])
    books.update_contact_group(group.contact_group_id, gone)
    assert books.get_contact_groups().contact_groups == []


# Documents


def test_an_invoice_goes_from_draft_to_paid_and_back(books: Books) -> None:
    draft = books.invoice(status="DRAFT")
    change = Invoices(invoices=[Invoice(status="AUTHORISED", reference="R 1")])

    approved = books.update_invoice(draft.invoice_id, change).invoices[0]
    assert (approved.status, float(approved.amount_due)) == ("AUTHORISED", 120.0)
    assert approved.due_date == date(2026, 3, 31)
    target = {"invoice": Invoice(invoice_id=draft.invoice_id)}
    with pytest.raises(AccountingBadRequestException) as refusal:
        books.create_payment(some_payment(120.01, **target))
    assert refusal.value.reason == (
        "Payment amount exceeds the amount outstanding on this document"
    )
    paid = books.create_payment(some_payment(120.0, **target)).payments[0]
    assert paid.invoice.status == "PAID"
    (listed,) = books.get_payments(page=1, where='Status=="AUTHORISED"').payments
    assert (listed.payment_id, listed.payment_type) == (paid.payment_id, "ACCRECPAYMENT")
    (seen,) = books.get_invoice(draft.invoice_id).invoices
    assert (seen.fully_paid_on_date, len(seen.payments)) == (date(2026, 3, 2), 1)
    gone = books.delete_payment(paid.payment_id, xero.PaymentDelete(status="DELETED"))
    assert gone.payments[0].status == "DELETED"
    assert books.get_invoice(draft.invoice_number or draft.invoice_id).invoices[0].status == (
        "AUTHORISED"
    )
    voided = books.update_invoice(
        draft.invoice_id, Invoices(invoices=[Invoice(status="VOIDED")])
    ).invoices[0]
    assert voided.status == "VOIDED"


def test_invoices_are_listed_with_every_parameter(books: Books) -> None:
    contact = books.contact()
    for number in ("A", "B", "C"):
        books.create_invoices(
            some_invoice(contact.contact_id, invoice_number=number, reference=f"of {number}"),
            summarize_errors=True,
            unitdp=4,
            idempotency_key=f"key-{number}",
        )

    page = books.get_invoices(
        if_modified_since=datetime(2026, 3, 1, tzinfo=UTC),
        where='Status=="AUTHORISED" AND AmountDue>0 AND Date>=DateTime(2026,03,01)',
        order="InvoiceNumber DESC",
        invoice_numbers=["A", "B"],
        contact_i_ds=[contact.contact_id],
        statuses=["AUTHORISED", "PAID"],
        page=1,
        include_archived=False,
        created_by_my_app=True,
        unitdp=4,
        summary_only=False,
        page_size=10,
        search_term="of",
    )

    assert [row.invoice_number for row in page.invoices] == ["B", "A"]
    assert page.invoices[0].line_items[0].tax_type == "OUTPUT2"
    later = books.get_invoices(if_modified_since=datetime(2026, 3, 3, tzinfo=UTC))
    assert later.invoices == []
    assert books.get_invoices(i_ds=[page.invoices[0].invoice_id]).invoices
    assert books.get_invoices(page=9).invoices == []
    with pytest.raises(NotFoundException):
        books.get_invoice("nobody")
    with pytest.raises(AccountingBadRequestException) as refusal:
        books.get_invoices(where="Nonsense==1")
    assert refusal.value.error_data["Type"] == "QueryParseException"


def test_an_invoice_is_shown_online_and_sent(books: Books) -> None:
    contact = books.create_contacts(
        Contacts(contacts=[Contact(name="A", email_address="a@example.org")])
    ).contacts[0]
    invoice = books.invoice(contact)

    (online,) = books.get_online_invoice(invoice.invoice_id).online_invoices
    assert online.online_invoice_url.startswith("http")
    books.email_invoice(invoice.invoice_id, xero.RequestEmpty())
    assert books.get_invoice(invoice.invoice_id).invoices[0].sent_to_contact is True


def test_a_credit_note_is_allocated_taken_off_and_refunded(books: Books) -> None:
    invoice = books.invoice()
    note = books.credit(invoice.contact.contact_id, 50.0)
    put = xero.Allocations(
        allocations=[
            xero.Allocation(
                invoice=Invoice(invoice_id=invoice.invoice_id), amount=30.0, date=date(2026, 3, 2)
            )
        ]
    )

    books.create_credit_note_allocation(note.credit_note_id, put)

    (seen,) = books.get_credit_note(note.credit_note_id).credit_notes
    assert (float(seen.remaining_credit), seen.status) == (20.0, "AUTHORISED")
    (allocation,) = seen.allocations
    (owed,) = books.get_invoice(invoice.invoice_id).invoices
    assert (float(owed.amount_credited), float(owed.amount_due)) == (30.0, 90.0)
    gone = books.delete_credit_note_allocations(note.credit_note_id, allocation.allocation_id)
    assert gone.is_deleted is True
    target = {"credit_note": xero.CreditNote(credit_note_id=note.credit_note_id)}
    refund = books.create_payment(some_payment(50.0, **target)).payments[0]
    assert refund.payment_type == "ARCREDITPAYMENT"
    (spent,) = books.get_credit_notes(page=1, where='Type=="ACCRECCREDIT"').credit_notes
    assert (spent.status, float(spent.remaining_credit)) == ("PAID", 0.0)
    with pytest.raises(AccountingBadRequestException):
        books.create_credit_note_allocation(note.credit_note_id, put)


def test_money_at_the_bank_is_spent_moved_and_kept_as_credit(books: Books) -> None:
    contact, bank = books.contact(), books.code("090")
    common = {
        "contact": Contact(contact_id=contact.contact_id), "date": date(2026, 3, 2),
        "bank_account": xero.Account(account_id=bank.account_id),
    }  # fmt: skip
    over = {"line_amount_types": xero.LineAmountTypes.NOTAX,
            "line_items": [line(account_code="610", unit_amount=40.0)]}  # fmt: skip
    rows = [
        xero.BankTransaction(type="SPEND", line_items=[line(account_code="404")], **common),
        xero.BankTransaction(type="RECEIVE-OVERPAYMENT", **over, **common),
    ]

    spent, _ = books.create_bank_transactions(
        xero.BankTransactions(bank_transactions=rows)
    ).bank_transactions

    assert len(books.get_bank_transactions(page=1, page_size=5).bank_transactions) == 2
    (credit,) = books.get_overpayments().overpayments
    invoice = books.invoice(contact)
    put = xero.Allocations(
        allocations=[
            xero.Allocation(
                invoice=Invoice(invoice_id=invoice.invoice_id), amount=40.0, date=date(2026, 3, 2)
            )
        ]
    )
    books.create_overpayment_allocations(credit.overpayment_id, put)
    assert float(books.get_invoice(invoice.invoice_id).invoices[0].amount_due) == 80.0
    assert books.get_overpayment(credit.overpayment_id).overpayments[0].status == "PAID"
    (whole,) = books.get_bank_transaction(spent.bank_transaction_id).bank_transactions
    whole.status = "DELETED"
    deleted = xero.BankTransactions(bank_transactions=[whole])
    books.update_bank_transaction(spent.bank_transaction_id, deleted)
    second = books.create_account(
        xero.Account(
            code="C-91",
            name="Client money",
            type=xero.AccountType.BANK,
            bank_account_number="20-00-01 1",
        )
    ).accounts[0]
    transfer = xero.BankTransfer(
        from_bank_account=xero.Account(account_id=bank.account_id),
        to_bank_account=xero.Account(account_id=second.account_id),
        amount=10.0,
        date=date(2026, 3, 2),
    )
    made = books.create_bank_transfer(xero.BankTransfers(bank_transfers=[transfer]))
    assert float(made.bank_transfers[0].amount) == 10.0


def test_a_batch_payment_pays_many_and_is_taken_back_as_one(books: Books) -> None:
    contact = books.contact()
    invoices = [books.invoice(contact) for _ in range(2)]
    rows = [
        xero.Payment(invoice=Invoice(invoice_id=each.invoice_id), amount=120.0)
        for each in invoices
    ]
    batch = xero.BatchPayment(
        account=xero.Account(account_id=books.code("090").account_id),
        date=date(2026, 3, 2), reference="BACS", payments=rows,
    )  # fmt: skip

    made = books.create_batch_payment(xero.BatchPayments(batch_payments=[batch]))

    (found,) = made.batch_payments
    assert float(found.total_amount) == 240.0
    assert [row.status for row in books.get_invoices(page=1).invoices] == ["PAID", "PAID"]
    wanted = xero.BatchPaymentDeleteByUrlParam(status="DELETED")
    books.delete_batch_payment_by_url_param(found.batch_payment_id, wanted)
    assert {row.status for row in books.get_payments().payments} == {"DELETED"}


# Settings


def test_every_setting_is_read(books: Books) -> None:
    organisation = books.get_organisations().organisations[0]
    assert organisation.timezone.value == "GMTSTANDARDTIME"
    assert "Sales" in [row.name for row in books.get_accounts().accounts]
    assert books.get_tax_rates().tax_rates[0].tax_type == "OUTPUT2"
    assert len(books.get_tracking_categories().tracking_categories) <= 2
    assert books.get_currencies().currencies[0].code.value == "GBP"
    assert books.get_branding_themes().branding_themes[0].name == "Standard"
    assert books.get_organisation_actions().actions
    assert len(books.get_users().users) >= 0


def test_accounts_tax_rates_tracking_and_items_are_written(books: Books) -> None:
    account = books.create_account(
        xero.Account(
            code="C-201", name="Car park", type=xero.AccountType.REVENUE, tax_type="OUTPUT2"
        )
    ).accounts[0]
    archived = xero.Accounts(accounts=[xero.Account(status="ARCHIVED")])
    assert books.update_account(account.account_id, archived).accounts[0].status == "ARCHIVED"
    assert books.delete_account(account.account_id).accounts[0].status == "DELETED"

    rate = xero.TaxRate(
        name="Half", report_tax_type="OUTPUT",
        tax_components=[xero.TaxComponent(name="VAT", rate=10.0, is_compound=False)],
    )  # fmt: skip
    (made,) = books.create_tax_rates(xero.TaxRates(tax_rates=[rate])).tax_rates
    assert float(made.effective_rate) == 10.0

    for each in books.get_tracking_categories().tracking_categories:
        books.delete_tracking_category(each.tracking_category_id)
    category = books.create_tracking_category(xero.TrackingCategory(name="Estate"))
    category_id = category.tracking_categories[0].tracking_category_id
    option = books.create_tracking_options(category_id, xero.TrackingOption(name="1 High Street"))
    option_id = option.options[0].tracking_option_id
    renamed = xero.TrackingOption(name="2 High Street")
    books.update_tracking_options(category_id, option_id, renamed)
    (seen,) = books.get_tracking_category(category_id).tracking_categories
    assert [row.name for row in seen.options] == ["2 High Street"]
    tracked = [xero.LineItemTracking(name="Estate", option="2 High Street")]
    invoice = books.invoice(line_items=[line(tracking=tracked)])
    (whole,) = books.get_invoice(invoice.invoice_id).invoices
    assert str(whole.line_items[0].tracking[0].tracking_option_id) == str(option_id)

    rent = xero.Item(
        code="RENT", name="Rent",
        sales_details=xero.Purchase(unit_price=100.0, account_code="200"),
    )  # fmt: skip
    (item,) = books.create_items(xero.Items(items=[rent])).items
    assert books.get_item("RENT").items[0].item_id == item.item_id
    books.delete_item(item.item_id)
    assert books.get_items().items == []


# Files and notes


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_file_with_a_hard_name_comes_back_whole(books: Books, name: str) -> None:
    invoice = books.invoice()
    content = bytes(range(256))

    made = books.create_invoice_attachment_by_file_name(
        invoice.invoice_id, name, content, include_online=True
    ).attachments[0]

    assert (made.file_name, made.content_length) == (name, 256)
    (listed,) = books.get_invoice_attachments(invoice.invoice_id).attachments
    assert (listed.file_name, listed.include_online) == (name, True)
    for path in (
        books.get_invoice_attachment_by_file_name(invoice.invoice_id, name, listed.mime_type),
        books.get_invoice_attachment_by_id(
            invoice.invoice_id, listed.attachment_id, listed.mime_type
        ),
    ):
        with open(path, "rb") as file:
            assert file.read() == content
    assert books.get_invoice(invoice.invoice_id).invoices[0].has_attachments is True


def test_a_note_is_added_to_the_history(books: Books) -> None:
    invoice = books.invoice()
    note = xero.HistoryRecords(history_records=[xero.HistoryRecord(details="Called them")])

    books.create_invoice_history(invoice.invoice_id, note)

    found = books.get_invoice_history(invoice.invoice_id).history_records
    assert "Called them" in [row.details for row in found]


# Limits and lost answers


def test_a_limit_without_a_time_is_an_exception(desk: Desk, books: Books) -> None:
    books.get_contacts()
    desk.fault("status", status=429)

    with pytest.raises(RateLimitException) as limited:
        books.get_contacts()

    assert limited.value.rate_limit == "minute"
    assert books.get_contacts().contacts == []


def test_a_limit_with_a_time_is_waited_out_by_the_library(desk: Desk, books: Books) -> None:
    """XQ-05."""
    books.get_contacts()
    desk.fault("status", status=429, retry_after_s=0)

    assert books.get_contacts().contacts == []
    assert [call["status"] for call in desk.calls()][-2:] == [429, 200]


@pytest.mark.parametrize(("key", "made"), [(None, 2), ("made-once", 1)])
def test_a_put_whose_answer_is_lost_is_sent_again(
    desk: Desk, books: Books, key: str | None, made: int
) -> None:
    """XQ-04: only an idempotency key keeps it from being done twice."""
    contact = books.contact()
    desk.fault("drop_after_commit", {"method": "PUT"})
    more = {} if key is None else {"idempotency_key": key}

    books.create_invoices(some_invoice(contact.contact_id, status="DRAFT"), **more)

    assert len(desk.state("invoice")) == made


def test_a_failing_server_is_an_exception_with_its_status(desk: Desk, books: Books) -> None:
    books.get_contacts()
    for status in (500, 503):
        desk.fault("status", status=status)
        with pytest.raises(HTTPStatusException) as failed:
            books.get_contacts()
        assert failed.value.status == status
