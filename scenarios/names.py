"""Symbolic names -> real records: what `as`, `on` and `{"ref": …}` stand for right now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from scenarios.commands import KINDS
from scenarios.model import RELEASED, SYSTEMS, XERO, Step
from scenarios.phases import APART, NEW, phase_of
from scenarios.places import Place, has_id, id_of, owners

Document = Mapping[str, Any]
Key = tuple[str, str, str]

TYPES: Final = {
    "document": {XERO: "invoice", RELEASED: "document"},
    "credit_note": {XERO: "credit_note", RELEASED: "document"},
    "tax_rate": {XERO: "tax_rate", RELEASED: "tax_type"},
}
"""A root's type as each system's journal calls it, where the two differ or differ from ours."""

CODES: Final = {
    "AccountCode": ("Code", "code"),
    "accountCode": ("Code", "code"),
    "Code": ("Code", "code"),
    "TaxType": ("TaxType", "taxType"),
    "taxType": ("TaxType", "taxType"),
}
"""Fields that name a record by its code, and where the record holds that code in each system."""

DUE: Final = (
    ("credit_note", {XERO: "RemainingCredit", RELEASED: "remainingCredit"}),
    ("document", {XERO: "AmountDue", RELEASED: "amountDue"}),
)
"""What is due on a document, by its common type; tried in this order."""

CATEGORIES: Final = ("TrackingCategoryID", "categoryId")
"""Fields that, given an option's name, hold that option's category."""

MIRRORED: Final = ("tracking_category", "tracking_option")
"""Types whose records Re-Leased mirrors, and names by an id of its own."""

DOCUMENTS: Final = ("document", "invoice", "credit_note")

REFUNDED: Final = (
    ("credit_note", "CreditNoteID"),
    ("overpayment", "OverpaymentID"),
    ("prepayment", "PrepaymentID"),
)
"""What a payment in Xero may refund, and the field that names it; all else is an invoice."""

ORGANISATION_KINDS: Final = (
    "organisation.lock_dates", "organisation.offline", "app.disconnect", "app.connect",
)  # fmt: skip


class Lineage(Protocol):
    """Which records stem from one root: the judge's history answers."""

    def root_of(self, system: str, type: str, id: str) -> Any:  # noqa: A002 - the agreed names
        """The root that a record stems from, or None."""

    def copies(self, root: Any, system: str) -> Sequence[str]:
        """The ids of a root's copies in a system."""


class Unresolved(LookupError):  # noqa: N818 - an answer
    """A name that stands for nothing in this system now."""


def type_in(system: str, record_type: str) -> str:
    """A root's type as the journal of `system` calls it."""
    return TYPES.get(record_type, {}).get(system, record_type)


def _common(record_type: str) -> str:
    """The journal's type as commands call it."""
    return next((ours for ours, words in TYPES.items() if record_type in words.values()),
                record_type)  # fmt: skip


