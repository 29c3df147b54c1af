"""How records are kept: tables, keys, versions, and the feed of everything that was committed."""

from collections.abc import Iterable
from typing import Any, Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.clock import instant_text, parse_instant
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.indexes import Declaration
from simulators.kernel.store import Hash, Ordered, Table
from simulators.kernel.world import Change, World
from simulators.released.charge import due_keys

SYSTEM: Final = "released"
GROUP: Final = "group"

PRINCIPALS: Final = {
    Actor.USER: "user",
    Actor.SYNC: "integration",
    Actor.SYSTEM: "system",
}
"""Who acts, in Re-Leased's words."""

FIRST_IDS: Final = {
    "company": 1,
    "property": 11,
    "tenancy": 101,
    "tax_type": 21,
    "account": 301,
    "tracking_category": 41,
    "tracking_option": 61,
    "contact": 501,
    "document": 10_001,
    "payment": 70_001,
    "allocation": 50_001,
    "credit": 60_001,
    "sync_record": 9_001,
    "attachment": 80_001,
    "area": 1_001,
    "tenancy_contact": 2_001,
    "charge": 3_001,
    "user": 901,
}

NEVER_SHOWN: Final = ("seq", "externalIds", "formerCodes")
"""What the store keeps beside a record and no answer shows."""

UNMATCHED: Final = (*NEVER_SHOWN, "version", "updatedAt", "lastModifiedBy")
"""What may differ although nothing was changed."""

SKEW_MS: Final = {"exact": 0, "behind": -300_000, "ahead": 300_000}
"""How far this product's clock is from the true time, by the switch rl_clock."""

HIDDEN: Final = ("Archived", "Deleted")
"""Statuses that lists leave out unless asked."""


def companies_of(doc: Doc) -> list[int]:
    """The companies whose books show a record."""
    if "companyIds" in doc:
        return list(doc["companyIds"])
    return [doc["companyId"]] if "companyId" in doc else [doc["id"]]


def label_of(doc: Doc) -> str:
    """What lists tell records apart by: the status, after the kind where there is one."""
    kind = doc.get("kind")
    return f"{kind} {doc['status']}" if kind else status_of(doc)


def status_of(doc: Doc) -> str:
    """The status; a record that knows only when it was deleted is Active or Deleted."""
    if "status" in doc:
        return str(doc["status"])
    return "Active" if doc.get("deletedAt") is None else "Deleted"


def shelf_of(doc: Doc) -> str:
    """What tells lists of one record type apart: credit notes are never listed with invoices."""
    return "credit-notes" if str(doc.get("kind", "")).endswith("CreditNote") else ""


def _page_keys(doc: Doc) -> list[tuple[Any, ...]]:
    shelf, is_hidden = shelf_of(doc), int(status_of(doc) in HIDDEN)
    return [(each, shelf, is_hidden, doc["updatedAt"], doc["id"]) for each in companies_of(doc)]


def _label_keys(doc: Doc) -> list[tuple[Any, ...]]:
    label = label_of(doc)
    return [(each, label, doc["updatedAt"], doc["id"]) for each in companies_of(doc)]


def _walk_keys(doc: Doc) -> list[tuple[Any, ...]]:
    shelf = shelf_of(doc)
    return [(each, shelf, doc["updatedAt"], doc["seq"]) for each in companies_of(doc)]


def _external_keys(doc: Doc) -> list[tuple[int, str]]:
    if "externalIds" in doc:
        return [(int(company), external) for company, external in doc["externalIds"].items()]
    return [(doc["companyId"], doc["externalId"])] if doc["externalId"] is not None else []


def _feed_keys(row: Doc) -> list[tuple[int, int]]:
    return [(company, row["seq"]) for company in row["companies"]]


LISTED: Final = (
    Ordered("page", _page_keys),  # type: ignore[arg-type]
    Ordered("label", _label_keys),  # type: ignore[arg-type]
    Ordered("walk", _walk_keys),  # type: ignore[arg-type]
)
LINKED: Final = (*LISTED, Hash("external", _external_keys))  # type: ignore[arg-type]

