"""
Xero's oddities that a fault plan can switch on by name: each is some rows of such a plan.

What Xero always does needs no fault: it is built in. Source: facts chapter 8, kind F; every row
names the reports that it was learnt from.
"""

from collections.abc import Mapping
from typing import Any, Final

from simulators.kernel.vendor import Quirk

GRACE_S: Final = 30 * 60
DAY_LIMIT_S: Final = 66_975
"""A Retry-After that was really seen."""


def _on(method: str = "", path: str = "", **more: Any) -> dict[str, Any]:
    asked = {"system": "xero", "method": method, "path": path, "actor": "sync", **more}
    return {name: value for name, value in asked.items() if value != ""}


def _row(match: Mapping[str, Any], kind: str, **action: Any) -> dict[str, Any]:
    return {"match": dict(match), "action": {"kind": kind, **action}}


def _edit(kind: str, **fields: Any) -> dict[str, Any]:
    return {"system": "xero", "kind": kind, "fields": fields}


QUIRKS: Final = (
    Quirk("XQ-04", "a library sends a PUT again by itself: without a key it is done twice",
          (_row(_on("PUT"), "repeat"),),
          "XeroAPI/Xero-NetStandard#483, freakboy3742/pyxero#328"),
    Quirk("XQ-05", "the day limit is reached: 429 with a Retry-After of many hours",
          (_row(_on(), "limit", window="day", retry_after_s=DAY_LIMIT_S),),
          "XeroAPI/xero-python#74"),
    Quirk("XQ-06", "idempotency keys are forgotten early: a repetition is done again",
          (_row(_on("PUT"), "forget_keys"),), "documented: six minutes"),
    Quirk("XQ-08", "an If-Modified-Since is ignored and everything comes back",
          (_row(_on("GET"), "strip_header", header="If-Modified-Since"),),
          "XeroAPI/xero-node#272, XeroAPI/Xero-NetStandard#400"),
    Quirk("XQ-11", "a contact is touched between two pages, and the rows behind it move up",
          (_row(_on("GET", "*/Contacts", nth=2), "edit",
                edit={**_edit("contact.edit", Website="https://moved.example.test"),
                      "id": "@first"}),),
          "derived"),
    Quirk("XQ-17", "a blank at the end of a file's name is answered with 500",
          (_row(_on("", "*/Attachments/* "), "status", status=500),), "XeroAPI/xero-node#763"),
    Quirk("XQ-27", "one payment of a batch fails, and the ids of the others come back empty",
          (_row(_on("PUT", "*/Payments*"), "blank_field", field="PaymentID",
                having="ValidationErrors"),),
          "XeroAPI/Xero-Net#354"),
    Quirk("XQ-33", "another worker refreshed the tokens, and the grace period is over",
          (_row(_on("POST", "*/connect/token"), "repeat", pause_s=GRACE_S + 1),),
          "XeroAPI/xero-node#382, XeroAPI/Xero-NetStandard#184"),
    Quirk("XQ-37", "a long batch ends with 500, and half of its rows are saved",
          (_row(_on("PUT"), "cut_batch"),), "a post-mortem of a third party"),
    Quirk("XQ-38", "the answer to a PUT is lost after the work was done",
          tuple(_row(_on("PUT", path), "drop_after_commit")
                for path in ("*/Invoices", "*/Payments", "*/Attachments/*")),
          "scenario"),
    Quirk("XQ-40", "the app is disconnected in Xero: the calls after this one are answered 403",
          (_row(_on(), "edit", edit=_edit("app.disconnect")),), "documented"),
    Quirk("XQ-41", "the organisation goes offline: this call and those of five minutes get 503",
          (_row(_on(), "edit", edit=_edit("organisation.offline", minutes=5)),
           _row(_on(), "status", status=503)),
          "documented"),
)  # fmt: skip