@dataclass(slots=True)
class Names:
    """
    The names of one history.

    `start` holds every record of the start world by system, type and id; what commits change
    lies on top of it.
    """

    connection: Document
    places: Mapping[str, Place]
    start: Mapping[Key, Document]
    lineage: Lineage
    _made: dict[str, Place] = field(default_factory=dict)
    _latest: dict[Key, Document] = field(default_factory=dict)
    _awaited: list[tuple[str, Step, Document]] = field(default_factory=list)

    def action(self, step: Step) -> dict[str, Any] | None:
        """The control plane's edit for a step; None when something it names is not there."""
        try:
            return self._action(step)
        except Unresolved:
            return None

    def _action(self, step: Step) -> dict[str, Any]:
        system, at = step["in"], step.get("at", 1)
        edit: dict[str, Any] = {"system": system, "kind": step["do"]}
        fields = dict(step.get("fields") or {})
        if "on" in step:
            target = self._place(step["on"], at)
            at = target.at
            target_id = self._touched(step["do"], target, system)
            key = self._target_field(step["do"], system, target_id)
            if key is None:
                edit["id"] = target_id
            else:
                fields[key] = _as_field(system, target_id)
        elif step["do"] in ORGANISATION_KINDS:
            edit["id"] = owners(self.connection, at)[XERO]
        edit["owner"] = owners(self.connection, at)[system]
        edit["fields"] = self._resolved(fields, system, at, "")
        return edit

    def _touched(self, kind: str, target: Place, system: str) -> str:
        """The record that an action on a name touches: itself, or the open entry about it."""
        if kind.startswith("sync_record."):
            return self._open_entry(target)
        return self._id(target, system)

    def _open_entry(self, target: Place) -> str:
        """The latest open entry of the sync results that names a record."""
        entity = "document" if target.type in DOCUMENTS else target.type
        number, external = self._maybe(target, RELEASED), self._maybe(target, XERO)
        entries = {
            key: doc
            for docs in (self.start, self._latest)
            for key, doc in docs.items()
            if key[1] == "sync_record" and key[0] == RELEASED
        }
        found = [
            key[2]
            for key, doc in entries.items()
            if (doc["status"], doc["entity"]) == ("Open", entity)
            and (
                (number and str(doc["recordId"]) == number.rpartition(":")[2])
                or (external and doc["externalId"] == external)
            )
        ]
        if not found:
            raise Unresolved(target.id)
        return found[-1]

    def _maybe(self, place: Place, system: str) -> str | None:
        try:
            return self._id(place, system)
        except Unresolved:
            return None

    def _target_field(self, kind: str, system: str, target_id: str) -> str | None:
        """The field that names the target, where the touched record is the one being made."""
        if kind != "payment.create":
            return None
        if system == RELEASED:
            return "documentId"
        for record_type, field_name in REFUNDED:
            key = (XERO, record_type, target_id)
            if key in self._latest or key in self.start:
                return field_name
        return "InvoiceID"

    def _resolved(self, value: Any, system: str, at: int, key: str) -> Any:
        if isinstance(value, dict):
            if set(value) == {"ref"}:
                return self._reference(value["ref"], system, at, key)
            if set(value) == {"due"}:
                return self._due(value["due"], system, at)
            if set(value) == {"payer"}:
                return self._payer(value["payer"], system, at)
            return {k: self._resolved(v, system, at, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self._resolved(item, system, at, key) for item in value]
        return value

    def _reference(self, name: Any, system: str, at: int, key: str) -> Any:
        place = self._place(str(name), at)
        if key in CODES:
            code = CODES[key][place.system == RELEASED]
            return self._record(place.system, place.type, place.id).get(code, place.id)
        if place.type == "organisation":
            return place.id
        if key in CATEGORIES and place.type == "tracking_option":
            return self._category(place, system)
        return _as_field(system, self._id(place, system))

    def _due(self, name: Any, system: str, at: int) -> str:
        place = self._place(str(name), at)
        record_id = self._id(place, system)
        for record_type, due in DUE:
            key = (system, type_in(system, record_type), record_id)
            found = (self._latest.get(key) or self.start.get(key) or {}).get(due[system])
            if found is not None:
                return str(found)
        raise Unresolved(record_id)

    def _payer(self, name: Any, system: str, at: int) -> Any:
        """The contact of a document as it stands now."""
        place = self._place(str(name), at)
        record = self._record(
            system, type_in(system, _common(place.type)), self._id(place, system)
        )
        return record["ContactID" if system == XERO else "contactId"]

    def _place(self, name: str, at: int) -> Place:
        for candidate in (f"{at}-{name}", name) if at > 1 else (name,):
            place = self._made.get(candidate) or self.places.get(candidate)
            if place is not None:
                return place
        raise Unresolved(name)

    def _id(self, place: Place, system: str) -> str:
        if place.system == system:
            return place.id
        if place.type in MIRRORED:
            return self._mirror(place)[0]
        root = self.lineage.root_of(place.system, place.type, place.id)
        copies = self.lineage.copies(root, system) if root is not None else ()
        if not copies:
            raise Unresolved(place.id)
        return str(copies[0])

    def _mirror(self, place: Place) -> tuple[str, Document]:
        """Re-Leased's mirror of a tracking category or option: its id and what it says."""
        company = owners(self.connection, place.at)[RELEASED]
        for (system, record_type, record_id), doc in {**self.start, **self._latest}.items():
            is_mirror = (system, record_type) == (RELEASED, place.type)
            if is_mirror and doc["externalId"] == place.id and str(doc["companyId"]) == company:
                return record_id, doc
        raise Unresolved(place.id)

    def _category(self, option: Place, system: str) -> str | int:
        """The category of a tracking option, as fields of the system write it."""
        if system == RELEASED:
            return int(self._mirror(option)[1]["categoryId"])
        for (there, record_type, record_id), doc in {**self.start, **self._latest}.items():
            options = doc.get("Options") or () if record_type == "tracking_category" else ()
            if there == XERO and any(o["TrackingOptionID"] == option.id for o in options):
                return record_id
        raise Unresolved(option.id)

    def _record(self, system: str, record_type: str, record_id: str) -> Document:
        key = (system, record_type, record_id)
        record = self._latest.get(key) or self.start.get(key)
        if record is None:
            raise Unresolved(record_id)
        return record

    def made(self, step: Step, commits: Iterable[Document]) -> None:
        """Notes the record that a person's action created, when the step names it."""
        if "as" not in step:
            return
        for row in commits:
            place = _created(row, step, _made_by(step), self._at(step))
            if place is not None:
                self._made[step["as"]] = place
                return

    def _at(self, step: Step) -> int:
        if "on" in step:
            return self._place(step["on"], step.get("at", 1)).at
        return int(step.get("at", 1))

    def expect(self, step: Step, action: Document) -> None:
        """A race will do this action: look out for the record that it creates."""
        if "as" in step:
            self._awaited.append((step["as"], step, action))

    def see(self, commits: Iterable[Document]) -> None:
        """Takes note of commits: what records look like now, and what races created."""
        for row in commits:
            key = (row["system"], row["type"], row["id"])
            if row["after"] is not None:
                self._latest[key] = row["after"]
            for awaited in self._awaited if row["actor"] == "user" else ():
                name, step, action = awaited
                place = _created(row, step, _made_by(step), self._at(step))
                if place is not None and _carries(row["after"], action):
                    self._made[name] = place
                    self._awaited.remove(awaited)
                    break

    def phase(self, step: Step) -> str:
        """In which phase of its life an action meets its record."""
        company = owners(self.connection, step.get("at", 1))[RELEASED]
        if "on" in step:
            place = self._place(step["on"], step.get("at", 1))
            company = owners(self.connection, place.at)[RELEASED]
        connection = self._find((RELEASED, "connection", company)) or {}
        is_connected = connection.get("status", "Connected") == "Connected"
        if "on" not in step:
            return APART if not is_connected else NEW
        return phase_of(
            self._views(place), connected=is_connected, left_out=self._is_left_out(place)
        )

    def _views(self, place: Place) -> dict[str, Document]:
        """A record as each system that has it shows it."""
        views = {}
        for system in SYSTEMS:
            record_id = self._maybe(place, system)
            record_type = type_in(system, _common(place.type))
            found = self._find((system, record_type, record_id)) if record_id else None
            if found is not None:
                views[system] = found
        return views

    def _is_left_out(self, place: Place) -> bool:
        try:
            entry = self._find((RELEASED, "sync_record", self._open_entry(place)))
        except Unresolved:
            return False
        return (entry or {}).get("linkStatus") == "Unlinked"

    def _find(self, key: Key) -> Document | None:
        return self._latest.get(key) or self.start.get(key)

    def known(self) -> dict[str, dict[str, str]]:
        """Every name that steps made: its type, and its id in each system where it has one."""
        return {name: self._everywhere(place) for name, place in self._made.items()}

    def _everywhere(self, place: Place) -> dict[str, str]:
        ids = {"type": _common(place.type)}
        for system in SYSTEMS:
            try:
                ids[system] = self._id(place, system)
            except Unresolved:
                continue
        return ids


def _as_field(system: str, record_id: str) -> str | int:
    """An id as the fields of a system hold it: in Re-Leased the number within the company."""
    number = record_id.rpartition(":")[2]
    return int(number) if system == RELEASED and number.isdecimal() else record_id


def _made_by(step: Step) -> str | None:
    """The type of what a step makes; of money that leaves a credit, the credit."""
    if step["do"] == "bank_transaction.create":
        _, _, leaves = str(step["fields"].get("Type")).partition("-")
        return leaves.lower() or "bank_transaction"
    return KINDS[step["do"], step["in"]].makes


def _created(row: Document, step: Step, wanted: str | None, at: int) -> Place | None:
    """The record that a commit of a step's action created, if it is of the wanted type."""
    system = step["in"]
    if row["system"] != system or wanted is None:
        return None
    if wanted == "tracking_option" and row["type"] == "tracking_category":
        named = step["fields"].get("Name")
        for option in (row["after"] or {}).get("Options", ()):
            if option.get("Name") == named:
                return Place(system, wanted, str(option["TrackingOptionID"]), at)
        return None
    if row["op"] != "create" or row["type"] != type_in(system, wanted):
        return None
    return Place(system, row["type"], row["id"], at)


def _carries(after: Document | None, action: Document) -> bool:
    """True when a record holds every plain text that the action wrote."""
    texts = {k: v for k, v in action["fields"].items() if isinstance(v, str)}
    return all(str((after or {}).get(key, text)) == text for key, text in texts.items())


def start_records(state: Mapping[str, Any]) -> dict[Key, Document]:
    """Every record of a state that has an id, by system, type and id."""
    return {
        (system, record_type, id_of(system, record_type, record)): record
        for system in SYSTEMS
        for record_type, records in state[system].items()
        for record in records
        if has_id(system, record_type, record)
    }
