"""Lines of a document: arithmetic to the penny, accounts, tax, tracking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.money import ZERO, cents, text, text4
from simulators.kernel.wire import Field, Kind
from simulators.xero import item
from simulators.xero.account import CONTROL, system_account
from simulators.xero.books import Books, plain
from simulators.xero.tax_rate import may_go_with
from simulators.xero.wire.lengths import too_long

TRACKING_FIELDS: Final = (
    Field("TrackingCategoryID", Kind.GUID),
    Field("TrackingOptionID", Kind.GUID),
    Field("Name"),
    Field("Option"),
)
FIELDS: Final = (
    Field("LineItemID", Kind.GUID),
    Field("Description", limit=4000),
    Field("Quantity", Kind.DECIMAL),
    Field("UnitAmount", Kind.DECIMAL),
    Field("ItemCode", limit=30),
    Field("AccountCode", limit=10),
    Field("AccountID", Kind.GUID),
    Field("TaxType"),
    Field("TaxAmount", Kind.MONEY),
    Field("LineAmount", Kind.MONEY),
    Field("DiscountRate", Kind.DECIMAL),
    Field("DiscountAmount", Kind.MONEY),
    Field("Tracking", Kind.ROWS, fields=TRACKING_FIELDS),
)
LARGEST: Final = Decimal("9999999999.99")
MOST_TRACKING: Final = 2
HUNDRED: Final = Decimal(100)

PRICING: Final = (
    "Quantity",
    "UnitAmount",
    "LineAmount",
    "DiscountRate",
    "DiscountAmount",
    "TaxType",
)
"""What, when sent anew, lets a line's tax be worked out again."""

