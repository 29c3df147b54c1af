"""The world that a newcomer sees first: something of everything, in books that agree."""

from collections import Counter
from functools import lru_cache
from typing import Any

import pytest

from counterfoil.inprocess import Simulators
from simulators.fixtures.books import BANK_CODE
from simulators.released.access import ROLES
from simulators.released.document import INVOICES, STATUSES
from simulators.released.tenancy import STATUSES as TENANCY_STATUSES


@lru_cache
def portfolio(profile: str = "guide", country: str = "GB") -> Any:
    """Both systems' records in a world of two landlords."""
    control = Simulators().control
    recipe = {"fixture": "portfolio", "organisations": 2, "companies": 2, "countries": [country]}
    made = control.post("worlds", json={**recipe, "seed": 7, "profile": profile})
    assert made.status_code == 201, made.text
    return control.get(f"worlds/{made.json()['world']}/state").json()


def released(kind: str, company: int = 1) -> list[dict[str, Any]]:
    """The records of one landlord in Re-Leased."""
    rows: list[dict[str, Any]] = portfolio()["released"][kind]
    return [row for row in rows if row["companyId"] == company]


def test_there_is_an_invoice_and_a_bill_of_every_status() -> None:
    """Source: re-leased.md §10."""
    found = Counter((row["kind"], row["status"]) for row in released("document"))

    assert {(kind, status) for kind in INVOICES for status in STATUSES} <= set(found)


def test_one_invoice_is_part_paid_and_one_is_in_thirds() -> None:
    """Source: re-leased.md §10."""
    documents = released("document")

    part = [row for row in documents if row["amountPaid"] != "0.00" and row["amountDue"] != "0.00"]
    thirds = [
        row for row in documents if {line["quantity"] for line in row["lines"]} == {"33.333"}
    ]
    assert (len(part), [len(row["lines"]) for row in thirds]) == (1, [3])


def test_there_are_two_credit_notes_of_which_one_is_partly_allocated() -> None:
    """Source: re-leased.md §10."""
    notes = [row for row in released("document") if row["kind"].endswith("CreditNote")]

    assert {row["kind"] for row in notes} == {"IncomeCreditNote", "ExpenseCreditNote"}
    assert sorted(row["amountCredited"] for row in notes) == ["0.00", "120.00"]
    assert [row["amount"] for row in released("allocation")] == ["120.00"]


def test_there_are_three_files_of_which_two_share_a_name() -> None:
    """Source: re-leased.md §10."""
    files = released("attachment")

    names = Counter(row["fileName"] for row in files)
    assert sorted(names.values()) == [1, 2]
    assert len({row["documentId"] for row in files}) == 2


def test_there_is_a_tenancy_of_every_status_over_areas_and_with_a_rent_schedule() -> None:
    """Source: re-leased.md §10."""
    tenancies = released("tenancy")

    assert sorted(row["status"] for row in tenancies) == sorted(TENANCY_STATUSES)
    assert [len(row["areaIds"]) for row in tenancies if row["areaIds"]] == [2]
    assert len(released("area")) == 3
    assert [row["nextDueDate"] for row in released("charge")] == ["2026-04-01"]
    contacts = Counter(row["accountContactId"] for row in tenancies)
    assert contacts.most_common(1)[0][1] == 2


def test_the_contacts_are_hard_to_match() -> None:
    """Source: re-leased.md §10: twelve, by case, trailing blank, script, and an archived one."""
    ours = [row["name"] for row in portfolio()["released"]["contact"] if 1 in row["companyIds"]]
    theirs = portfolio()["xero"]["contact"]
    tenant = theirs[0]["owner"]
    names = [row["Name"] for row in theirs if row["owner"] == tenant]

    assert len(ours) + len(names) == 12
    assert {name.upper() for name in names} & set(ours)
    assert [name for name in ours if name.endswith(" ")]
    assert [name for name in names if not name.isascii()]
    archived = [r for r in theirs if r["owner"] == tenant and r["ContactStatus"] == "ARCHIVED"]
    assert len(archived) == 1


def test_there_are_tax_types_accounts_and_tracking() -> None:
    """Source: re-leased.md §10."""
    accounts = {row["code"]: row for row in released("account")}

    assert accounts[BANK_CODE]["type"] == "BANK"
    assert accounts["261"]["status"] == "Archived"
    assert {"201", "205", "401", "411", "421", "831"} <= set(accounts)
    options = Counter(row["categoryId"] for row in released("tracking_option"))
    assert sorted(options.values()) == [2, 4]
    assert len(released("property")) == 3
    assert all(row["trackingOptionId"] for row in released("property"))


def test_there_is_a_user_of_every_role_and_money_paid_too_much() -> None:
    """A newcomer finds people to act as, and an overpayment to be mirrored."""
    users = portfolio()["released"]["user"]

    assert [row["role"] for row in users] == list(ROLES)
    assert [row["RemainingCredit"] for row in portfolio()["xero"]["overpayment"]] == ["50.00"] * 2


@pytest.mark.parametrize("profile", ["legacy", "current"])
@pytest.mark.parametrize("country", ["NZ", "AU"])
def test_the_portfolio_can_be_built_for_every_vintage_and_country(
    profile: str, country: str
) -> None:
    """Source: re-leased.md §11: a vintage in which people may do less still has its books."""
    assert portfolio(profile, country)["released"]["charge"]


@pytest.mark.parametrize("switch", [{"allocations": "from_xero"}, {"equal_ids": "on"}])
def test_the_portfolio_can_be_built_under_switches(switch: dict[str, str]) -> None:
    """What a switch forbids people is left out."""
    recipe = {"fixture": "portfolio", "switches": switch}
    assert Simulators().control.post("worlds", json=recipe).status_code == 201
