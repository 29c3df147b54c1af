"""
What no increment shows is looked for now and then: a page at a time, so that the calls do not grow
with the portfolio, and every record has its turn.

Rule: R31, R57, R61.
"""

from typing import Final

from sync.files import sweep_files
from sync.pairing import Pairing
from sync.seen import xero_seen

PART_PAID: Final = {
    "where": 'Status=="AUTHORISED" AND (AmountPaid>0 OR AmountCredited>0)',
    "unitdp": "4",
}
"""Their new due dates move no timestamp: XQ-10."""


def sweep(pairing: Pairing) -> None:
    """Look at one page of each kind, when the last look is long enough ago."""
    rules, last = pairing.parts.sweep, int(pairing.value("swept") or 0)
    if pairing.now() - last < 1000 * rules.every_s:
        return
    number = int(pairing.value("sweeps") or 0) + 1
    if rules.sees_files:
        sweep_files(pairing, number)
    if rules.sees_part_paid:
        _sweep_part_paid(pairing)
    with pairing.links.step():
        pairing.remember("swept", pairing.now())
        pairing.remember("sweeps", number)


def _sweep_part_paid(pairing: Pairing) -> None:
    """Keep the next page of the invoices that are paid in part as they are now."""
    page = int(pairing.value("swept.part_paid") or 0) + 1
    size = pairing.parts.sweep.documents
    rows, pages = pairing.xero.page_where("Invoices", PART_PAID, page, size)
    following = 0 if page >= pages else page
    with pairing.links.step():
        if [row for row in rows if xero_seen(pairing, "document", row["InvoiceID"], row)]:
            pairing.problems.release(pairing.home, "document")
        if following != page - 1:
            pairing.remember("swept.part_paid", following)