ACCOUNT: Final = ("AccountCode", "AccountID")
UNUSABLE: Final = "Account code '{}' is not a valid code for this document."
GONE: Final = (
    "Account code '{}' has been archived, or has been deleted. "
    "Each line item must reference a valid account."
)
WRONG_TAX: Final = "The TaxType code '{}' cannot be used with account code '{}'."
NO_TAX: Final = (
    "The TaxType code {} does not exist or cannot be used for this type of transaction."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What a line takes from its document.

    Args:
        mode: whether amounts include tax.
        is_sale: whether it goes to a customer.
        approved: whether a priced line needs an account.
        control: the only account that lines may name, such as DEBTORS; empty for any but those.
        discounts: whether a line may have one.
    """

    mode: str
    is_sale: bool
    approved: bool
    control: str = ""
    discounts: bool = False


def merged(
    before: list[Doc], wanted: list[Doc], places: int, *, remode: bool = False
) -> list[Doc]:
    """
    The lines as sent, each over the stored one of the same LineItemID.

    Source: documented, facts 3.3: what is sent replaces the list; known ids update.

    Args:
        before: the stored lines.
        wanted: the lines as sent.
        places: the digits that a unit price may have.
        remode: whether tax must be worked out again unless it is sent.
    """
    known = {line["LineItemID"]: line for line in before}
    return [
        _over(known.pop(line.get("LineItemID", ""), {}), line, places, remode) for line in wanted
    ]


def _over(before: Doc, line: Doc, places: int, remode: bool) -> Doc:  # noqa: FBT001
    sent = {name: value for name, value in line.items() if name != "LineItemID"}
    if "UnitAmount" in sent:
        sent["UnitAmount"] = text4(rounded(Decimal(sent["UnitAmount"]), places))
    dropped = {"TaxAmount"} if remode else set()
    if any(name in sent and not _same(sent[name], before.get(name)) for name in PRICING):
        dropped |= {"LineAmount", "TaxAmount"}
        if "LineAmount" in sent and "UnitAmount" not in sent:
            dropped.add("UnitAmount")
    if "AccountCode" in sent or "AccountID" in sent:
        dropped |= {"AccountCode", "AccountID"}
    return {**{name: value for name, value in before.items() if name not in dropped}, **sent}


def _same(sent: str, stored: str | None) -> bool:
    if stored is None or sent == stored:
        return sent == stored
    try:
        return Decimal(sent) == Decimal(stored)
    except InvalidOperation:
        return False


def completed(books: Books, line: Doc, terms: Terms) -> Doc:
    """A line with its account, tax, tracking and amounts filled in; it was checked before."""
    line = item.filled(books, line, is_sale=terms.is_sale)
    account = _account(books, line, terms)
    done: Doc = {"Description": line.get("Description", ""), **_amounts(line, terms)}
    done.update({name: line[name] for name in ("LineItemID", "ItemCode") if line.get(name)})
    if account is not None:
        done["AccountCode"] = account.get("Code", "")
        done["AccountID"] = account["AccountID"]
    default = account.get("TaxType", "NONE") if account is not None else "NONE"
    done["TaxType"] = line.get("TaxType", "").upper() or default
    done["TaxAmount"] = _tax_amount(books, done, line.get("TaxAmount"), terms)
    done["Tracking"] = [
        entry for entry in (tracked(books, row) for row in line.get("Tracking", ())) if entry
    ]
    return done


def _amounts(line: Doc, terms: Terms) -> Doc:
    """Quantity, unit price, discount and line amount; two of the three give the third."""
    if not is_priced(line):
        return {"LineAmount": "0.00"}
    quantity, unit, amount = priced(line, terms)
    done = {"Quantity": text4(quantity), "UnitAmount": text4(unit), "LineAmount": text(amount)}
    if terms.discounts and Decimal(line.get("DiscountRate", "0")):
        done["DiscountRate"] = text4(Decimal(line["DiscountRate"]))
    elif terms.discounts and Decimal(line.get("DiscountAmount", "0")):
        done["DiscountAmount"] = text(Decimal(line["DiscountAmount"]))
    return done


def is_priced(line: Doc) -> bool:
    """Whether a line is more than a description; a stored description has an amount of zero."""
    return bool(line.keys() & {"Quantity", "UnitAmount"}) or bool(
        Decimal(line.get("LineAmount", "0"))
    )


def priced(line: Doc, terms: Terms) -> tuple[Decimal, Decimal, Decimal]:
    """Quantity, unit price and amount. Source: documented, facts 4.2.5."""
    quantity = rounded(Decimal(line["Quantity"]), 4) if "Quantity" in line else None
    unit = rounded(Decimal(line["UnitAmount"]), 4) if "UnitAmount" in line else None
    amount = cents(Decimal(line["LineAmount"])) if "LineAmount" in line else None
    if unit is None and amount is not None:
        quantity = quantity or Decimal(1)
        return quantity, rounded(amount / quantity, 4), amount
    if quantity is None and amount is not None and unit:
        return rounded(amount / unit, 4), unit, amount
    quantity = Decimal(1) if quantity is None else quantity
    unit = unit or ZERO
    return quantity, unit, expected(line, quantity, unit, terms)


def expected(line: Doc, quantity: Decimal, unit: Decimal, terms: Terms) -> Decimal:
    """What a line amounts to, after its discount."""
    gross = quantity * unit
    if terms.discounts and Decimal(line.get("DiscountRate", "0")):
        return cents(gross * (1 - Decimal(line["DiscountRate"]) / HUNDRED))
    if terms.discounts and "DiscountAmount" in line:
        return cents(gross) - cents(Decimal(line["DiscountAmount"]))
    return cents(gross)


def rounded(number: Decimal, digits: int) -> Decimal:
    """The number with so many digits after the point, halves away from zero."""
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _tax_amount(books: Books, done: Doc, given: str | None, terms: Terms) -> str:
    if terms.mode == "NoTax":
        return "0.00"
    if given is not None:
        return text(Decimal(given))
    rate = books.tax_rate(done["TaxType"])
    return text(tax_on(Decimal(done["LineAmount"]), rate, terms.mode))


def tax_on(amount: Decimal, rate: Doc | None, mode: str) -> Decimal:
    """The tax in or on a line's amount, rounded by itself. Source: documented, facts 4.2.5."""
    percent = Decimal(rate["EffectiveRate"]) if rate is not None else ZERO
    if mode == "Inclusive":
        return cents(amount * percent / (HUNDRED + percent))
    return cents(amount * percent / HUNDRED)


def totals(lines: list[Doc], mode: str) -> tuple[Decimal, Decimal, Decimal]:
    """SubTotal, TotalTax and Total."""
    amount = sum((Decimal(line["LineAmount"]) for line in lines), ZERO)
    tax = sum((Decimal(line["TaxAmount"]) for line in lines), ZERO)
    if mode == "Inclusive":
        return amount - tax, tax, amount
    return amount, tax, amount + tax


def refusals(books: Books, line: Doc, terms: Terms) -> Iterator[Refusal]:
    """Everything that is wrong with one line."""
    yield from item.line_refusals(books, line)
    line = item.filled(books, line, is_sale=terms.is_sale)
    yield from too_long(FIELDS, line, "LineItems.")
    if is_priced(line):
        yield from _amount_refusals(line, terms)
    yield from _account_refusals(books, line, terms)
    yield from tracking_refusals(books, line)


def _amount_refusals(line: Doc, terms: Terms) -> Iterator[Refusal]:
    _, _, amount = priced(line, terms)
    if "LineAmount" in line:
        given = cents(Decimal(line["LineAmount"]))
        if given != amount:
            message = (
                f"The line total {text(given)} does not match "
                f"the expected line total {text(amount)}"
            )
            yield Refusal("XE-18", message, "LineItems.LineAmount")
    if abs(amount) > LARGEST or abs(Decimal(line.get("TaxAmount", "0"))) > LARGEST:
        yield Refusal("line", "The line amount is too large.", "LineItems.LineAmount")


def spared(books: Books, rows: list[Doc], terms: Terms) -> tuple[list[Doc], tuple[str, ...]]:
    """
    The lines of a draft without the accounts that are not there, and the warnings that says.

    Source: documented for another resource, facts 4.2.6; switch xero_draft_account.
    """
    if terms.approved or books.switch("xero_draft_account") == "refused":
        return rows, ()
    lost = [
        line
        for line in rows
        if line.keys() & set(ACCOUNT) and _account(books, line, terms) is None
    ]
    kept = [
        {name: v for name, v in line.items() if name not in ACCOUNT} if line in lost else line
        for line in rows
    ]
    codes = [line.get("AccountCode", line.get("AccountID")) for line in lost]
    return kept, tuple(dict.fromkeys(UNUSABLE.format(code) for code in codes))


def _account(books: Books, line: Doc, terms: Terms) -> Doc | None:
    if line.get("AccountID"):
        return books.row("account", line["AccountID"])
    if line.get("AccountCode"):
        return books.account(line["AccountCode"])
    return system_account(books, terms.control) if terms.control else None


def _account_refusals(books: Books, line: Doc, terms: Terms) -> Iterator[Refusal]:
    account = _account(books, line, terms)
    code = line.get("AccountCode", "") or (account or {}).get("Code", "")
    named = bool(line.get("AccountCode") or line.get("AccountID"))
    tax = line.get("TaxType", "").upper()
    rate = books.tax_rate(tax) if tax else None
    if tax and (rate is None or rate["Status"] != "ACTIVE"):
        yield Refusal("XE-17", NO_TAX.format(line["TaxType"]), "LineItems.TaxType")
    if account is None:
        if named or (is_priced(line) and terms.approved):
            yield Refusal("XE-15", UNUSABLE.format(code), "LineItems.AccountCode")
        return
    if account["Status"] != "ACTIVE":
        yield Refusal("XE-16", GONE.format(code), "LineItems.AccountCode")
    elif not _is_usable(account, terms):
        yield Refusal("XE-15", UNUSABLE.format(code), "LineItems.AccountCode")
    if rate is not None and not may_go_with(rate, account):
        yield Refusal("XE-17", WRONG_TAX.format(line["TaxType"], code), "LineItems.TaxType")


def _is_usable(account: Doc, terms: Terms) -> bool:
    """Source: documented, facts 4.2.6 and 4.6."""
    if terms.control:
        return bool(account.get("SystemAccount") == terms.control)
    return account["Type"] != "BANK" and account.get("SystemAccount") not in CONTROL


def tracking_refusals(books: Books, line: Doc) -> Iterator[Refusal]:
    """What is wrong with the tracking of one line."""
    rows = line.get("Tracking", ())
    found = [tracked(books, row) for row in rows]
    categories = [entry["TrackingCategoryID"] for entry in found if entry]
    if len(rows) > MOST_TRACKING or len(set(categories)) < len(categories):
        yield Refusal("tracking", "A line can have at most one option of each of two categories.")
    if None in found and books.switch("xero_unknown_tracking") == "refused":
        yield Refusal("tracking", "The tracking category or option could not be found.")


def tracked(books: Books, row: Doc) -> Doc | None:
    """The ids that a line's tracking entry means, by ids or by names."""
    for category in books.all("tracking_category"):
        if not _is_named(row, category, "TrackingCategoryID", "Name"):
            continue
        for option in category["Options"]:
            wanted = {"TrackingOptionID": row.get("TrackingOptionID"), "Name": row.get("Option")}
            if _is_named(wanted, option, "TrackingOptionID", "Name"):
                return {
                    "TrackingCategoryID": category["TrackingCategoryID"],
                    "TrackingOptionID": option["TrackingOptionID"],
                }
    return None


def _is_named(row: Doc, record: Doc, key: str, name: str) -> bool:
    if row.get(key):
        return bool(row[key] == record[key])
    return bool(row.get(name)) and plain(row[name]) == plain(record["Name"])
