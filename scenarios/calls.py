"""The sync's calls: what it could know when it wrote, and which answers it never got."""

from collections.abc import Iterable, Iterator
from typing import Final

from scenarios.canonical import RELEASED, XERO, Doc
from scenarios.lineage import Record, Root

_FAMILIES: Final = {
    "contacts": "contact",
    "invoices": "invoice",
    "creditnotes": "credit note",
    "credit-notes": "credit note",
    "allocations": "allocation",
    "payments": "payment",
    "attachments": "attachment",
    "overpayments": "credit",
    "prepayments": "credit",
    "changes": "",
    "connection": "connection",
    "sync-records": "sync record",
}
"""The last part of a list's path, and the family that it lists; empty lists every one."""

NEW: Final = "(new)"
SEVERAL: Final = "(several)"

_HARMLESS: Final = frozenset(("", "delay", "edit", "webhooks", "stale_read"))
"""Faults that let the answer of a write through."""


class Calls:
    """
    Every vendor call until now, and the sync's answered reads by system and family.

    `struck` counts calls that a fault struck.
    """

    def __init__(self) -> None:
        self.by_number: dict[int, Doc] = {}
        self.last = 0
        self.struck = 0
        self._refused: set[tuple[str, str, str]] = set()
        self._reads: dict[tuple[str, str], list[Doc]] = {}

    def add(self, calls: Iterable[Doc]) -> None:
        """Take in calls, oldest first."""
        for call in calls:
            self.by_number[call["n"]] = call
            self.last = call["n"]
            self.struck += bool(call.get("fault"))
            family = _family(call) if call.get("actor") == "sync" else None
            if family is not None:
                self._sort(call, family, call.get("status") or 500)

    def _sort(self, call: Doc, family: str, status: int) -> None:
        key = (call["system"], family)
        if call["method"] == "GET":
            if status < 400:
                self._reads.setdefault(key, []).append(call)
        elif status in (400, 409, 422) and not call.get("fault"):
            self._refused.add((*key, _about(call)))

    def was_answered(self, number: int) -> bool:
        """True unless the call's answer was lost or spoilt on its way to the sync."""
        call = self.by_number.get(number)
        if call is None:
            return True
        return call.get("status") is not None and faults_of(call) <= _HARMLESS

    def was_refused(self, root: Root) -> bool:
        """
        True when some refused write may have been about this root.

        Method: a write that names its record in its path is about that one; one that makes a
        record is about roots that the system lacks; a write of several may be about any.
        """
        family = _family_of(root.copies[0])
        for system, refused, about in self._refused:
            if refused != family:
                continue
            ids = {copy.id.rpartition(":")[2].lower() for copy in root.within(system)}
            if about in ids or about == SEVERAL or (about == NEW and not ids):
                return True
        return False

    def could_know(self, record: Record, time: str, call: int | None) -> bool:
        """
        True when the sync read the record after an instant and before one of its own calls.

        Method: look for an answered read of the record's list from its first page, of the change
        feed, or of the record by id. Without any recorded call the sync is taken to know.
        """
        if not self.by_number or call is None:
            return True
        return any(read["n"] < call for read in self._reads_of(record, time))

    def did_read(self, record: Record, after: str, before: str) -> bool:
        """True when the sync read the record between two instants, as far as calls are known."""
        return any(read["time"] <= before for read in self._reads_of(record, after))

    def _reads_of(self, record: Record, after: str) -> Iterator[Doc]:
        """The answered reads that showed a record after an instant, latest first."""
        for family in (_shown_by(record), ""):
            for read in reversed(self._reads.get((record.system, family), ())):
                if read["time"] <= after:
                    break
                if _shows(read, record):
                    yield read

    def could_know_connection(self, time: str, call: int | None) -> bool:
        """True when the sync asked Re-Leased for its connection or changes after an instant."""
        if not self.by_number or call is None:
            return True
        return any(
            time < read["time"] and read["n"] < call
            for family in ("connection", "")
            for read in self._reads.get((RELEASED, family), ())
        )

    def could_know_entry(self, time: str, call: int | None) -> bool:
        """True when the sync asked Re-Leased for its changes or sync records after an instant."""
        if not self.by_number or call is None:
            return True
        return any(
            time < read["time"] and read["n"] < call
            for family in ("sync record", "")
            for read in self._reads.get((RELEASED, family), ())
        )

    def read_since(self, record: Record, time: str) -> bool:
        """True when the sync read anything of the record's family after an instant."""
        if not self.by_number:
            return True
        return any(
            reads and reads[-1]["time"] >= time
            for reads in (
                self._reads.get((record.system, _shown_by(record))),
                self._reads.get((record.system, "")),
            )
        )


def faults_of(call: Doc) -> frozenset[str]:
    """The kinds of fault that struck a call; the empty text when none did."""
    return frozenset(part.strip() for part in str(call.get("fault") or "").split(","))


def _family_of(record: Record) -> str:
    """The family of the calls that write a record."""
    if record.kind != "document":
        return record.kind
    return "credit note" if "credit" in record.units["kind"] else "invoice"


def _shown_by(record: Record) -> str:
    """The family of the calls that show a record: Xero's allocations stand on their credits."""
    if record.kind != "allocation" or record.system != XERO:
        return _family_of(record)
    return "credit note" if record.doc.get("CreditNoteID") else "credit"


def _shows(read: Doc, record: Record) -> bool:
    if "stale_read" in faults_of(read):
        return False
    query, path = str(read.get("query") or ""), str(read["path"])
    names = {record.id, record.doc.get("CreditNoteID")}
    if names & set(path.split("/")) or record.id in query:
        return True
    is_list = path.rstrip("/").rpartition("/")[2].lower() in _FAMILIES
    pages = [part for part in query.split("&") if part.startswith("page=")]
    return is_list and "IDs=" not in query and pages in ([], ["page=1"])


def _about(call: Doc) -> str:
    """What a write names in its path: an id, NEW where it makes a record, else SEVERAL."""
    parts = str(call["path"]).lower().rstrip("/").split("/")
    at = max(place for place, part in enumerate(parts) if part in _FAMILIES)
    if parts[at] == "attachments" and call["system"] == XERO:
        return SEVERAL  # it names a file, not an id
    if at + 1 < len(parts):
        return parts[at + 1]
    makes = "POST" if call["system"] == RELEASED else "PUT"
    return NEW if call["method"] == makes else SEVERAL


def _family(call: Doc) -> str | None:
    parts = str(call.get("path", "")).lower().rstrip("/").removesuffix("/content").split("/")
    for part in reversed(parts[-2:]):
        if part in _FAMILIES:
            return _FAMILIES[part]
    return None
