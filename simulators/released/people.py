"""What a person can do in Re-Leased's screens."""

from collections.abc import Callable
from typing import Any, Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.vendor import Edit
from simulators.kernel.wire import Field
from simulators.kernel.world import World
from simulators.released import (
    allocation,
    attachment,
    books,
    charge,
    connection,
    contact,
    document,
    payment,
    tenancy,
)
from simulators.released.actions import (
    areas,
    attachments,
    charges,
    connections,
    contacts,
    credit_notes,
    documents,
    payments,
    portfolio,
    sync_records,
    tenancy_contacts,
    users,
)
from simulators.released.area import FIELDS as AREA_FIELDS
from simulators.released.property import FIELDS as PROPERTY_FIELDS
from simulators.released.user import FIELDS as USER_FIELDS

Create = Callable[[World, Origin, int, dict[str, Any]], Doc]
Change = Callable[[World, Origin, int, Doc, dict[str, Any]], Doc]
Step = Callable[[World, Origin, int, Doc], Doc]
Run = Callable[[World, Origin, str, Doc], None]

OF_THE_INTEGRATION: Final = ("externalId", "externalNumber")


def _names(fields: tuple[Field, ...]) -> tuple[str, ...]:
    return tuple(field.name for field in fields if field.name not in OF_THE_INTEGRATION)


def _creating(create: Create) -> Run:
    def run(world: World, origin: Origin, _record: str, fields: Doc) -> None:
        create(world, origin, int(origin.owner), fields)

    return run


def _changing(kind: str, change: Change) -> Run:
    def run(world: World, origin: Origin, record: str, fields: Doc) -> None:
        company = int(origin.owner)
        change(world, origin, company, books.get(world, kind, company, record), fields)

    return run


def _stepping(kind: str, step: Step) -> Run:
    def run(world: World, origin: Origin, record: str, _fields: Doc) -> None:
        company = int(origin.owner)
        step(world, origin, company, books.get(world, kind, company, record))

    return run


def _moving(after: str) -> Run:
    def move(world: World, origin: Origin, company: int, record: Doc) -> Doc:
        return documents.move(world, origin, company, record, after)

    return _stepping("document", move)


def _linking(link_status: str) -> Run:
    def link(world: World, origin: Origin, _company: int, record: Doc) -> Doc:
        return sync_records.set_link(world, origin, record, link_status)

    return _stepping("sync_record", link)


def _add_file(world: World, origin: Origin, record: str, fields: Doc) -> None:
    company = int(origin.owner)
    holder = books.get(world, "document", company, record)
    attachments.add(world, origin, company, holder, attachments.upload(fields))


def _replace_file(world: World, origin: Origin, record: str, fields: Doc) -> None:
    company = int(origin.owner)
    there = books.get(world, "attachment", company, record)
    attachments.replace(world, origin, company, there, attachments.upload(fields))


def _add_area(world: World, origin: Origin, _record: str, fields: Doc) -> None:
    company = int(origin.owner)
    building = books.get(world, "property", company, fields.pop("propertyId", ""))
    areas.create(world, origin, company, building, fields)


def _connect(world: World, origin: Origin, _record: str, fields: Doc) -> None:
    company = int(origin.owner)
    there = books.connection_of(world, company)
    connections.connect(world, origin, company, there, fields)


def _disconnect(world: World, origin: Origin, _record: str, _fields: Doc) -> None:
    connections.disconnect(world, origin, books.connection_of(world, int(origin.owner)))


def _revoke(world: World, origin: Origin, _record: str, _fields: Doc) -> None:
    connections.revoke(world, origin, books.connection_of(world, int(origin.owner)))


CONTACT: Final = _names(contact.FIELDS)
DOCUMENT: Final = (*_names(document.CREATION), "fromInvoiceId")
CONTENT: Final = _names(document.INVOICE.changeable({}))
ALLOCATION: Final = _names(allocation.FIELDS)
PAYMENT: Final = _names(payment.FIELDS)
PROPERTY: Final = _names(PROPERTY_FIELDS)
TENANCY: Final = _names(tenancy.FIELDS)
FILE: Final = (*_names(attachment.FIELDS), "content")
CHARGE: Final = _names(charge.CREATION)
AREA: Final = ("propertyId", *_names(AREA_FIELDS))
PAIRING: Final = _names(connection.FIELDS)

