"""A settled state as the judge sees it: pairs side by side, what is in scope, what is reported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from scenarios.canonical import CONTENT, HANGING, MONEY_UNITS, RELEASED, SETTLEMENTS, XERO, Doc
from scenarios.credits import KEYS, Credit, credit_of
from scenarios.history import History
from scenarios.lineage import Record, Root
from scenarios.standing import names_in

_WAITS_FOR: Final = {
    "document": ("contact",),
    "allocation": ("document", "invoice"),
    "payment": ("document",),
    "attachment": ("document",),
}
"""The units that name what a record cannot cross before."""


@dataclass(eq=False)
class Pair:
    """
    The two copies of one root in one pairing.

    Args:
        root: what they stem from.
        released: the Re-Leased record.
        xero: the Xero record.
        survivors: for each contact that was merged away in Xero, the one it became.
    """

    root: Root
    released: Record
    xero: Record
    survivors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        """True when neither is void, deleted or reversed."""
        return self.released.is_live and self.xero.is_live

    @cached_property
    def wrong(self) -> Mapping[str, str]:
        """
        The content units that are not as they should be: unit -> `differs`, `lost` or `invented`.

        `lost`: equal on both sides, but not what somebody wrote last. `invented`: on some side a
        value that nobody ever wrote.
        """
        found = {}
        for unit in CONTENT[self.root.kind]:
            ours, theirs = self.released.units[unit], self.xero.units[unit]
            if ours != theirs:
                found[unit] = "differs"
            elif not self.root.is_allowed(unit, ours) and not self._follows_a_merge(unit):
                known = ours in self.root.values.get(unit, ())
                found[unit] = "lost" if known else "invented"
        return found

    def _follows_a_merge(self, unit: str) -> bool:
        """True when the document names what became of the contact that somebody wrote."""
        if unit != "contact":
            return False
        now = self.xero.units["contact"]
        return any(survivor(name, self.survivors) == now for name in self.root.allowed("contact"))

    @cached_property
    def wrong_money(self) -> tuple[str, ...]:
        """The units that follow from the lines and differ."""
        return tuple(
            unit for unit in MONEY_UNITS if self.released.units[unit] != self.xero.units[unit]
        )

    def beside(self, *units: str) -> dict[str, Any]:
        """Units as both sides hold them, JSON-native."""
        return {
            unit: {
                "released": plain(self.released.units[unit]),
                "xero": plain(self.xero.units[unit]),
            }
            for unit in units
        }

    @property
    def names(self) -> tuple[tuple[str, str, str], ...]:
        """Both records."""
        return (self.released.name, self.xero.name)

    def __str__(self) -> str:
        return f"{self.released} in Re-Leased and {self.xero} in Xero"


def survivor(contact: str, survivors: Mapping[str, str]) -> str:
    """What became of a contact after any number of merges."""
    for _ in survivors:
        contact = survivors.get(contact, contact)
    return contact


def plain(value: Any) -> Any:
    """A unit's value as JSON can hold it."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


def rightful(root: Root, unit: str) -> list[Any]:
    """The values that a unit may settle on, in an order that hangs on nothing but them."""
    return sorted(map(plain, root.allowed(unit)), key=repr)


