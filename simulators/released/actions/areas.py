"""What is done to the areas of a property. Nothing of it syncs; people do it."""

from typing import Any

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.area import BLANK, FIELDS
from simulators.released.guards import people_only
from simulators.released.values import read_new, read_patch


def create(world: World, origin: Origin, company: int, building: Doc, body: dict[str, Any]) -> Doc:
    """A new area of a property."""
    refuse_if(people_only(origin, "add areas"))
    if building["status"] == "Archived":
        refuse_if([Refusal("invalid_transition", "The property is archived.")])
    record: Doc = {
        "id": books.new_id(world, "area", company),
        "companyId": company,
        "propertyId": building["id"],
        **read_new(FIELDS, body, BLANK),
        "status": "Active",
    }
    return books.write(world, origin, ("area", record))[0]


def edit(world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]) -> Doc:  # noqa: ARG001 - a change
    """Change an area."""
    refuse_if(people_only(origin, "change areas"))
    values = read_patch(FIELDS, body, BLANK)
    return books.write(world, origin, ("area", {**record, **values}))[0]


def archive(world: World, origin: Origin, company: int, record: Doc) -> Doc:
    """Archive an area that no live tenancy covers."""
    refuse_if(people_only(origin, "archive areas"))
    if record["status"] == "Archived":
        refuse_if([Refusal("invalid_transition", "The area is archived already.")])
    tenancies = books.table(world, "tenancy").find(
        ("companyId", "propertyId"), (company, record["propertyId"])
    )
    if any(record["id"] in each["areaIds"] and _is_live(each) for each in tenancies):
        refuse_if([Refusal("invalid_transition", "A tenancy covers the area.")])
    return books.write(world, origin, ("area", {**record, "status": "Archived"}))[0]


def _is_live(tenancy: Doc) -> bool:
    return tenancy["status"] not in ("Cancelled", "Archived")
