"""XML bodies and XML answers. Facts 2.8."""

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.xero.vendor import VENDOR
from tests.simulators.xero.office import Office

XML = {"Content-Type": "application/xml"}
NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'


def sent(office: Office, method: str, path: str, text: str | bytes, **headers: str) -> Any:
    """The answer to an XML body."""
    return office.call(method, path, data=text, headers={**XML, **headers})


def saved(office: Office, method: str, path: str, text: str) -> Any:
    """The rows of an XML body that must be accepted."""
    answer = sent(office, method, path, text)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found = answer.get_json()
    return found[list(found)[-1]]


def invoice_text(contact: str, **fields: str) -> str:
    """An approved invoice of 100.00 plus 20 % tax as XML, unless told otherwise."""
    wanted = {
        "Type": "ACCREC",
        "Contact": f"<ContactID>{contact}</ContactID>",
        "Date": "2026-03-01T00:00:00",
        "DueDate": "2026-03-31",
        "Status": "AUTHORISED",
        "LineItems": "<LineItem><Description>Rent &amp; rates</Description><Quantity>1</Quantity>"
        "<UnitAmount>100.00</UnitAmount><AccountCode>200</AccountCode><Tracking/></LineItem>",
        **fields,
    }
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in wanted.items())
    return f"<Invoice>{inside}</Invoice>"


def test_one_object_or_many_may_be_sent_as_xml() -> None:
    office = Office()

    (one,) = saved(office, "PUT", "/Contacts", "<Contact><Name>A</Name></Contact>")
    many = saved(
        office, "PUT", "/Contacts",
        "<Contacts>\n <Contact><Name>B</Name></Contact>\n <Contact><name>C</name></Contact>"
        "</Contacts>",
    )  # fmt: skip
    (changed,) = saved(
        office, "POST", f"/Contacts/{one['ContactID']}",
        "<?xml version='1.0' encoding='utf-8'?><Contact><FirstName>Zoë</FirstName></Contact>",
    )  # fmt: skip

    assert [row["Name"] for row in many] == ["B", "C"]
    assert changed["FirstName"] == "Zoë"


def test_lists_nest_from_plural_to_singular() -> None:
    office = Office()
    contact = saved(
        office, "PUT", "/Contacts",
        "<Contact><Name>A</Name><Phones><Phone><PhoneType>MOBILE</PhoneType>"
        "<PhoneNumber>1</PhoneNumber></Phone></Phones><Addresses><Address>"
        "<AddressType>STREET</AddressType><City>Leeds</City></Address></Addresses>"
        "<ContactPersons><ContactPerson><FirstName>Jo</FirstName></ContactPerson>"
        "</ContactPersons><BatchPayments><BankAccountNumber>7</BankAccountNumber></BatchPayments>"
        "<PaymentTerms/></Contact>",
    )[0]  # fmt: skip

    (invoice,) = saved(office, "PUT", "/Invoices", invoice_text(contact["ContactID"]))

    assert contact["Phones"][-1]["PhoneNumber"] == "1"
    assert contact["Addresses"][0]["City"] == "Leeds"
    assert contact["ContactPersons"][0]["FirstName"] == "Jo"
    assert (invoice["Total"], invoice["LineItems"][0]["Description"]) == (120.0, "Rent & rates")


def test_a_payment_in_xml_reverses_in_xml() -> None:
    office = Office()
    invoice = office.invoice()["InvoiceID"]

    (paid,) = saved(
        office, "PUT", "/Payments",
        f"<Payments><Payment><Invoice><InvoiceID>{invoice}</InvoiceID></Invoice><Account>"
        "<Code>090</Code></Account><Date>2026-03-02</Date><Amount>20.00</Amount>"
        "</Payment></Payments>",
    )  # fmt: skip
    (gone,) = saved(
        office, "POST", f"/Payments/{paid['PaymentID']}",
        "<Payment><Status>DELETED</Status></Payment>",
    )  # fmt: skip

    assert (paid["Amount"], gone["Status"]) == (20.0, "DELETED")


