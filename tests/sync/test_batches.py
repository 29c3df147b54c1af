"""Creations sent together: calls saved, each row alone, nothing doubled. Rule: R57, R62."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counterfoil.inprocess import SyncCrash
from sync.clients.transport import Outcome, Refused
from sync.door import factory
from sync.lease import LENGTH_S
from sync.parts import PARTS
from sync.policies import NO_RECORD, Batches, is_made
from tests.sync.circle import SIMULATORS, Circle, spoilt
from tests.sync.stories import a_note

BOTH = ("contact", "document")
FEW = spoilt(batches=Batches(least=2, types=BOTH))
MANY = spoilt(batches=Batches(types=BOTH))
ALONE = spoilt(batches=Batches(least=0))


def portfolio(circle: Circle, contacts: int, documents: int) -> None:
    people = [circle.contact(f"Tenant {number}") for number in range(contacts)]
    for number in range(documents):
        circle.invoice(people[number % contacts], reference=f"rent {number}")


def names(circle: Circle) -> list[str]:
    return sorted(each["Name"] for each in circle.xero("contact"))


def references(circle: Circle) -> list[str]:
    return sorted(each["Reference"] for each in circle.xero("invoice"))


def puts(circle: Circle) -> list[str]:
    """Where creations went since this was last asked."""
    calls = [call for call in circle.calls() if call["method"] == "PUT"]
    return [call["path"].rsplit("/", 1)[1] for call in calls]


def everything(circle: Circle, contacts: int, documents: int) -> None:
    assert names(circle) == sorted(f"Tenant {number}" for number in range(contacts))
    assert references(circle) == sorted(f"rent {number}" for number in range(documents))
    assert all(each["externalId"] for each in circle.released("document"))
    assert not circle.problems()


def calls_of_first_pairing(circle: Circle) -> int:
    portfolio(circle, 30, 60)
    circle.calls()
    assert circle.cycle()
    count = len(circle.calls())
    circle.settle()
    everything(circle, 30, 60)
    return count


def test_a_first_pairing_needs_far_fewer_calls():
    """Thirty contacts go in one call and sixty invoices in two."""
    alone, together = (calls_of_first_pairing(Circle(parts)) for parts in (ALONE, MANY))

    assert alone - together == 30 + 60 - 1 - 2


def test_only_contacts_go_together_unless_asked():
    """Of two syncs that run by mistake, other rows mean another key; names are never doubled."""
    circle = Circle(PARTS)
    portfolio(circle, 30, 10)

    circle.cycle()

    assert puts(circle) == ["Contacts", *["Invoices"] * 10]


def test_few_creations_are_sent_alone():
    circle = Circle()
    portfolio(circle, 9, 0)

    circle.cycle()

    assert puts(circle) == ["Contacts"] * 9


def test_invoices_and_credit_notes_go_to_their_own_addresses():
    circle = Circle(FEW)
    portfolio(circle, 2, 2)
    for person in circle.released("contact"):
        a_note(circle, person["id"])

    circle.cycle()

    assert puts(circle) == ["Contacts", "Invoices", "CreditNotes"]


def test_a_refused_row_does_not_stop_the_others():
    """Rule: R62, R12."""
    circle = Circle(FEW)
    circle.there("contact.create", Name="Tenant 1")
    portfolio(circle, 4, 0)

    circle.cycle()

    assert names(circle) == [f"Tenant {number}" for number in range(4)]
    (told,) = circle.problems()
    assert told["reason"].startswith("Another contact in Xero has this name.")


def test_a_refused_document_is_a_draft_again_and_says_why():
    """Rule: R29, R62."""
    circle = Circle(FEW)
    portfolio(circle, 2, 2)
    there = circle.settle()
    accounts = {each["Code"]: each["AccountID"] for each in circle.xero("account")}
    people = [each["id"] for each in circle.released("contact")]
    bad = circle.invoice(people[0], reference="bad")
    good = circle.invoice(people[1], reference="good", lines=[{**_LINE, "accountCode": "260"}])
    circle.fault(
        "edit",
        when="before",
        system="xero",
        method="PUT",
        path="*/Invoices*",
        with_edit={"system": "xero", "kind": "account.archive", "id": accounts["200"]},
    )

    circle.settle()

    assert there
    assert references(circle) == ["good", "rent 0", "rent 1"]
    status = {str(each["id"]): each["status"] for each in circle.released("document")}
    assert (status[bad], status[good]) == ("Draft", "Approved")
    assert [each["recordId"] for each in circle.problems()] == [int(bad)]


_LINE = {"description": "Rent", "quantity": "1", "unitPrice": "100.00", "taxType": "OUTPUT2"}


def test_two_of_one_name_in_a_batch_stay_two():
    """Rule: R12."""
    circle = Circle(FEW)
    for name in ("Acme", "ACME", "Beta"):
        circle.contact(name)

    circle.settle()

    assert names(circle) == ["Acme", "Beta"]
    assert len(circle.problems()) == 1
    assert len(circle.released("contact")) == 3


@pytest.mark.parametrize(
    ("kind", "path", "count"),
    [
        ("drop_after_commit", "*/Contacts*", 1 + 1),
        ("drop_after_commit", "*/Invoices*", 1 + 1),
        ("drop_before_commit", "*/Contacts*", 1 + 3 + 1),
        ("drop_before_commit", "*/Invoices*", 1 + 1 + 6),
    ],
)
def test_rows_of_a_batch_without_an_answer_are_looked_for(kind: str, path: str, count: int):
    """Rule: R41, R60. What is there is not sent again, what is not is sent alone."""
    circle = Circle(FEW)
    portfolio(circle, 3, 6)
    circle.fault(kind, system="xero", path=path, method="PUT")
    circle.calls()

    circle.cycle()

    assert len(puts(circle)) == count
    circle.settle()
    everything(circle, 3, 6)


@pytest.mark.parametrize("path", ["*/Contacts*", "*/Invoices*"])
def test_a_batch_that_was_saved_in_part_is_completed(path: str):
    """Rule: R41, R60."""
    circle = Circle(FEW)
    portfolio(circle, 3, 6)
    circle.fault("cut_batch", system="xero", path=path, method="PUT")

    circle.settle()

    everything(circle, 3, 6)


def test_a_batch_that_is_too_large_for_xero_is_sent_row_by_row(monkeypatch):
    """Rule: R62."""
    circle = Circle(FEW)
    portfolio(circle, 3, 6)
    through(circle, monkeypatch, lambda _send, _path: Refused(413, "", "too large"))

    assert circle.cycle()

    assert puts(circle) == ["Contacts"] * 3 + ["Invoices"] * 6
    circle.settle()
    everything(circle, 3, 6)


def test_rows_saved_by_a_batch_that_was_refused_as_a_whole_are_found(monkeypatch):
    """Rule: R41, R60. So answers a server that does not know `summarizeErrors`."""
    circle = Circle(FEW)
    circle.there("contact.create", Name="Tenant 1")
    portfolio(circle, 4, 0)
    through(circle, monkeypatch, lambda send, path: send(path.split("?")[0]))

    circle.settle()

    assert names(circle) == [f"Tenant {number}" for number in range(4)]
    assert len(circle.problems()) == 1
    assert puts(circle) == []


def through(
    circle: Circle,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[Callable[[str], Outcome], str], Outcome],
) -> None:
    """Batches are answered otherwise from now on."""
    xero = circle.sync.pairings[0].xero
    right = xero.write

    def write(method: str, path: str, body: Any, key: str, media: str = "") -> Outcome:
        def send(address: str) -> Outcome:
            return right(method, address, body, key, media)

        return answer(send, path) if "summarizeErrors" in path else send(path)

    monkeypatch.setattr(xero, "write", write)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("path", ["*/Contacts*", "*/Invoices*"])
def test_a_crash_at_a_batch_doubles_and_loses_nothing(when: str, path: str):
    """Rule: R41, R60."""
    circle = Circle(FEW)
    portfolio(circle, 3, 6)
    circle.fault("crash", when=when, system="xero", path=path, method="PUT")

    assert not circle.cycle()
    circle.settle()

    everything(circle, 3, 6)


def test_a_token_that_expires_at_a_batch_is_renewed():
    circle = Circle(FEW)
    portfolio(circle, 3, 6)
    circle.fault("expire_token", system="xero", path="*/Invoices*", method="PUT")

    assert circle.cycle()
    assert puts(circle) == ["Contacts", "Invoices", "Invoices"]
    circle.settle()

    everything(circle, 3, 6)


def test_batches_that_are_never_answered_end():
    """Rule: R57, R62. After two of them the rest goes one by one."""
    circle = Circle(spoilt(batches=Batches(least=2, most=2)))
    portfolio(circle, 8, 0)
    match = {"system": "xero", "path": "*/Contacts*", "method": "PUT"}
    circle.fault("status", when="before", times=2, with_status=503, **match)
    circle.calls()

    assert circle.cycle()

    assert len(puts(circle)) == 2 + 8
    circle.settle()
    everything(circle, 8, 0)


def test_a_row_that_only_looks_successful_was_not_made():
    """Rule: R62. Xero repeats the status that was asked for."""
    made = {"InvoiceID": "4", "Status": "AUTHORISED", "StatusAttributeString": "OK"}

    assert is_made(made)
    assert is_made({**made, "StatusAttributeString": "WARNING", "ValidationErrors": []})
    for refused in (
        {"StatusAttributeString": "ERROR"},
        {"HasErrors": True},
        {"HasValidationErrors": True},
        {"ValidationErrors": [{"Message": "no"}]},
        {"InvoiceID": NO_RECORD},
    ):
        assert not is_made({**made, **refused})
    assert not is_made({"Status": "AUTHORISED"})


def test_two_workers_make_everything_once(tmp_path: Path):
    """Rule: R41, R55. One of them crashed at a batch; the other takes over, then a third."""
    circle = Circle()
    portfolio(circle, 12, 24)
    http, file = SIMULATORS.http(circle.world), tmp_path / "links.sqlite"
    first, second = (factory(circle.connection, http, path=file) for _ in range(2))
    circle.fault("crash", when="after", system="xero", path="*/Contacts*", method="PUT")
    with pytest.raises(SyncCrash):
        first.cycle()
    first.close()
    first = factory(circle.connection, http, path=file)

    for _ in range(3):
        circle.advance(LENGTH_S)
        assert second.cycle()
        assert first.cycle()

    everything(circle, 12, 24)
    first.close()
    second.close()


def test_a_worker_that_lost_its_lease_at_a_batch_doubles_nothing(tmp_path: Path):
    """Rule: R41, R55. Its lease ran out while its batch was on the way."""
    circle = Circle()
    portfolio(circle, 12, 24)
    http, file = SIMULATORS.http(circle.world), tmp_path / "links.sqlite"
    first, second = (factory(circle.connection, http, path=file) for _ in range(2))
    right = first.pairings[0].xero.write

    def write(*said: Any) -> Outcome:
        outcome = right(*said)
        if not others:
            circle.advance(LENGTH_S + 1)
            others.append(second.cycle())
        return outcome

    others: list[bool] = []
    first.pairings[0].xero.write = write  # type: ignore[method-assign]
    first.cycle()
    for _ in range(3):
        circle.advance(LENGTH_S + 1)
        second.cycle()
        first.cycle()

    assert others
    everything(circle, 12, 24)
    first.close()
    second.close()
