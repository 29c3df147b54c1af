"""Who may win when both sides edited the same unit."""

from scenarios.canonical import RELEASED, XERO
from scenarios.history import Landing
from scenarios.invariants.invariant import Options
from scenarios.settled import Settled


def is_won_by_the_declared_side(landing: Landing, settled: Settled, options: Options) -> bool:
    """
    True when a conflict ended as declared, or nothing strict was declared.

    Method: the winner's edit counts only if the sync could know it when it wrote; an edit between
    its read and its write is a race that no sync without locks can win. An edit that was taken
    back says what both sides had before, and contests nothing.
    """
    if options.conflict not in ("rl", "xero", "last") or landing.unit.startswith("address."):
        return True
    is_document = landing.root.kind == "document"
    if is_document and any(settled.stands_in_xero(copy) for copy in landing.root.within(XERO)):
        return True
    if options.conflict == "last":
        name = max(landing.edits, key=lambda record: landing.edits[record].n)
    else:
        side = RELEASED if options.conflict == "rl" else XERO
        name = next(record for record in landing.edits if record[0] == side)
    edit = landing.edits[name]
    if edit.value in (landing.value, landing.agreed):
        return True
    record = settled.history.records[name]
    return not settled.history.calls.could_know(record, edit.time, landing.commit.call)
