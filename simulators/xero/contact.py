"""A contact: its fields, what it may become, how it is found again and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero import contact_details
from simulators.xero.books import Books, Writing, changed_fields
from simulators.xero.wire.lengths import too_long

ACTIVE: Final = "ACTIVE"
ARCHIVED: Final = "ARCHIVED"
STATUSES: Final = (ACTIVE, ARCHIVED, "GDPRREQUEST")

ADDRESS_FIELDS: Final = (
    Field("AddressType", Kind.ENUM, values=("POBOX", "STREET")),
    Field("AddressLine1", limit=500),
    Field("AddressLine2", limit=500),
    Field("AddressLine3", limit=500),
    Field("AddressLine4", limit=500),
    Field("City", limit=255),
    Field("Region", limit=255),
    Field("PostalCode", limit=50),
    Field("Country", limit=50),
    Field("AttentionTo", limit=255),
)
PHONE_FIELDS: Final = (
    Field("PhoneType", Kind.ENUM, values=("DEFAULT", "DDI", "FAX", "MOBILE")),
    Field("PhoneNumber", limit=50),
    Field("PhoneAreaCode", limit=10),
    Field("PhoneCountryCode", limit=20),
)
PERSON_FIELDS: Final = (
    Field("FirstName", limit=255),
    Field("LastName", limit=255),
    Field("EmailAddress", limit=255),
    Field("IncludeInEmails", Kind.BOOLEAN),
)
FIELDS: Final = (
    Field("ContactID", Kind.GUID),
    Field("ContactNumber", limit=50),
    Field("AccountNumber", limit=50),
    Field("ContactStatus", Kind.ENUM, values=STATUSES),
    Field("Name", limit=255),
    Field("FirstName", limit=255),
    Field("LastName", limit=255),
    Field("CompanyNumber", limit=50),
    Field("EmailAddress", limit=255),
    Field("BankAccountDetails"),
    Field("TaxNumber", limit=50),
    Field("AccountsReceivableTaxType"),
    Field("AccountsPayableTaxType"),
    Field("Addresses", Kind.ROWS, fields=ADDRESS_FIELDS),
    Field("Phones", Kind.ROWS, fields=PHONE_FIELDS),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("IsSupplier", Kind.BOOLEAN, SetBy.SERVER),
    Field("IsCustomer", Kind.BOOLEAN, SetBy.SERVER),
    Field("MergedToContactID", Kind.GUID, SetBy.SERVER),
    Field("SalesDefaultLineAmountType", Kind.ENUM),
    Field("PurchasesDefaultLineAmountType", Kind.ENUM),
    Field("DefaultCurrency", Kind.ENUM),
    Field("Website", limit=255),
    Field("ContactPersons", Kind.ROWS, fields=PERSON_FIELDS),
    *contact_details.FIELDS,
)

SLOTS: Final = (
    #  collection,  its key,       the values,                          parts that become ""
    ("Addresses", "AddressType", ("POBOX", "STREET"), ("City", "Region", "PostalCode", "Country")),
    (
        "Phones",
        "PhoneType",
        ("DDI", "DEFAULT", "FAX", "MOBILE"),
        ("PhoneNumber", "PhoneAreaCode", "PhoneCountryCode"),
    ),
)
"""Fixed slots. Source: recorded: once written, a slot carries these parts, empty or not."""

MOST_PERSONS: Final = 5
EMAIL: Final = re.compile(r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+$")

NAME_TAKEN: Final = (
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
NUMBER_TAKEN: Final = (
    "The contact number {} is already assigned to another contact. "
    "The contact number must be unique across all contacts."
)
IS_ARCHIVED: Final = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
UNNAMED: Final = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)


def named(books: Books, name: str) -> Doc | None:
    """The active contact of that name, compared without case."""
    wanted = _tidy(name).casefold()
    for found in books.find("contact", "name", _tidy(name)):
        if found["ContactStatus"] == ACTIVE and found["Name"].casefold() == wanted:
            return dict(found)
    return None


def matching(books: Books, wanted: Doc) -> Doc | None:
    """
    The contact that a POST means: by id, then by number among all, then by name among active.

    Raises:
        Refused: when it names an id that is not there.
    """
    if "ContactID" in wanted:
        return by_id(books, wanted["ContactID"])
    if wanted.get("ContactNumber"):
        found = books.first("contact", "number", wanted["ContactNumber"])
        if found is not None:
            return found
    return named(books, wanted["Name"]) if wanted.get("Name") else None


def by_id(books: Books, contact_id: str) -> Doc:
    """
    The contact with an id.

    Raises:
        Refused: when there is none.
    """
    found = books.row("contact", contact_id)
    if found is None:
        text = "An existing Contact with the specified ContactID could not be found"
        refuse_if([Refusal("XE-14", text)])
        raise AssertionError
    return found


def put(books: Books, wanted: Doc) -> Writing:
    """Create a contact; one that is there already is refused. Source: documented, facts 3.1."""
    if books.row("contact", wanted.get("ContactID")) is not None:
        refuse_if([Refusal("XE-01", NAME_TAKEN.format(wanted.get("Name", wanted["ContactID"])))])
    return create(books, {name: v for name, v in wanted.items() if name != "ContactID"})


def post(books: Books, wanted: Doc) -> Writing:
    """Change the contact that a row means, or create it. Source: documented, facts 3.1."""
    before = matching(books, wanted)
    return create(books, wanted) if before is None else update(books, before, wanted)


def create(books: Books, wanted: Doc) -> Writing:
    """
    A new contact.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_creation_refusals(books, wanted))
    doc: Doc = {
        "ContactID": books.new_id("contact"),
        "owner": books.owner,
        "ContactStatus": ACTIVE,
        "Addresses": [],
        "Phones": [],
        "ContactPersons": [],
        "IsSupplier": False,
        "IsCustomer": False,
    }
    if books.actor == "sync":
        doc["CreatedByApp"] = True
    after = {**_filled(books, doc, wanted), "UpdatedDateUTC": books.now}
    return Writing(after, (Change("contact", after["ContactID"], after),))


