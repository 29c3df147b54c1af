"""What is done to credit notes beyond what is done to every document: made, allocated, freed."""

from decimal import Decimal
from typing import Any

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import Refusal, Refused, refuse_if
from simulators.kernel.world import World
from simulators.released import allocation, books, credit_note, document, payment
from simulators.released.actions import documents
from simulators.released.actions.contacts import free_external
from simulators.released.computation import with_credit
from simulators.released.credit_note import CREDIT_NOTE, is_credit_note
from simulators.released.guards import (
    is_paired,
    links_nothing,
    needs_connection,
    role_forbidden,
)
from simulators.released.ladder import settled
from simulators.released.values import read_new


def create(world: World, origin: Origin, company: int, body: dict[str, Any]) -> Doc:
    """A new credit note: free-standing, or with what it leaves out taken from an invoice."""
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    source = body.get("fromInvoiceId")
    if type(source) is not int:
        return documents.create(world, origin, company, body, CREDIT_NOTE)
    invoice = _invoice(world, company, source, "fromInvoiceId")
    filled = credit_note.filled_from(invoice, body)
    refuse_if(credit_note.credits_an_invoice(filled, invoice))
    amounts = credit_note.amounts_of(invoice, body)
    return documents.create(world, origin, company, filled, CREDIT_NOTE, amounts)


def create_any(world: World, origin: Origin, company: int, body: dict[str, Any]) -> Doc:
    """A new document of any kind, as people enter them."""
    is_note = body.get("kind") in document.CREDIT_NOTES or "fromInvoiceId" in body
    return (create if is_note else documents.create)(world, origin, company, body)


def _invoice(world: World, company: int, record_id: int, field: str) -> Doc:
    found = books.find(world, "document", company, record_id)
    if found is None or is_credit_note(found):
        raise Refused(Refusal("document_unknown", f"There is no invoice {record_id}.", field))
    return found


def allocate(world: World, origin: Origin, company: int, note: Doc, body: dict[str, Any]) -> Doc:
    """Settle so much of an invoice with a credit note; both move to what follows."""
    if not is_credit_note(note):
        raise Refused(Refusal("not_found", f"There is no credit note {note['id']}."))
    _may_allocate(world, origin, company)
    values = read_new(allocation.FIELDS, body, allocation.BLANK)
    refuse_if(links_nothing(origin, {name: values[name] for name in values if name in body}))
    invoice = _invoice(world, company, values["invoiceId"], "invoiceId")
    refuse_if(allocation.is_of(note, invoice))
    refuse_if(payment.fits(values["amount"], note))
    refuse_if(payment.fits(values["amount"], invoice))
    refuse_if(free_external(world, "allocation", company, values["externalId"], None))
    made: Doc = {
        "id": books.new_id(world, "allocation", company),
        "companyId": company,
        "creditNoteId": note["id"],
        **values,
    }
    amount = Decimal(values["amount"])
    shown = [*note["allocations"], {name: made[name] for name in allocation.SHOWN}]
    return books.write(
        world,
        origin,
        ("allocation", made),
        ("document", settled(with_credit({**note, "allocations": shown}, amount))),
        ("document", settled(with_credit(invoice, amount))),
    )[0]


def free(world: World, origin: Origin, company: int, record: Doc) -> Doc:
    """Remove an allocation: the credit remains and the invoice is due again."""
    _may_allocate(world, origin, company)
    note = books.get(world, "document", company, record["creditNoteId"])
    invoice = books.get(world, "document", company, record["invoiceId"])
    amount = -Decimal(record["amount"])
    shown = [each for each in note["allocations"] if each["id"] != record["id"]]
    books.write(
        world,
        origin,
        ("document", settled(with_credit({**note, "allocations": shown}, amount))),
        ("document", settled(with_credit(invoice, amount))),
        removed=("allocation", record),
    )
    return record


def link(world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]) -> Doc:
    """Note the allocation's id in Xero: the only thing about an allocation that ever changes."""
    if origin.actor is not Actor.SYNC:
        refuse_if([role_forbidden("link an allocation")])
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    values = read_new(allocation.LINK, body, {"externalId": None})
    refuse_if(free_external(world, "allocation", company, values["externalId"], record["id"]))
    note = books.get(world, "document", company, record["creditNoteId"])
    shown = [
        {**each, **values} if each["id"] == record["id"] else each for each in note["allocations"]
    ]
    return books.write(
        world,
        origin,
        ("allocation", {**record, **values}),
        ("document", {**note, "allocations": shown}),
    )[0]


def _may_allocate(world: World, origin: Origin, company: int) -> None:
    connection = books.connection_of(world, company)
    refuse_if(needs_connection(origin, connection))
    ways = world.switches["allocations"]
    refuse_if(allocation.people_may(origin.actor, is_paired=is_paired(connection), ways=ways))
