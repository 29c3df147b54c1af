"""The only arithmetic on money: decimal text in, decimal text out, rounding named."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

CENT: Final = Decimal("0.01")
FOUR_PLACES: Final = Decimal("0.0001")
ZERO: Final = Decimal(0)
LARGEST: Final = Decimal("9999999999.99")


class Rounding(StrEnum):
    """How an exact half is rounded."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


_MODES: Final = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN}


def decimal(value: object) -> Decimal:
    """
    The exact number that a wire value stands for.

    Args:
        value: text or a whole number, or a float as JSON parsed it (read by its shortest text).

    Raises:
        ValueError: when it is no finite number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"{value!r} is not a number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    return number


def cents(number: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """The number rounded to two places."""
    return number.quantize(CENT, rounding=_MODES[rounding])


def text(number: Decimal) -> str:
    """An amount as documents hold it: two places, no exponent, no negative zero."""
    rounded = number.quantize(CENT, rounding=ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):f}"


def text4(number: Decimal) -> str:
    """A quantity or unit price as documents hold it: four places."""
    rounded = number.quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):f}"


def total(amounts: Iterable[str]) -> Decimal:
    """The sum of amounts given as text."""
    return sum((Decimal(amount) for amount in amounts), ZERO)
