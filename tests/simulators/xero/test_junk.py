"""Whatever is thrown at an endpoint, the answer is Xero's and never a 500."""

import re
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.kernel.errors import BadRequest, Refused
from simulators.kernel.gateway import act
from simulators.xero.vendor import VENDOR
from tests.simulators.xero.office import Office, line

FIELDS = sorted(
    {
        "Contacts", "Invoices", "Payments", "Name", "ContactID", "ContactNumber", "ContactStatus",
        "EmailAddress", "Phones", "PhoneType", "Addresses", "AddressType", "ContactPersons",
        "Type", "InvoiceID", "InvoiceNumber", "Contact", "Date", "DueDate", "Status", "LineItems",
        "LineItemID", "LineAmountTypes", "Description", "Quantity", "UnitAmount", "LineAmount",
        "TaxAmount", "TaxType", "AccountCode", "AccountID", "DiscountRate", "DiscountAmount",
        "Tracking", "Option", "TrackingCategoryID", "CurrencyCode", "CurrencyRate", "Total",
        "Invoice", "Account", "Code", "Amount", "Reference", "Url", "PaymentTerms", "Bills",
        "IsReconciled", "PaymentID", "minutes", "into", "PeriodLockDate", "TaxComponents", "Rate",
        "IsCompound", "SentToContact", "BrandingThemeID",
    }
)  # fmt: skip
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["", " ", "DRAFT", "AUTHORISED", "DELETED", "VOIDED", "PAID", "ACTIVE", "ARCHIVED", "ACCREC",
     "ACCPAY", "200", "090", "OUTPUT2", "2026-03-01", "/Date(0)/", "/Date(-99999999999999)/",
     "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "NaN", "-Infinity", "1e400", "1e-9",
     "99999999999999999999", "MOBILE", "POBOX", "Inclusive", "NoTax", "a@b.example", "\x00", "é",
     "00000000-0000-0000-0000-000000000000", "Acme", "true"]
)  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | TEXTS | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6)
    ),
    max_leaves=14,
)
ROUTES = sorted({(each.method, each.path) for each in VENDOR.endpoints})
ALLOWED = {200, 204, 400, 401, 403, 404, 412, 429, 501, 503}


def a_busy_office() -> tuple[Office, list[str]]:
    office = Office()
    contact = office.contact("Acme")
    invoice = office.invoice(contact, Status="DRAFT")["InvoiceID"]
    approved = office.invoice(contact)["InvoiceID"]
    paid = office.pay(approved, "1")["PaymentID"]
    return office, [contact, invoice, approved, paid, "INV-0001", "x", "é", "%00"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    route=st.sampled_from(ROUTES),
    body=VALUES,
    query=st.dictionaries(
        st.sampled_from(
            [
                "where",
                "order",
                "page",
                "pageSize",
                "IDs",
                "ContactIDs",
                "Statuses",
                "searchTerm",
                "summarizeErrors",
                "unitdp",
                "includeArchived",
                "InvoiceNumbers",
                "summaryOnly",
            ]
        ),
        TEXTS,
        max_size=3,
    ),
    since=TEXTS,
    pick=st.integers(0, 7),
)
def test_no_call_ever_breaks_the_server(
    route: tuple[str, str], body: Any, query: dict[str, str], since: str, pick: int
) -> None:
    office, references = OFFICE
    method, template = route
    path = re.sub(r"<[^>]+>", references[pick], template).removeprefix("/api.xro/2.0")
    headers = {
        "Content-Type": "application/json",
        "If-Modified-Since": "".join(c for c in since if c.isprintable() and ord(c) < 256),
    }

    answer = office.call(
        method, path, data=orjson.dumps(body), query_string=query, headers=headers
    )

    assert answer.status_code in ALLOWED, answer.get_data(as_text=True)
    if answer.status_code == 400:
        assert {"Type", "error"} & set(answer.get_json())
    if answer.content_type and "json" in answer.content_type:
        assert answer.get_json() is not None


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/Invoices"), ("POST", "/Contacts"), ("PUT", "/Payments")]
)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.binary(max_size=60))
def test_no_bytes_ever_break_the_server(method: str, path: str, data: bytes) -> None:
    office, _ = OFFICE

    answer = office.call(method, path, data=data, headers={"Content-Type": "application/json"})

    assert answer.status_code in ALLOWED


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    base=st.sampled_from(["invoice", "line", "payment", "contact"]),
    name=st.sampled_from(FIELDS),
    value=VALUES,
)
def test_one_wrong_value_in_a_good_body_never_breaks_the_server(
    base: str, name: str, value: Any
) -> None:
    office, references = OFFICE
    invoice = {
        "Type": "ACCREC", "Contact": {"ContactID": references[0]}, "Date": "2026-03-01",
        "DueDate": "2026-03-31", "LineItems": [line()],
    }  # fmt: skip
    path, body = {
        "invoice": ("/Invoices", {**invoice, name: value}),
        "line": ("/Invoices", {**invoice, "LineItems": [{**line(), name: value}]}),
        "payment": ("/Payments", {
            "Invoice": {"InvoiceID": references[2]}, "Account": {"Code": "090"}, "Amount": "0.01",
            name: value,
        }),
        "contact": ("/Contacts", {"ContactID": references[0], name: value}),
    }[base]  # fmt: skip

    answer = office.call("POST", path, data=orjson.dumps(body),
                         headers={"Content-Type": "application/json"})  # fmt: skip

    assert answer.status_code in (200, 400), answer.get_data(as_text=True)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    edit=st.sampled_from(VENDOR.edits),
    values=st.lists(VALUES, max_size=12),
    pick=st.integers(0, 7),
)
def test_no_persons_action_ever_raises_anything_but_a_refusal(
    edit: Any, values: list[Any], pick: int
) -> None:
    office, references = OFFICE
    if edit.kind in ("app.disconnect", "organisation.offline"):
        return
    fields = dict(zip(edit.fields, values, strict=False))
    asked = {"system": "xero", "kind": edit.kind, "id": references[pick], "fields": fields}

    before = office.world.commits.next
    try:
        act(office.world, asked)
    except (Refused, BadRequest):
        assert office.world.commits.next == before


OFFICE = a_busy_office()
