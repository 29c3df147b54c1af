"""The `where` grammar: every form, typed, with Xero's texts. Facts 2.7."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.xero.office import Office, line


@pytest.fixture(scope="module")
def office() -> Office:
    """Three invoices: A (Acme, draft), B (Bête, approved), C (Acme, paid)."""
    office = Office()
    acme = office.contact("[test] Acme", EmailAddress="jo@acme.example", ContactNumber="N1")
    other = office.contact('Bête "Noire"')
    office.invoice(acme, InvoiceNumber="A", Status="DRAFT", DueDate=None, Reference="R 1")
    office.invoice(other, InvoiceNumber="B", Date="2026-02-10", Reference="R 2")
    paid = office.invoice(acme, InvoiceNumber="C", LineItems=[line(UnitAmount=50)])
    office.pay(paid["InvoiceID"], "60", Reference="DD 1")
    office.known = {"acme": acme, "C": paid["InvoiceID"]}
    return office


FOUND = (
    #  filter                                                            invoices
    ('Status=="DRAFT"',                                                  "A"),
    ('Status = "draft"',                                                 "A"),
    ('Status!="DRAFT"',                                                  "BC"),
    ('Type=="ACCREC" AND Status=="PAID"',                                "C"),
    ('Type=="ACCREC"&&(Status=="PAID"||Status=="AUTHORISED")',           "BC"),
    ('Status=="PAID" OR InvoiceNumber=="A" and Total>100',               "AC"),
    ('!(Status=="PAID")',                                                "AB"),
    ('NOT Status=="PAID" AND !InvoiceNumber.Contains("b")',              "A"),
    ("Date>=DateTime(2026,02,01) AND Date<DateTime(2026, 03, 01)",       "B"),
    ('Date == DateTime.Parse("2026-02-10")',                             "B"),
    ("DueDate<DateTime(2026,12,31,23,59,59)",                            "BC"),
    ("DueDate==null",                                                    "A"),
    ("DueDate!=null",                                                    "BC"),
    ('Contact.Name=="[TEST] acme"',                                      "AC"),
    ('Contact.ContactNumber=="n1"',                                      "AC"),
    ('Contact.Name.ToLower().Contains("BETE")',                          "B"),
    ('Contact.Name=="bete ""NOIRE"""',                                   "B"),
    ('InvoiceNumber.StartsWith("c")',                                    "C"),
    ('reference.EndsWith("1") == true',                                  "A"),
    ('Reference.Contains("R") == false',                                 "C"),
    ("AmountDue>0",                                                      "AB"),
    ("AmountDue > 0 AND Total <= 120.00",                                "AB"),
    ("60 == Total",                                                      "C"),
    ("AmountPaid==60.00m",                                               "C"),
    ("SentToContact",                                                    ""),
    ("!SentToContact",                                                   "ABC"),
    ("HasAttachments==false",                                            "ABC"),
    ('InvoiceNumber=="A" OR InvoiceNumber=="B"',                         "AB"),
    ('Status=="PAID" AND Status=="DRAFT"',                               ""),
    ('"AUTHORISED" == Status',                                           "B"),
    ('EmailAddress==null',                                               None),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
@pytest.mark.parametrize("paging", ["", "&page=1"])
def test_what_a_filter_finds(office: Office, text: str, expected: str | None, paging: str) -> None:
    path = "/Invoices?where=" + text.replace("&", "%26") + paging
    if expected is None:
        assert office.call("GET", path).status_code == 400
    else:
        found = office.names(path, "InvoiceNumber")
        assert "".join(sorted(found)) == expected


def test_ids_need_to_be_wrapped_and_may_be_spelled_in_several_ways(office: Office) -> None:
    """XQ-20."""
    acme, invoice = office.known["acme"], office.known["C"]

    for text in (
        f'Contact.ContactID==guid("{acme}")',
        f'Contact.ContactID = Guid("{acme.replace("-", "").upper()}")',
    ):
        assert sorted(office.names(f"/Invoices?where={text}", "InvoiceNumber")) == ["A", "C"]
    both = f'InvoiceID==guid("{invoice}") OR InvoiceID==guid("{acme}")'
    assert office.names(f"/Invoices?where={both}", "InvoiceNumber") == ["C"]
    assert len(office.ok("GET", f'/Payments?where=Invoice.InvoiceID==guid("{invoice}")')) == 1
    assert len(office.ok("GET", '/Payments?where=Reference=="DD 1" AND Status!="DELETED"')) == 1
    assert len(office.ok("GET", '/Payments?where=PaymentType=="ACCRECPAYMENT"')) == 1
    assert office.ok("GET", '/Payments?where=Invoice.InvoiceNumber=="A"') == []


