"""A currency that the organisation uses: added once, never taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.wire import Field
from simulators.kernel.world import Change
from simulators.xero.books import Books, Writing
from simulators.xero.countries.currencies import CURRENCIES as NAMES
from simulators.xero.wire.columns import columns, own_columns
from simulators.xero.wire.resource import Resource, echo_parts, parts, write

FIELDS: Final = (Field("Code"), Field("Description"))
_PARTS: Final = parts(FIELDS)

CURRENCIES: Final = Resource(
    plural="Currencies",
    singular="Currency",
    kind="currency",
    key="Code",
    columns=columns(*own_columns(FIELDS)),
    render=lambda _books, doc, _view: write(_PARTS, doc),
    errors_flag="HasValidationErrors",
    echo=echo_parts(FIELDS),
)


def add(books: Books, wanted: Doc) -> Writing:
    """
    A currency in which documents may be made from now on, under Xero's name for it.

    Raises:
        Refused: when it is no currency, or used already.
    """
    refuse_if(_refusals(books, wanted))
    code = wanted["Code"].upper()
    doc = {"owner": books.owner, "Code": code, "Description": NAMES[code]}
    return Writing(doc, (Change("currency", f"{books.owner}:{code}", doc),))


def _refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    code = wanted.get("Code", "").upper()
    if code not in NAMES:
        yield Refusal("currency", f"'{code[:60]}' is not a valid currency code.", "Code")
    elif books.has_currency(code):
        yield Refusal("currency", f"The currency {code} has been added already.", "Code")
