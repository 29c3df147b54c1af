"""A user of the group: somebody with a role, who sees some companies or all of them."""

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind
from simulators.released.access import ROLES

FIELDS: Final = (
    Field("name", required=True, limit=255, nullable=False),
    Field("email", limit=255),
    Field("role", Kind.ENUM, required=True, values=tuple(ROLES), nullable=False),
    Field("companyIds", Kind.INTEGERS),
)
"""Source: names of roles documented, RL-PERMS; that companies are the unit of permission,
RL-COMPANIES; fields designed."""
BLANK: Final[Doc] = {"name": "", "email": None, "role": "", "companyIds": None}

SCOPE_OF: Final = {"connection": "connect", "user": "connect"}
"""What an action needs, by what it is about; the others need `write`. Source: designed."""


def scope_of(kind: str) -> str:
    """The scope that an action such as `contact.edit` needs."""
    return SCOPE_OF.get(kind.partition(".")[0], "write")


def may_act(user: Doc, company: int, kind: str) -> Iterator[Refusal]:
    """The user sees the company, and the role allows the action."""
    visible = user["companyIds"]
    if visible is not None and company not in visible:
        message = f"Company {company} is not visible to this user."
        yield Refusal("company_not_visible", message)
    elif scope_of(kind) not in ROLES[user["role"]]:
        yield Refusal("role_forbidden", f"The role {user['role']} does not allow {kind}.")
