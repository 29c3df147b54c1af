"""GET of many: what rows show, pages, comma lists, order, If-Modified-Since. Facts 2.6, 2.9."""

import pytest

from tests.simulators.xero.office import Office, line
from tests.simulators.xero.teller import Teller


def numbers(office: Office, query: str, **more: object) -> list[str]:
    return office.names(f"/Invoices{query}", "InvoiceNumber", **more)


def test_line_items_come_with_pages_and_statuses_only() -> None:
    """XQ-01."""
    office = Office()
    office.invoice()

    for query, count in (("", 0), ("?page=1", 1), ("?Statuses=AUTHORISED", 1), ("?IDs=", 0)):
        assert len(office.one("GET", f"/Invoices{query}")["LineItems"]) == count


def test_a_summary_leaves_out_what_is_heavy() -> None:
    office = Office()
    office.invoice()

    row = office.one("GET", "/Invoices?summaryOnly=True")

    assert not {"LineItems", "Payments", "HasAttachments", "CISDeduction"} & set(row)
    assert office.call("GET", "/Invoices?summaryOnly=true").get_json()["pagination"]["page"] == 1
    assert set(office.one("GET", "/Contacts?summaryOnly=true")) == {
        "ContactID", "ContactStatus", "Name", "UpdatedDateUTC", "IsSupplier", "IsCustomer"
    }  # fmt: skip


def test_the_contact_inside_a_document_is_as_full_as_the_request() -> None:
    office = Office()
    office.invoice(office.contact(EmailAddress="a@b.example"))

    (listed,) = office.ok("GET", "/Invoices")
    (paged,) = office.ok("GET", "/Invoices?page=1")
    alone = office.one("GET", "/Invoices/INV-0001")

    assert set(listed["Contact"]) == {"ContactID", "Name", "HasValidationErrors"}
    assert paged["Contact"]["Phones"] == []
    assert alone["Contact"]["EmailAddress"] == "a@b.example"
    assert len(alone["Contact"]["Phones"]) == 4


def test_pages_say_how_many_there_are_and_end_with_an_empty_one() -> None:
    office = Office()
    office.ok("PUT", "/Contacts", {"Contacts": [{"Name": f"C{n:03d}"} for n in range(105)]})

    first = office.call("GET", "/Contacts?page=1").get_json()
    third = office.call("GET", "/Contacts?page=3").get_json()
    sized = office.call("GET", "/Contacts?page=2&pageSize=50").get_json()

    assert first["pagination"] == {"page": 1, "pageSize": 100, "pageCount": 2, "itemCount": 105}
    assert len(first["Contacts"]) == 100
    assert third["Contacts"] == []
    assert len(sized["Contacts"]) == 50
    assert "pagination" not in office.call("GET", "/Contacts").get_json()
    pages = [office.names(f"/Contacts?page={n}", "ContactID") for n in (1, 2)]
    assert len({each for page in pages for each in page}) == 105


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 200), ("page=-5", 200), ("page=", 200), ("page=999999999", 200),
        ("page=x", 400), ("page=1e3", 400), ("page=99999999999999999999", 400),
        ("page=1&pageSize=5000", 200), ("page=1&pageSize=0", 200), ("page=1&pageSize=x", 400),
        ("unknown=1", 200), ("IDs=nonsense", 400), ("Statuses=HAPPY", 200), ("order=", 200),
        ("order=Nothing", 400), ("order=Date SIDEWAYS", 400), ("unitdp=7", 200),
    ],
)  # fmt: skip
def test_silly_query_values_are_clamped_or_answered_by_the_query_parser(
    query: str, status: int
) -> None:
    answer = Office().call("GET", f"/Invoices?{query}")

    assert answer.status_code == status
    if status == 400:
        assert answer.get_json()["Type"] == "QueryParseException"
        assert "Elements" not in answer.get_json()


