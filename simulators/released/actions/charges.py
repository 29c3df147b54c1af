"""What is done to repeating charges, by people and by the passing of time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.clock import day_start_ms, instant_text, parse_instant
from simulators.kernel.errors import Refusal, Refused, refuse_if
from simulators.kernel.world import World
from simulators.released import books, charge, document, tenancy
from simulators.released.actions import documents
from simulators.released.guards import people_only
from simulators.released.property import stamp
from simulators.released.references import CompanyBooks
from simulators.released.values import changing, read_new, read_patch

FIELDS: Final = changing(charge.CREATION)


def create(world: World, origin: Origin, company: int, body: dict[str, Any]) -> Doc:
    """A new charge; what fell due before today is never raised."""
    refuse_if(people_only(origin, "add repeating charges"))
    values = read_new(charge.CREATION, body, charge.BLANK)
    let = books.find(world, "tenancy", company, values["tenancyId"])
    if let is None:
        message = f"There is no tenancy {values['tenancyId']}."
        raise Refused(Refusal("tenancy_unknown", message, "tenancyId"))
    refuse_if(tenancy.may_change(let))
    refuse_if(_checks(world, company, values))
    record: Doc = {
        "id": books.new_id(world, "charge", company),
        "companyId": company,
        **values,
        **charge.UNRAISED,
    }
    planned = _planned(world, company, record, charge.from_today(record, _today(world, company)))
    return _written(world, origin, planned)


def edit(world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]) -> Doc:
    """Change a charge; what it raised stays as it is, and no due day is raised twice."""
    refuse_if(people_only(origin, "change repeating charges"))
    refuse_if(charge.is_active(record))
    changed = {**record, **read_patch(FIELDS, body, charge.BLANK)}
    refuse_if(_checks(world, company, changed))
    after = charge.from_today(changed, _today(world, company))
    return _written(world, origin, _planned(world, company, changed, after))


def end(world: World, origin: Origin, _company: int, record: Doc) -> Doc:
    """End a charge: it raises nothing any more."""
    refuse_if(people_only(origin, "end repeating charges"))
    refuse_if(charge.is_active(record))
    return books.write(world, origin, ("charge", _ended(record)))[0]


def _checks(world: World, company: int, values: Doc) -> Iterator[Refusal]:
    yield from charge.is_sound(values)
    shelf = CompanyBooks(world, company)
    for refusal in document.line_is_ready(values, values["taxMode"], shelf, 0):
        yield replace(refusal, field=refusal.field.rpartition(".")[2])


def _written(world: World, origin: Origin, record: Doc) -> Doc:
    if record["raisesAt"] is not None:
        world.wake_by(parse_instant(record["raisesAt"]))
    return books.write(world, origin, ("charge", record))[0]


def _zone(world: World, company: int) -> str:
    return str(books.get_company(world, company)["timeZone"])


def _today(world: World, company: int) -> date:
    return date.fromisoformat(world.clock.today(_zone(world, company)))


def _planned(world: World, company: int, record: Doc, earliest: date) -> Doc:
    """The charge with its next due day, or ended when there is none."""
    due = charge.due_on_or_after(record, earliest)
    if due is None:
        return _ended(record)
    day = charge.raise_date(record, due)
    raises_ms = day_start_ms(day, _zone(world, company))
    return {**record, "nextDueDate": due.isoformat(), "raisesAt": instant_text(raises_ms)}


def _ended(record: Doc) -> Doc:
    return {**record, "status": "Ended", "nextDueDate": None, "raisesAt": None}


def next_due_ms(world: World) -> int | None:
    """The instant at which the next charge raises its invoice, None when there is none."""
    first = books.table(world, "charge").slice("due", (0,), (0,), 0, 1)
    return parse_instant(first[0]["raisesAt"]) if first else None


def raise_due(world: World) -> None:
    """
    Raise, in order, every invoice whose day has begun in its company's time zone.

    Source: designed; that tenancies in other statuses are not billed is documented, RL-FAQ.
    """
    while (due_ms := next_due_ms(world)) is not None and due_ms <= world.clock.now_ms:
        _raise(world, books.table(world, "charge").slice("due", (0,), (0,), 0, 1)[0])


def _raise(world: World, record: Doc) -> None:
    company, due = record["companyId"], date.fromisoformat(record["nextDueDate"])
    origin = Origin(books.SYSTEM, str(company), Actor.SYSTEM)
    made, problem = _invoice(world, origin, company, record, due)
    told = {"lastDueDate": record["nextDueDate"], "lastProblem": problem}
    if made is not None:
        told |= {"raised": record["raised"] + 1, "lastDocumentId": made["id"]}
    after = _planned(world, company, {**record, **told}, due + timedelta(days=1))
    _written(world, origin, after)


def _invoice(
    world: World, origin: Origin, company: int, record: Doc, due: date
) -> tuple[Doc | None, str | None]:
    """The invoice of a due day, or None; and what stood against it, or against approving it."""
    let = books.get(world, "tenancy", company, record["tenancyId"])
    contact = let["accountContactId"] or let["primaryContactId"]
    if let["status"] not in tenancy.BILLED:
        return None, f"The tenancy is {let['status']}."
    if contact is None:
        return None, "The tenancy has no account contact."
    body = _body(world, company, record, let, contact, due)
    try:
        return documents.create(world, origin, company, body), None
    except Refused as refused:
        problem = refused.refusals[0].message
    if body["status"] == "Draft":
        return None, problem
    return documents.create(world, origin, company, {**body, "status": "Draft"}), problem


def _body(
    world: World, company: int, record: Doc, let: Doc, contact: int, due: date
) -> dict[str, Any]:
    building = books.get(world, "property", company, let["propertyId"])
    line = {
        "description": f"{record['description']}, {due.isoformat()}",
        "quantity": "1",
        "unitPrice": record["amount"],
        "accountCode": record["accountCode"],
        "taxType": record["taxType"],
        "tracking": stamp(building, CompanyBooks(world, company).option),
    }
    return {
        "kind": "IncomeInvoice",
        "status": record["raiseAs"],
        "contactId": contact,
        "propertyId": building["id"],
        "tenancyId": let["id"],
        "issueDate": charge.raise_date(record, due).isoformat(),
        "dueDate": due.isoformat(),
        "taxMode": record["taxMode"],
        "lines": [line],
    }