NULL_CALLED = "Object reference not set to an instance of an object."


def mixed(operator: str, left: str, right: str) -> str:
    return f"Operator '{operator}' incompatible with operand types '{left}' and '{right}'"


def no_field(name: str, type_name: str) -> str:
    return f"No property or field '{name}' exists in type '{type_name}'"


def no_method(name: str, path: str) -> str:
    return f"No applicable method '{name}' exists in type '{path}'"


REFUSED = (
    #  filter,                              what Xero says
    ('Contact.ContactID=="x"',              mixed("==", "Guid", "String")),
    ('Date>"2026-01-01"',                   mixed(">", "DateTime?", "String")),
    ('Total=="5"',                          mixed("==", "Decimal", "String")),
    ('SentToContact>true',                  mixed(">", "Boolean", "Boolean")),
    ('Status',                              mixed("==", "String", "Boolean")),
    ('Nothing=="x"',                        no_field("Nothing", "Invoice")),
    ('Contact.Shoe=="x"',                   no_field("Shoe", "Contact")),
    ('Nothing.Name=="x"',                   no_field("Nothing", "Invoice")),
    ('Status==',                            "Expression expected"),
    ('(Status=="A"',                        "Expression expected"),
    ('Status=="A',                          "Syntax error"),
    ('Status=="A" "B"',                     "Syntax error"),
    (r'Reference=="a\"b"',                  "Syntax error"),
    ('Status=="A")',                        "Syntax error"),
    ('Total.Contains("x")',                 no_method("Contains", "Total")),
    ('Status.Contains(5)',                  no_method("Contains", "Status")),
    ('Contact.ContactID==guid("x")',        "Guid should contain 32 digits with 4 dashes"),
    ('Date>DateTime(2026,13,45)',           "String was not recognized as a valid DateTime."),
    ('Date>DateTime(2026)',                 "String was not recognized as a valid DateTime."),
    ('Date>DateTime.Parse("soon")',         "String was not recognized as a valid DateTime."),
    ('Contact=="x"',                        mixed("==", "Object", "String")),
    ('FullyPaidOnDate.Contains("x")',       no_method("Contains", "FullyPaidOnDate")),
    ('Contact.ContactNumber.Contains("N")', NULL_CALLED),
    ("!" * 200 + 'Status=="A"',             "Syntax error"),
    ('Status=="' + "x" * 30_000 + '"',      "Syntax error"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_filter_that_cannot_be_understood_is_400_in_xeros_words(
    office: Office, text: str, message: str
) -> None:
    """XE-37."""
    answer = office.call("GET", "/Invoices", query_string={"where": text})

    assert answer.status_code == 400
    assert answer.get_json() == {
        "ErrorNumber": 16, "Type": "QueryParseException", "Message": message
    }  # fmt: skip


def test_null_guards_let_methods_pass_over_empty_fields(office: Office) -> None:
    text = 'Contact.ContactNumber!=null && Contact.ContactNumber.StartsWith("N")'

    found = office.call("GET", "/Invoices", query_string={"where": text}).get_json()

    assert len(found["Invoices"]) == 2


def test_contacts_and_accounts_are_filtered_too(office: Office) -> None:
    assert office.names(
        '/Contacts?where=EmailAddress!=null AND EmailAddress.Contains("ACME")'
    ) == ["[test] Acme"]
    assert office.names('/Contacts?where=ContactStatus=="ARCHIVED"&includeArchived=true') == []
    assert office.names('/Accounts?where=Type=="BANK"', "Code") == ["090"]
    assert office.names('/TaxRates?where=TaxType=="NONE"') == ["No VAT"]


WORDS = st.sampled_from(
    ["Status", "Total", "Date", "Contact", ".", "Name", "==", "!=", ">", '"x"', "1", "null", "(",
     ")", "AND", "or", "!", "guid", "DateTime", ",", "Contains", "true", '"', "\\", " ", "é", "-"]
)  # fmt: skip


@settings(deadline=None, derandomize=True)
@given(text=st.lists(WORDS, max_size=14).map("".join) | st.text(max_size=40))
def test_no_filter_text_ever_breaks_the_server(office: Office, text: str) -> None:
    answer = office.call("GET", "/Invoices", query_string={"where": text, "page": "1"})

    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.get_json()["ErrorNumber"] == 16
