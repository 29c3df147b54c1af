"""One organisation's books as rules see them: lookups that indexes serve, the time, new ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from unicodedata import combining, normalize

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.store import Table
from simulators.kernel.world import Change, World
from simulators.xero.countries import COUNTRIES
from simulators.xero.countries.country import Country

SYSTEM: Final = "xero"

TIMEZONES: Final = {country.zone: country.iana for country in COUNTRIES.values()}


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """The text as Xero compares it: without case and accents."""
    if text.isascii():
        return text.lower()
    parts = normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not combining(letter))


@dataclass(frozen=True, slots=True)
class Writing:
    """
    What one accepted request writes.

    Args:
        doc: the record that was asked for, as it will be.
        own: the changes that the caller makes.
        derived: what the product changes because of them.
    """

    doc: Doc
    own: tuple[Change, ...]
    derived: tuple[Change, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Books:
    """
    One organisation's books in one call.

    Args:
        world: where.
        owner: the tenant id.
        actor: who acts.
        call: the number of the vendor call, None for a person's action.
    """

    world: World
    owner: str
    actor: Actor = Actor.SYNC
    call: int | None = None
    _tables: dict[str, Table] = field(default_factory=dict)

    @property
    def now(self) -> str:
        """The instant, as documents hold it."""
        return self.world.clock.text

    @property
    def today(self) -> str:
        """The calendar date in the organisation's time zone."""
        return self.world.clock.today(TIMEZONES[self.organisation["Timezone"]])

    @property
    def organisation(self) -> Doc:
        """The organisation itself."""
        found = self.table("organisation").row(self.owner)
        if found is None:
            raise KeyError(f"no organisation {self.owner}")
        return found

    @property
    def country(self) -> Country:
        """The organisation's country."""
        return COUNTRIES[self.organisation["CountryCode"]]

    def switch(self, name: str) -> str:
        """The reading in force."""
        return self.world.switches[name]

    def new_id(self, kind: str) -> str:
        """The next id of a kind."""
        return self.world.ids.guid(f"xero.{kind}")

    def table(self, kind: str) -> Table:
        """The table of a record type."""
        table = self._tables.get(kind)
        if table is None:
            table = self._tables[kind] = self.world.table(SYSTEM, kind)
        return table

    def row(self, kind: str, record_id: str | None) -> Doc | None:
        """The organisation's record with this id."""
        if record_id is None:
            return None
        found = self.table(kind).row(record_id)
        return found if found is not None and found["owner"] == self.owner else None

    def first(self, kind: str, index: str, text: str) -> Doc | None:
        """The first record that a hash index files under a text, compared as Xero does."""
        return self.table(kind).first(index, (self.owner, plain(text)))

    def find(self, kind: str, index: str, text: str) -> list[Any]:
        """All records that a hash index files under a text, compared as Xero does."""
        return self.table(kind).find(index, (self.owner, plain(text)))

    def all(self, kind: str) -> list[Any]:
        """All records of a small table, oldest first."""
        return self.table(kind).find("owner", self.owner)

    def account(self, code: str) -> Doc | None:
        """The account with this code; a deleted one only when no other has it."""
        found = self.first("account", "code", code)
        if found is None or found["Status"] != "DELETED":
            return found
        others = self.find("account", "code", code)
        return next((row for row in others if row["Status"] != "DELETED"), found)

    def tax_rate(self, tax_type: str) -> Doc | None:
        """The tax rate with this code."""
        return self.table("tax_rate").row(f"{self.owner}:{tax_type.upper()}")

    def has_currency(self, code: str) -> bool:
        """Whether the organisation uses a currency."""
        return self.table("currency").row(f"{self.owner}:{code.upper()}") is not None

    def commit(self, writing: Writing) -> Doc:
        """Carry out and journal what was accepted; the record that was asked for."""
        origin = Origin(SYSTEM, self.owner, self.actor, self.call)
        self.world.commit(origin, *writing.own)
        if writing.derived:
            product = Origin(SYSTEM, self.owner, Actor.SYSTEM, self.call)
            self.world.commit(product, *writing.derived)
        return writing.doc


def changed_fields(
    before: Doc, after: Doc, ignore: Iterable[str] = ("UpdatedDateUTC",)
) -> set[str]:
    """The names of the fields in which two forms of a record differ."""
    names = before.keys() | after.keys()
    return {name for name in names if before.get(name) != after.get(name)} - set(ignore)
