"""What is done to invoices, bills and credit notes."""

from collections.abc import Sequence
from typing import Any, Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import Rounding
from simulators.kernel.transitions import Move
from simulators.kernel.world import World
from simulators.released import books, document
from simulators.released.actions.contacts import free_external
from simulators.released.actions.moving import require_move
from simulators.released.computation import line_amounts, with_totals
from simulators.released.credit_note import family_of
from simulators.released.document import INVOICE, Family
from simulators.released.guards import (
    is_paired,
    links_nothing,
    needs_connection,
    role_forbidden,
)
from simulators.released.ladder import DOCUMENT_MOVES, Rules, has_no_copy, settled
from simulators.released.references import CompanyBooks
from simulators.released.values import read_new, read_patch, read_whole

FIRST_NUMBER: Final = 1_000_001


def _rules(world: World, shelf: CompanyBooks, connection: Doc) -> Rules:
    return Rules(
        shelf,
        is_paired(connection),
        world.switches["approve_only_in_xero"] == "on",
        world.switches["void_paid"] == "accept",
    )


def create(
    world: World,
    origin: Origin,
    company: int,
    body: dict[str, Any],
    family: Family = INVOICE,
    amounts: Sequence[Doc] = (),
) -> Doc:
    """
    A new document, as Draft, AwaitingApproval or Approved.

    Args:
        family: what it is one of.
        amounts: the amounts of its lines, where they are not computed.

    Raises:
        Refused: before anything changed.
    """
    connection = books.connection_of(world, company)
    refuse_if(needs_connection(origin, connection))
    values = read_new(family.creation, body, family.blank)
    shelf = CompanyBooks(world, company)
    refuse_if(_references(world, origin, shelf, values, body))
    refuse_if(free_external(world, "document", company, values["externalId"], None))
    if origin.actor is Actor.SYNC and values["propertyId"] is None:
        values["propertyId"] = _tracked_property(shelf, values["lines"])
    for line, known in zip(values["lines"], amounts, strict=False):
        line.update(known)
    asked = values["status"]
    record = _computed(world, shelf, {**values, "status": "Draft", **family.unsettled}, None)
    refuse_if(document.total_is_sound(record))
    if asked != "Draft":
        require_move(DOCUMENT_MOVES, record, asked, origin.actor, _rules(world, shelf, connection))
    made = _numbered(world, company, {**record, "status": asked})
    return books.write(world, origin, ("document", made))[0]


def _references(
    world: World, origin: Origin, shelf: CompanyBooks, values: Doc, body: dict[str, Any]
) -> list[Refusal]:
    currency = books.get_company(world, shelf.company)["currency"]
    found = [
        *links_nothing(origin, {name: values[name] for name in values if name in body}),
        *document.only_by_integration(values, origin.actor),
        *document.names_known_records(values, shelf, origin.actor, currency=currency),
    ]
    if "lines" in values:
        _blank_lines(values["lines"])
        found += document.lines_are_right(values["lines"], shelf, origin.actor)
    return found


def _blank_lines(lines: list[Doc]) -> None:
    """Fill in what a freshly read line leaves open."""
    for line in lines:
        line["quantity"] = line["quantity"] or "1"
        line["tracking"] = line["tracking"] or []


def _tracked_property(shelf: CompanyBooks, lines: list[Doc]) -> int | None:
    """The property whose tracking option the first tracked line carries. Source: RL-TRACK2."""
    for line in lines:
        for row in line["tracking"]:
            found = shelf.property_of_option(row["optionId"])
            if found is not None:
                return int(found["id"])
    return None


def _computed(world: World, shelf: CompanyBooks, record: Doc, before: Doc | None) -> Doc:
    """The record with its lines numbered and computed, and the totals that follow."""
    rounding = Rounding(world.switches["rl_rounding"])
    known = {line["id"] for line in before["lines"]} if before is not None else set()
    lines = []
    for line in record["lines"]:
        number = line["id"] if line["id"] in known else None
        known.discard(number)
        computed = line_amounts(line, record["taxMode"], shelf.rate(line["taxType"]), rounding)
        lines.append({**computed, "id": number or world.ids.number("released.line", 1)})
    return with_totals({**record, "lines": lines})


def _numbered(world: World, company: int, record: Doc) -> Doc:
    """The record with its id and the company's next number, which is never given again."""
    number = world.ids.number(f"released.number.{company}", FIRST_NUMBER)
    return {
        "id": books.new_id(world, "document", company),
        "companyId": company,
        "number": f"{number:07d}",
        **record,
        "currency": record["currency"] or books.get_company(world, company)["currency"],
    }


