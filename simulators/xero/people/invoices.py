"""What people do with invoices and bills."""

from __future__ import annotations

from typing import Final

from simulators.xero.invoice import INVOICE
from simulators.xero.people.documents import edits

EDITS: Final = edits(INVOICE, "an invoice (ACCREC) or a bill (ACCPAY)", "an invoice or bill")
