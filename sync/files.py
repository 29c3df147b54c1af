"""
The files of Xero's documents, which have no list, no print and no timestamp of their own.

Rule: R31, R32, R33, R57, R61.
"""

from hashlib import blake2b, sha256
from typing import Any, Final

from sync.forms import composed, is_numbered
from sync.kinds import kind_of
from sync.links import Link
from sync.pairing import Pairing
from sync.seen import removed, xero_seen
from sync.view import pair_of

WITH_FILES: Final = "HasAttachments==true"
RESOURCES: Final = (("Invoices", "InvoiceID"), ("CreditNotes", "CreditNoteID"))


def sweep_files(pairing: Pairing, number: int) -> None:
    """Look at one page of the documents that have files."""
    for resource, key in RESOURCES:
        _sweep_page(pairing, resource, key, number)


def _sweep_page(pairing: Pairing, resource: str, key: str, number: int) -> None:
    name = f"swept.{resource}"
    last, listed = pairing.value(name) or (0, [])
    page = last + 1
    rows, pages = pairing.xero.page_where(
        resource, {"where": WITH_FILES}, page, pairing.parts.sweep.documents
    )
    listed = [*listed, *(row[key] for row in rows)]
    is_through = page >= pages
    gone = _without_files(pairing, resource, listed) if is_through else []
    for document in (*(row[key] for row in rows), *gone):
        link = pairing.of_xero("document", document)
        if link is not None and pair_of(pairing, link).left_alone is None:
            look_at_files(pairing, link, number)
    following = [0, []] if is_through else [page, listed]
    if following != pairing.value(name):
        with pairing.links.step():
            pairing.remember(name, following)


def _without_files(pairing: Pairing, resource: str, listed: list[str]) -> list[str]:
    """
    The documents that had files and were listed on no page of this walk: somebody deleted them.

    Rule: R33, R61.
    """
    held = pairing.links.parents_in_xero(pairing.home, "attachment")
    return [
        document
        for document in sorted(held - set(listed))
        if _had_files(pairing, document)
        and (link := pairing.of_xero("document", document)) is not None
        and kind_of(link.xero, link.released).resource == resource
    ]


def _had_files(pairing: Pairing, document: str) -> bool:
    files = pairing.links.children_in_xero(pairing.home, "attachment", document)
    return any(file.xero is not None and file.xero["status"] == "Active" for file in files)


def look_at_files(
    pairing: Pairing, document: Link, number: int = 0, *, is_thorough: bool = False
) -> None:
    """
    Keep the files of one document as they are now; what is listed no more was deleted.

    Method: a file that is new, or of another length or name, is read; of the others those whose
    turn it is, or all when the look is thorough. Nothing is stored before all of it was read.
    That a file is gone is believed when two lists say so: one may show an old state, and what is
    deleted here for it would be lost. Rule: R32, R64.
    """
    known = {
        link.xero_id: link
        for link in pairing.links.children_in_xero(
            pairing.home, "attachment", str(document.xero_id)
        )
    }
    listed = _listed(pairing, document)
    if _misses_any(listed, known):
        listed = _listed(pairing, document)
    turn = None if is_thorough else number
    seen = [_with_digest(pairing, row, known, turn) for row in listed]
    with pairing.links.step():
        for link in known.values():
            if link.xero_id not in {row["AttachmentID"] for row in listed}:
                removed(pairing, link, "xero", link.xero_version + 1, "Deleted")
        for row in filter(None, seen):
            _keep(pairing, document, row)


def _listed(pairing: Pairing, document: Link) -> list[dict[str, Any]]:
    resource = kind_of(document.xero, document.released).resource
    return [
        {**row, "ParentID": document.xero_id, "Shelf": shelf}
        for shelf in pairing.parts.sweep.shelves(document, resource)
        for row in pairing.xero.files(shelf)
    ]


def _misses_any(listed: list[dict[str, Any]], known: dict[str | None, Link]) -> bool:
    """Some file that was there is not listed."""
    ids = {row["AttachmentID"] for row in listed}
    return any(
        link.xero is not None and link.xero["status"] == "Active" and link.xero_id not in ids
        for link in known.values()
    )


def _with_digest(
    pairing: Pairing,
    row: dict[str, Any],
    known: dict[str | None, Link],
    number: int | None,
) -> dict[str, Any] | None:
    """The row with the print of its bytes; None when it is gone meanwhile."""
    link = known.get(row["AttachmentID"])
    picture = (link.xero if link else None) or {}
    is_same = (picture.get("name"), picture.get("size")) == (
        composed(row["FileName"]),
        row["ContentLength"],
    )
    if is_same and not _has_its_turn(pairing, row["AttachmentID"], len(known), number):
        return {**row, "sha256": picture["digest"]}
    path = f"{row['Shelf']}/Attachments/{row['AttachmentID']}"
    content = pairing.xero.content(path)
    if content is None or len(content) != row["ContentLength"]:
        return None
    return {**row, "sha256": sha256(content).hexdigest()}


def _has_its_turn(pairing: Pairing, file: str, files: int, number: int | None) -> bool:
    """Every file is read again once in as many sweeps as keep each one within its bound."""
    if number is None:
        return True
    turns = -(-files // max(pairing.parts.sweep.readings, 1))
    place = int.from_bytes(blake2b(file.encode(), digest_size=4).digest())
    return (place + number) % max(turns, 1) == 0


def _keep(pairing: Pairing, document: Link, row: dict[str, Any]) -> None:
    """
    Keep one file; one of the same name and bytes that only Re-Leased has is the same file.

    Rule: R32, R60: that is also how a file is found whose upload had no answer, even where it was
    deleted here meanwhile (R33).
    """
    file = row["AttachmentID"]
    if pairing.of_xero("attachment", file) is None and document.released_id is not None:
        for link in pairing.links.children_in_released(
            pairing.home, "attachment", document.released_id
        ):
            is_sent = pairing.links.intent(link.id) is not None
            if _is_same_file(link, row, is_sent=is_sent):
                pairing.links.forget_intent(link.id)
                leave_behind(pairing, link)
                pairing.links.change(link.id, xero_id=file)
                break
    xero_seen(pairing, "attachment", file, row)


def _is_same_file(link: Link, row: dict[str, Any], *, is_sent: bool) -> bool:
    ours, theirs = link.released or {}, link.xero
    is_there = ours.get("status") == "Active" or (is_sent and "digest" in ours)
    if not is_there or (link.xero_id is not None and theirs is None):
        return False
    is_free = (
        theirs is None
        or theirs["status"] == "Deleted"
        or not is_numbered(theirs["name"], ours["name"])
    )
    name = str(composed(row["FileName"]))
    is_named = is_numbered(name, ours["name"]) if theirs is None else name == ours["name"]
    return bool(is_free and is_named and ours["digest"] == row["sha256"])


def leave_behind(pairing: Pairing, link: Link) -> None:
    """
    Part a file from what Xero has of it, since it gets another one there. Within a step.

    Method: what is still there stays known as deleted here, so that it never comes back.
    Rule: R32, R33.
    """
    if link.xero is None:
        return
    pairing.links.change(link.id, xero_id=None, xero=None, xero_version=0)
    if link.xero["status"] == "Deleted":
        return
    pairing.links.add(
        pairing.home,
        pairing.tenant,
        "attachment",
        released={**(link.released or {}), "status": "Deleted"},
        xero_id=link.xero_id,
        xero=link.xero,
        xero_version=link.xero_version,
        xero_about=link.xero["document"],
        is_open=1,
    )
