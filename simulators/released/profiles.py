"""Switches for what the public record leaves open, and their settings per product vintage."""

from typing import Final

from simulators.kernel.switches import Profiles, Switch

ON_OFF: Final = ("on", "off")
OFF_ON: Final = ("off", "on")

SWITCHES: Final = (
    Switch(
        "push_awaiting_approval",
        ON_OFF,
        "documents awaiting approval go to Xero as submitted; off keeps them here until approved",
        "O1, profile; the fake behaves alike, whoever judges a sync reads this",
    ),
    Switch(
        "approve_only_in_xero",
        OFF_ON,
        "on: what awaits approval in a paired company is approved in Xero only, not here",
        "O1, profile",
    ),
    Switch(
        "import_xero_drafts",
        OFF_ON,
        "on: drafts of Xero come in as Draft; off: documents come in once submitted or approved",
        "O2; the fake behaves alike, whoever judges a sync reads this",
    ),
    Switch(
        "pay_in_rl",
        ON_OFF,
        "off: a person of a paired company records payments and refunds in Xero only, not here",
        "profile; guide against RL-WHAT14",
    ),
    Switch(
        "user_reverse_payment",
        OFF_ON,
        "on: a person of a paired company may reverse a payment here",
        "O4, profile",
    ),
    Switch(
        "unarchive_in_rl",
        ON_OFF,
        "off: a person of a paired company cannot bring an archived contact back here",
        "O5, profile",
    ),
    Switch(
        "pull_attachments",
        ON_OFF,
        "off: the integration brings no files from Xero; it only links those that it sent",
        "profile; guide against RL-EXPENSE19 and RL-EXPENSE24",
    ),
    Switch(
        "void_paid",
        ("refuse", "accept"),
        "accept: what is settled can be voided, its payments stay; the integration may undo that",
        "O6",
    ),
    Switch(
        "allocations",
        ("both", "from_xero"),
        "from_xero: a person of a paired company allocates credit notes in Xero only, not here",
        "O12",
    ),
    Switch(
        "pull_opp",
        ON_OFF,
        "off: this vintage keeps no mirrors of over- and prepayments, their paths are not found",
        "O13, profile",
    ),
    Switch(
        "follow_merge",
        ("on", "off", "tenancies"),
        "merging contacts moves their documents to the survivor; off leaves them, tenancies moves "
        "the roles in tenancies too",
        "O11",
    ),
    Switch(
        "property_defaults",
        ("one_extra", "two"),
        "which tracking a property stamps beside its own option: one of another category, or two",
        "profile; RL-TRACK1 against RL-TRACK2",
    ),
    Switch(
        "sync_from_editable",
        OFF_ON,
        "on: reconnecting may move the sync-from date backwards; off: it is fixed for ever",
        "O15",
    ),
    Switch(
        "duplicate_external_id",
        ("refuse", "accept"),
        "accept: two records of one company may carry the same external id",
        "designed: a safety net that a real server may lack",
    ),
    Switch(
        "equal_ids",
        OFF_ON,
        "on: every company counts its ids from the same start, so ids of two companies are equal",
        "designed",
    ),
    Switch(
        "rl_rounding",
        ("half_up", "half_even"),
        "how an exact half cent of a line or its tax is rounded",
        "designed",
    ),
    Switch(
        "rl_timestamps",
        ("second", "millisecond"),
        "how finely updatedAt and createdAt tell time; with whole seconds rows share an instant",
        "designed",
    ),
    Switch(
        "rl_no_op_writes",
        ("bump", "keep"),
        "whether a write that changes nothing still raises version and updatedAt",
        "designed",
    ),
    Switch(
        "require_if_match",
        OFF_ON,
        "on: a change of an existing record must name its version in If-Match",
        "designed",
    ),
    Switch(
        "updated_since",
        ("inclusive", "exclusive"),
        "whether a row updated at the very instant of updatedSince is listed",
        "designed",
    ),
    Switch(
        "rl_total_items",
        ("shown", "absent"),
        "whether lists say how many rows there are in all",
        "designed",
    ),
    Switch(
        "rl_last_page",
        ("honest", "empty"),
        "empty: a full last page says hasMore, and an empty page follows",
        "designed",
    ),
    Switch(
        "rl_clock",
        ("exact", "behind", "ahead"),
        "whether updatedAt, createdAt and asOf tell the time, or one that is five minutes off",
        "designed",
    ),
    Switch(
        "rl_refresh_tokens",
        OFF_ON,
        "on: a token comes with a refresh token that is good once; a second use ends them all",
        "designed",
    ),
    Switch(
        "rl_webhooks",
        OFF_ON,
        "on: commits cause webhook events",
        "designed: nothing public says that Re-Leased has webhooks",
    ),
    Switch(
        "rl_webhook_actor",
        ON_OFF,
        "whether a webhook names who acted",
        "designed",
    ),
)

PROFILES: Final[Profiles] = {
    "guide": {},
    "legacy": {
        "approve_only_in_xero": "on",
        "pay_in_rl": "off",
        "pull_opp": "off",
        "unarchive_in_rl": "off",
        "pull_attachments": "off",
    },
    "current": {
        "push_awaiting_approval": "off",
        "user_reverse_payment": "on",
        "property_defaults": "two",
    },
}