TABLES: Final[dict[str, tuple[Declaration, ...]]] = {
    "company": (),
    "user": (),
    "connection": (Hash("pairedTenantId"),),
    "property": (*LISTED, Hash(("companyId", "trackingOptionId"))),
    "area": (*LISTED, Hash(("companyId", "propertyId"))),
    "tenancy": (
        *LISTED,
        Hash(("companyId", "propertyId")),
        Hash("accountContactId"),
        Hash("primaryContactId"),
    ),
    "charge": (
        *LISTED,
        Hash(("companyId", "tenancyId")),
        Ordered("due", due_keys),  # type: ignore[arg-type]
    ),
    "tenancy_contact": (*LISTED, Hash(("companyId", "tenancyId"))),
    "tax_type": (
        *LINKED,
        Hash(("companyId", "taxType")),
        Hash("former", lambda d: former_codes(d)),
    ),
    "account": (*LINKED, Hash(("companyId", "code")), Hash("former", lambda d: former_codes(d))),
    "tracking_category": LINKED,
    "tracking_option": (*LINKED, Hash(("companyId", "categoryId"))),
    "contact": LINKED,
    "document": (
        *LINKED,
        Hash(("companyId", "contactId")),
        Hash(("companyId", "propertyId")),
        Hash(("companyId", "tenancyId")),
    ),
    "payment": (*LINKED, Hash(("companyId", "documentId"))),
    "allocation": (
        *LINKED,
        Hash(("companyId", "creditNoteId")),
        Hash(("companyId", "invoiceId")),
    ),
    "credit": (*LINKED, Hash(("companyId", "contactId"))),
    "attachment": (*LINKED, Hash(("companyId", "documentId"))),
    "sync_record": (*LISTED, Hash("open", lambda d: open_keys(d))),
    "_client": (),
    "_token": (Hash("family"),),
    "_refresh": (Hash("family"),),
    "_content": (),
    "_subscription": (),
    "_change": (Ordered("feed", _feed_keys),),  # type: ignore[arg-type]
}


def former_codes(record: Any) -> Iterable[tuple[int, str]]:
    """What an account or a tax type was once called: documents of that time still say it."""
    return [(record["companyId"], code) for code in record["formerCodes"]]


def open_keys(record: Any) -> Iterable[tuple[Any, ...]]:
    """What tells an open sync record from the others of its company."""
    if record["status"] != "Open":
        return ()
    return [(record["companyId"], *sync_subject(record))]


def sync_subject(record: Any) -> tuple[Any, ...]:
    """What a sync record is about: the entity, the record on either side, the direction."""
    about = record["recordId"] if record["recordId"] is not None else record["externalId"]
    return record["entity"], about, record["direction"]


def table(world: World, kind: str) -> Table:
    """The table of a record type."""
    return world.table(SYSTEM, kind)


def key_of(kind: str, doc: Doc) -> str:
    """The store's key of a record: ids may be equal in two companies, keys never are."""
    if kind in ("contact", "company"):
        return str(doc["id"])
    if kind == "connection":
        return str(doc["companyId"])
    return f"{doc['companyId']}:{doc['id']}"


def new_id(world: World, kind: str, company: int) -> int:
    """The next id of a record type; contacts belong to the group, the rest to a company."""
    pool = f"{SYSTEM}.{kind}"
    if kind != "contact" and world.switches["equal_ids"] == "on":
        pool = f"{pool}.{company}"
    return world.ids.number(pool, FIRST_IDS[kind])


def find(world: World, kind: str, company: int, record_id: object) -> Doc | None:
    """A record that a company's books show, by its id; None when there is none."""
    text = str(record_id)
    if kind == "contact":
        contact = table(world, kind).row(text)
        return contact if contact is not None and company in contact["companyIds"] else None
    return table(world, kind).row(f"{company}:{text.removeprefix(f'{company}:')}")


def get(world: World, kind: str, company: int, record_id: object) -> Doc:
    """
    A record that a company's books show.

    Raises:
        Refused: `not_found`.
    """
    doc = find(world, kind, company, record_id)
    if doc is None:
        words = kind.replace("_", " ")
        raise Refused(Refusal("not_found", f"There is no {words} {record_id} in this company."))
    return doc


