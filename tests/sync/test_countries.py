"""Landlords of three countries in one world: each is taxed, dated and paid at home."""

from decimal import Decimal

from tests.sync.circle import Circle

RATES = {"GBP": Decimal("0.20"), "NZD": Decimal("0.15"), "AUD": Decimal("0.10")}
MOST_CYCLES = 10


def test_documents_of_three_countries_cross_with_their_own_tax() -> None:
    """Facts 4.9: 20, 15 and 10 per cent."""
    countries = ["GB", "NZ", "AU"]
    circle = Circle(fixture="portfolio", organisations=3, companies=3, countries=countries)

    assert any(circle.sync.cycle() for _ in range(MOST_CYCLES))

    invoices = circle.get("state")["xero"]["invoice"]
    whole = [row for row in invoices if row["SubTotal"] in ("1250.00", "340.00")]
    assert {row["CurrencyCode"] for row in whole} == set(RATES)
    for row in whole:
        tax = Decimal(row["SubTotal"]) * RATES[row["CurrencyCode"]]
        assert Decimal(row["TotalTax"]) == tax
