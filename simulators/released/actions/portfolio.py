"""What is done to properties and tenancies. Nothing of it syncs; people do it."""

from collections.abc import Iterator
from typing import Any

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import World
from simulators.released import books, tenancy
from simulators.released.guards import people_only
from simulators.released.property import BLANK as PROPERTY_BLANK
from simulators.released.property import FIELDS as PROPERTY_FIELDS
from simulators.released.property import defaults_are_right
from simulators.released.references import CompanyBooks
from simulators.released.tracking import MOST_CATEGORIES
from simulators.released.values import read_new, read_patch


def known(
    world: World, company: int, values: Doc, references: dict[str, str]
) -> Iterator[Refusal]:
    """Every id that a body names is one of this company's."""
    for name, kind in references.items():
        wanted = values.get(name)
        if wanted is not None and books.find(world, kind, company, wanted) is None:
            words = kind.replace("_", " ")
            yield Refusal(f"{kind}_unknown", f"There is no {words} {wanted}.", name)


PROPERTY_REFERENCES = {"trackingOptionId": "tracking_option"}
TENANCY_REFERENCES = {
    "propertyId": "property",
    "primaryContactId": "contact",
    "accountContactId": "contact",
}


def _tracking(world: World, company: int, values: Doc) -> Iterator[Refusal]:
    """The mapping names an option of the category that matches; defaults name options to stamp."""
    matching = next(
        (
            each["id"]
            for each in books.table(world, "tracking_category")
            if each["companyId"] == company and each["isPropertyMatching"]
        ),
        None,
    )
    wanted = values.get("trackingOptionId")
    option = books.find(world, "tracking_option", company, wanted) if wanted else None
    if option is not None and matching not in (None, option["categoryId"]):
        message = "The option is not one of the category that matches properties."
        yield Refusal("tracking_mismatch", message, "trackingOptionId")
    shelf = CompanyBooks(world, company)
    is_free = world.switches["property_defaults"] == "two"
    yield from defaults_are_right(
        values.get("trackingDefaults") or [],
        shelf.option,
        None if is_free else matching,
        1 if not is_free else MOST_CATEGORIES,
    )


def create_property(world: World, origin: Origin, company: int, body: dict[str, Any]) -> Doc:
    """A new property."""
    refuse_if(people_only(origin, "add properties"))
    values = read_new(PROPERTY_FIELDS, body, PROPERTY_BLANK)
    refuse_if(known(world, company, values, PROPERTY_REFERENCES))
    refuse_if(_tracking(world, company, values))
    record: Doc = {
        "id": books.new_id(world, "property", company),
        "companyId": company,
        **values,
        "status": "Active",
    }
    return books.write(world, origin, ("property", record))[0]


def edit_property(
    world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]
) -> Doc:
    """Change a property, its tracking option among others."""
    refuse_if(people_only(origin, "change properties"))
    values = read_patch(PROPERTY_FIELDS, body, PROPERTY_BLANK)
    refuse_if(known(world, company, values, PROPERTY_REFERENCES))
    refuse_if(_tracking(world, company, values))
    return books.write(world, origin, ("property", {**record, **values}))[0]


def archive_property(world: World, origin: Origin, company: int, record: Doc) -> Doc:
    """Archive a property without live tenancies."""
    refuse_if(people_only(origin, "archive properties"))
    tenancies = books.table(world, "tenancy").find(
        ("companyId", "propertyId"), (company, record["id"])
    )
    if record["status"] == "Archived":
        refuse_if([Refusal("invalid_transition", "The property is archived already.")])
    if any(each["status"] != "Archived" for each in tenancies):
        refuse_if([Refusal("invalid_transition", "The property has tenancies.")])
    return books.write(world, origin, ("property", {**record, "status": "Archived"}))[0]


def _areas(world: World, company: int, values: Doc) -> Iterator[Refusal]:
    """A tenancy covers areas of its own property."""
    for position, each in enumerate(values["areaIds"]):
        area = books.find(world, "area", company, each)
        if area is None or area["propertyId"] != values["propertyId"]:
            message = f"The property has no area {each}."
            yield Refusal("area_unknown", message, f"areaIds[{position}]")


def create_tenancy(world: World, origin: Origin, company: int, body: dict[str, Any]) -> Doc:
    """A new tenancy of a property."""
    refuse_if(people_only(origin, "add tenancies"))
    values = read_new(tenancy.FIELDS, body, tenancy.BLANK)
    refuse_if(known(world, company, values, TENANCY_REFERENCES))
    refuse_if(_areas(world, company, values))
    refuse_if(tenancy.ends_after_it_starts(values))
    record: Doc = {
        "id": books.new_id(world, "tenancy", company),
        "companyId": company,
        **values,
    }
    return books.write(world, origin, ("tenancy", record))[0]


def edit_tenancy(
    world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]
) -> Doc:
    """Change a tenancy."""
    refuse_if(people_only(origin, "change tenancies"))
    refuse_if(tenancy.may_change(record))
    values = read_patch(tenancy.FIELDS, body, tenancy.BLANK)
    refuse_if(known(world, company, values, TENANCY_REFERENCES))
    after = {**record, **values}
    refuse_if(_areas(world, company, after))
    refuse_if(tenancy.ends_after_it_starts(after))
    return books.write(world, origin, ("tenancy", after))[0]


def archive_tenancy(world: World, origin: Origin, company: int, record: Doc) -> Doc:
    """Archive a tenancy with nothing outstanding."""
    refuse_if(people_only(origin, "archive tenancies"))
    documents = books.table(world, "document").find(
        ("companyId", "tenancyId"), (company, record["id"])
    )
    refuse_if(tenancy.may_archive(record, documents))
    return books.write(world, origin, ("tenancy", {**record, "status": "Archived"}))[0]
