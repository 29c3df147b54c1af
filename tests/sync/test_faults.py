"""Faults do not show: whatever call is struck, the outcome is that of the undisturbed story. R60."""

import re
from typing import Any

import pytest

from tests.sync.circle import Circle

_VOLATILE = re.compile(
    r"(Id|ID|id|Date?UTC|At|externalIds|number|Number|version|owner|.*[Uu]pdated.*|.*[Cc]reated.*)$"
)


def story(circle: Circle) -> None:
    """Something of everything, in two rounds with cycles between."""
    acme, beta = circle.contact("Acme", email="a@a.test"), circle.contact("Beta")
    rent = circle.invoice(acme, reference="rent")
    other = circle.invoice(beta, "AwaitingApproval", reference="other")
    circle.pay(rent, "40.00")
    gamma = circle.there("contact.create", Name="Gamma", EmailAddress="g@g.test")
    bill = circle.xero_invoice(gamma, Reference="theirs")
    circle.xero_pay(bill, "50.00")
    circle.xero_pay(bill, "50.00")
    circle.cycle()
    circle.here("contact.edit", acme, firstName="Ann")
    circle.here("document.approve", other)
    circle.pay(rent, "40.00")
    circle.here("contact.edit", beta, name="Gamma")
    payment = next(p for p in circle.xero("payment") if p["Amount"] == "50.00")
    circle.there("payment.reverse", payment["PaymentID"])
    circle.there("contact.edit", gamma, LastName="G")
    circle.cycle()


def outcome(circle: Circle) -> dict[str, list[str]]:
    """Both stores without what depends on how often something was tried."""
    state = circle.state
    kinds = [("released", k) for k in ("contact", "document", "payment", "sync_record")]
    kinds += [("xero", k) for k in ("contact", "invoice", "payment")]
    return {
        kind: sorted(str(_plain(each)) for each in state[system][kind] if _counts(each))
        for system, kind in kinds
        if (kind := kind)
    } | {"xero " + k: sorted(str(_plain(e)) for e in state["xero"][k]) for k in ("contact", "payment")}


def _counts(record: dict[str, Any]) -> bool:
    return record.get("status") != "Resolved"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: _plain(v)
            for k, v in sorted(value.items())
            if not _VOLATILE.match(k) and k not in ("seq", "attempts", "n")
        }
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def undisturbed() -> tuple[Any, int]:
    circle = Circle()
    first = circle.seen
    story(circle)
    circle.settle()
    calls = circle.get("calls?after=0")["next"] - first
    return outcome(circle), calls


EXPECTED, CALLS = undisturbed()
STRIKES = {
    "crash before": {"kind": "crash", "when": "before"},
    "crash after": {"kind": "crash", "when": "after"},
    "drop before": {"kind": "drop_before_commit"},
    "drop after": {"kind": "drop_after_commit"},
    "status 500": {"kind": "status", "with_status": 500, "when": "before"},
    "status 503 after": {"kind": "status", "with_status": 503, "when": "after"},
    "status 429": {"kind": "status", "with_status": 429, "with_retry_after_s": 7},
    "truncate": {"kind": "truncate"},
    "expire": {"kind": "expire_token"},
    "revoke": {"kind": "revoke_token"},
    "stale": {"kind": "stale_read", "with_commits": 3},
}


@pytest.mark.parametrize("strike", STRIKES)
def test_a_strike_at_any_call_does_not_show(strike: str):
    """Rule: R41, R55, R60."""
    different = []
    for nth in range(1, CALLS + 1):
        circle = Circle()
        kind = dict(STRIKES[strike])
        circle.fault(kind.pop("kind"), nth=nth, **kind)
        for act in (story,):
            act(circle)
        circle.heal()
        circle.advance(3600)
        circle.settle()
        if outcome(circle) != EXPECTED:
            different.append(nth)
    assert different == []