def test_an_empty_list_empties_and_a_null_element_was_not_sent() -> None:
    office = Office()
    contact = office.contact("A", FirstName="Jo", ContactPersons=[{"FirstName": "Al"}])

    (row,) = saved(
        office, "POST", f"/Contacts/{contact}",
        f"<Contact><ContactPersons/><LastName/><FirstName {NIL}/></Contact>",
    )  # fmt: skip

    assert (row["ContactPersons"], row["FirstName"], row["LastName"]) == ([], "Jo", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"Date": "2026-03-01 00:00:00"}, {"DueDate": "2026-03-01 00:00:00"},
        {"FullyPaidOnDate": "2017-12-14 00:00:00"}, {"UpdatedDateUTC": "2013-10-02 03:19:44.15"},
    ],
)  # fmt: skip
def test_a_blank_instead_of_t_is_no_date_even_where_the_server_sets_it(
    fields: dict[str, str],
) -> None:
    """XE-38; freakboy3742/pyxero#214 and #10."""
    office = Office()

    answer = sent(office, "PUT", "/Invoices", invoice_text(office.contact(), **fields))

    (text,) = fields.values()
    assert answer.status_code == 400
    assert answer.get_json() == {
        "ErrorNumber": 14,
        "Type": "PostDataInvalidException",
        "Message": f"The string '{text}' is not a valid AllXsd value.",
    }


BOMB = (
    '<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<Contact><Name>&b;</Name></Contact>"
)
OUTSIDE = '<!DOCTYPE c SYSTEM "file:///etc/passwd"><Contact><Name>A</Name></Contact>'


@pytest.mark.parametrize(
    "text",
    [
        "<Contact>", "</Contact>", "<Contact><Name>A</Contact>", "A", "{}", "<", "\x00",
        "<Contact>&nothing;</Contact>", "<Contact><Name>A\x02</Name></Contact>", BOMB, OUTSIDE,
        "<a>" * 30 + "</a>" * 30, "<Contacts/>", "<Contact/>", "<Contacts>text</Contacts>",
        "<Contact><Name>A</Name><Name>B</Name></Contact>",
        "<Contact><Name><First>A</First></Name></Contact>",
        "<Contact><ContactID>x</ContactID></Contact>",
        "<Contact><Phones><PhoneType>MOBILE</PhoneType></Phones></Contact>",
        "<?xml version='1.0' encoding='klingon'?><Contact><Name>A</Name></Contact>",
    ],
)  # fmt: skip
def test_xml_that_cannot_be_read_is_refused_as_a_whole(text: str) -> None:
    """XE-38: no document types, no entities, no depth without end."""
    office = Office()

    for method in ("PUT", "POST"):
        answer = sent(office, method, "/Contacts", text)
        found = answer.get_json()
        assert (answer.status_code, found["ErrorNumber"], found["Type"]) == (
            400, 14, "PostDataInvalidException"
        )  # fmt: skip
    assert office.ok("GET", "/Contacts") == []


def test_the_encoding_is_what_the_text_says() -> None:
    text = "<?xml version='1.0' encoding='{}'?><Contact><Name>Müller</Name></Contact>"

    for encoding in ("utf-8", "utf-16", "iso-8859-1"):
        office = Office()
        (row,) = saved(office, "PUT", "/Contacts", text.format(encoding).encode(encoding))  # type: ignore[arg-type]
        assert row["Name"] == "Müller"


def test_xml_is_known_by_its_type_by_its_first_letter_or_as_a_form() -> None:
    text = "<Contact><Name>A</Name></Contact>"
    form = urlencode({"xml": text})

    for kind, data in (
        ("text/xml; charset=utf-8", text),
        ("", f"  {text}"),
        ("application/octet-stream", text),
        ("application/x-www-form-urlencoded", form),
    ):
        office = Office()
        answer = sent(office, "PUT", "/Contacts", data, **{"Content-Type": kind})
        assert answer.get_json()["Contacts"][0]["Name"] == "A"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=60) | st.text(alphabet="<>/&;!?AContactName \"'=[]#x1", max_size=60))
