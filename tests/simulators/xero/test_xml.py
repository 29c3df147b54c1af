"""XML bodies and XML answers. Facts 2.8."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
