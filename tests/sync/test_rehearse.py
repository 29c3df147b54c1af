"""A rehearsal tells what a cycle will do, and does nothing. Rule: R54."""

from pathlib import Path

import pytest

from sync.door import Sync, factory
from sync.rehearse import Due, rehearse
from tests.sync.circle import SIMULATORS, Circle


def plan(sync: Sync) -> list[Due]:
    return [due for pairing in sync.rehearsing() for due in rehearse(pairing)]


def told(sync: Sync) -> list[tuple[str, str, str]]:
    return [(due.where, due.action, due.name) for due in plan(sync)]


@pytest.fixture
def circle() -> Circle:
    return Circle()


def test_the_plan_follows_what_hangs_on_what_it_creates(circle: Circle):
    document = circle.invoice(circle.contact(), reference="March")
    circle.pay(document, "40.00")
    circle.xero_pay(circle.xero_invoice(circle.there("contact.create", Name="Beta")), "50.00")

    found = {(due.where, due.action, due.name): due.change for due in plan(circle.sync)}

    new_here, new_there = "create in Xero", "create in Re-Leased"
    assert found == {
        ("Xero", new_here, "contact Acme Ltd"): "",
        ("Xero", new_here, "invoice March"): "after contact Acme Ltd",
        ("Xero", new_here, "payment of 40.00 on 2026-03-02"): "after invoice March",
        ("Re-Leased", new_there, "contact Beta"): "",
        ("Re-Leased", new_there, "invoice INV-0001"): "after contact Beta",
        ("Re-Leased", new_there, "payment of 50.00 on 2026-03-02"): "after invoice INV-0001",
    }


def test_a_change_is_shown_with_its_values_and_its_rule(circle: Circle):
    contact = circle.contact(firstName="Ann")
    circle.settle()
    circle.here("contact.edit", contact, firstName="Anna")

    (due,) = plan(circle.sync)

    assert (due.where, due.action, due.rule) == ("Xero", "write to Xero", "R4")
    assert due.record == f"released:contact:{contact}"
    assert due.change == "firstName: Ann → Anna"


def test_what_waits_says_why(circle: Circle):
    circle.contact("Acme")
    circle.there("contact.create", Name="Acme")
    circle.cycle()
    draft = circle.invoice(circle.contact("Beta"), "Draft", reference="early")

    found = {due.name: due for due in plan(circle.sync)}

    assert found["invoice early"].where == ""
    assert found["invoice early"].says == "drafts stay in Re-Leased"
    assert draft in found["invoice early"].record


def test_a_settled_world_has_no_plan(circle: Circle):
    circle.pay(circle.invoice(circle.contact()), "40.00")
    circle.settle()

    assert plan(circle.sync) == []


def test_a_rehearsal_writes_to_neither_vendor_and_not_to_the_links(tmp_path: Path):
    """Also when the memory is a file, which stays as it is to the byte."""
    circle = Circle()
    circle.invoice(circle.contact())
    path = tmp_path / "sync.sqlite"
    sync = factory(circle.connection, SIMULATORS.http(circle.world), path=path)
    sync.cycle()
    circle.here("contact.edit", circle.released("contact")[0]["id"], firstName="Ann")
    circle.contact("Beta")
    before, stored = circle.state, sync.checkpoint()
    circle.calls()

    first, second = plan(sync), plan(sync)

    assert first == second
    assert len(first) == 2
    assert circle.writes() == []
    assert circle.state == before
    assert sync.checkpoint() == stored
    sync.close()


def test_the_cycle_does_what_the_plan_says(circle: Circle):
    """Something of everything: each row that names a system has become a call to it."""
    acme = circle.contact("Acme")
    rent = circle.invoice(acme, reference="rent")
    circle.pay(rent, "40.00")
    circle.settle()
    circle.here("contact.edit", acme, firstName="Ann")
    circle.there("payment.reverse", circle.one("xero", "payment")["PaymentID"])
    circle.there("contact.create", Name="Gamma")
    circle.invoice(circle.contact("Beta"), reference="other")

    rows = plan(circle.sync)
    circle.calls()
    circle.cycle()
    writes = circle.writes()

    for system, prefix in (("Xero", "/api.xro"), ("Re-Leased", "/rl/v1")):
        planned = sum(due.where == system for due in rows)
        assert planned > 0
        assert sum(prefix in write for write in writes) >= planned
    circle.settle()
    assert plan(circle.sync) == []