def test_no_xml_ever_breaks_the_server(data: bytes | str) -> None:
    assert sent(OFFICE, "PUT", "/Contacts", data).status_code in (200, 400)


OFFICE = Office()


# Answers


def told(office: Office, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """The root of an answer to a caller that does not say what it accepts."""
    answer = asked(office, method, path, body, **headers)
    assert answer.content_type == "text/xml; charset=utf-8", answer.get_data(as_text=True)
    return ElementTree.fromstring(answer.data)


def asked(office: Office, method: str, path: str, body: Any = None, **headers: str) -> Any:
    wanted = {"Accept": "", **headers}
    return office.call(method, path, body, headers=wanted)


def texts(element: Any, *paths: str) -> list[str | None]:
    return [element.findtext(path) for path in paths]


@pytest.mark.parametrize(
    ("accept", "reading", "kind"),
    [
        ("", "json", "text/xml"), ("text/xml", "json", "text/xml"),
        ("application/xml", "json", "text/xml"), ("application/json", "xml", "application/json"),
        ("application/json; charset=utf-8", "xml", "application/json"),
        ("*/*", "xml", "text/xml"), ("*/*", "json", "application/json"),
        ("application/json, text/plain, */*", "xml", "application/json"),
        ("text/xml;q=0.5, application/json", "xml", "application/json"),
        ("application/json;q=0.5, text/xml", "json", "text/xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json", "text/xml"),
        ("application/octet-stream", "xml", "application/json"),
        ("a;q=x", "xml", "application/json"),
    ],
)  # fmt: skip
def test_without_a_wish_for_json_the_answer_is_xml(accept: str, reading: str, kind: str) -> None:
    office = Office(switches={"xero_any_accept": reading})

    answer = asked(office, "GET", "/Organisation", Accept=accept)

    assert answer.content_type == f"{kind}; charset=utf-8"


def test_no_accept_at_all_gives_xml() -> None:
    """Documented: by default all successful answers are XML."""
    office = Office()
    who = {"Authorization": f"Bearer {office.token}", "xero-tenant-id": office.tenants[0]}

    answer = office.client.get("/api.xro/2.0/Contacts", headers=who)

    assert answer.content_type == "text/xml; charset=utf-8"


def test_an_xml_answer_nests_lists_and_writes_dates_and_amounts_as_xml_does() -> None:
    """Recorded shapes: the envelope, plural and singular, dates with a T."""
    office = Office()
    made = office.invoice(office.contact('A & B "Ltd"'))
    office.pay(made["InvoiceID"], "20")

    root = told(office, "GET", f"/Invoices/{made['InvoiceID']}")
    row = root.find("Invoices/Invoice")

    assert [child.tag for child in root] == [
        "Id", "Status", "ProviderName", "DateTimeUTC", "Invoices"
    ]  # fmt: skip
    assert texts(root, "Status", "DateTimeUTC") == ["OK", "2026-03-02T09:00:00.004Z"]
    assert texts(row, "Contact/Name", "Date", "Total", "AmountDue", "CurrencyRate") == [
        'A & B "Ltd"', "2026-03-01T00:00:00", "120.00", "100.00", "1.000000"
    ]  # fmt: skip
    assert texts(row, "LineItems/LineItem/Quantity", "Payments/Payment/Amount") == [
        "1.0000", "20.00"
    ]  # fmt: skip
    assert row.findtext("UpdatedDateUTC") == "2026-03-02T09:00:00.003"


def test_what_only_json_says_is_not_in_xml() -> None:
    office = Office()
    office.invoice()

    (row,) = told(office, "GET", "/Invoices?page=1").find("Invoices")

    found = {child.tag for child in row.iter()}
    assert not found & {"HasErrors", "HasValidationErrors", "IsDiscounted", "ID", "DateString"}
    assert not [name for name in found if name.endswith("String")]
    assert not [child for child in row.iter() if child.tag == "Payments"]


def test_a_list_without_rows_is_an_empty_element() -> None:
    root = told(Office(), "GET", "/Invoices?page=1")

    assert root.find("Invoices") is not None
    assert texts(root, "pagination/itemCount") == ["0"]


def test_a_refusal_in_xml_has_its_elements_typed_and_its_errors_first() -> None:
    office = Office()
    office.contact("Taken")
    typed = "{http://www.w3.org/2001/XMLSchema-instance}type"

    root = told(office, "PUT", "/Contacts", {"Name": "taken", "FirstName": "Jo"})
    (element,) = root.find("Elements")

    assert root.tag == "ApiException"
    assert texts(root, "ErrorNumber", "Type") == ["10", "ValidationException"]
    assert (element.tag, element.get(typed)) == ("DataContractBase", "Contact")
    assert [child.tag for child in element][:2] == ["ValidationErrors", "Warnings"]
    (message,) = [each.text for each in element.iter("Message")]
    assert message is not None
    assert message.startswith("The contact name taken is already assigned")
    assert element.findtext("FirstName") == "Jo"


def test_every_other_refusal_is_in_xml_too() -> None:
    """XE-37, XE-38, XE-35, XE-40; 404 and 401 keep their own forms."""
    office = Office()
    key = {"Idempotency-Key": "k1"}
    office.one("PUT", "/Contacts", {"Name": "A"}, headers=key)

    assert texts(told(office, "GET", "/Invoices?where=Nothing"), "ErrorNumber") == ["16"]
    assert texts(told(office, "PUT", "/Contacts", []), "ErrorNumber") == ["17"]
    assert texts(told(office, "POST", "/Organisation", {}), "ErrorNumber", "Message") == [
        "20", "The Api Method called is not implemented"
    ]  # fmt: skip
    again = told(office, "PUT", "/Contacts", {"Name": "B"}, **key)
    assert texts(again, "Message") == [
        "Idempotency Key: k1 is used with a different request."
    ]  # fmt: skip
    missing = asked(office, "GET", "/Contacts/00000000-0000-0000-0000-000000000000")
    assert missing.content_type == "text/html; charset=utf-8"
    stranger = asked(office, "GET", "/Contacts", Authorization="Bearer x")
    assert stranger.get_json()["Title"] == "Unauthorized"


def test_each_row_of_a_batch_says_its_status_in_an_attribute() -> None:
    office = Office()
    office.contact("Taken")

    body = [{"Name": "Good"}, {"Name": "Taken"}]
    good, bad = told(office, "PUT", "/Contacts?summarizeErrors=false", body).find("Contacts")

    assert (good.get("status"), bad.get("status")) == ("OK", "ERROR")
    assert bad.find("ValidationErrors/ValidationError/Message") is not None


def test_a_replayed_answer_keeps_the_form_it_had() -> None:
    """Facts 3.5: the stored first answer, whatever it was."""
    for name in ("Good", "Taken"):
        office = Office()
        office.contact("Taken")
        body, key = {"Name": name}, {"Idempotency-Key": "k1"}
        other = {"Idempotency-Key": "k2"}

        first = asked(office, "PUT", "/Contacts", body, **key)
        again = office.call("PUT", "/Contacts", body, headers=key)
        in_json = office.call("PUT", "/Contacts", {"Name": "Taken"}, headers=other)
        once_more = asked(office, "PUT", "/Contacts", {"Name": "Taken"}, **other)

        assert (again.data, again.content_type) == (first.data, "text/xml; charset=utf-8")
        assert (once_more.data, once_more.content_type) == (in_json.data, in_json.content_type)


def test_a_text_that_xml_cannot_carry_loses_what_it_cannot_carry() -> None:
    office = Office()
    office.contact("A\x02B\ufffeC😀")

    assert texts(told(office, "GET", "/Contacts"), "Contacts/Contact/Name") == ["ABC😀"]


def test_every_list_can_be_told_in_xml() -> None:
    office = Office()
    office.pay(office.invoice()["InvoiceID"], "1")
    party = f"?contactId={office.some_contact()}"

    for each in VENDOR.endpoints:
        if each.method == "GET" and each.scope and "<" not in each.path:
            answer = asked(office, "GET", each.path.removeprefix("/api.xro/2.0") + party)
            assert answer.status_code == 200
            assert ElementTree.fromstring(answer.data).tag == "Response"
