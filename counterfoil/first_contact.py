"""The first contact with a partner's sync: what works already, and the next step where not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from scenarios.interpreter import Run
from scenarios.plan import Plan, from_json

DONE, FAILED, NOT_REACHED = "ok", "failed", "not reached"

PLAN: Final = {
    "format": "counterfoil/scenario/1",
    "name": "doctor",
    "steps": [
        {"do": "contact.create", "in": "released", "as": "c1",
         "fields": {"name": "Doctor and Sons", "email": "doctor@example.test"}},
        {"do": "document.create", "in": "released", "as": "d1", "fields": {
            "kind": "IncomeInvoice", "status": "Approved", "contactId": {"ref": "c1"},
            "issueDate": "2026-03-02", "dueDate": "2026-03-31", "taxMode": "Exclusive",
            "reference": "Check-up", "lines": [{
                "description": "Rent", "quantity": "1", "unitPrice": "100.00",
                "accountCode": {"ref": "income-1"}, "taxType": {"ref": "tax-income"}}]}},
        {"do": "cycle"},
        {"do": "payment.create", "in": "released", "as": "p1", "on": "d1", "fields": {
            "amount": {"due": "d1"}, "date": "2026-03-02", "accountCode": {"ref": "bank-1"}}},
        {"do": "cycle"},
    ],
}  # fmt: skip
"""A contact, an invoice and a payment, all made in Re-Leased: the plainest of all histories."""


def plan() -> Plan:
    """What a sync is asked to carry at its first contact."""
    return from_json(PLAN)


@dataclass(frozen=True, slots=True)
class Check:
    """
    One thing that must work before the next can.

    Args:
        title: what it is.
        trouble: what is wrong with it in a run, in a sentence; empty when nothing is.
        advice: what to do next.
    """

    title: str
    trouble: Callable[[Run], str]
    advice: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How one check came out."""

    title: str
    result: str
    trouble: str = ""
    advice: str = ""

    def as_json(self) -> dict[str, str]:
        """One row of `counterfoil/doctor/1`."""
        return {"check": self.title, "result": self.result, "trouble": self.trouble,
                "next": self.advice}  # fmt: skip


def checked(run: Run) -> list[Checked]:
    """Every check in order; those after the first that failed are not reached."""
    rows: list[Checked] = []
    for check in CHECKS:
        if any(row.result == FAILED for row in rows):
            rows.append(Checked(check.title, NOT_REACHED))
            continue
        trouble = check.trouble(run)
        rows.append(
            Checked(check.title, FAILED, trouble, check.advice)
            if trouble
            else Checked(check.title, DONE)
        )
    return rows


def _reached(run: Run) -> str:
    if run.unknown:
        return run.unknown
    return "" if run.calls else _why(run, "No call with this world's credentials arrived.")


def _token(run: Run) -> str:
    for system in ("released", "xero"):
        calls = [call for call in run.calls if call["system"] == system]
        if not calls:
            return _why(run, f"No call with this world's credentials came to {_SHOWN[system]}.")
        if not any(_is_good(call) for call in calls):
            return f"{_SHOWN[system]} answered no call with success: {_statuses(calls)}."
    return ""


def _tenant(run: Run) -> str:
    calls = [call for call in run.calls if call["system"] == "xero"]
    if any(_is_good(call) and _is_of_tenant(call) for call in calls):
        return ""
    return f"No call named an organisation or asked for the list of them: {_statuses(calls)}."


def _is_of_tenant(call: Mapping[str, Any]) -> bool:
    return str(call["path"]).lower().startswith(("/connections", "/api.xro/"))


def _ran(run: Run) -> str:
    return _why(run, "") if any(f.rule == "crash" for f in run.findings) else ""


def _crossed(name: str, what: str) -> Callable[[Run], str]:
    def trouble(run: Run) -> str:
        ids = run.names.get(name, {})
        if "xero" in ids:
            return ""
        if "released" not in ids:
            return f"The {what} could not be made in Re-Leased."
        return f"The {what} {ids['released']} of Re-Leased is not in Xero. {_last_refusal(run)}"

    return trouble


def _quiet(run: Run) -> str:
    return next((f.message for f in run.findings if f.rule == "settles"), "")


def _why(run: Run, otherwise: str) -> str:
    found = (f.message for f in run.findings if f.rule in ("crash", "settles"))
    return next(found, otherwise)


def _last_refusal(run: Run) -> str:
    """The last mutating call that was turned down, which mostly says why."""
    for call in run.calls[::-1]:
        if call["method"] != "GET" and not _is_good(call):
            return f"The last write refused: {call['method']} {call['path']} -> {call['status']}."
    return "No write was refused."


def _is_good(call: Mapping[str, Any]) -> bool:
    status = call["status"]
    return status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _statuses(calls: list[dict[str, Any]]) -> str:
    count: dict[str, int] = {}
    for call in calls:
        count[str(call["status"])] = count.get(str(call["status"]), 0) + 1
    return ", ".join(f"{times} times {status}" for status, times in count.items())


_SHOWN: Final = {"xero": "Xero", "released": "Re-Leased"}

CHECKS: Final = (
    Check("server reachable", _reached,
          "Start your sync, and let it take its addresses (xero.api_url, xero.identity_url, "
          "released.api_url) from the connection document: ports change from run to run."),
    Check("token obtained", _token,
          "Send released.access_token and xero.access_token as Authorization: Bearer …; when they "
          "run out, renew them with client_id, client_secret and refresh_token of the document."),
    Check("tenant listed", _tenant,
          "Ask GET /connections of xero.api_url, or take pairings[].tenant_id of the document, "
          "and send it as the header xero-tenant-id."),
    Check("first cycle ran", _ran,
          "Let one cycle end well: exit code 0, {\"complete\": true} or True; 75, false or False "
          "when it is to be called again."),
    Check("contact crossed", _crossed("c1", "contact"),
          "Read /rl/v1/companies/<company_id>/contacts and create the new ones at Xero's "
          "Contacts."),
    Check("invoice crossed", _crossed("d1", "invoice"),
          "Read /rl/v1/companies/<company_id>/invoices and create the approved ones at Xero's "
          "Invoices; fetch accounts and tax rates first."),
    Check("payment crossed", _crossed("p1", "payment"),
          "Read the payments of Re-Leased and put them to Xero's Payments, on the copy of their "
          "invoice."),
    Check("second cycle quiet", _quiet,
          "When nothing changed, write nothing: remember what is linked and what was written."),
)  # fmt: skip
"""The first half hour of a partner, in order."""
