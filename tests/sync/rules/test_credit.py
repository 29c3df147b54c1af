"""Each rule for over- and prepayments, in the order of the table."""

import pytest

from sync.requests.credit import mirror
from sync.rules.credit import CREDIT_RULES, NOT_THERE, OUT_OF_SCOPE, STUCK
from sync.rules.rule import Action, first_that_holds
from tests.sync.pairs import in_xero, pair, refused

ALONE = {"left_alone": "before the sync-from date"}
IN_XERO = in_xero("credit")
VOID = in_xero("credit", status="Voided", settles=[])
UNUSED = in_xero("credit", settles=[])
MORE = in_xero("credit", total="60.00")

CASES = [
    ("R63", Action.WAIT, {**ALONE, "released": None, "problem": refused("released", "half")}),
    ("R63", Action.REPORT, {**ALONE, "released": None}),
    ("R63", Action.LEAVE, {**ALONE, "released": None, "xero": UNUSED}),
    ("R63", Action.LEAVE, {"left_alone": "unlinked"}),
    ("R14", Action.LEAVE, {"xero": None}),
    ("R62", Action.WAIT, {"xero": MORE, "problem": refused("released", "overpaid")}),
    ("R14", Action.LEAVE, {"released": None, "xero": VOID}),
    ("R47", Action.WAIT, {"released": None, "xero": in_xero("credit", contact=None)}),
    ("R14", Action.MIRROR, {"released": None}),
    ("R14", Action.MIRROR, {"released": None, "left_out": (NOT_THERE,)}),
    ("R14", Action.MIRROR, {"xero": MORE}),
    ("R14", Action.MIRROR, {"xero": VOID}),
    ("R14", Action.MIRROR, {"xero": UNUSED, "left_out": (OUT_OF_SCOPE,)}),
    ("R14", Action.MIRROR, {"xero": in_xero("credit", refunded="1.00")}),
    ("R63", Action.REPORT, {"left_out": (NOT_THERE, OUT_OF_SCOPE)}),
    ("R38", Action.REPORT, {"left_out": (STUCK, NOT_THERE)}),
    ("R47", Action.WAIT, {"left_out": (NOT_THERE,)}),
    ("R54", Action.LEAVE, {}),
    ("R54", Action.LEAVE, {"xero": in_xero("credit", refunded=None)}),
]


@pytest.mark.parametrize(("rule", "action", "values"), CASES)
def test_each_rule_has_its_case(rule: str, action: Action, values: dict):
    found = first_that_holds(CREDIT_RULES, pair("credit", **values))

    assert (found.id, found.action) == (rule, action)


def test_no_row_is_without_a_case():
    told = {
        first_that_holds(CREDIT_RULES, pair("credit", **values)).holds for _, _, values in CASES
    }

    assert told == {rule.holds for rule in CREDIT_RULES}


def test_a_mirror_is_put_whole_by_xero_s_id_without_the_bank_s_reference():
    """Rule: R14, R49."""
    sent = mirror(pair("credit", released=None, xero=IN_XERO, xero_id="o-1"))

    assert (sent.system, sent.method, sent.path) == (
        "released", "PUT", "companies/1/credits/o-1",
    )  # fmt: skip
    assert sent.body == {
        "kind": "Overpayment", "side": "Income", "contactId": 501, "date": "2026-03-02",
        "total": "50.00", "amountRefunded": "0.00", "status": "Approved",
        "allocations": [{"externalId": "a-1", "invoiceId": 9, "amount": "40.00",
                         "date": "2026-03-02"}],
    }  # fmt: skip
