"""Canonical forms: what a person typed is kept, what it means is compared. Rule: R53, R59."""

import pytest

from sync.forms import ADDRESS, EMAIL, PHONE, TEXT, calendar_date, decimal_text, milliseconds


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Acme Ltd", "Acme Ltd"),
        (" Acme   Ltd ", "Acme Ltd"),
        ("Cafe\u0301 Ltd", "Caf\u00e9 Ltd"),
        ("Acme\u00a0Ltd", "Acme Ltd"),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_spacing_and_unicode_form_are_never_a_difference(typed: str | None, kept: str | None):
    assert TEXT.from_released(typed) == kept
    assert TEXT.from_xero(typed) == kept


def test_an_email_keeps_its_case_and_is_compared_without():
    assert EMAIL.from_released("Jo@Acme.test") == "Jo@Acme.test"
    assert EMAIL.key("Jo@Acme.test") == EMAIL.key("jo@acme.TEST")


def test_a_phone_is_compared_by_its_digits_whatever_xero_splits_off():
    theirs = PHONE.from_xero(
        {"PhoneCountryCode": "44", "PhoneAreaCode": "20", "PhoneNumber": "7946 0018"}
    )

    assert PHONE.key(theirs) == PHONE.key(PHONE.from_released({"number": "+44 (20) 7946-0018"}))


def test_a_slot_that_was_never_set_is_empty():
    assert PHONE.from_xero({"PhoneType": "FAX"}) is None
    assert ADDRESS.from_xero({"AddressType": "POBOX", "City": ""}) is None


def test_an_address_survives_the_way_there_and_back():
    ours = {"line1": "1 High St", "city": "Leeds", "postalCode": "LS1 1AA"}

    there = ADDRESS.to_xero(ADDRESS.from_released(ours))

    assert ADDRESS.from_xero(there) == ADDRESS.from_released(ours)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T00:00:00", "2026-03-01"),
        ("/Date(1772323200000+0000)/", "2026-03-01"),
        ("/Date(1772323200000+1300)/", "2026-03-01"),
        ("/Date(-86400000+0000)/", "1969-12-31"),
        (None, None),
        ("", None),
    ],
)
def test_a_date_is_a_date_in_every_zone(written: str | None, date: str | None):
    """Rule: R59."""
    assert calendar_date(written) == date


def test_both_systems_timestamps_are_milliseconds_of_one_clock():
    assert milliseconds("2026-03-02T09:00:00.123Z") == milliseconds("/Date(1772442000123+0000)/")


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        (1.0, "1"),
        ("1.0000", "1"),
        (33.335, "33.335"),
        ("100", "100"),
        (0.0, "0"),
        (1e7, "10000000"),
    ],
)
def test_numbers_are_exact_and_short(written: object, exact: str):
    assert decimal_text(written) == exact