def test_comma_lists_narrow_each_other() -> None:
    office = Office()
    acme, other = office.contact("Acme"), office.contact("Other")
    one = office.invoice(acme)
    two = office.invoice(acme, Status="DRAFT")
    three = office.invoice(other)
    ids = f"{one['InvoiceID'].replace('-', '')},{three['InvoiceID'].upper()}"

    assert numbers(office, f"?IDs={ids}") == ["INV-0001", "INV-0003"]
    assert numbers(office, f"?ContactIDs={acme}") == ["INV-0001", "INV-0002"]
    assert numbers(office, f"?ContactIDs={acme}&Statuses=draft,PAID") == ["INV-0002"]
    assert numbers(office, "?InvoiceNumbers=inv-0003,INV-0001") == ["INV-0001", "INV-0003"]
    assert numbers(office, f"?IDs={ids}&InvoiceNumbers=INV-0002") == []
    assert numbers(office, "?Statuses=AUTHORISED,DRAFT&page=1&pageSize=2") == [
        "INV-0001", "INV-0002"
    ]  # fmt: skip
    assert two["Status"] == "DRAFT"


def test_search_looks_into_numbers_and_references_or_into_names() -> None:
    office = Office()
    office.invoice(office.contact("Müller", EmailAddress="x@acme.example"), Reference="Flat 7")
    office.invoice(Reference="Flat 8", InvoiceNumber="A-7")

    assert numbers(office, "?searchTerm=flat") == ["INV-0001", "A-7"]
    assert numbers(office, "?searchTerm=7&page=1") == ["INV-0001", "A-7"]
    assert office.names("/Contacts?searchTerm=MULLER") == ["Müller"]
    assert office.names("/Contacts?searchTerm=acme") == ["Müller"]


def test_created_by_my_app_leaves_out_what_people_entered() -> None:
    office = Office()
    office.contact("Mine")
    office.person("contact.create", Name="Theirs")

    assert office.names("/Contacts?createdByMyApp=True") == ["Mine"]


def test_the_default_order_is_by_change_then_id_and_a_touch_moves_to_the_end() -> None:
    """XQ-11."""
    office = Office()
    first, second = office.contact("First"), office.contact("Second")
    together = office.ok("PUT", "/Contacts", {"Contacts": [{"Name": "B"}, {"Name": "A"}]})
    ids = sorted(row["ContactID"] for row in together)

    office.one("POST", f"/Contacts/{first}", {"FirstName": "Jo"})

    for query in ("", "?page=1"):
        assert office.names(f"/Contacts{query}", "ContactID") == [second, *ids, first]


def test_order_sorts_by_any_field_in_both_directions_and_breaks_ties_by_id() -> None:
    office = Office()
    for number, (amount, day) in enumerate(((3, 5), (1, 5), (2, 4)), start=1):
        office.invoice(
            office.contact(f"C{number}"),
            LineItems=[line(UnitAmount=amount)],
            Date=f"2026-03-{day:02d}",
        )

    assert numbers(office, "?order=Total") == ["INV-0002", "INV-0003", "INV-0001"]
    assert numbers(office, "?order=total DESC") == ["INV-0001", "INV-0003", "INV-0002"]
    assert numbers(office, "?order=Contact.Name DESC&page=1") == [
        "INV-0003", "INV-0002", "INV-0001"
    ]  # fmt: skip
    assert numbers(office, "?order=Date DESC, Total ASC") == ["INV-0002", "INV-0001", "INV-0003"]


def test_voided_and_deleted_invoices_are_listed() -> None:
    office = Office()
    for status, way in (("DRAFT", "DELETED"), ("AUTHORISED", "VOIDED")):
        made = office.invoice(Status=status)["InvoiceID"]
        office.one("POST", f"/Invoices/{made}", {"Status": way})

    assert office.names("/Invoices", "Status") == ["DELETED", "VOIDED"]


STAMPS = (
    "2026-03-02T09:00:{}",
    "2026-03-02T09:00:{}+00:00",
    "2026-03-02T09:00:{}.999Z",
    "2026-03-02T10:00:{}+01:00",
    "Mon, 02 Mar 2026 09:00:{} GMT",
)


