"""What a credit note to a customer (ACCRECCREDIT) or from a supplier (ACCPAYCREDIT) is."""

from __future__ import annotations

from typing import Final

from simulators.kernel.wire import Field, Kind, SetBy
from simulators.xero.balance import CREDIT_NOTES
from simulators.xero.document_kind import CONTENT, SUMS, DocumentKind

FIELDS: Final = (
    Field("Type", Kind.ENUM, values=("ACCRECCREDIT", "ACCPAYCREDIT")),
    Field("CreditNoteID", Kind.GUID),
    Field("CreditNoteNumber", limit=255),
    Field("Reference", limit=255),
    Field("RemainingCredit", Kind.MONEY, SetBy.SERVER),
    Field("AppliedAmount", Kind.MONEY, SetBy.SERVER),
    Field("CurrencyRate", Kind.DECIMAL),
    Field("SentToContact", Kind.BOOLEAN),
    Field("BrandingThemeID", Kind.GUID),
    *CONTENT,
    *SUMS,
)

CREDIT_NOTE: Final = DocumentKind(
    target=CREDIT_NOTES,
    sale="ACCRECCREDIT",
    bill="ACCPAYCREDIT",
    prefix="CN-",
    fields=FIELDS,
    zeros=("AppliedAmount",),
    flags={},
    due=False,
    discounts=False,
)
