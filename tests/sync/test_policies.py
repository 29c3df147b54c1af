"""The small decisions that the engine takes over and over."""

import pytest

from sync.links import Link
from sync.policies import Bounds, out_of_scope, own_key
from sync.problems import growing
from sync.reasons import REASONS, reason_for
from tests.sync.pairs import in_xero, released

BOUNDS = Bounds(sync_from="2026-01-01", currency="GBP")


@pytest.mark.parametrize(
    ("type_", "ours", "theirs", "is_left_alone"),
    [
        ("document", {}, {}, False),
        ("document", {"issueDate": "2026-01-01"}, {}, False),
        ("document", {"issueDate": "2025-12-31"}, {}, True),
        ("document", {}, {"issueDate": "2025-12-31"}, True),
        ("document", {}, {"currency": "USD"}, True),
        ("payment", {"date": "2025-12-31"}, {}, True),
        ("payment", {}, {}, False),
        ("contact", {}, {}, False),
    ],
)
def test_what_is_dated_before_or_foreign_is_left_alone(type_, ours, theirs, is_left_alone):
    """Rule: R63."""
    why = out_of_scope(type_, released(type_, **ours), in_xero(type_, **theirs), BOUNDS)

    assert (why is not None) is is_left_alone


def link(**values) -> Link:
    names = {"released_id": "5", "xero_id": None, "external_id": None, "base": None}
    versions = {"released_version": 1, "xero_version": 0, "agreed_version": 0}
    halves = {"released": None, "xero": None, "is_unlinked": False}
    fixed = {"id": 1, "company": 1, "tenant": "t", "type": "document"}
    return Link(**{**fixed, **names, **versions, **halves, **values})


def test_a_key_is_the_same_for_a_repetition_and_for_nothing_else():
    """Rule: R60."""
    key = own_key(link(), "create", 0, b"{}")

    assert key == own_key(link(id=2), "create", 0, b"{}")
    others = [
        own_key(link(released_version=2), "create", 0, b"{}"),
        own_key(link(released_id="6"), "create", 0, b"{}"),
        own_key(link(company=2), "create", 0, b"{}"),
        own_key(link(), "create", 1, b"{}"),
        own_key(link(), "void", 0, b"{}"),
        own_key(link(), "create", 0, b"{1}"),
    ]
    assert len({key, *others}) == 7
    assert len(key) <= 128


def test_a_refused_record_is_tried_again_ever_more_seldom():
    assert [growing(n) for n in (1, 2, 3, 4, 9)] == [900, 3600, 14400, 57600, 86400]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("The contact name A is already assigned to another contact. The contact …", "name_taken"),
        (
            "The specified contact details matched an archived contact. Archived …",
            "archived_there",
        ),
        ("The contact … has been archived. The contact must be un-archived before", "contact"),
        ("Account code '200' has been archived, or has been deleted.", "account"),
        ("The TaxType code 'X' cannot be used with account code '2'.", "tax"),
        ("The document date cannot be before the period lock date", "locked"),
        ("Payment amount exceeds the amount outstanding on this document", "overpaid"),
        (
            "This document cannot be edited as it has a payment or credit note allocated to it.",
            "settled",
        ),
        ("has_payments: The document has payments.", "settled"),
        ("something new", "refused"),
        ("", "refused"),
    ],
)
def test_a_refusal_is_recognised_by_its_words(said: str, code: str):
    """Rule: R62."""
    assert reason_for(said).code == code


def test_every_reason_has_its_own_code():
    codes = [reason.code for reason in REASONS]

    assert len(codes) == len(set(codes))
