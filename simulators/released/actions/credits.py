"""What is done to the mirrors of over- and prepayments; the invoices they settle follow."""

from decimal import Decimal
from typing import Any

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, Refused, refuse_if
from simulators.kernel.world import World
from simulators.released import books, credit
from simulators.released.actions.mirrors import LONGEST_EXTERNAL_ID
from simulators.released.computation import with_credit
from simulators.released.credit_note import is_credit_note
from simulators.released.guards import is_paired, needs_connection
from simulators.released.ladder import settled
from simulators.released.values import read_whole


def put(
    world: World, origin: Origin, company: int, external: str, body: dict[str, Any]
) -> tuple[Doc, bool]:
    """
    Make the mirror of one over- or prepayment what the body says, with all its allocations.

    Returns:
        The record, and whether it is new.

    Raises:
        Refused: before anything changed.
    """
    connection = books.connection_of(world, company)
    refuse_if(credit.may_write(origin, is_paired=is_paired(connection)))
    refuse_if(needs_connection(origin, connection))
    if len(external) > LONGEST_EXTERNAL_ID:
        raise Refused(Refusal("too_long", "The external id is too long.", "externalId"))
    before = books.by_external(world, "credit", company, external)
    values = credit.with_remaining(read_whole(credit.FIELDS, body, credit.BLANK))
    if books.find(world, "contact", company, values["contactId"]) is None:
        message = f"There is no contact {values['contactId']}."
        raise Refused(Refusal("contact_unknown", message, "contactId"))
    refuse_if(credit.adds_up(values))
    refuse_if(credit.stays_what_it_is(before, values))
    invoices = _invoices(world, company, before, values)
    record: Doc = {
        "id": before["id"] if before is not None else books.new_id(world, "credit", company),
        "companyId": company,
        "externalId": external,
        **values,
    }
    writes = [("document", invoice) for invoice in invoices]
    return books.write(world, origin, ("credit", record), *writes)[0], before is None


def _invoices(world: World, company: int, before: Doc | None, after: Doc) -> list[Doc]:
    """Every invoice that the credit settles otherwise than before, as it will be."""
    was = credit.allocated(before) if before is not None else {}
    will = credit.allocated(after)
    changed = []
    for number in sorted({*was, *will}):
        path = _path(after, number)
        invoice = books.find(world, "document", company, number)
        if invoice is None or is_credit_note(invoice):
            message = f"There is no invoice {number}."
            raise Refused(Refusal("document_unknown", message, f"{path}.invoiceId"))
        more = will.get(number, Decimal(0)) - was.get(number, Decimal(0))
        if more > 0:
            refuse_if(credit.settles(after, invoice, more, path))
        if more:
            changed.append(settled(with_credit(invoice, more)))
    return changed


def _path(values: Doc, invoice: int) -> str:
    rows = [row["invoiceId"] for row in values["allocations"]]
    return f"allocations[{rows.index(invoice)}]" if invoice in rows else "allocations"
