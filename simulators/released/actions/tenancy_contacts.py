"""Who has to do with a tenancy: seen as one list, kept where it belongs."""

from typing import Any

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, Refused, refuse_if
from simulators.kernel.world import World
from simulators.released import books, tenancy
from simulators.released.guards import people_only
from simulators.released.tenancy_contact import (
    BLANK,
    FIELD_OF_ROLE,
    FIELDS,
    REMOVAL,
    roles_in,
    without,
)
from simulators.released.values import read_new


def _rows(world: World, company: int, tenancy_id: int) -> list[Doc]:
    """The further contacts of a tenancy."""
    found = books.table(world, "tenancy_contact").find(
        ("companyId", "tenancyId"), (company, tenancy_id)
    )
    return [row for row in found if row["status"] == "Active"]


def shown(world: World, company: int, record: Doc, contact: int) -> Doc:
    """A contact with its roles in a tenancy."""
    there = books.find(world, "contact", company, contact)
    rows = _rows(world, company, record["id"])
    others = ["Other"] if any(row["contactId"] == contact for row in rows) else []
    return {
        "contactId": contact,
        "name": there["name"] if there is not None else "",
        "roles": [*roles_in(record, contact), *others],
    }


def all_of(world: World, company: int, record: Doc) -> list[Doc]:
    """Everybody who has to do with a tenancy, its own contacts first."""
    held = [record[field] for field in FIELD_OF_ROLE.values() if record[field] is not None]
    others = [row["contactId"] for row in _rows(world, company, record["id"])]
    found = dict.fromkeys([*held, *others])
    return [shown(world, company, record, contact) for contact in found]


def add(world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]) -> Doc:
    """Give a contact a role; whoever was primary or account contact before is it no more."""
    refuse_if(people_only(origin, "change the contacts of a tenancy"))
    refuse_if(tenancy.may_change(record))
    values = read_new(FIELDS, body, BLANK)
    contact, role = values["contactId"], values["role"]
    there = books.find(world, "contact", company, contact)
    if there is None:
        raise Refused(Refusal("contact_unknown", f"There is no contact {contact}.", "contactId"))
    if there["status"] != "Active":
        raise Refused(Refusal("contact_archived", "The contact is archived.", "contactId"))
    if role in shown(world, company, record, contact)["roles"]:
        raise Refused(Refusal("duplicate", f"The contact is {role} already.", "role"))
    if role in FIELD_OF_ROLE:
        changed = {**record, FIELD_OF_ROLE[role]: contact}
        return books.write(world, origin, ("tenancy", changed))[0]
    row: Doc = {
        "id": books.new_id(world, "tenancy_contact", company),
        "companyId": company,
        "tenancyId": record["id"],
        "contactId": contact,
        "role": role,
        "status": "Active",
    }
    books.write(world, origin, ("tenancy_contact", row))
    return record


def remove(world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]) -> Doc:
    """Take a contact out of a tenancy, in all its roles."""
    refuse_if(people_only(origin, "change the contacts of a tenancy"))
    refuse_if(tenancy.may_change(record))
    contact = read_new(REMOVAL, body, {"contactId": None})["contactId"]
    rows = [row for row in _rows(world, company, record["id"]) if row["contactId"] == contact]
    after = without(record, contact)
    if after == record and not rows:
        message = f"Contact {contact} has nothing to do with this tenancy."
        raise Refused(Refusal("not_found", message))
    writes = [("tenancy_contact", {**row, "status": "Deleted"}) for row in rows]
    books.write(world, origin, *([("tenancy", after)] if after != record else []), *writes)
    return after


def repointed(world: World, company: int, loser: int, survivor: int) -> list[Doc]:
    """
    The tenancies of a company whose own contacts were merged away, with the survivor instead.

    Rule: R13. Source: open, O11: the product leaves it to people, switch follow_merge.
    """
    table = books.table(world, "tenancy")
    found = {
        each["id"]: each
        for field in FIELD_OF_ROLE.values()
        for each in table.find(field, loser)
        if each["companyId"] == company
    }
    return [without(each, loser, survivor) for each in found.values()]
