"""What is done to payments; the document's settlement follows in the same breath."""

from decimal import Decimal
from typing import Any

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import Refusal, Refused, refuse_if
from simulators.kernel.world import World
from simulators.released import books, payment
from simulators.released.actions.contacts import free_external
from simulators.released.actions.moving import require_move
from simulators.released.computation import with_payment
from simulators.released.guards import (
    is_paired,
    links_nothing,
    needs_connection,
    role_forbidden,
)
from simulators.released.ladder import settled
from simulators.released.references import CompanyBooks
from simulators.released.values import read_new


def create(world: World, origin: Origin, company: int, body: dict[str, Any]) -> Doc:
    """A payment on an approved invoice, or a refund of an approved credit note."""
    connection = books.connection_of(world, company)
    refuse_if(needs_connection(origin, connection))
    here = world.switches["pay_in_rl"]
    refuse_if(payment.may_add(origin.actor, is_paired=is_paired(connection), pay_in_rl=here))
    values = read_new(payment.FIELDS, body, payment.BLANK)
    refuse_if(links_nothing(origin, {name: values[name] for name in values if name in body}))
    paid = books.find(world, "document", company, values["documentId"])
    if paid is None:
        message = f"There is no document {values['documentId']}."
        raise Refused(Refusal("document_unknown", message, "documentId"))
    refuse_if(payment.fits(values["amount"], paid))
    shelf = CompanyBooks(world, company)
    refuse_if(payment.account_is_usable(values["accountCode"], shelf, origin.actor))
    refuse_if(free_external(world, "payment", company, values["externalId"], None))
    record: Doc = {
        "id": books.new_id(world, "payment", company),
        "companyId": company,
        **values,
        "status": "Applied",
        "origin": "Xero" if origin.actor is Actor.SYNC else "ReLeased",
        "reversedAt": None,
    }
    after = settled(with_payment(paid, Decimal(values["amount"])))
    return books.write(world, origin, ("payment", record), ("document", after))[0]


def reverse(world: World, origin: Origin, company: int, record: Doc) -> Doc:
    """Reverse a payment: what it settled is due again."""
    connection = books.connection_of(world, company)
    refuse_if(needs_connection(origin, connection))
    rules = {
        "actor": origin.actor,
        "is_paired": is_paired(connection),
        "user_reverse_payment": world.switches["user_reverse_payment"],
    }
    require_move(payment.PAYMENT_MOVES, record, "Reversed", origin.actor, rules)
    paid = books.get(world, "document", company, record["documentId"])
    reversed_ = {**record, "status": "Reversed", "reversedAt": books.now(world)}
    after = settled(with_payment(paid, -Decimal(record["amount"])))
    return books.write(world, origin, ("payment", reversed_), ("document", after))[0]


def link(world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]) -> Doc:
    """Note the payment's id in Xero: the only thing about a payment that ever changes."""
    if origin.actor is not Actor.SYNC:
        refuse_if([role_forbidden("link a payment")])
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    values = read_new(payment.LINK, body, {"externalId": None})
    refuse_if(free_external(world, "payment", company, values["externalId"], record["id"]))
    return books.write(world, origin, ("payment", {**record, **values}))[0]
