"""Builders of pairs: what a test does not name is irrelevant and defaults."""

from dataclasses import replace
from typing import Any

from sync.merge import POLICIES, agreed, merged
from sync.pair import Pair, Problem, Twin
from sync.pictures import RELEASED_PICTURES

HERE, THERE = "501", "7f6c0b1e-0000-4000-8000-000000000001"
CONTACT = Twin(released_id="501", xero_id="c-1", released_status="Active", xero_status="Active")
DOCUMENT = Twin(released_id="9", xero_id="d-9", released_status="Approved", xero_status="Approved")


def a_contact(**fields: Any) -> dict[str, Any]:
    """A contact as Re-Leased writes it."""
    return {"id": 501, "name": "Acme Ltd", "status": "Active", **fields}


def a_line(**fields: Any) -> dict[str, Any]:
    """A line as Re-Leased writes it."""
    return {
        "id": 1,
        "description": "Rent",
        "quantity": "1",
        "unitPrice": "100",
        "accountCode": "200",
        "taxType": "OUTPUT2",
        "taxAmount": "20.00",
        "lineAmount": "100.00",
        "tracking": [],
        **fields,
    }


def a_document(**fields: Any) -> dict[str, Any]:
    """An income invoice as Re-Leased writes it."""
    return {
        "id": 9,
        "kind": "IncomeInvoice",
        "contactId": 501,
        "issueDate": "2026-03-01",
        "dueDate": "2026-03-15",
        "reference": None,
        "taxMode": "Exclusive",
        "status": "Approved",
        "lines": [a_line()],
        "amountPaid": "0.00",
        "amountCredited": "0.00",
        "amountDue": "120.00",
        **fields,
    }


def a_payment(**fields: Any) -> dict[str, Any]:
    """A payment as Re-Leased writes it."""
    values = {"amount": "40.00", "date": "2026-03-02", "accountCode": "090", "status": "Applied"}
    return {"id": 7, "documentId": 9, **values, **fields}


def an_allocation(**fields: Any) -> dict[str, Any]:
    """An allocation as Re-Leased writes it."""
    return {"id": 3, "creditNoteId": 8, "invoiceId": 9, "amount": "40.00",
            "date": "2026-03-02", **fields}  # fmt: skip


def a_credit(**fields: Any) -> dict[str, Any]:
    """The mirror of an overpayment as Re-Leased writes it."""
    row = {"externalId": "a-1", "invoiceId": 9, "amount": "40.00", "date": "2026-03-02"}
    values = {"total": "50.00", "amountRefunded": "0.00", "status": "Approved"}
    return {"id": 4, "kind": "Overpayment", "side": "Income", "contactId": 501,
            "date": "2026-03-02", "allocations": [row], **values, **fields}  # fmt: skip


def a_file(**fields: Any) -> dict[str, Any]:
    """A file as Re-Leased tells of it."""
    return {"id": 4, "documentId": 9, "fileName": "lease.pdf", "sha256": "one", "size": 3,
            "mimeType": "application/pdf", "deletedAt": None, **fields}  # fmt: skip


MAKERS = {
    "attachment": a_file,
    "contact": a_contact,
    "document": a_document,
    "allocation": an_allocation,
    "payment": a_payment,
    "credit": a_credit,
}


def released(type_: str, **fields: Any) -> dict[str, Any]:
    """The picture of a Re-Leased record."""
    return RELEASED_PICTURES[type_](MAKERS[type_](**fields))


def in_xero(type_: str, **units: Any) -> dict[str, Any]:
    """The same record as Xero shows it, in Re-Leased's ids, with some units changed."""
    facts = {"merged": None, "marker": None, "currency": "GBP", "reference": None}
    return {**facts, **released(type_), **units}


def pair(type_: str, **values: Any) -> Pair:
    """A linked pair that agrees, but for what is given. None takes a half away."""
    parent = {"contact": Twin(), "document": CONTACT}.get(type_, DOCUMENT)
    other = DOCUMENT if type_ == "allocation" else Twin()
    both = {
        "released": released(type_),
        "xero": in_xero(type_),
        "base": released(type_),
        "released_id": HERE,
        "xero_id": THERE,
        "external_id": THERE,
        "released_parent": parent,
        "xero_parent": parent,
        "released_other": other,
        "xero_other": other,
        **values,
    }
    made = Pair(id=1, type=type_, company=1, **both)
    ours, theirs = made.released, made.xero
    if ours is None or theirs is None:
        gone = {"base": None, "external_id": None}
        gone |= {"released_id": None} if ours is None else {}
        gone |= {"xero_id": None} if theirs is None else {}
        return replace(made, **gone)
    if "verdict" in values:
        return made
    base = agreed(type_, made.base, ours, theirs)
    verdict = merged(type_, base, ours, theirs, POLICIES["rl"]) if type_ in MERGED else None
    return replace(made, base=base, **({"verdict": verdict} if verdict else {}))


MERGED = ("contact", "document", "attachment")
"""Types whose records are compared unit by unit."""


def refused(by: str = "xero", code: str = "account", action: str = "create in Xero") -> Problem:
    """A problem that stands."""
    return Problem(refused_by=by, action=action, code=code, reason="no", is_waiting=True)
