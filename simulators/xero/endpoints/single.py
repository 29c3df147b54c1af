"""Requests that carry one row, and no more."""

from __future__ import annotations

from simulators.kernel.call import Call, Doc
from simulators.xero.wire import body


def single(call: Call, plural: str, shape: body.Shape) -> Doc:
    """
    The one row of a request, bare or in its list. Source: documented, facts 3.4.

    Raises:
        Refused: when it carries none, or several.
    """
    rows = body.rows(call, plural, shape)
    if len(rows) > 1:
        raise body.unreadable(f"Only one of {plural} can be saved in a request")
    return rows[0]
