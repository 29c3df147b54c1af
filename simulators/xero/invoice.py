"""What an invoice (ACCREC) or bill (ACCPAY) is, as a kind of document."""

from __future__ import annotations

from typing import Final

from simulators.kernel.wire import Field, Kind, SetBy
from simulators.xero.balance import INVOICES
from simulators.xero.document_kind import CONTENT, SUMS, DocumentKind

FIELDS: Final = (
    Field("Type", Kind.ENUM, values=("ACCREC", "ACCPAY")),
    Field("InvoiceID", Kind.GUID),
    Field("InvoiceNumber", limit=255),
    Field("Reference", limit=255),
    Field("AmountDue", Kind.MONEY, SetBy.SERVER),
    Field("AmountPaid", Kind.MONEY, SetBy.SERVER),
    Field("AmountCredited", Kind.MONEY, SetBy.SERVER),
    Field("CurrencyRate", Kind.DECIMAL),
    Field("Url"),
    Field("SentToContact", Kind.BOOLEAN),
    Field("BrandingThemeID", Kind.GUID),
    *CONTENT,
    Field("ExpectedPaymentDate", Kind.DATE),
    Field("PlannedPaymentDate", Kind.DATE),
    *SUMS,
)

INVOICE: Final = DocumentKind(
    target=INVOICES,
    sale="ACCREC",
    bill="ACCPAY",
    prefix="INV-",
    fields=FIELDS,
    zeros=("AmountPaid", "AmountCredited"),
    flags={"ACCREC": "IsCustomer", "ACCPAY": "IsSupplier"},
    due=True,
    discounts=True,
)
