"""One company and its organisation: everything that one cycle of one pairing works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.clients.released import Released
from sync.clients.xero import Xero
from sync.clock import Clock
from sync.links import Link, Links
from sync.log import SILENT, Log
from sync.merge import Policy
from sync.parts import Parts
from sync.policies import NOT_KEPT, Bounds
from sync.problems import Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Clients, memory and settings of one pairing. Nothing here decides."""

    company: int
    tenant: str
    settings: Mapping[str, Any]
    links: Links
    problems: Problems
    released: Released
    xero: Xero
    clock: Clock
    parts: Parts
    policy: Policy
    log: Log = SILENT
    profile: str = "guide"

    @property
    def home(self) -> int:
        """The company under which the records of this pairing are kept. Rule: R52."""
        return self.parts.company_key(self.company)

    def now(self) -> int:
        """The moment in milliseconds."""
        return int(self.clock.now().timestamp() * 1000)

    def value(self, name: str) -> Any:
        """A remembered value of this pairing."""
        return self.links.value(self.home, name)

    def remember(self, name: str, value: Any) -> None:
        """Store a value of this pairing, within a step."""
        self.links.remember(self.home, name, value)

    def of_released(self, type_: str, record: str | None) -> Link | None:
        """The pair of a Re-Leased record."""
        return None if record is None else self.links.by_released(self.home, type_, record)

    def of_xero(self, type_: str, record: str | None) -> Link | None:
        """The pair of a Xero record."""
        if record is None:
            return None
        return self.links.by_xero(self.home, self.tenant, type_, record)

    def has_place_for(self, type_: str) -> bool:
        """Re-Leased has records of this type; some vintages have no over- and prepayments."""
        return type_ not in NOT_KEPT.get(self.profile, ()) and not self.value(f"no.{type_}")

    @property
    def bounds(self) -> Bounds:
        """Sync-from date and base currency."""
        connection = self.value("connection") or {}
        since = connection.get("syncFromDate") or self.settings.get("sync_from")
        return Bounds(since, self.value("currency"))
