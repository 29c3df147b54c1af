"""Documents: what they are made of, how they are computed, numbered, changed and linked."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.kernel.money import Rounding
from simulators.released.computation import line_amounts, with_totals
from tests.simulators.released.office import TENANTS, Office, a_line

COMPUTED = (
    # mode         quantity  price      rate    mode of rounding  line      tax
    ("Exclusive",  "1",      "100.00",  "20",   "half_up",        "100.00", "20.00"),
    ("Exclusive",  "33.333", "1.15",    "15",   "half_up",        "38.33",  "5.75"),
    ("Exclusive",  "1",      "0.25",    "10",   "half_up",        "0.25",   "0.03"),
    ("Exclusive",  "1",      "0.25",    "10",   "half_even",      "0.25",   "0.02"),
    ("Exclusive",  "0.5",    "0.03",    "0",    "half_up",        "0.02",   "0.00"),
    ("Exclusive",  "0.5",    "0.05",    "0",    "half_even",      "0.02",   "0.00"),
    ("Inclusive",  "1",      "120.00",  "20",   "half_up",        "120.00", "20.00"),
    ("Inclusive",  "1",      "100.00",  "17.5", "half_up",        "100.00", "14.89"),
    ("NoTax",      "2",      "10.00",   "20",   "half_up",        "20.00",  "0.00"),
    ("Exclusive",  "-1",     "10.00",   "20",   "half_up",        "-10.00", "-2.00"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "quantity", "price", "rate", "rounding", "amount", "tax"), COMPUTED
)
def test_a_line_is_rounded_by_itself(
    mode: str, quantity: str, price: str, rate: str, rounding: str, amount: str, tax: str
) -> None:
    """Source: designed, re-leased.md §8."""
    line = {"quantity": quantity, "unitPrice": price, "lineAmount": None, "taxAmount": None}
    done = line_amounts(line, mode, Decimal(rate), Rounding(rounding))
    assert (done["lineAmount"], done["taxAmount"]) == (amount, tax)


figures = st.decimals("-9999.9999", "9999.9999", places=4).map(str)
rates = st.sampled_from(["0", "5", "12.5", "15", "17.5", "20"])
modes = st.sampled_from(["Exclusive", "Inclusive", "NoTax"])


@given(figures, figures, rates, modes, st.sampled_from(list(Rounding)))
def test_a_line_is_off_by_half_a_cent_at_most_and_halves_go_as_the_switch_says(
    quantity: str, price: str, rate: str, mode: str, rounding: Rounding
) -> None:
    """Source: designed, re-leased.md §8: both modes of rounding."""
    line = {"quantity": quantity, "unitPrice": price, "lineAmount": None, "taxAmount": None}
    done = line_amounts(line, mode, Decimal(rate), rounding)
    amount, tax = Decimal(done["lineAmount"]), Decimal(done["taxAmount"])
    exact, part = Decimal(quantity) * Decimal(price), Decimal(rate) / 100
    half = Decimal("0.005")
    taxed = {"Exclusive": amount * part, "Inclusive": amount - amount / (1 + part), "NoTax": 0}
    for found, wanted in ((amount, exact), (tax, Decimal(taxed[mode]))):
        off = found - wanted
        assert abs(off) <= half
        if abs(off) == half:
            is_even = int(found * 100) % 2 == 0
            assert is_even if rounding is Rounding.HALF_EVEN else abs(found) > abs(wanted)


amounts = st.decimals("-999999.99", "999999.99", places=2).map(str)


@given(
    st.lists(st.tuples(amounts, amounts), min_size=1), st.sampled_from(["Exclusive", "Inclusive"])
)
def test_totals_are_the_sums_of_the_lines(rows: list[tuple[str, str]], mode: str) -> None:
    """Source: designed, re-leased.md §8; R58."""
    document = {
        "lines": [{"lineAmount": line, "taxAmount": tax} for line, tax in rows],
        "taxMode": mode,
        "status": "Draft",
        "amountPaid": "0.00",
        "amountCredited": "0.00",
    }
    done = with_totals(document)
    lines = sum(Decimal(line) for line, _ in rows)
    tax = sum(Decimal(tax) for _, tax in rows)
    assert Decimal(done["taxTotal"]) == tax
    assert Decimal(done["total"]) == (lines if mode == "Inclusive" else lines + tax)
    assert Decimal(done["subTotal"]) + tax == Decimal(done["total"]) == Decimal(done["amountDue"])


def test_a_document_shows_all_that_it_is() -> None:
    """Source: documented fields, re-leased.md §3.2."""
    office = Office()
    document = office.a_document(reference="R-1", serviceDate="2026-02-01")
    assert document["number"] == document["displayNumber"] == "1000001"
    assert (document["subTotal"], document["taxTotal"], document["total"]) == (
        "100.00",
        "20.00",
        "120.00",
    )
    assert (document["amountPaid"], document["amountDue"]) == ("0.00", "120.00")
    assert document["lines"][0]["quantity"] == "1"
    assert "seq" not in document


def test_the_rounding_switch_makes_the_systems_differ_by_a_cent() -> None:
    """Source: designed, switch rl_rounding."""
    lines = [a_line(unitPrice="0.125", quantity="1")]
    up = Office().a_document(lines=lines)
    even = Office(switches={"rl_rounding": "half_even"}).a_document(lines=lines)
    assert (up["subTotal"], even["subTotal"]) == ("0.13", "0.12")


def test_numbers_have_seven_digits_and_are_never_given_again() -> None:
    """Source: documented, RL-REVOKED; §8."""
    office = Office()
    first = office.a_document(status="Draft")
    office.ok("DELETE", f"/invoices/{first['id']}", None, "user")
    assert office.code("POST", "/invoices", office.a_body(lines=[]), "user") == "required"
    second = office.a_document()
    third = office.ok(
        "POST",
        "/rl/v1/companies/2/invoices",
        office.a_body(contactId=office.a_contact(companyIds=[1, 2])["id"]),
        "user",
    )
    assert [first["number"], second["number"], third["number"]] == [
        "1000001",
        "1000002",
        "1000001",
    ]


def test_the_number_of_xero_is_shown_while_the_pairing_stands() -> None:
    """Source: documented, RL-APPR, RL-REVOKED."""
    office = Office()
    path = f"/invoices/{office.a_document()['id']}"
    linked = office.ok("PATCH", path, {"externalId": TENANTS[2], "externalNumber": "INV-7"})
    assert linked["displayNumber"] == "INV-7"

    shown = [office.ok("GET", path)["displayNumber"]]
    for step in ("revoke", "disconnect"):
        office.ok("POST", f"/connection/{step}", None, "user")
        shown.append(office.ok("GET", path)["displayNumber"])
    office.ok("POST", "/connection/connect", {"tenantId": TENANTS[0]}, "user")
    shown.append(office.ok("GET", path)["displayNumber"])

    assert shown == ["INV-7", "INV-7", "1000001", "INV-7"]


def test_an_external_id_is_linked_once_per_company() -> None:
    """Source: designed, re-leased.md §6.6."""
    for value, code in (("refuse", "duplicate_external_id"), ("accept", "ok")):
        office = Office(switches={"duplicate_external_id": value})
        first, second = office.a_document(), office.a_document()
        link = {"externalId": TENANTS[2]}
        office.ok("PATCH", f"/invoices/{first['id']}", link)
        assert office.code("PATCH", f"/invoices/{first['id']}", link) == "ok"
        assert office.code("PATCH", f"/invoices/{second['id']}", link) == code
        assert office.code("POST", "/invoices", office.a_body(**link)) == code


def test_a_patch_keeps_what_it_does_not_name_and_null_clears() -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office()
    document = office.a_document(reference="R-1", serviceDate="2026-02-01")
    path = f"/invoices/{document['id']}"
    after = office.ok("PATCH", path, {"reference": None})
    assert (after["reference"], after["serviceDate"]) == (None, "2026-02-01")
    assert after["lines"] == document["lines"]


def test_a_put_replaces_all_content_and_keeps_the_link() -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office()
    document = office.a_document(reference="R-1", serviceDate="2026-02-01")
    path = f"/invoices/{document['id']}"
    office.ok("PATCH", path, {"externalId": TENANTS[2], "externalNumber": "INV-7"})
    body = {
        "contactId": document["contactId"],
        "issueDate": "2026-03-01",
        "lines": [a_line(unitPrice="50.00")],
    }
    after = office.ok("PUT", path, body)
    assert (after["reference"], after["serviceDate"], after["dueDate"]) == (None, None, None)
    assert (after["externalId"], after["externalNumber"]) == (TENANTS[2], "INV-7")
    assert (after["total"], after["status"]) == ("60.00", "Approved")
    assert office.code("PUT", path, {"reference": "x"}) == "required"


def test_lines_keep_their_ids_and_new_ones_get_their_own() -> None:
    """Source: designed, re-leased.md §3.2."""
    office = Office()
    document = office.a_document(lines=[a_line(), a_line(description="Parking")])
    first, second = (line["id"] for line in document["lines"])
    body = {"lines": [a_line(id=second), a_line(), a_line(id=second), a_line(id=77_777)]}
    after = office.ok("PATCH", f"/invoices/{document['id']}", body, "user")
    ids = [line["id"] for line in after["lines"]]
    assert ids[0] == second
    assert len(set(ids)) == 4
    assert not {first, 77_777} & set(ids)


def test_the_integration_may_bring_amounts_and_people_may_not() -> None:
    """Source: designed, re-leased.md §3.2: explicit values make rounding visible."""
    office = Office()
    lines = [a_line(taxAmount="19.99", lineAmount="100.01")]
    made = office.ok("POST", "/invoices", office.a_body(lines=lines))
    assert (made["total"], made["taxTotal"]) == ("120.00", "19.99")
    assert office.code("POST", "/invoices", office.a_body(lines=lines), "user") == "unknown_field"


def test_a_new_rate_leaves_existing_documents_alone() -> None:
    """Source: R46."""
    office = Office()
    document = office.a_document()
    office.ok("PUT", "/tax-types/STANDARD", {"name": "Standard", "rate": "25"})
    path = f"/invoices/{document['id']}"
    assert office.ok("PATCH", path, {"dueDate": "2026-04-30"}, "user")["total"] == "120.00"
    assert office.ok("PATCH", path, {"lines": [a_line()]}, "user")["total"] == "125.00"


def test_a_change_of_the_tax_mode_computes_the_lines_anew() -> None:
    """Source: designed, re-leased.md §8."""
    office = Office()
    path = f"/invoices/{office.a_document()['id']}"
    after = office.ok("PATCH", path, {"taxMode": "Inclusive"}, "user")
    assert (after["total"], after["taxTotal"], after["subTotal"]) == ("100.00", "16.67", "83.33")


def test_a_document_of_xero_finds_its_property_by_tracking() -> None:
    """Source: documented, RL-TRACK2, RL-NOEXP."""
    office = Office()
    made = office.person("property.create", name="Quay House", trackingOptionId=61)
    tracked = a_line(tracking=[{"categoryId": 41, "optionId": 61}])
    found = office.ok("POST", "/invoices", office.a_body(lines=[a_line(), tracked]))
    unmapped = a_line(tracking=[{"categoryId": 41, "optionId": 62}])
    lost = office.ok("POST", "/invoices", office.a_body(lines=[unmapped]))
    assert (found["propertyId"], lost["propertyId"]) == (made["id"], None)


def test_a_recoded_account_is_still_known_by_its_old_code() -> None:
    """Source: R46."""
    office = Office()
    document = office.a_document()
    office.ok("PUT", "/accounts/account-201", {"code": "210", "name": "Rent"})
    lines = [a_line(), a_line(accountCode="210")]
    assert office.code("PATCH", f"/invoices/{document['id']}", {"lines": lines}, "user") == "ok"
    account = office.ok("GET", "/accounts?code=210")["items"][0]
    assert "formerCodes" not in account
    assert account["id"] == 301


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"kind": None}, "required"),
    ({"kind": "CreditNote"}, "wrong_value"),
    ({"status": "Paid"}, "wrong_value"),
    ({"status": None}, "required"),
    ({"contactId": 1}, "contact_unknown"),
    ({"contactId": "501"}, "wrong_type"),
    ({"contactId": None}, "required"),
    ({"contactId": True}, "wrong_type"),
    ({"contactId": 2**80}, "wrong_type"),
    ({"propertyId": 1}, "property_unknown"),
    ({"tenancyId": 1}, "tenancy_unknown"),
    ({"onChargeTenancyId": 1}, "tenancy_unknown"),
    ({"issueDate": "2026-02-30"}, "wrong_type"),
    ({"issueDate": "20260201"}, "wrong_type"),
    ({"issueDate": 20260201}, "wrong_type"),
    ({"issueDate": None}, "required"),
    ({"dueDate": ""}, "wrong_type"),
    ({"reference": "x" * 256}, "too_long"),
    ({"taxMode": "exclusive"}, "wrong_value"),
    ({"currency": "USD"}, "currency_not_supported"),
    ({"hasDiscount": True}, "discount_not_supported"),
    ({"emailedToTenant": "yes"}, "wrong_type"),
    ({"number": "1"}, "unknown_field"),
    ({"total": "1.00"}, "unknown_field"),
    ({"amountPaid": "1.00"}, "unknown_field"),
    ({"version": 1}, "unknown_field"),
    ({"lines": []}, "required"),
    ({"lines": None}, "required"),
    ({"lines": {}}, "wrong_type"),
    ({"lines": [1]}, "wrong_type"),
    ({"lines": [a_line()] * 501}, "too_long"),
    ({"lines": [{"description": "x"}]}, "required"),
    ({"lines": [a_line(unitPrice="1.00001")]}, "too_precise"),
    ({"lines": [a_line(unitPrice="1e3")]}, "wrong_type"),
    ({"lines": [a_line(unitPrice="NaN")]}, "wrong_type"),
    ({"lines": [a_line(unitPrice="12345678901")]}, "wrong_type"),
    ({"lines": [a_line(unitPrice="-1.00")]}, "negative_total"),
    ({"lines": [a_line(unitPrice="9999999999", quantity="9999999999")]}, "too_large"),
    ({"lines": [a_line(unitPrice=[])]}, "wrong_type"),
    ({"lines": [a_line(quantity=True)]}, "wrong_type"),
    ({"lines": [a_line(accountCode="nope")]}, "account_unknown"),
    ({"lines": [a_line(accountCode="999")]}, "account_archived"),
    ({"lines": [a_line(taxType="nope")]}, "tax_type_unknown"),
    ({"lines": [a_line(taxType="OLD")]}, "tax_type_archived"),
    ({"lines": [a_line(colour="red")]}, "unknown_field"),
    ({"lines": [a_line(tracking=[{"categoryId": 41}])]}, "required"),
    ({"lines": [a_line(tracking=[{"categoryId": 41, "optionId": 63}])]}, "tracking_unknown"),
    ({"lines": [a_line(tracking=[{"categoryId": 1, "optionId": 1}])]}, "tracking_unknown"),
    ({"lines": [a_line(tracking=[{"categoryId": 41, "optionId": 61}] * 2)]}, "wrong_value"),
)  # fmt: skip


@pytest.mark.parametrize(("fields", "code"), WRONG)
def test_a_wrong_document_is_refused(fields: dict[str, Any], code: str) -> None:
    """Source: designed, re-leased.md §6.6."""
    office = Office()
    body = {**office.a_body(), **fields}
    assert office.code("POST", "/invoices", body, "user") == code


def test_people_track_no_archived_option() -> None:
    """Source: R46."""
    office = Office()
    office.ok(
        "PUT", "/tracking-categories/41/options/North", {"name": "North", "status": "Archived"}
    )
    lines = [a_line(tracking=[{"categoryId": 41, "optionId": 61}])]
    assert (
        office.code("POST", "/invoices", office.a_body(lines=lines), "user") == "tracking_archived"
    )
    assert office.code("POST", "/invoices", office.a_body(lines=lines), "sync") == "ok"


def test_an_old_account_stays_on_a_document_that_is_changed_elsewhere() -> None:
    """Source: R46: archived items stay on old documents and cannot be chosen for new ones."""
    office = Office()
    document = office.a_document()
    office.ok("PUT", "/accounts/account-201", {"code": "201", "name": "x", "status": "Archived"})
    path = f"/invoices/{document['id']}"
    assert office.code("PATCH", path, {"lines": [a_line(unitPrice="90.00")]}, "user") == "ok"
    new = [a_line(accountCode="999")]
    assert office.code("PATCH", path, {"lines": new}, "user") == "account_archived"
    assert office.code("PATCH", path, {"lines": new}, "sync") == "ok"


def test_a_part_paid_document_takes_from_the_integration_what_leaves_its_total() -> None:
    """Source: inferred from Xero, which lets some fields of a part-paid invoice change."""
    office = Office()
    document = office.a_document()
    office.a_payment(document, "20.00")
    path = f"/invoices/{document['id']}"
    assert office.code("PATCH", path, {"dueDate": "2026-06-30"}, "user") == "has_payments"
    assert office.code("PATCH", path, {"dueDate": "2026-06-30"}, "sync") == "ok"


def test_link_data_is_taken_at_any_status() -> None:
    """Source: documented, RL-APPR: the number of Xero may change whenever Xero changes it."""
    office = Office()
    document = office.a_document()
    office.a_payment(document)
    path = f"/invoices/{document['id']}"
    assert office.ok("PATCH", path, {"externalNumber": "INV-8"})["displayNumber"] == "INV-8"
