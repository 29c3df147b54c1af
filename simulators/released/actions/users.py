"""What is done to users: added, named when they act, and shown with what their clients need."""

from collections.abc import Iterator
from typing import Any

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import Change, World
from simulators.released import access, books
from simulators.released.user import BLANK, FIELDS, may_act
from simulators.released.values import read_new


def create(world: World, origin: Origin, _company: int, body: dict[str, Any]) -> Doc:
    """A new user with a client of their own; no books of a company show users."""
    values = read_new(FIELDS, body, BLANK)
    refuse_if(_checks(world, values))
    number = world.ids.number("released.user", books.FIRST_IDS["user"])
    user: Doc = {"id": number, **values, "createdAt": books.now(world)}
    world.commit(origin, Change("user", str(number), user, books.GROUP))
    companies = values["companyIds"]
    visible = tuple(companies) if companies is not None else None
    access.add_client(world, access.Principal("user", values["role"], visible, str(number)))
    return user


def _checks(world: World, values: Doc) -> Iterator[Refusal]:
    companies = values["companyIds"]
    if companies == []:
        yield Refusal("required", "A user sees at least one company.", "companyIds")
    for position, each in enumerate(companies or ()):
        if books.table(world, "company").row(str(each)) is None:
            path = f"companyIds[{position}]"
            yield Refusal("company_unknown", f"There is no company {each}.", path)


def listed(world: World) -> list[Doc]:
    """Every user with the credentials of their client, oldest first."""
    clients = {row["user"]: row for row in books.table(world, "_client") if row.get("user")}
    return [
        {
            **user,
            "client_id": clients[str(user["id"])]["id"],
            "client_secret": clients[str(user["id"])]["secret"],
        }
        for user in books.table(world, "user")
    ]


def admit(world: World, user: str, company: str, kind: str) -> None:
    """
    Pass when a user may do that kind of action in a company.

    Raises:
        Refused: `company_not_visible` or `role_forbidden`.
    """
    there = books.table(world, "user").row(user)
    if there is None:
        refuse_if([Refusal("not_found", f"There is no user {user}.")])
    else:
        refuse_if(may_act(there, int(company), kind))
