from itertools import count

import pytest

from scenarios.generator import plan_of
from scenarios.plain import plainer
from scenarios.shrink import _standing_in, breaks, shortened, shrink
from scenarios.workloads import workload
from tests.scenarios.benches import ARCHIVE, CYCLE, REVIVAL, UNARCHIVE, a_bench, a_plan

NOISE = tuple({"do": "clock", "advance_s": seconds} for seconds in range(1, 13))


@pytest.fixture(scope="module")
def bench():
    return a_bench("revives")


def test_a_long_story_shrinks_to_the_shortest_one(bench):
    plan = a_plan(*NOISE, ARCHIVE, *NOISE, CYCLE, *NOISE, UNARCHIVE, *NOISE, CYCLE)

    shrunk = shrink(plan, breaks(bench, "R55"), "R55")

    assert shrunk is not None
    assert shrunk.plan.steps == REVIVAL
    assert shrunk.runs <= 40


def test_drawn_stories_shrink_to_about_the_shortest_in_about_forty_runs(bench):
    """Measured: every story ends within two steps of the shortest, after 15 to 25 runs."""
    fails = breaks(bench, "R55")
    plans = (plan_of(workload("contacts"), seed) for seed in count())
    failing = (plan for plan in plans if fails(plan))
    found = [shrink(next(failing), fails, "R55") for _ in range(12)]

    lengths = sorted(len(shrunk.plan.steps) for shrunk in found)
    assert lengths[len(lengths) // 2] == len(REVIVAL)
    assert lengths[-1] <= len(REVIVAL) + 2
    assert max(shrunk.runs for shrunk in found) <= 40


def test_a_run_ends_where_the_breach_is_and_the_story_is_told_to_its_end(bench):
    plan = a_plan(*REVIVAL, CYCLE, CYCLE)

    cut, whole = bench.examine(plan, until="R55").run, bench.examine(plan).run
    shrunk = shortened(bench, plan, "R55")

    assert "R55" in cut.broken()
    assert len(cut.events) < len(whole.events)
    assert not cut.settled
    assert bench.examine(plan, until="R41").run.events == whole.events
    assert shrunk.plan.steps == REVIVAL
    assert shrunk.run.events == bench.examine(shrunk.plan).run.events
    assert shrunk.run.settled


def test_a_plan_that_holds_is_not_shrunk(bench):
    assert shrink(a_plan(CYCLE), breaks(bench, "R55"), "R55") is None


def test_runs_are_bounded(bench):
    plan = a_plan(*NOISE, *NOISE, ARCHIVE, CYCLE, UNARCHIVE)

    shrunk = shrink(plan, breaks(bench, "R55"), "R55", most_runs=3)

    assert shrunk is not None
    assert shrunk.runs <= 4


def test_a_failure_that_comes_and_goes_is_flaky(bench):
    turns = count()
    fails = breaks(bench, "R55")

    def sometimes(plan):
        return fails(plan) if next(turns) % 2 else None

    shrunk = shrink(a_plan(*REVIVAL), sometimes, "R55")

    assert shrunk is not None
    assert shrunk.flaky


PLAINER = (
    ({"do": "clock", "advance_s": 9}, {"do": "clock", "advance_s": 60}),
    (
        {"do": "race", "call": 4, "when": "after", "step": ARCHIVE},
        ARCHIVE,
    ),
    (
        {"do": "contact.create", "in": "xero", "as": "c1",
         "fields": {"Name": "O'Brien  q7f3k", "Phones": []}},
        {"do": "contact.create", "in": "xero", "as": "c1", "fields": {"Name": "Contact q7f3k"}},
    ),
    (
        {"do": "document.edit", "in": "released", "on": "d1",
         "fields": {"lines": [{"quantity": "3"}, {}]}},
        {"do": "document.edit", "in": "released", "on": "d1",
         "fields": {"lines": [{"quantity": "1"}]}},
    ),
    (
        {"do": "invoice.create", "in": "xero", "as": "d1",
         "fields": {"LineItems": [{"TaxType": {"ref": "t1"}, "Tracking": [{"ref": "option-1"}]}]}},
        {"do": "invoice.create", "in": "xero", "as": "d1",
         "fields": {"LineItems": [{"TaxType": {"ref": "tax-none"}}]}},
    ),
)  # fmt: skip


@pytest.mark.parametrize(("step", "plain"), PLAINER)
def test_a_step_has_plainer_forms(step, plain):
    assert next(iter(plainer(step))) == plain


def test_a_plain_step_has_no_plainer_form():
    assert list(plainer(CYCLE)) == []


def test_a_merge_is_tried_as_the_archiving_that_it_is():
    merge = {"do": "contact.merge", "in": "xero", "on": "c1", "fields": {"into": {"ref": "c2"}}}

    assert {"do": "contact.archive", "in": "xero", "on": "c1"} in list(plainer(merge))


def test_the_start_world_stands_in_for_a_record_that_a_step_made():
    made = {"do": "contact.create", "in": "xero", "as": "c1", "fields": {"Name": "Rowan"}}
    merge = {"do": "contact.merge", "in": "xero", "on": "c9", "fields": {"into": {"ref": "c1"}}}

    stood = _standing_in([made, CYCLE, merge], made, "contact-1")

    assert stood == [CYCLE, {**merge, "fields": {"into": {"ref": "contact-1"}}}]


def entered(status):
    return {"do": "document.create", "in": "released", "as": "d1", "fields": {"status": status}}


def approved(name):
    return {"do": "document.approve", "in": "released", "on": name}


def shortest(bench, steps, failing):
    """What is left of the steps; they fail while `failing` says so of them."""
    fails = lambda plan: bench.examine(plan).run if failing(plan.steps) else None  # noqa: E731
    return shrink(a_plan(*steps), fails, "R55").plan.steps


def test_a_document_is_entered_as_approved_where_it_need_not_be_a_draft_first(bench):
    def failing(steps):
        return entered("Approved") in steps or {str(entered("Draft")), str(approved("d1"))} <= {
            str(step) for step in steps
        }

    assert shortest(bench, [entered("Draft"), CYCLE, approved("d1")], failing) == (
        entered("Approved"),
    )
    assert shortest(bench, [entered("Draft"), approved("d1")], lambda steps: len(steps) > 1) == (
        entered("Draft"),
        approved("d1"),
    )


def test_a_document_is_entered_as_submitted_where_it_need_not_be_a_draft_first(bench):
    def failing(steps):
        return entered("AwaitingApproval") in steps or len(steps) > 1

    submitted = {"do": "document.submit", "in": "released", "on": "d1"}

    assert shortest(bench, [entered("Draft"), submitted], failing) == (
        entered("AwaitingApproval"),
    )


def test_time_passes_in_one_step(bench):
    def failing(steps):
        waited = [step["advance_s"] for step in steps if "advance_s" in step]
        return sum(waited) >= 180

    pause = {"do": "clock", "advance_s": 60}

    assert shortest(bench, [pause] * 3, failing) == ({"do": "clock", "advance_s": 180},)
    assert shortest(bench, [pause, CYCLE, pause], lambda steps: len(steps) > 2) == (
        pause,
        CYCLE,
        pause,
    )


def paid(name, amount):
    fields = {"Amount": amount, "Date": "2026-03-02", "Code": {"ref": "bank-1"}}
    return {"do": "payment.create", "in": "xero", "as": "p1", "on": name, "fields": fields}


def test_a_document_of_the_start_world_stands_in_where_less_is_paid(bench):
    def failing(steps):
        return paid("invoice-2", "10.00") in steps or (
            steps[:1] == (made,) and steps[-1] in (paid("d1", "733.82"), paid("d1", "10.00"))
        )

    made = {"do": "invoice.create", "in": "xero", "as": "d1", "fields": {}}

    assert shortest(bench, [made, paid("d1", "733.82")], failing) == (paid("invoice-2", "10.00"),)


def test_each_payment_of_a_batch_is_made_little(bench):
    def batch(amount):
        of = {"Invoice": {"InvoiceID": {"ref": "invoice-2"}}, "Amount": amount}
        fields = {"Code": {"ref": "bank-1"}, "Payments": [of, of]}
        return {"do": "batch_payment.create", "in": "xero", "as": "b1", "fields": fields}

    assert shortest(bench, [batch("768.73")], len) == (batch("10.00"),)


def test_an_account_of_the_start_world_stands_in_for_one_that_is_made(bench):
    def failing(steps):
        gone = [step["on"] for step in steps if step["do"] == "account.archive"]
        return gone == ["income-2"] or (gone == ["a1"] and len(steps) > 2)

    made = {"do": "account.create", "in": "xero", "as": "a1", "fields": {}}
    archived = {"do": "account.archive", "in": "xero", "on": "a1"}

    assert shortest(bench, [made, CYCLE, archived], failing) == ({**archived, "on": "income-2"},)


def test_an_approved_invoice_of_the_start_world_stands_in_for_one_that_is_approved(bench):
    def failing(steps):
        voided = [step["on"] for step in steps if step["do"] == "document.void"]
        return voided == ["invoice-2"] or (voided and approved("submitted-1") in steps)

    void = {"do": "document.void", "in": "released", "on": "submitted-1"}

    assert shortest(bench, [approved("submitted-1"), void], failing) == (
        {**void, "on": "invoice-2"},
    )


def test_a_story_needs_no_contact_of_its_own(bench):
    """The toy revives any archived contact, those of the start world too."""
    story = a_plan(
        {
            "do": "contact.create", "in": "xero", "as": "c1",
            "fields": {"Name": "Rowan q7f3k", "EmailAddress": "q7f3k@example.test"},
        },
        CYCLE,
        {**ARCHIVE, "on": "c1"},
        CYCLE,
        {**UNARCHIVE, "on": "c1"},
    )  # fmt: skip

    shrunk = shrink(story, breaks(bench, "R55"), "R55")

    assert shrunk is not None
    assert {step.get("on") for step in shrunk.plan.steps} == {"contact-1", None}
    assert len(shrunk.plan.steps) == 3
