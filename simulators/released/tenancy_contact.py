"""
Who has to do with a tenancy, and as what.

The tenancy itself names its primary contact and its account contact, to whom invoices go; further
contacts are rows of their own. Source: documented, RL-TENCONTACT; shape designed.
"""

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind

FIELD_OF_ROLE: Final = {"Primary": "primaryContactId", "Account": "accountContactId"}
"""The roles that the tenancy itself holds, and where."""
ROLES: Final = (*FIELD_OF_ROLE, "Other")

FIELDS: Final = (
    Field("contactId", Kind.INTEGER, required=True, nullable=False),
    Field("role", Kind.ENUM, required=True, values=ROLES, nullable=False),
)
REMOVAL: Final = (Field("contactId", Kind.INTEGER, required=True, nullable=False),)
BLANK: Final[Doc] = {"contactId": None, "role": ""}


def roles_in(tenancy: Doc, contact: int) -> list[str]:
    """The roles that a tenancy itself gives a contact."""
    return [role for role, field in FIELD_OF_ROLE.items() if tenancy[field] == contact]


def without(tenancy: Doc, contact: int, survivor: int | None = None) -> Doc:
    """The tenancy with somebody else, or nobody, in the roles of a contact."""
    roles = roles_in(tenancy, contact)
    return {**tenancy, **{FIELD_OF_ROLE[role]: survivor for role in roles}}