@pytest.mark.parametrize("form", STAMPS)
@pytest.mark.parametrize(("reading", "second", "count"), [
    ("inclusive", "10", 1), ("inclusive", "11", 0), ("exclusive", "09", 1), ("exclusive", "10", 0),
])  # fmt: skip
def test_modified_since_is_whole_seconds_in_three_forms(
    form: str, reading: str, second: str, count: int
) -> None:
    """Decision D4, XQ-07, XQ-09."""
    office = Office(switches={"xero_modified_since": reading})
    office.contact("Early")
    office.world.pass_time(10)
    contact = office.contact("Acme")
    office.invoice(contact)
    headers = {"If-Modified-Since": form.format(second)}

    for path in ("/Contacts", "/Contacts?page=1", "/Invoices", f"/Contacts?IDs={contact}"):
        assert len(office.ok("GET", path, headers=headers)) == count


def test_an_unreadable_modified_since_is_ignored_or_412_by_switch() -> None:
    """XQ-08."""
    for reading, status in (("ignored", 200), ("refused", 412)):
        office = Office(switches={"xero_modified_since_malformed": reading})
        for text in (
            "yesterday",
            "2026-13-01",
            "9999-99-99T00:00:00",
            "0001-01-01T00:00:00+14:00",
        ):
            answer = office.call("GET", "/Contacts", headers={"If-Modified-Since": text})
            assert answer.status_code == status


def test_accounts_know_modified_since_and_tax_rates_do_not() -> None:
    office = Office()
    later = {"If-Modified-Since": "2026-03-02T09:00:01"}

    assert office.ok("GET", "/Accounts", headers=later) == []
    assert len(office.ok("GET", "/TaxRates", headers=later)) == 15


def test_the_envelope_has_its_keys_in_order_and_no_null_anywhere() -> None:
    office = Office()
    office.pay(office.invoice()["InvoiceID"], "1")
    found = office.call("GET", "/Invoices?page=1").get_json()

    assert list(found) == [
        "Id", "Status", "ProviderName", "DateTimeUTC", "pagination", "Invoices"
    ]  # fmt: skip
    for path in ("/Invoices?page=1", "/Invoices", "/Payments", "/Contacts", "/Organisation",
                 "/Accounts", "/TaxRates", "/Currencies", "/BrandingThemes"):  # fmt: skip
        assert "null" not in office.call("GET", path).get_data(as_text=True)


def test_paths_match_in_any_case_and_with_a_trailing_slash() -> None:
    office = Office()
    contact = office.contact("Acme")

    for path in ("/contacts", "/CONTACTS/", f"/contacts/{contact.upper()}/", "/organisations"):
        assert office.call("GET", path).status_code == 200


def test_calendar_dates_have_twins_and_timestamps_too() -> None:
    """Facts 2.3, XQ-12."""
    row = Office().invoice(Date="2026-03-01", ExpectedPaymentDate="2026-04-01T23:00:00+00:00")

    assert (row["Date"], row["DateString"]) == (
        "/Date(1772323200000+0000)/", "2026-03-01T00:00:00"
    )  # fmt: skip
    assert row["UpdatedDateUTCString"] == "2026-03-02T09:00:00Z"
    assert row["ExpectedPaymentDate"] == "/Date(1775001600000+0000)/"


@pytest.mark.parametrize(
    "text",
    ["2026-03-01", "2026-03-01T00:00:00", "/Date(1772323200000)/", "/Date(1772323200000+0000)/",
     "2026-03-02T00:30:00+01:00"],
)  # fmt: skip
def test_dates_are_read_in_every_form_and_offsets_may_land_on_the_day_before(text: str) -> None:
    assert Office().invoice(Date=text)["DateString"] == "2026-03-01T00:00:00"


def test_bank_transactions_and_their_credits_are_listed_by_reference() -> None:
    """Source: documented, versions 16.2 and later."""
    teller = Teller()
    for reference in ("a", "b", "c"):
        teller.spend(Reference=reference)
        teller.prepayment(Reference=reference)

    for path in ("/BankTransactions", "/Prepayments"):
        assert set(teller.names(f"{path}?References=A,c", "Reference")) == {"a", "c"}


def test_payments_are_found_by_the_name_of_the_contact() -> None:
    office = Office()
    for name in ("Acme", "Other"):
        office.pay(office.invoice(office.contact(name))["InvoiceID"], "1.00")

    (found,) = office.ok("GET", '/Payments?where=Invoice.Contact.Name=="acme"')

    assert found["Invoice"]["Contact"]["Name"] == "Acme"