def edit(
    world: World,
    origin: Origin,
    company: int,
    record: Doc,
    body: dict[str, Any],
    *,
    whole: bool = False,
) -> Doc:
    """
    Change a document: merge the body in, or replace all its content; link data stays unless sent.

    Raises:
        Refused: before anything changed.
    """
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    family = family_of(record)
    read = read_whole if whole else read_patch
    values = read(family.changeable(body), body, family.blank)
    shelf = CompanyBooks(world, company)
    refuse_if(links_nothing(origin, values))
    after = {**record, **values}
    if set(values) - set(document.LINK):
        after = _with_content(world, origin, shelf, record, values)
    elif record["status"] == "Deleted":
        refuse_if(document.may_edit(record, origin.actor, same_total=True))
    refuse_if(free_external(world, "document", company, values.get("externalId"), record["id"]))
    return books.write(world, origin, ("document", after))[0]


def _with_content(
    world: World, origin: Origin, shelf: CompanyBooks, record: Doc, values: Doc
) -> Doc:
    """The record with changed content, computed anew where lines or the tax mode changed."""
    refuse_if(document.may_edit(record, origin.actor, same_total=True))
    refuse_if(_references(world, origin, shelf, _changed(record, values), values))
    after = {**record, **values}
    if "lines" in values:
        after = _computed(world, shelf, after, record)
    elif after["taxMode"] != record["taxMode"]:
        after = _computed(world, shelf, {**after, "lines": _bare(record["lines"])}, record)
    same = after["total"] == record["total"]
    refuse_if(document.may_edit(record, origin.actor, same_total=same))
    refuse_if(document.total_is_sound(after))
    if record["status"] in ("AwaitingApproval", "Approved") and origin.actor is Actor.USER:
        refuse_if(_still_ready(shelf, record, after))
    return after


def _changed(record: Doc, values: Doc) -> Doc:
    """The values that differ: what a document named before need not be valid any more."""
    return {
        name: value
        for name, value in values.items()
        if name == "lines" or value != record.get(name)
    }


def _still_ready(shelf: CompanyBooks, record: Doc, after: Doc) -> list[Refusal]:
    """Newly chosen accounts and tax types of a submitted document are valid."""
    if after["lines"] is record["lines"]:
        return []
    known = {(line["accountCode"], line["taxType"]) for line in record["lines"]}
    return [
        refusal
        for position, line in enumerate(after["lines"])
        if (line["accountCode"], line["taxType"]) not in known
        for refusal in document.line_is_ready(line, after["taxMode"], shelf, position)
    ]


def _bare(lines: list[Doc]) -> list[Doc]:
    return [{**line, "taxAmount": None, "lineAmount": None} for line in lines]


def move(world: World, origin: Origin, company: int, record: Doc, after: str) -> Doc:
    """
    Move a document along its ladder: submit, approve, return or reset, void, delete.

    What comes back from Voided because Xero refused to void it is Paid again if nothing is due.
    """
    connection = books.connection_of(world, company)
    refuse_if(needs_connection(origin, connection))
    rules = _rules(world, CompanyBooks(world, company), connection)
    require_move(_moves(origin), record, after, origin.actor, rules)
    moved = {**record, "status": after}
    if record["status"] == "Voided":
        moved = settled(moved)
    return books.write(world, origin, ("document", moved))[0]


def _moves(origin: Origin) -> tuple[Move, ...]:
    """The ladder as the actor knows it: for people it ends at Voided."""
    is_person = origin.actor is Actor.USER
    return tuple(move for move in DOCUMENT_MOVES if not (is_person and move.before == "Voided"))


def reset(world: World, origin: Origin, company: int, record: Doc) -> Doc:
    """Take back to Draft what Xero refused, so that no copy is there. Source: RL-ERR-ACCT."""
    if origin.actor is not Actor.SYNC:
        refuse_if([role_forbidden("reset a document to draft")])
    refuse_if(has_no_copy(record))
    return move(world, origin, company, record, "Draft")


def give_back(world: World, origin: Origin, company: int, record: Doc) -> Doc:
    """Return a document that awaits approval to whoever wrote it."""
    if record["status"] != "AwaitingApproval":
        message = f"A document that is {record['status']} cannot be returned."
        refuse_if([Refusal("invalid_transition", message)])
    return move(world, origin, company, record, "Draft")