EDITS: Final = (
    Edit("contact.create", CONTACT, _creating(contacts.create),
         "Adds a contact to the company."),
    Edit("contact.edit", CONTACT, _changing("contact", contacts.edit),
         "Changes the named fields of a contact; null clears."),
    Edit("contact.archive", (), _stepping("contact", contacts.archive),
         "Archives a contact; refused while the company is paired."),
    Edit("contact.unarchive", (), _stepping("contact", contacts.unarchive),
         "Brings an archived contact back."),
    Edit("contact.merge", ("intoId",), _changing("contact", contacts.merge),
         "Merges a contact into another; refused while the company is paired."),
    Edit("document.create", DOCUMENT, _creating(credit_notes.create_any),
         "Enters an invoice, a bill or a credit note as Draft, AwaitingApproval or Approved."),
    Edit("document.edit", CONTENT, _changing("document", documents.edit),
         "Changes the named fields of a document; lines are replaced as a whole."),
    Edit("document.submit", (), _moving("AwaitingApproval"), "Submits a draft for approval."),
    Edit("document.approve", (), _moving("Approved"), "Approves a document."),
    Edit("document.return", (), _stepping("document", documents.give_back),
         "Returns a document that awaits approval to Draft."),
    Edit("document.void", (), _moving("Voided"), "Voids a document that nothing settles."),
    Edit("document.delete", (), _moving("Deleted"), "Deletes a draft."),
    Edit("payment.create", PAYMENT, _creating(payments.create),
         "Records a payment on an approved invoice, or a refund of an approved credit note."),
    Edit("payment.reverse", (), _stepping("payment", payments.reverse),
         "Reverses a payment; refused while the company is paired, unless the switch allows it."),
    Edit("allocation.create", ALLOCATION, _changing("document", credit_notes.allocate),
         "Allocates a credit note, whose id it takes, to an invoice."),
    Edit("allocation.delete", (), _stepping("allocation", credit_notes.free),
         "Removes an allocation: the invoice is due again."),
    Edit("attachment.add", FILE, _add_file,
         "Puts a file on an invoice or a credit note, whose id it takes; content is Base64."),
    Edit("attachment.replace", ("mimeType", "content"), _replace_file,
         "Gives a file other bytes."),
    Edit("attachment.edit", _names(attachment.CHANGE), _changing("attachment", attachments.edit),
         "Renames a file, or says whether it goes to the tenant with the invoice."),
    Edit("attachment.delete", (), _stepping("attachment", attachments.delete),
         "Deletes a file; a tombstone stays."),
    Edit("property.create", PROPERTY, _creating(portfolio.create_property), "Adds a property."),
    Edit("property.edit", PROPERTY, _changing("property", portfolio.edit_property),
         "Changes a property, its tracking option among others."),
    Edit("property.archive", (), _stepping("property", portfolio.archive_property),
         "Archives a property without live tenancies."),
    Edit("area.create", AREA, _add_area, "Adds an area to a property."),
    Edit("area.edit", AREA[1:], _changing("area", areas.edit), "Changes an area."),
    Edit("area.archive", (), _stepping("area", areas.archive),
         "Archives an area that no live tenancy covers."),
    Edit("tenancy.create", TENANCY, _creating(portfolio.create_tenancy), "Adds a tenancy."),
    Edit("tenancy.edit", TENANCY, _changing("tenancy", portfolio.edit_tenancy),
         "Changes a tenancy."),
    Edit("tenancy.archive", (), _stepping("tenancy", portfolio.archive_tenancy),
         "Archives a tenancy with nothing outstanding."),
    Edit("tenancy_contact.add", ("contactId", "role"),
         _changing("tenancy", tenancy_contacts.add),
         "Gives a contact a role in a tenancy, whose id it takes: Primary, Account or Other."),
    Edit("tenancy_contact.remove", ("contactId",),
         _changing("tenancy", tenancy_contacts.remove),
         "Takes a contact out of a tenancy, in all its roles."),
    Edit("charge.create", CHARGE, _creating(charges.create),
         "Adds a repeating charge to a tenancy: an invoice for each due day."),
    Edit("charge.edit", CHARGE[1:], _changing("charge", charges.edit),
         "Changes a repeating charge; what it raised stays as it is."),
    Edit("charge.end", (), _stepping("charge", charges.end), "Ends a repeating charge."),
    Edit("connection.connect", PAIRING, _connect,
         "Pairs the company with an organisation, or connects it again."),
    Edit("connection.disconnect", (), _disconnect, "Ends the connection; the pairing stays."),
    Edit("connection.revoke", (), _revoke, "Access to Xero is lost."),
    Edit("sync_record.unlink", (), _linking("Unlinked"),
         "Leaves a failing record out of later syncs."),
    Edit("sync_record.link", (), _linking("Linked"), "Takes an unlinked record up again."),
    Edit("user.create", _names(USER_FIELDS), _creating(users.create),
         "Adds a user with a role, who sees some companies or, with none named, all."),
)  # fmt: skip