def connection_of(world: World, company: int) -> Doc:
    """The connection of a company; every company has one from the start."""
    connection = table(world, "connection").row(str(company))
    if connection is None:
        raise Refused(Refusal("not_found", f"There is no company {company}."))
    return connection


def by_external(world: World, kind: str, company: int, external: str) -> Doc | None:
    """The first record of a company that carries an external id."""
    return table(world, kind).first("external", (company, external))


def now(world: World) -> str:
    """The instant now, as finely as this world's records tell it."""
    return fine(world, as_of(world))


def as_of(world: World) -> str:
    """The instant now, as answers tell it."""
    return told(world, world.clock.text)


def told(world: World, text: str) -> str:
    """
    An instant as this product's clock tells it, which may be wrong by a few minutes.

    Source: designed, switch rl_clock; tokens, limits and schedules keep the true time.
    """
    skew_ms = SKEW_MS[world.switches["rl_clock"]]
    return instant_text(parse_instant(text) + skew_ms) if skew_ms else text


def fine(world: World, text: str) -> str:
    """An instant, as finely as this world's records tell it."""
    return text if world.switches["rl_timestamps"] == "millisecond" else f"{text[:19]}.000Z"


def write(
    world: World,
    origin: Origin,
    *writes: tuple[str, Doc],
    removed: tuple[str, Doc] | None = None,
) -> list[Doc]:
    """
    Commit records and hand them back as stored.

    Method: each gets its version, its instants, who did it and its place in the order of
    commits; each commit gets a row in the feed. A write that changes nothing is left out when the
    world's switch says so.

    Args:
        removed: a record that goes, before the others are written.
    """
    instant, by = now(world), PRINCIPALS[origin.actor]
    keeps = world.switches["rl_no_op_writes"] == "keep"
    changes: list[Change] = []
    stored: list[Doc] = []
    if removed is not None:
        changes.append(Change(removed[0], key_of(*removed), None))
    for kind, doc in writes:
        key = key_of(kind, doc)
        before = table(world, kind).row(key)
        if keeps and before is not None and is_same(before, doc):
            stored.append(before)
            continue
        after = {
            **doc,
            "version": before["version"] + 1 if before is not None else 1,
            "createdAt": before["createdAt"] if before is not None else instant,
            "updatedAt": instant,
            "lastModifiedBy": by,
            "seq": world.commits.next + len(changes),
        }
        owner = "" if origin.owner else GROUP
        changes.append(Change(kind, key, after, owner))
        stored.append(after)
    for line in world.commit(origin, *changes):
        _feed(world, line)
    return stored


def is_same(before: Doc, after: Doc) -> bool:
    """Whether a record would be as it was."""
    return all(before.get(name) == after[name] for name in after if name not in UNMATCHED) and (
        before.get("externalIds") == after.get("externalIds")
    )


def _feed(world: World, line: Doc) -> None:
    companies = companies_of(line["after"] or line["before"])
    if line["before"] is not None and line["type"] == "contact":
        companies += [each for each in companies_of(line["before"]) if each not in companies]
    row = {"seq": line["n"], "companies": companies, "line": line}
    table(world, "_change").put(str(line["n"]), row)


def left_by(world: World, line: Doc) -> Doc:
    """The record that a commit left; of a removal the last state, one version on."""
    if line["after"] is not None:
        return dict(line["after"])
    before = line["before"]
    instant = fine(world, told(world, line["time"]))
    return {**before, "version": before["version"] + 1, "updatedAt": instant}


def feed(world: World, company: int, after: int, limit: int) -> list[Doc]:
    """The commits that a company's books show beyond a number, oldest first."""
    rows = table(world, "_change").between(
        "feed", (company,), (company, world.newest_commit), after=(company, after), limit=limit
    )
    return [row["line"] for row in rows]


def get_company(world: World, company: int) -> Doc:
    """
    A company.

    Raises:
        Refused: `not_found`.
    """
    row = table(world, "company").row(str(company))
    if row is None:
        raise Refused(Refusal("not_found", f"There is no company {company}."))
    return row
