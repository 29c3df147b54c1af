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
        "whether a payment fires INVOICE UPDATE",
        "assumed",
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
)
