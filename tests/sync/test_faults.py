"""Whatever call is struck, the outcome is that of the undisturbed story. Rule: R60."""

import os
import re
from typing import Any

import pytest

from tests.sync.circle import Circle

_VOLATILE = re.compile(
    r".*(I[dD]|UTC|At|By)$|id$|externalIds|.*[nN]umber$|version|owner|seq|attempts|Date.*String"
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
    complete(circle)
    circle.here("contact.edit", acme, firstName="Ann")
    circle.here("document.approve", other)
    circle.pay(rent, "40.00")
    circle.here("contact.edit", beta, name="Gamma")
    payment = next(p for p in circle.xero("payment") if p["Amount"] == "50.00")
    circle.there("payment.reverse", payment["PaymentID"])
    circle.there("contact.edit", gamma, LastName="G")
    complete(circle)


KINDS = {
    "released": ("contact", "document", "payment", "sync_record"),
    "xero": ("contact", "invoice", "payment"),
}


def complete(circle: Circle) -> None:
    """Cycles until one is complete: a driver begins again what crashed or could not finish."""
    assert any(circle.cycle() for _ in range(4))


def outcome(circle: Circle) -> dict[str, list[str]]:
    """Both stores without what depends on how often something was tried."""
    state = circle.state
    return {
        f"{system} {kind}": sorted(
            str(_plain(each)) for each in state[system][kind] if _counts(each)
        )
        for system, kinds in KINDS.items()
        for kind in kinds
    }


def _counts(record: dict[str, Any]) -> bool:
    return record.get("status") != "Resolved"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in sorted(value.items()) if not _VOLATILE.match(k)}
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


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_edit_of_a_copy_whose_creation_was_lost_survives(when: str):
    """Rule: R56, R60."""
    circle = Circle()
    invoice = circle.xero_invoice(circle.there("contact.create", Name="Acme"))
    circle.settle()
    other = circle.xero_invoice(circle.one("xero", "contact")["ContactID"])
    circle.fault("crash", when=when, system="released", path="*/invoices*", method="POST")
    circle.cycle()
    circle.there("invoice.edit", other, Date="2026-02-12")

    circle.settle()

    theirs = {i["InvoiceID"]: i["Date"] for i in circle.xero("invoice")}
    assert theirs == {invoice: "2026-03-01", other: "2026-02-12"}
    assert sorted(d["issueDate"] for d in circle.released("document")) == [
        "2026-02-12",
        "2026-03-01",
    ]


def test_a_payment_whose_answers_are_lost_again_and_again_is_never_doubled():
    """Rule: R41, R60."""
    circle = Circle()
    document = circle.invoice(circle.contact())
    circle.settle()
    circle.pay(document, "40.00")
    circle.fault("drop_after_commit", system="xero", path="*/Payments*", method="PUT", times=3)
    for _ in range(2):
        circle.cycle()
        assert len(circle.released("payment")) == len(circle.xero("payment")) == 1
    circle.heal()

    circle.settle()

    assert len(circle.released("payment")) == len(circle.xero("payment")) == 1


STEP = int(os.environ.get("COUNTERFOIL_SWEEP_STEP", "5"))
"""Every fifth call in the suite, each strike beginning at another; `make` sweeps them all."""


@pytest.mark.parametrize("strike", STRIKES)
def test_a_strike_at_any_call_does_not_show(strike: str):
    """Rule: R41, R55, R60."""
    different = []
    first = 1 + list(STRIKES).index(strike) % STEP
    for nth in range(first, CALLS + 1, STEP):
        circle = Circle()
        kind = dict(STRIKES[strike])
        circle.fault(kind.pop("kind"), nth=nth, **kind)
        story(circle)
        circle.heal()
        circle.advance(3600)
        circle.settle()
        if (found := outcome(circle)) != EXPECTED:
            different.append((nth, struck(circle), difference(found)))
    assert different == []


def struck(circle: Circle) -> list[str]:
    calls = circle.get("calls?after=0")["calls"]
    return [f"{c['method']} {c['path']}?{c['query']}" for c in calls if c["fault"]]


def difference(found: dict[str, list[str]]) -> list[str]:
    return [
        f"{kind} {sign} {row}"
        for kind, rows in found.items()
        for sign, ones, others in (("+", rows, EXPECTED[kind]), ("-", EXPECTED[kind], rows))
        for row in ones
        if row not in others
    ]
