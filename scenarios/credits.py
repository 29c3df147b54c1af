"""Over- and prepayments in one form: as Xero has them, and as Re-Leased mirrors them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from scenarios.canonical import RELEASED, XERO, cents
from scenarios.finding import RecordName
from scenarios.history import History
from scenarios.lineage import Record
from scenarios.standing import Mirror

KEYS: Final = {"overpayment": "OverpaymentID", "prepayment": "PrepaymentID"}
_ALIVE: Final = ("AUTHORISED", "PAID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One over- or prepayment in one system; `external` is Xero's id in both."""

    name: RecordName
    owner: str
    external: str
    currency: str | None
    kind: str
    side: str
    contact: str
    date: str | None
    total: Any
    left: Any
    refunded: Any
    settles: tuple[Any, ...]
    is_live: bool

    def differs_from(self, other: "Credit") -> dict[str, Any]:
        """The units that are not the same, this credit's value first."""
        return {
            unit: [getattr(self, unit), getattr(other, unit)]
            for unit in UNITS
            if getattr(self, unit) != getattr(other, unit)
        }

    def __str__(self) -> str:
        return f"{self.kind} {self.external}"


_OWN: Final = ("name", "owner", "external", "currency")
UNITS: Final = tuple(each.name for each in fields(Credit) if each.name not in _OWN)
"""What is the same on both sides."""


def credit_of(history: History, settlement: Record) -> Mirror | None:
    """The over- or prepayment that an allocation uses up or a payment refunds; None for others."""
    for type_, key in KEYS.items():
        id_ = settlement.doc.get(key)
        if id_:
            return history.others.get((XERO, type_), {}).get((settlement.owner, str(id_)))
    return None


def in_xero(history: History) -> Iterator[Credit]:
    """Every over- and prepayment of Xero, with the allocations that are there."""
    used: dict[str, list[Record]] = {}
    for record in history.records.values():
        if record.kind == "allocation" and record.system == XERO and record.is_live:
            for key in KEYS.values():
                used.setdefault(str(record.doc.get(key)), []).append(record)
    for type_ in KEYS:
        for mirror in history.of(XERO, type_):
            yield _xero_credit(history, mirror, used.get(mirror.id, []))


def _xero_credit(history: History, mirror: Mirror, used: list[Record]) -> Credit:
    doc, is_live = mirror.doc, mirror.doc.get("Status") in _ALIVE
    total, left = cents(doc.get("Total")), cents(doc.get("RemainingCredit"))
    applied = sum(record.units["cents"] for record in used)
    return Credit(
        name=(XERO, mirror.type, mirror.id),
        owner=mirror.owner,
        external=mirror.id,
        currency=doc.get("CurrencyCode"),
        kind=mirror.type,
        side="income" if str(doc.get("Type")).startswith("RECEIVE") else "expense",
        contact=history.contact(XERO, str(doc.get("ContactID"))),
        date=doc.get("Date"),
        total=total,
        left=left if is_live else total,
        refunded=total - left - applied if is_live else 0,
        settles=_in_order((r.units["invoice"], r.units["cents"], r.units["date"]) for r in used),
        is_live=is_live,
    )


def in_released(history: History) -> Iterator[Credit]:
    """Every over- and prepayment that Re-Leased shows."""
    for mirror in history.of(RELEASED, "credit"):
        doc = mirror.doc
        yield Credit(
            name=(RELEASED, "credit", f"{mirror.owner}:{mirror.id}"),
            owner=mirror.owner,
            external=str(doc.get("externalId")),
            currency=None,
            kind=str(doc.get("kind")).lower(),
            side=str(doc.get("side")).lower(),
            contact=history.contact(RELEASED, str(doc.get("contactId"))),
            date=doc.get("date"),
            total=cents(doc.get("total")),
            left=cents(doc.get("remainingCredit")),
            refunded=cents(doc.get("amountRefunded") or "0"),
            settles=_in_order(
                (
                    history.document(RELEASED, mirror.owner, str(row.get("invoiceId"))),
                    cents(row.get("amount")),
                    row.get("date"),
                )
                for row in doc.get("allocations") or ()
            ),
            is_live=doc.get("status") != "Voided",
        )


def _in_order(rows: Iterator[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(sorted(rows, key=repr))
