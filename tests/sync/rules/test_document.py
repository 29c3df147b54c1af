"""Each rule for documents, and every state of one side beside every state of the other."""

from dataclasses import replace

import pytest

from sync.pair import Twin
from sync.rules.document import DOCUMENT_RULES
from sync.rules.rule import Action, first_that_holds
from tests.sync.pairs import CONTACT, in_xero, pair, refused, released

UNKNOWN = Twin()
STATUSES = ("Draft", "AwaitingApproval", "Approved", "Voided")


def found(**values):
    return first_that_holds(DOCUMENT_RULES, pair("document", **values))


def here(status: str = "Approved", **fields):
    return released("document", status=status, **fields)


def there(status: str = "Approved", **units):
    return in_xero("document", status=status, **units)


PAIRS = [
    # Re-Leased           Xero                rule   then
    ("Draft",             None,               "R17", Action.WAIT),
    ("AwaitingApproval",  None,               "R15", Action.PUSH_NEW),
    ("Approved",          None,               "R15", Action.PUSH_NEW),
    ("Paid",              None,               "R15", Action.PUSH_NEW),
    ("Voided",            None,               "R25", Action.LEAVE),
    ("Deleted",           None,               "R25", Action.LEAVE),
    (None,                "Draft",            "R16", Action.WAIT),
    (None,                "AwaitingApproval", "R16", Action.PULL_NEW),
    (None,                "Approved",         "R16", Action.PULL_NEW),
    (None,                "Voided",           "R25", Action.LEAVE),
    ("Draft",             "Draft",            "R17", Action.WAIT),
    ("Draft",             "AwaitingApproval", "R21", Action.PUSH_RETURN),
    ("Draft",             "Approved",         "R20", Action.PULL_APPROVAL),
    ("Draft",             "Voided",           "R24", Action.PULL_VOID),
    ("AwaitingApproval",  "Draft",            "R18", Action.PUSH_SUBMIT),
    ("AwaitingApproval",  "AwaitingApproval", "R54", Action.LEAVE),
    ("AwaitingApproval",  "Approved",         "R20", Action.PULL_APPROVAL),
    ("AwaitingApproval",  "Voided",           "R24", Action.PULL_VOID),
    ("Approved",          "Draft",            "R20", Action.PUSH_APPROVAL),
    ("Approved",          "AwaitingApproval", "R20", Action.PUSH_APPROVAL),
    ("Approved",          "Approved",         "R54", Action.LEAVE),
    ("Approved",          "Voided",           "R24", Action.PULL_VOID),
    ("Paid",              "Approved",         "R54", Action.LEAVE),
    ("Voided",            "Draft",            "R23", Action.PUSH_VOID),
    ("Voided",            "AwaitingApproval", "R23", Action.PUSH_VOID),
    ("Voided",            "Approved",         "R23", Action.PUSH_VOID),
    ("Voided",            "Voided",           "R25", Action.LEAVE),
    ("Deleted",           "AwaitingApproval", "R23", Action.PUSH_VOID),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "rule", "action"), PAIRS)
def test_every_state_beside_every_state(ours, theirs, rule, action):
    decided = found(released=here(ours) if ours else None, xero=there(theirs) if theirs else None)

    assert (decided.id, decided.action) == (rule, action)


def test_the_table_of_states_is_complete():
    linked = {(ours, theirs) for ours, theirs, *_ in PAIRS if ours and theirs}

    assert linked >= {(ours, theirs) for ours in STATUSES for theirs in STATUSES}


def test_what_is_void_stays_void_whatever_was_edited():
    """Rule: R25."""
    decided = found(released=here(dueDate="2026-05-01"), xero=there("Voided"))

    assert decided.action is Action.PULL_VOID


def test_a_void_waits_until_the_payments_are_reversed():
    """Rule: R24."""
    decided = found(released=here(amountPaid="40.00"), xero=there("Voided"))

    assert (decided.id, decided.action) == ("R24", Action.WAIT)


def test_content_is_agreed_before_anything_is_approved():
    """Rule: R20."""
    edited = found(released=here("AwaitingApproval"), xero=there(dueDate="2026-05-01"))
    agreed = found(released=here("AwaitingApproval"), xero=there())

    assert (edited.action, agreed.action) == (Action.PULL, Action.PULL_APPROVAL)


@pytest.mark.parametrize("status", ["AwaitingApproval", "Approved"])
def test_what_xero_refused_as_new_becomes_a_draft_again(status: str):
    """Rule: R29."""
    decided = found(released=here(status), xero=None, problem=refused())

    assert decided.action is Action.RESET


def test_a_refused_document_with_a_payment_stays_and_waits():
    decided = found(released=here(amountPaid="1.00"), xero=None, problem=refused())

    assert decided.action is Action.WAIT


def test_a_linked_document_is_never_reset():
    """Rule: R29."""
    decided = found(released=here(dueDate="2026-05-01"), problem=refused())

    assert decided.action is Action.WAIT


def test_a_document_waits_for_its_contact():
    """Rule: R15, R47."""
    assert found(xero=None, released_parent=UNKNOWN).action is Action.WAIT
    assert found(released=None, xero_parent=UNKNOWN).action is Action.WAIT


def test_a_document_of_a_refused_contact_is_refused():
    """Rule: R29."""
    stuck = replace(CONTACT, xero_id=None, is_refused=True)

    assert found(xero=None, released_parent=stuck).id == "R29"


def test_a_document_of_a_merged_contact_follows():
    """Rule: R13."""
    gone = replace(CONTACT, merged_into="502")

    assert found(xero=None, released_parent=gone).action is Action.FOLLOW


def test_what_it_names_must_be_known_before_it_is_made():
    """Rule: R47."""
    assert found(released=None, is_resolved=False).action is Action.LOOK_AGAIN


def test_a_placeholder_is_never_made_in_xero():
    """Rule: R45."""
    assert found(xero=None, is_sendable=False).id == "R45"


@pytest.mark.parametrize(
    "values", [{"external_id": None}, {"xero": in_xero("document", number="INV-1")}]
)
def test_the_number_of_xero_is_shown(values: dict):
    """Rule: R26."""
    assert found(**values).action is Action.LINK


def test_a_document_out_of_scope_is_left_alone():
    """Rule: R63."""
    decided = found(released=None, left_alone="before the sync-from date")

    assert (decided.id, decided.action) == ("R63", Action.LEAVE)


def test_a_paid_document_of_xero_stands():
    """Rule: R22."""
    values = {"released": here(dueDate="2026-05-01"), "is_closed": True}

    assert found(**values).id == "R22"
    assert found(**values).action is Action.PULL