@dataclass(eq=False)
class Settled:
    """
    The world at a settled point.

    Args:
        history: everything until now.
        cycles: how many cycles it took to settle.
        writes: how many writes the last cycle made.
        roots: the roots that may have changed since the last settled point.
        since: the number of the last commit that an earlier settled point judged.
        keeps_credits: whether Re-Leased mirrors Xero's over- and prepayments.
        apart: the roots that some rule found broken at this point, filled as rules are asked.
    """

    history: History
    cycles: int
    writes: int
    roots: list[Root]
    since: int = 0
    keeps_credits: bool = True
    apart: dict[str, Root] = field(default_factory=dict)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every root of `roots` that has one copy on each side of a connected pairing."""
        return [pair for root in self.roots if root.kind not in HANGING for pair in self._of(root)]

    def contacts(self) -> Iterator[Pair]:
        """The pairs of contacts in scope."""
        return (
            pair
            for pair in self.pairs
            if pair.root.kind == "contact" and self.is_in_scope(pair.released, pair.xero)
        )

    def documents(self) -> Iterator[Pair]:
        """The pairs of documents in scope."""
        return (
            pair
            for pair in self.pairs
            if pair.root.kind == "document" and self.is_in_scope(pair.released, pair.xero)
        )

    def of_kind(self, kind: str) -> Iterator[Root]:
        """The roots of a kind that may have changed."""
        return (root for root in self.roots if root.kind == kind)

    def _of(self, root: Root) -> Iterator[Pair]:
        for company, tenant in self.connected:
            ours, theirs = root.within(RELEASED, company), root.within(XERO, tenant)
            if len(ours) == 1 and len(theirs) == 1 and not are_drafts(ours[0], theirs[0]):
                yield Pair(root, ours[0], theirs[0], self.survivors)

    @cached_property
    def survivors(self) -> dict[str, str]:
        """For each contact that was merged away in Xero, the one it became: root -> root."""
        merged = [
            record
            for record in self.history.records.values()
            if record.kind == "contact" and record.system == XERO and record.units["merged_into"]
        ]
        return {
            record.root.name: self.history.contact(XERO, record.units["merged_into"])
            for record in merged
        }

    @cached_property
    def connected(self) -> list[tuple[str, str]]:
        """The pairings whose data flows, as (company, organisation)."""
        pairings = self.history.pairings()
        return [pairing for pairing in pairings if self.history.is_connected(pairing[0])]

    def sides(self, root: Root) -> Iterator[tuple[list[Record], list[Record]]]:
        """The copies of a root in each connected pairing that knows it: Re-Leased's, Xero's."""
        for company, tenant in self.connected:
            ours, theirs = root.within(RELEASED, company), root.within(XERO, tenant)
            if ours or theirs:
                yield ours, theirs

    def sides_exist(self, root: Root) -> bool:
        """True when some connected pairing knows the root."""
        return any(True for _ in self.sides(root))

    # Scope.

    def is_in_scope(self, *records: Record) -> bool:
        """True when the records may flow: dated late enough, base currency, linked."""
        return all(self._flows(record) for record in records)

    def _flows(self, record: Record) -> bool:
        if record.name in self.unlinked:
            return False
        if record.kind == "contact":
            return True
        return is_dated_in_scope(self.history, record) and has_base_currency(self.history, record)

    def flows(self, settlement: Record) -> bool:
        """True when a payment or allocation is dated in scope, and so is all that it settles."""
        if not is_dated_in_scope(self.history, settlement):
            return False
        credit = credit_of(self.history, settlement)
        if credit is not None and not self.is_credit_in_scope(credit.owner, credit.id):
            return False
        named = (settlement.units.get(unit) for unit in ("document", "invoice"))
        roots = (self.history.lineage.roots.get(name) for name in named if name)
        return all(root is None or self.is_in_scope(*root.copies) for root in roots)

    def is_shelved(self, file: Root) -> bool:
        """True when a file stands on a document that is live on both sides of a pairing."""
        document = file.copies[0].units["document"]
        live = (pair.root.name for pair in self.documents() if pair.is_live)
        return any(copy.is_live for copy in file.copies) and document in live

    def is_credit_in_scope(self, tenant: str, external: str) -> bool:
        """True when an over- or prepayment of Xero may flow, and Re-Leased has a place for it."""
        if not self.keeps_credits or (XERO, "credit", external) in self.unlinked:
            return False
        start = self.history.connection(self.history.partner(XERO, tenant) or "")
        for type_ in KEYS:
            mirror = self.history.others.get((XERO, type_), {}).get((tenant, external))
            if mirror is not None:
                is_late = (mirror.doc.get("Date") or "") >= (start.get("syncFromDate") or "")
                base = base_currency(self.history, tenant)
                return is_late and base in (None, mirror.doc.get("CurrencyCode", base))
        return True

    # The sync results.

    @cached_property
    def _results(self) -> list[Doc]:
        return [row.doc for row in self.history.of(RELEASED, "sync_record")]

    @cached_property
    def unlinked(self) -> frozenset[tuple[str, str, str]]:
        """The records that a person left out of the sync."""
        return frozenset(
            name
            for doc in self._results
            if str(doc.get("linkStatus", "")).lower() == "unlinked"
            for name in names_in(doc)
        )

    @cached_property
    def reported(self) -> frozenset[tuple[str, str, str]]:
        """The records that an open entry of the sync results names."""
        return frozenset(name for doc in self._results if is_open(doc) for name in names_in(doc))

    def is_reported(self, *records: Record) -> bool:
        """True when an open entry names one of the records, or a copy of it."""
        if not self.reported:
            return False
        return any(copy.name in self.reported for record in records for copy in record.root.copies)

    def is_credit_excused(self, theirs: Credit, ours: Credit | None) -> bool:
        """True when a credit is reported, its contact is, or it settles what is out of scope."""
        names = {(XERO, "credit", theirs.external), *([ours.name] if ours else ())}
        roots = self.history.lineage.roots
        about = [roots.get(name) for name in (theirs.contact, *(row[0] for row in theirs.settles))]
        return bool(names & self.reported) or any(
            root is not None
            and (self.is_excused(*root.copies) or not self.is_in_scope(*root.copies))
            for root in about
        )

    def is_excused(self, *records: Record) -> bool:
        """True when a record, or the contact or document that it waits for, is reported."""
        return bool(self.reported) and (
            self.is_reported(*records)
            or any(self._waits_for_reported(record) for record in records)
        )

    def is_forgiven(self, pair: Pair) -> bool:
        """
        True when what is wrong with a pair is reported, or was taken back and said to be.

        Method: once Xero has taken money for a document, or has locked its period, Xero stands.
        An edit in Re-Leased is then undone, and an entry of the sync results made after it, open
        or not, tells the person.
        """
        if self.is_excused(pair.released, pair.xero):
            return True
        if pair.root.kind != "document" or set(pair.wrong.values()) != {"lost"}:
            return False
        last = max(
            (edit.n for unit in pair.wrong for edit in pair.root.edits[unit].values()), default=0
        )
        return self.stands_in_xero(pair.xero) and self._was_told(pair, last)

    def stands_in_xero(self, document: Record) -> bool:
        """True when Xero held on to a document: it had money for it, or had locked its period."""
        units = document.units
        if units["paid"] or units["credited"] or document.name in self._once_paid:
            return True
        return bool(units["issue_date"] <= self._locked_until.get(document.owner, ""))

    @cached_property
    def _once_paid(self) -> frozenset[tuple[str, str, str]]:
        """Xero's documents that had money at some time: the payment may be reversed by now."""
        return frozenset(
            commit.name
            for commit in self.history.commits
            if commit.system == XERO and commit.record and commit.record.kind == "document"
            for units in (commit.was, commit.now)
            if units and (units["paid"] or units["credited"])
        )

    @cached_property
    def _locked_until(self) -> dict[str, str]:
        """The latest day that each organisation ever locked: a lock may be gone by now."""
        history = self.history
        now = [(row.owner, row.doc) for row in history.of(XERO, "organisation")]
        once = [
            (commit.owner, doc)
            for commit in history.commits
            if (commit.system, commit.type) == (XERO, "organisation")
            for doc in (commit.before, commit.after)
            if doc is not None
        ]
        latest: dict[str, str] = {}
        for owner, doc in (*now, *once):
            for name in ("PeriodLockDate", "EndOfYearLockDate"):
                latest[owner] = max(latest.get(owner, ""), (doc.get(name) or "")[:10])
        return latest

    def _was_told(self, pair: Pair, after: int) -> bool:
        """True when the sync wrote an entry about a pair after a commit."""
        return any(
            commit.n > after and set(pair.names) & set(names_in(commit.after or {}))
            for commit in reversed(self.history.commits)
            if commit.type == "sync_record" and commit.actor == "sync"
        )

    def _waits_for_reported(self, record: Record) -> bool:
        credit = credit_of(self.history, record) if record.kind in SETTLEMENTS else None
        if credit is not None and (XERO, "credit", credit.id) in self.reported:
            return True
        roots = (
            self.history.lineage.roots.get(record.units.get(unit, ""))
            for unit in _WAITS_FOR.get(record.kind, ())
        )
        return any(root is not None and self.is_excused(*root.copies) for root in roots)


