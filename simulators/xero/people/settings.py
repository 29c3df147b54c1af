"""What people do with accounts, tax rates and tracking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import account, tax_rate
from simulators.xero import tracking_category as tracking
from simulators.xero.books import Books, Writing
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape

ACCOUNT_SHAPE: Final = Shape(account.FIELDS)
ACCOUNT_NAMES: Final = (
    "Code", "Name", "Type", "TaxType", "Description", "EnablePaymentsToAccount",
    "ShowInExpenseClaims", "BankAccountNumber", "BankAccountType", "CurrencyCode",
)  # fmt: skip
TAX_SHAPE: Final = Shape(tax_rate.FIELDS)
TAX_NAMES: Final = ("Name", "ReportTaxType", "TaxComponents")
NAME_SHAPE: Final = Shape(tracking.FIELDS)

Decide = Callable[[Books, Doc, Doc], Writing]
Run = Callable[[World, Origin, str, Doc], None]


def creates(shape: Shape, decide: Callable[[Books, Doc], Writing]) -> Run:
    """The action that makes a record."""

    def run(world: World, origin: Origin, _id: str, fields: Doc) -> None:
        books = books_of(world, origin)
        books.commit(decide(books, read(shape, fields)))

    return run


def changes(kind: str, shape: Shape, decide: Decide) -> Run:
    """The action that changes a record."""

    def run(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
        books = books_of(world, origin)
        before = _tax_rate(books, record_id) if kind == "tax_rate" else None
        before = before or touched(books, kind, record_id)
        books.commit(decide(books, before, read(shape, fields)))

    return run


def changes_option(decide: Callable[[Doc, str, Doc], Writing]) -> Run:
    """The action that changes an option of a tracking category."""

    def run(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
        books = books_of(world, origin)
        holder = tracking.holder_of(books, record_id)
        if holder is None:
            raise Refused(Refusal("XE-39", f"There is no tracking option {record_id[:60]!r}."))
        books.commit(decide(holder, record_id, read(NAME_SHAPE, fields)))

    return run


def _tax_rate(books: Books, record_id: str) -> Doc | None:
    return books.tax_rate(record_id.removeprefix(f"{books.owner}:"))


EDITS: Final = (
    Edit("account.create", ACCOUNT_NAMES, creates(ACCOUNT_SHAPE, account.create),
         "Add an account."),
    Edit("account.edit", ACCOUNT_NAMES, changes("account", ACCOUNT_SHAPE, account.update),
         "Change an account's code, name or details."),
    Edit("account.archive", (),
         changes("account", ACCOUNT_SHAPE, lambda books, doc, _: account.archive(books, doc)),
         "Archive an account."),
    Edit("account.restore", (),
         changes("account", ACCOUNT_SHAPE, lambda books, doc, _: account.restore(books, doc)),
         "Restore an archived account."),
    Edit("tax_rate.create", TAX_NAMES, creates(TAX_SHAPE, tax_rate.create), "Add a tax rate."),
    Edit("tax_rate.edit", TAX_NAMES, changes("tax_rate", TAX_SHAPE, tax_rate.update),
         "Change a tax rate of the user's own."),
    Edit("tax_rate.archive", (),
         changes("tax_rate", TAX_SHAPE, lambda _books, doc, _: tax_rate.archive(doc)),
         "Archive a tax rate of the user's own."),
    Edit("tracking_category.create", ("Name",), creates(NAME_SHAPE, tracking.create),
         "Add a tracking category."),
    Edit("tracking_category.edit", ("Name",),
         changes("tracking_category", NAME_SHAPE, tracking.rename),
         "Rename a tracking category."),
    Edit("tracking_category.archive", (),
         changes("tracking_category", NAME_SHAPE, lambda _books, doc, _: tracking.archive(doc)),
         "Archive a tracking category."),
    Edit("tracking_option.create", ("Name",),
         changes("tracking_category", NAME_SHAPE, tracking.add_option),
         "Add an option to a tracking category, whose id it takes."),
    Edit("tracking_option.edit", ("Name",), changes_option(tracking.rename_option),
         "Rename an option."),
    Edit("tracking_option.archive", (),
         changes_option(lambda holder, option_id, _: tracking.archive_option(holder, option_id)),
         "Archive an option."),
)  # fmt: skip
