"""Invoices and bills."""

from __future__ import annotations

from typing import Final

from simulators.xero.endpoints import sending
from simulators.xero.endpoints.documents import endpoints
from simulators.xero.invoice import INVOICE
from simulators.xero.invoice_view import INVOICES

ENDPOINTS: Final = (*endpoints(INVOICE, INVOICES), *sending.ENDPOINTS)
