"""A contact: a person or an organisation of the group, shared by one or more companies."""

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Actor, Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.transitions import Move
from simulators.kernel.wire import Field, Kind
from simulators.released.guards import managed_in_xero

PHONE_TYPES: Final = ("mobile", "default", "ddi", "fax")
ADDRESS_TYPES: Final = ("postal", "physical")
CATEGORIES: Final = ("creditor", "company", "preferredSupplier")

PHONE: Final = (
    Field("type", Kind.ENUM, required=True, values=PHONE_TYPES, nullable=False),
    Field("number", required=True, limit=50, nullable=False),
)
ADDRESS: Final = (
    Field("type", Kind.ENUM, required=True, values=ADDRESS_TYPES, nullable=False),
    Field("line1", limit=255),
    Field("line2", limit=255),
    Field("line3", limit=255),
    Field("line4", limit=255),
    Field("city", limit=255),
    Field("region", limit=255),
    Field("postalCode", limit=50),
    Field("country", limit=100),
)
FIELDS: Final = (
    Field("externalId", Kind.GUID),
    Field("companyIds", Kind.INTEGERS, nullable=False),
    Field("name", required=True, limit=255, nullable=False),
    Field("firstName", limit=255),
    Field("lastName", limit=255),
    Field("email", limit=255),
    Field("phones", Kind.ROWS, fields=PHONE),
    Field("addresses", Kind.ROWS, fields=ADDRESS),
    Field("taxNumber", limit=50),
    Field("bankAccountNumber", limit=50),
    Field("categories", Kind.TEXTS, values=CATEGORIES),
)
"""
What a contact is made from. Source: documented, RL-ADDCONTACT, RL-IMPCONTACT, RL-MULTI; the
shape of phones and addresses is designed.
"""
MERGE: Final = (Field("intoId", Kind.INTEGER, required=True, nullable=False),)
BLANK: Final[Doc] = {
    "companyIds": [],
    "name": "",
    "firstName": None,
    "lastName": None,
    "email": None,
    "phones": [],
    "addresses": [],
    "taxNumber": None,
    "bankAccountNumber": None,
    "categories": [],
    "externalId": None,
}


def is_mirrored(_contact: Doc, rules: Doc) -> Iterator[Refusal]:
    """A person archives freely only where no company of the contact is paired."""
    if rules["actor"] is Actor.USER and rules["is_paired"]:
        yield managed_in_xero("Archiving a contact")


def may_come_back(contact: Doc, rules: Doc) -> Iterator[Refusal]:
    """A merged contact stays; a person may bring others back unless the vintage forbids it."""
    if contact["mergedIntoId"] is not None:
        yield Refusal("invalid_transition", "A contact that was merged cannot be unarchived.")
    elif rules["actor"] is Actor.USER and rules["is_paired"] and rules["unarchive_in_rl"] == "off":
        yield managed_in_xero("Unarchiving a contact")


CONTACT_MOVES: Final = (
    #    from        to          who                only if        source
    Move("Active",   "Archived", ("user", "sync"),  is_mirrored,   "documented, RL-ARCHCONTACT"),
    Move("Archived", "Active",   ("user", "sync"),  may_come_back, "guide; RL-1WAY says no"),
)  # fmt: skip


def rows_are_single(values: Doc) -> Iterator[Refusal]:
    """At most one phone and one address of a type."""
    for name in ("phones", "addresses"):
        types = [row["type"] for row in values.get(name) or ()]
        for position, each in enumerate(types):
            if each in types[:position]:
                message = f"There is another row of type {each}."
                yield Refusal("duplicate", message, f"{name}[{position}].type")


def with_link(contact: Doc, company: int, external: str | None) -> Doc:
    """The contact with its external id for one company: each pairs with its own organisation."""
    links = {key: value for key, value in contact["externalIds"].items() if key != str(company)}
    if external is not None:
        links[str(company)] = external
    return {**contact, "externalIds": links}
