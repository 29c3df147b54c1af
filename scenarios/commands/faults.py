"""What goes wrong on the wire: one fault at the n-th matching call of the sync."""

from typing import Any, Final

from scenarios.chance import Chance, odds, pick, weighted
from scenarios.commands.command import ANYWHERE, Command
from scenarios.model import RELEASED, SETTINGS, XERO, Model, Step

ACTIONS: Final[tuple[tuple[dict[str, Any], int], ...]] = (
    ({"kind": "drop_after_commit"}, 6),
    ({"kind": "drop_before_commit"}, 3),
    ({"kind": "status", "status": 503, "when": "before"}, 3),
    ({"kind": "status", "status": 500, "when": "after"}, 3),
    ({"kind": "status", "status": 429, "retry_after_s": 30, "when": "before"}, 4),
    ({"kind": "crash", "when": "before"}, 3),
    ({"kind": "crash", "when": "after"}, 5),
    ({"kind": "expire_token"}, 2),
    ({"kind": "truncate"}, 2),
    ({"kind": "stale_read"}, 3),
    ({"kind": "delay", "seconds": 5}, 1),
)
"""Every action that a plan arms, with how often it is drawn."""

ACTION_KINDS: Final = (
    "delay", "drop_before_commit", "drop_after_commit", "status", "expire_token", "revoke_token",
    "truncate", "stale_read", "crash", "webhooks", "edit",
)  # fmt: skip
"""Every action that a scenario file may name."""

WRITES: Final = (
    {"system": "xero", "method": "PUT", "path": "*/Contacts*"},
    {"system": "xero", "method": "PUT", "path": "*/Invoices*"},
    {"system": "xero", "method": "PUT", "path": "*/Payments*"},
    {"system": "xero", "method": "POST"},
    {"system": "xero", "method": "PUT"},
    {"system": "released", "method": "POST"},
    {"system": "released", "method": "PATCH"},
    {"system": "released", "method": "POST", "path": "*/payments*"},
    {"system": "released", "method": "POST", "path": "*/invoices*"},
)
"""Calls worth striking: the writes of each type, where a lost answer costs most."""

CREATIONS: Final = {
    ("contact", RELEASED): {"system": "xero", "method": "PUT", "path": "*/Contacts*"},
    ("document", RELEASED): {"system": "xero", "method": "PUT", "path": "*/Invoices*"},
    ("credit_note", RELEASED): {"system": "xero", "method": "PUT", "path": "*/CreditNotes*"},
    ("allocation", RELEASED): {"system": "xero", "method": "PUT", "path": "*/Allocations*"},
    ("payment", RELEASED): {"system": "xero", "method": "PUT", "path": "*/Payments*"},
    ("attachment", RELEASED): {"system": "xero", "method": "PUT", "path": "*/Attachments/*"},
    ("contact", XERO): {"system": "released", "method": "POST", "path": "*/contacts"},
    ("document", XERO): {"system": "released", "method": "POST", "path": "*/invoices"},
    ("credit_note", XERO): {"system": "released", "method": "POST", "path": "*/credit-notes"},
    ("allocation", XERO): {"system": "released", "method": "POST", "path": "*/allocations"},
    ("payment", XERO): {"system": "released", "method": "POST", "path": "*/payments"},
    ("attachment", XERO): {"system": "released", "method": "POST", "path": "*/attachments"},
    ("overpayment", XERO): {"system": "released", "method": "PUT", "path": "*/credits/*"},
    ("prepayment", XERO): {"system": "released", "method": "PUT", "path": "*/credits/*"},
    ("account", XERO): {"system": "released", "method": "PUT", "path": "*/accounts/*"},
    ("tax_rate", XERO): {"system": "released", "method": "PUT", "path": "*/tax-types/*"},
    ("tracking_option", XERO): {"system": "released", "method": "PUT", "path": "*/options/*"},
}
"""The call that makes the copy of a record, by the record's type and where it was born."""

_MIRRORS: Final = tuple(CREATIONS[kind, XERO]["path"] for kind in SETTINGS)
"""Calls that are repeated when they fail: only three blows keep a setting out of a cycle."""

LISTS: Final = {
    "contact": "*/Contacts",
    "document": "*/Invoices",
    "credit_note": "*/CreditNotes",
    "payment": "*/Payments",
}
"""The list of Xero that shows a type of record."""

_READ_FAULTS: Final = ("truncate", "stale_read")
_FAILURES: Final = ("status", "drop_before_commit")
"""What keeps a call from being done, when it strikes each repetition."""


def _due(model: Model) -> list[dict[str, Any]]:
    """The creations that the next cycle has before it: there a lost answer costs most."""
    return [
        CREATIONS[record.type, record.born]
        for record in model.records.values()
        if (record.type, record.born) in CREATIONS
        and not record.synced
        and record.is_live()
        and record.status != "draft"
    ]


def _where(model: Model, chance: Chance, kind: str) -> dict[str, Any]:
    """
    Which call is struck.

    Method: an old reading is mostly one of what the last cycle wrote in Xero. One crash in three
    falls between two lists, when one was read and not yet acted on (M107). One failure in two
    keeps out a setting that is due, where there is one (M141). Two times in three a
    creation that is due, where there is one; else half of the time a write, and half of the time
    simply the n-th call of the sync.
    """
    if kind == "stale_read" and model.echoes and odds(chance, 3, 4):
        return {
            "system": XERO,
            "method": "GET",
            "path": LISTS[pick(chance, model.echoes)],
            "nth": 1,
        }
    if kind == "crash" and odds(chance, 1, 3):
        return {
            "system": XERO,
            "method": "GET",
            "path": pick(chance, tuple(LISTS.values())),
            "nth": 1,
        }
    if kind in _READ_FAULTS:
        return {"method": "GET", "nth": 1 + chance.below(12)}
    due = _due(model)
    settings = [call for call in due if call["path"] in _MIRRORS]
    if settings and kind in _FAILURES and odds(chance, 1, 2):
        return {**pick(chance, settings), "nth": 1}
    if due and odds(chance, 2, 3):
        return {**pick(chance, due), "nth": 1}
    if odds(chance, 1, 2):
        return {**pick(chance, WRITES), "nth": 1 + chance.below(2)}
    return {"nth": 1 + chance.below(14)}


def arm_fault(model: Model, chance: Chance) -> Step:
    """One fault lies in wait for the next cycle."""
    action = dict(weighted(chance, ACTIONS))
    if action["kind"] == "stale_read" and odds(chance, 3, 4):
        action["commits"] = 1 + chance.below(4)
    match = {"actor": "sync", **_where(model, chance, action["kind"]), "times": 1}
    if action["kind"] == "expire_token":
        match.setdefault("system", XERO)
    if odds(chance, 1, 10) or match.get("path") in _MIRRORS:
        match["times"] = 3
    model.armed = True
    return {"do": "fault", "match": match, "action": action}


COMMANDS: Final = (Command("fault", ANYWHERE, "faults", 1, arm_fault),)
