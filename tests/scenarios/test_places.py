"""Names of the start world."""

from scenarios.places import places

CONNECTION = {
    "pairings": [{"tenant_id": "t", "company_id": 1}],
    "xero": {"organisations": [{"tenant_id": "t"}]},
}


def an_invoice(id_: str, reference: str) -> dict[str, str]:
    return {"owner": "t", "InvoiceID": id_, "Type": "ACCREC", "Status": "AUTHORISED",
            "ContactID": "c",
            "Date": "2026-02-01", "Reference": reference, "Total": "1.00"}  # fmt: skip


def named(*invoices: dict[str, str], by_age: bool) -> list[str]:
    state = {"xero": {"invoice": list(invoices)}, "released": {}}
    found = places(CONNECTION, state, by_age=by_age)
    return [found["invoice-1"].id, found["invoice-2"].id]


def test_names_follow_age_where_runs_repeat_exactly() -> None:
    assert named(an_invoice("x", "March"), an_invoice("y", "April"), by_age=True) == ["x", "y"]


def test_names_follow_content_where_a_sync_may_make_its_copies_in_any_order() -> None:
    march, april = an_invoice("x", "March"), an_invoice("y", "April")

    assert named(march, april, by_age=False) == named(april, march, by_age=False) == ["y", "x"]
