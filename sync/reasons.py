"""
Why a record did not cross: what a system said, what it hangs on, and what the user is told.

The first row whose pattern is found in the refusal is the reason. A cause names the type of record
whose change is worth another try; a record refused for good has none and waits for its own edit.

Rule: R12, R29, R62.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: how to recognise it, what it hangs on, and how the user hears of it."""

    code: str
    pattern: str
    cause: str
    words: str


NEVER: Final = r"(?!)"  # such a reason is ours; no system says it

REASONS: Final = (
    # what another system says
    Reason(
        "name_taken",
        r"already assigned to another contact|unique Name",
        "contact",
        "Another contact in Xero has this name. Rename one of the two.",
    ),
    Reason(
        "archived_there",
        r"matched an archived contact",
        "",
        "The contact is archived in Xero. Restore it there to bring the edit across.",
    ),
    Reason(
        "contact",
        r"has been archived.*un-archived|contact_archived",
        "contact",
        "The contact is archived in Xero. Restore it or name another, then approve again.",
    ),
    Reason(
        "tax",
        r"TaxType code|tax_type_|tax_account_mismatch",
        "tax_type",
        "The tax type is archived in Xero or does not fit. Choose another, then approve again.",
    ),
    Reason(
        "account",
        r"Account code|Account could not be found|account_archived|account_unknown",
        "account",
        "The account is archived in Xero or does not fit. Choose another, then approve again.",
    ),
    Reason(
        "locked",
        r"lock date",
        "",
        "The date lies in a period that is locked in Xero.",
    ),
    Reason(
        "overpaid",
        r"exceeds the amount outstanding|greater than amount outstanding|already been paid off"
        r"|amount_exceeds_due|already_paid",
        "document",
        "The payment is more than what is still due on the document.",
    ),
    Reason(
        "settled",
        r"payment or credit note allocated|has_payments|has_allocations",
        "",
        "The document has a payment or credit, so it can no longer change.",
    ),
    Reason(
        "payable",
        r"only be made against Authorised|zero_total",
        "document",
        "The document takes no payment in its present state.",
    ),
    Reason(
        "file",
        r"supported file type|attachments is allowed|PayloadTooLarge|[Ff]ile ?[Nn]ame"
        r"|attachment_too_large|unsupported_media_type|takes no files",
        "",
        "The file cannot be kept in the other system: its type, name, size or number is refused.",
    ),
    Reason(
        "currency",
        r"not subscribed to currency|currency_not_supported",
        "",
        "The record is in a foreign currency.",
    ),
    Reason(
        "due_date",
        r"[Dd]ue ?[Dd]ate",
        "",
        "The document needs a due date before it can be approved.",
    ),
    Reason(
        "tracking",
        r"[Tt]racking",
        "tracking_option",
        "The tracking option is not in Xero any more. Choose another, then approve again.",
    ),
    # what we say ourselves
    Reason(
        "undecided",
        NEVER,
        "",
        "Both sides changed the same field. Make the two values equal.",
    ),
    Reason(
        "closed",
        NEVER,
        "",
        "Xero's document is paid or locked, so it stands; the edit made here was taken back.",
    ),
    Reason(
        "lost",
        NEVER,
        "",
        "Both sides changed the same field; the declared policy decided.",
    ),
    Reason(
        "archived_here",
        NEVER,
        "",
        "Contacts are archived in Xero only. Archive it there, or unarchive it here.",
    ),
    Reason(
        "archived_again",
        NEVER,
        "",
        "It was unarchived here, then archived anew in Xero. Unarchive it again to bring it back.",
    ),
    Reason(
        "contact_refused",
        NEVER,
        "contact",
        "Its contact could not be sent to Xero. Repair the contact, then approve again.",
    ),
    Reason(
        "document_refused",
        NEVER,
        "document",
        "Its document could not cross. Repair the document first.",
    ),
    Reason(
        "no_room",
        NEVER,
        "",
        "Xero's document is void or already paid, so this payment was reversed here.",
    ),
    Reason(
        "file_deleted_here",
        NEVER,
        "",
        "The file was deleted here. Xero offers no way to delete it there: do it by hand.",
    ),
    Reason(
        "file_renamed_here",
        NEVER,
        "",
        "The file was renamed here. Xero has the old name as well: delete that one there by hand.",
    ),
    Reason(
        "half_in_scope",
        NEVER,
        "document",
        "One of its two documents is not synced, so the allocation is not either.",
    ),
    Reason(
        "credit_in_part",
        NEVER,
        "document",
        "The credit, or an invoice that it settles in Xero, is not synced: what is due differs.",
    ),
    Reason(
        "no_room_to_allocate",
        NEVER,
        "",
        "Xero's invoice or credit note is void or used up, so this allocation was removed here.",
    ),
    Reason(
        "reversed_here",
        NEVER,
        "",
        "Payments are reversed in Xero only. Reverse it there too.",
    ),
    Reason(
        "not_taken",
        NEVER,
        "",
        "The other system accepted the value but shows another one.",
    ),
    Reason(
        "taken",
        NEVER,
        "",
        "The other system answered with a record that belongs to another one.",
    ),
    Reason("refused", "", "", "The other system refused the record."),
)

_BY_CODE: Final = {reason.code: reason for reason in REASONS}


def reason_for(said: str) -> Reason:
    """The reason behind what a system said; the last row takes what no other recognises."""
    return next(reason for reason in REASONS if re.search(reason.pattern, said))


def reason_of(code: str) -> Reason:
    """The reason with this code."""
    return _BY_CODE[code]


def told(reason: Reason, said: str) -> str:
    """What the user reads: our words, then the other system's own."""
    return f"{reason.words} ({said})" if said else reason.words
