"""What people do with accounts, tax rates, tracking, currencies and users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import account, currency, tax_rate, user
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
CURRENCY_SHAPE: Final = Shape(currency.FIELDS)
USER_SHAPE: Final = Shape(user.FIELDS)
USER_NAMES: Final = ("EmailAddress", "FirstName", "LastName", "OrganisationRole")
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


def changes_option(decide: Callable[[Books, Doc, Doc, Doc], Writing]) -> Run:
    """The action that changes an option of a tracking category."""

    def run(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
        books = books_of(world, origin)
        holder = tracking.holder_of(books, record_id)
        option = tracking.option_of(holder, record_id) if holder is not None else None
        if holder is None or option is None:
            raise Refused(Refusal("XE-39", f"There is no tracking option {record_id[:60]!r}."))
        books.commit(decide(books, holder, option, read(NAME_SHAPE, fields)))

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
    Edit("account.delete", (),
         changes("account", ACCOUNT_SHAPE, lambda books, doc, _: account.delete(books, doc)),
         "Delete an account that nothing uses."),
    Edit("tax_rate.create", TAX_NAMES, creates(TAX_SHAPE, tax_rate.create), "Add a tax rate."),
    Edit("tax_rate.edit", TAX_NAMES, changes("tax_rate", TAX_SHAPE, tax_rate.update),
         "Change a tax rate of the user's own."),
    Edit("tax_rate.archive", (),
         changes("tax_rate", TAX_SHAPE, lambda _books, doc, _: tax_rate.archive(doc)),
         "Archive a tax rate of the user's own."),
    Edit("tax_rate.delete", (),
         changes("tax_rate", TAX_SHAPE, lambda books, doc, _: tax_rate.delete(books, doc)),
         "Delete a tax rate of the user's own that nothing uses."),
    Edit("tracking_category.create", ("Name",), creates(NAME_SHAPE, tracking.create),
         "Add a tracking category."),
    Edit("tracking_category.edit", ("Name",),
         changes("tracking_category", NAME_SHAPE, tracking.rename),
         "Rename a tracking category."),
    Edit("tracking_category.archive", (),
         changes("tracking_category", NAME_SHAPE, lambda _books, doc, _: tracking.archive(doc)),
         "Archive a tracking category."),
    Edit("tracking_category.delete", (),
         changes("tracking_category", NAME_SHAPE,
                 lambda books, doc, _: tracking.delete(books, doc)),
         "Delete a tracking category that nothing uses."),
    Edit("tracking_option.create", ("Name",),
         changes("tracking_category", NAME_SHAPE, tracking.add_option),
         "Add an option to a tracking category, whose id it takes."),
    Edit("tracking_option.edit", ("Name",), changes_option(tracking.rename_option),
         "Rename an option."),
    Edit("tracking_option.archive", (), changes_option(tracking.archive_option),
         "Archive an option."),
    Edit("tracking_option.delete", (), changes_option(tracking.delete_option),
         "Delete an option that nothing uses."),
    Edit("currency.add", ("Code",), creates(CURRENCY_SHAPE, currency.add),
         "Add a currency to the organisation."),
    Edit("user.add", USER_NAMES, creates(USER_SHAPE, user.add), "Invite a further user."),
)  # fmt: skip
