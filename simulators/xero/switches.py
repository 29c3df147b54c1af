"""What Xero's public record leaves open, each reading a switch."""

from typing import Final

from simulators.kernel.switches import Switch

SWITCHES: Final = (
    Switch(
        "xero_restore_api",
        ("on", "off"),
        "on lets a call that carries only id and ContactStatus ACTIVE restore a contact",
        "decisions D1",
    ),
    Switch(
        "xero_modified_since",
        ("inclusive", "exclusive"),
        "whether If-Modified-Since includes what changed in that very second",
        "decisions D4",
    ),
    Switch(
        "xero_deleted_payments",
        ("listed", "hidden"),
        "whether GET Payments lists payments with Status DELETED",
        "decisions D5",
    ),
    Switch(
        "xero_same_data_moves",
        ("on", "off"),
        "whether saving the same data again moves UpdatedDateUTC",
        "decisions D3",
    ),
    Switch(
        "xero_payment_webhook",
        ("on", "off"),
        "whether a payment or an allocation fires UPDATE of what it settles",
        "assumed",
    ),
    Switch(
        "xero_approval",
        ("direct", "workflow"),
        "workflow answers an app that asks for AUTHORISED with a document not approved yet",
        "probed",
    ),
    Switch(
        "xero_edit_paid_bills",
        ("on", "off"),
        "whether harmless fields of a part-paid bill may change, as since March 2026",
        "documented, changelog",
    ),
    Switch(
        "xero_unknown_tracking",
        ("refused", "dropped"),
        "what becomes of a line's tracking that names no category or option",
        "open",
    ),
    Switch(
        "xero_draft_account",
        ("refused", "dropped"),
        "what becomes of an unknown account on a draft's line; dropped leaves a warning",
        "documented for another resource",
    ),
    Switch(
        "xero_part_paid_due",
        ("still", "moves"),
        "whether a new due date of a part-paid document moves its UpdatedDateUTC",
        "documented",
    ),
    Switch(
        "xero_empty_key",
        ("refused", "absent"),
        "whether an empty Idempotency-Key is refused or read as none",
        "XeroAPI/xero-node#649",
    ),
    Switch(
        "xero_key_scope",
        ("tenant", "token"),
        "whose idempotency keys are kept apart: an app's per tenant, or per access token",
        "documented; probed",
    ),
    Switch(
        "xero_modified_since_malformed",
        ("ignored", "refused"),
        "whether an unreadable If-Modified-Since is ignored or answered with 412",
        "XeroAPI/xero-node#272",
    ),
    Switch(
        "xero_attach_moves",
        ("off", "on"),
        "whether attaching a file moves the record's UpdatedDateUTC, and so fires its webhook",
        "decisions D3",
    ),
    Switch(
        "xero_attachment_mb",
        ("10", "25", "3"),
        "how many megabytes a file may have",
        "documented, contradictory",
    ),
    Switch(
        "xero_attachment_blank",
        ("stored", "fails"),
        "whether a file name that ends with a blank is stored or answered with 500",
        "XeroAPI/xero-node#763",
    ),
    Switch(
        "xero_app",
        ("any", "web", "pkce", "custom"),
        "which kind of app the world's client is: it may use every grant, or those of one kind",
        "documented",
    ),
    Switch(
        "xero_scopes",
        ("either", "granular", "broad"),
        "which generation of scopes the app may ask for",
        "documented, 2 March 2026",
    ),
    Switch(
        "xero_tier",
        ("core", "starter"),
        "the app's tier: 5,000 calls a day for each organisation, 50 connections; or 1,000, 5",
        "documented, 2026 pricing",
    ),
    Switch(
        "xero_any_accept",
        ("xml", "json"),
        "the form of answers to a caller whose Accept takes any",
        "inferred",
    ),
    Switch(
        "xero_intent_to_receive",
        ("on", "off"),
        "whether a webhook target must pass the handshake before it is sent anything",
        "documented; off for receivers that cannot",
    ),
    Switch(
        "xero_plan",
        ("unlimited", "starter"),
        "the organisation's plan: any number of documents, or 20 invoices and 5 bills a month",
        "documented text, assumed count",
    ),
)
