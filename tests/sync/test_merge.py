"""The merge table, row by row. Rule: R4, R5, R6, R22."""

from typing import Any

import pytest

from sync.merge import POLICIES, agreed, merged
from tests.sync.pairs import a_line, in_xero, released

BASE = released("contact", email="old@a.test", firstName="Ann")


def verdict(ours: dict[str, Any], theirs: dict[str, Any], policy: str = "rl", base: Any = BASE):
    return merged(
        "contact",
        base,
        released("contact", **{"email": "old@a.test", "firstName": "Ann", **ours}),
        in_xero("contact", **{"email": "old@a.test", "firstName": "Ann", **theirs}),
        POLICIES[policy],
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "to_released", "to_xero"),
    [
        # Re-Leased             Xero                     to Re-Leased   to Xero
        ({},                    {},                      (),            ()),
        ({"email": "n@a.test"}, {},                      (),            ("email",)),
        ({},                    {"email": "n@a.test"},   ("email",),    ()),
        ({"email": None},       {},                      (),            ("email",)),
        ({},                    {"email": None},         ("email",),    ()),
        ({"email": "n@a.test"}, {"email": "N@a.test"},   (),            ()),
        ({"email": "n@a.test"}, {"firstName": "Bo"},     ("firstName",), ("email",)),
        ({"email": "n@a.test"}, {"email": "m@a.test"},   (),            ("email",)),
    ],
)  # fmt: skip
def test_each_row_of_the_table(ours, theirs, to_released, to_xero):
    found = verdict(ours, theirs)

    assert (found.to_released, found.to_xero) == (to_released, to_xero)


@pytest.mark.parametrize(
    ("policy", "to_released", "to_xero", "undecided"),
    [
        ("rl", (), ("email",), False),
        ("xero", ("email",), (), False),
        ("error", (), (), True),
    ],
)
def test_a_conflict_goes_as_declared_and_is_logged(policy, to_released, to_xero, undecided):
    found = verdict({"email": "n@a.test"}, {"email": "m@a.test"}, policy)

    assert (found.to_released, found.to_xero) == (to_released, to_xero)
    assert found.is_undecided is undecided
    assert [conflict.unit for conflict in found.conflicts] == ["email"]


@pytest.mark.parametrize(("theirs", "wins"), [(3, True), (2, False), (1, False)])
def test_the_later_save_wins_by_the_servers_clocks(theirs: int, wins: bool):
    ours = {"email": "n@a.test", "updatedAt": "1970-01-01T00:00:00.002Z"}

    found = verdict(ours, {"email": "m@a.test", "updated": theirs}, "last")

    assert ("email" in found.to_released) is wins


def test_without_a_base_what_differs_is_a_conflict_and_what_agrees_is_not():
    found = verdict({"email": "n@a.test"}, {}, base=None)

    assert [conflict.unit for conflict in found.conflicts] == ["email"]


def test_the_new_base_takes_what_agrees_and_keeps_what_differs():
    ours = released("contact", email="n@a.test", firstName="Bo")
    theirs = in_xero("contact", email="old@a.test", firstName="Bo")

    base = agreed("contact", BASE, ours, theirs)

    assert (base["email"], base["firstName"]) == ("old@a.test", "Bo")


def _documents(ours: dict[str, Any], theirs: dict[str, Any], policy: str = "rl"):
    return merged(
        "document",
        released("document"),
        released("document", **ours),
        in_xero("document", **theirs),
        POLICIES[policy],
    )


def _lines(**fields: Any) -> list[dict[str, Any]]:
    return released("document", lines=[a_line(**fields)])["lines"]


def test_lines_are_one_unit_and_header_fields_are_each_their_own():
    found = _documents(
        {"lines": [a_line(description="ours")], "dueDate": "2026-04-01"},
        {"lines": _lines(description="theirs"), "issueDate": "2026-02-01"},
    )

    assert found.to_xero == ("dueDate", "lines")
    assert found.to_released == ("issueDate",)


def test_a_line_id_or_the_digits_of_a_quantity_are_no_difference():
    found = _documents({"lines": [a_line(id=4, quantity="1.0000")]}, {"lines": _lines(id=9)})

    assert (found.to_xero, found.to_released) == ((), ())


@pytest.mark.parametrize("policy", ["rl", "xero", "last", "error"])
def test_amounts_go_with_the_tax_mode_they_follow_from(policy: str):
    """Rule: R58. A new mode moves the amounts of lines that nobody edited."""
    ours = {"taxMode": "Inclusive", "lines": [a_line(taxAmount="16.67")]}

    found = _documents(ours, {}, policy)

    assert (found.to_xero, found.to_released) == (("taxMode", "lines"), ())


def test_a_new_mode_here_and_new_lines_there_both_survive():
    found = _documents({"taxMode": "NoTax", "lines": [a_line(taxAmount="0.00")]}, {
        "lines": _lines(description="theirs"),
    })  # fmt: skip

    assert (found.to_xero, found.to_released) == (("taxMode",), ("lines",))


def test_the_reference_of_a_bill_is_re_leaseds_own():
    """Rule: R1. Xero has no reference on bills."""
    ours = released("document", kind="ExpenseInvoice", reference="ours")
    theirs = in_xero("document", kind="ExpenseInvoice", reference=None)

    found = merged("document", None, ours, theirs, POLICIES["rl"])

    assert "reference" not in (*found.to_xero, *found.to_released)