def update(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    A contact with the sent fields changed.

    Raises:
        Refused: when it is archived, or with everything that is wrong.
    """
    if before["ContactStatus"] != ACTIVE:
        if not _asks_restore(books, wanted):
            refuse_if([Refusal("XE-03", IS_ARCHIVED)])
        return restore(books, before)
    refuse_if(_refusals(books, before, wanted))
    return _written(books, before, _filled(books, before, wanted))


def restore(books: Books, before: Doc) -> Writing:
    """
    An archived contact made active again.

    Raises:
        Refused: when another active contact has its name by now, or it was merged away.
    """
    refuse_if(_name_refusals(books, before["Name"], before["ContactID"]))
    after = {name: value for name, value in before.items() if name != "MergedToContactID"}
    return _written(books, before, {**after, "ContactStatus": ACTIVE})


def archive(books: Books, before: Doc) -> Writing:
    """An active contact archived."""
    return update(books, before, {"ContactStatus": ARCHIVED})


def is_edit(books: Books, before: Doc, wanted: Doc) -> bool:
    """Whether details sent inside a document would change the contact."""
    if wanted.keys() <= {"ContactID"}:
        return False
    return bool(changed_fields(before, _filled(books, before, wanted)))


def _written(books: Books, before: Doc, after: Doc) -> Writing:
    if books.switch("xero_same_data_moves") == "on" or changed_fields(before, after):
        after = {**after, "UpdatedDateUTC": books.now}
    return Writing(after, (Change("contact", after["ContactID"], after),))


def _asks_restore(books: Books, wanted: Doc) -> bool:
    """Source: decisions D1, switch xero_restore_api."""
    allowed = books.actor == "user" or books.switch("xero_restore_api") == "on"
    asks = wanted.get("ContactStatus") == ACTIVE
    return allowed and asks and wanted.keys() <= {"ContactID", "ContactStatus"}


def _tidy(name: str) -> str:
    """A name as Xero keeps it: no blanks around, single ones inside."""
    return " ".join(name.split())


def _filled(books: Books, before: Doc, wanted: Doc) -> Doc:
    after = {**before, **{name: v for name, v in wanted.items() if name != "ContactID"}}
    after["Name"] = _tidy(after.get("Name", ""))
    for collection, key, values, empty in SLOTS:
        if collection in wanted:
            slots = {row[key]: row for row in before.get(collection, ())}
            for row in wanted[collection]:
                slots[row[key]] = {**dict.fromkeys(empty, ""), **row}
            after[collection] = [slots[value] for value in values if value in slots]
    return contact_details.kept(books, after)


def _creation_refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    if not _tidy(wanted.get("Name", "")):
        yield Refusal("XE-06", UNNAMED, "Name")
    if wanted.get("ContactStatus", ACTIVE) != ACTIVE:
        text = f"The status '{wanted['ContactStatus']}' is not valid for contacts"
        yield Refusal("XE-41", text, "ContactStatus")
    yield from _content_refusals(books, wanted, "")


def _refusals(books: Books, before: Doc, wanted: Doc) -> Iterator[Refusal]:
    if "Name" in wanted and not _tidy(wanted["Name"]):
        yield Refusal("XE-06", UNNAMED, "Name")
    if wanted.get("ContactStatus", ACTIVE) not in (ACTIVE, ARCHIVED):
        text = f"The status '{wanted['ContactStatus']}' is not valid for contacts"
        yield Refusal("XE-41", text, "ContactStatus")
    yield from _content_refusals(books, wanted, before["ContactID"])


def _content_refusals(books: Books, wanted: Doc, own_id: str) -> Iterator[Refusal]:
    if wanted.get("Name"):
        yield from _name_refusals(books, wanted["Name"], own_id)
    code = wanted.get("DefaultCurrency")
    if code is not None and not books.has_currency(code):
        message = f"Organisation is not subscribed to currency {code}"
        yield Refusal("XE-21", message, "DefaultCurrency")
    number = wanted.get("ContactNumber")
    if number:
        holder = books.first("contact", "number", number)
        if holder is not None and holder["ContactID"] != own_id:
            yield Refusal("XE-02", NUMBER_TAKEN.format(number), "ContactNumber")
    if wanted.get("EmailAddress") and not EMAIL.match(wanted["EmailAddress"]):
        yield Refusal("XE-05", "Email address must be valid.", "EmailAddress")
    yield from too_long(FIELDS, wanted)
    yield from _slot_refusals(wanted)
    yield from contact_details.refusals(books, wanted)
    if len(wanted.get("ContactPersons", ())) > MOST_PERSONS:
        yield Refusal("contact", f"A contact can have at most {MOST_PERSONS} contact persons.")


def _name_refusals(books: Books, name: str, own_id: str) -> Iterator[Refusal]:
    holder = named(books, name)
    if holder is not None and holder["ContactID"] != own_id:
        yield Refusal("XE-01", NAME_TAKEN.format(_tidy(name)), "Name")
    if "<" in name or ">" in name:
        yield Refusal("contact", "The contact name cannot contain < or >.", "Name")


def _slot_refusals(wanted: Doc) -> Iterator[Refusal]:
    for collection, key, values, _ in SLOTS:
        for row in wanted.get(collection, ()):
            if row.get(key) not in values:
                text = f"{key} must be one of {', '.join(values)}."
                yield Refusal("contact", text, collection)