def are_drafts(*copies: Record) -> bool:
    """
    True for a document that was returned to draft on both sides: its edits stay where they are
    until it is submitted again. One that was imported as a draft is kept up to date.

    Rule: R16, R17.
    """
    if any(copy.kind != "document" or copy.status != "draft" for copy in copies):
        return False
    return any({move.was, move.now} - {None, "draft"} for move in copies[0].root.moves)


def is_dated_in_scope(history: History, record: Record) -> bool:
    """True when a record is dated on or after its company's sync-from date."""
    company = record.owner
    if record.system == XERO:
        company = history.partner(XERO, record.owner) or ""
    start = history.connection(company).get("syncFromDate")
    dated = record.units["issue_date" if record.kind == "document" else "date"]
    return not start or not dated or dated >= start


def has_base_currency(history: History, record: Record) -> bool:
    """True unless a Xero document is in another currency than its organisation's."""
    currency = record.units.get("currency")
    return currency is None or base_currency(history, record.owner) in (None, currency)


def base_currency(history: History, tenant: str) -> str | None:
    """The currency of an organisation's books."""
    for organisation in history.of(XERO, "organisation"):
        if organisation.owner == tenant:
            return organisation.doc.get("BaseCurrency")
    return None


def is_open(doc: Doc) -> bool:
    """True while an entry of the sync results stands for a failure that is not cleared."""
    return doc.get("status") == "Open"
