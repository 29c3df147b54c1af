"""A company's books as documents and payments refer to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from simulators.kernel.call import Doc
from simulators.kernel.money import ZERO
from simulators.kernel.world import World
from simulators.released import books


def _preferred(rows: Sequence[Doc]) -> Doc | None:
    """The active one of several of the same name, else the first."""
    return next((row for row in rows if row["status"] == "Active"), rows[0] if rows else None)


@dataclass(frozen=True, slots=True)
class CompanyBooks:
    """Looks up what a document of one company names."""

    world: World
    company: int

    def contact(self, record_id: int) -> Doc | None:
        """A contact of the company."""
        return books.find(self.world, "contact", self.company, record_id)

    def account(self, code: str) -> Doc | None:
        """An account by the code it has, or once had. Rule: R46."""
        table = books.table(self.world, "account")
        there = _preferred(table.find(("companyId", "code"), (self.company, code)))
        return there or _preferred(table.find("former", (self.company, code)))

    def tax_type(self, name: str) -> Doc | None:
        """A tax type by what lines call it, or once called it. Rule: R46."""
        table = books.table(self.world, "tax_type")
        there = _preferred(table.find(("companyId", "taxType"), (self.company, name)))
        return there or _preferred(table.find("former", (self.company, name)))

    def option(self, record_id: int) -> Doc | None:
        """A tracking option."""
        return books.find(self.world, "tracking_option", self.company, record_id)

    def has(self, kind: str, record_id: int) -> bool:
        """Whether the company has such a record."""
        return books.find(self.world, kind, self.company, record_id) is not None

    def rate(self, name: str | None) -> Decimal:
        """The rate of a tax type in percent; zero for none."""
        found = self.tax_type(name) if name is not None else None
        return Decimal(found["rate"]) if found is not None else ZERO

    def property_of_option(self, record_id: int) -> Doc | None:
        """The property that maps to a tracking option."""
        table = books.table(self.world, "property")
        return table.first(("companyId", "trackingOptionId"), (self.company, record_id))
