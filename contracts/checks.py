"""Promises that OpenAPI cannot state, as a table; each is carried out in a world of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from contracts.bench import Bench
from contracts.promises import control, released, xero

Run = Callable[[Bench], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """
    One promise.

    Args:
        system: whose.
        name: how reports call it.
        run: yields a sentence for everything that is wrong; its docstring is the promise.
        source: where the promise comes from.
    """

    system: str
    name: str
    run: Run
    source: str

    @property
    def promise(self) -> str:
        """The promise, one sentence."""
        return (self.run.__doc__ or "").strip()


CHECKS: Final = (
    Check("xero",     "idempotency_replay",     xero.key_replays,            "documented"),
    Check("xero",     "idempotency_lifetime",   xero.key_is_forgotten,       "documented"),
    Check("xero",     "summarize_errors_true",  xero.bad_rows_together,      "recorded, XQ-02"),
    Check("xero",     "summarize_errors_false", xero.bad_rows_apart,         "recorded, XQ-03"),
    Check("xero",     "rate_limits",            xero.limits_are_counted,     "recorded"),
    Check("xero",     "if_modified_since",      xero.modified_since,         "documented, XQ-09"),
    Check("xero",     "unknown_id",             xero.unknown_id,             "recorded, XE-39"),
    Check("xero",     "access_token_lifetime",  xero.tokens_expire,          "documented"),
    Check("xero",     "refresh_token_rotation", xero.refresh_rotates,        "documented"),
    Check("xero",     "method_not_offered",     xero.not_offered,            "recorded, XE-40"),
    Check("xero",     "digits",                 xero.digits,                 "recorded"),
    Check("xero",     "filters",                xero.filters,                "documented, XQ-20"),
    Check("xero",     "paging",                 xero.pages_partition,        "documented"),
    Check("xero",     "tenant",                 xero.tenant_is_required,     "recorded"),
    Check("released", "idempotency_replay",     released.key_replays,        "designed"),
    Check("released", "idempotency_lifetime",   released.key_is_forgotten,   "designed"),
    Check("released", "rate_limits",            released.limits_are_counted, "designed"),
    Check("released", "updated_since",          released.updated_since,      "designed"),
    Check("released", "unknown_id",             released.unknown_id,         "designed"),
    Check("released", "access_token_lifetime",  released.tokens_expire,      "designed"),
    Check("released", "versions",               released.versions_count,     "designed"),
    Check("released", "patch_and_put",          released.patch_and_put,      "designed"),
    Check("released", "cursor",                 released.cursor_never_skips, "designed"),
    Check("released", "xero_only_fields",       released.xero_only_fields,   "guide"),
    Check("released", "feed",                   released.feed_is_complete,   "designed"),
    Check("control",  "copies",                 control.copies_restore,      "designed"),
    Check("control",  "time",                   control.time_goes_forward,   "designed"),
    Check("control",  "history",                control.history_counts,      "designed"),
    Check("control",  "edits",                  control.catalogue,           "designed"),
)  # fmt: skip
