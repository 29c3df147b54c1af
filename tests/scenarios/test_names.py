import pytest

from scenarios.names import Names, start_records
from scenarios.places import Place, owners, places

CONNECTION = {
    "pairings": [
        {"company_id": 1, "tenant_id": "t-1"},
        {"company_id": 2, "tenant_id": "t-2"},
    ],
    "xero": {"organisations": [{"tenant_id": "t-1"}, {"tenant_id": "t-2"}]},
}


def an_account(number, owner, kind="REVENUE", **fields):
    return {"AccountID": f"a-{number}", "owner": owner, "Code": str(number), "Type": kind,
            "Status": "ACTIVE", **fields}  # fmt: skip


STATE = {
    "xero": {
        "account": [
            an_account(200, "t-1"), an_account(201, "t-1", Status="ARCHIVED"),
            an_account(90, "t-1", "BANK"), an_account(300, "t-2"),
        ],
        "contact": [{"ContactID": "x-1", "owner": "t-1", "ContactStatus": "ACTIVE"}],
        "invoice": [{"InvoiceID": "i-1", "owner": "t-1", "Type": "ACCREC", "Status": "AUTHORISED",
                     "ContactID": "x-1",
                     "AmountPaid": "0.00", "AmountDue": "12.50"}],
        "tracking_category": [
            {"TrackingCategoryID": "k-1", "owner": "t-1", "Status": "ACTIVE",
             "Options": [{"TrackingOptionID": "o-1", "Status": "ACTIVE"}]}
        ],
    },
    "released": {
        "contact": [{"id": 7, "companyIds": [1]}],
        "document": [{"id": 9, "companyId": 1}],
    },
}  # fmt: skip


class Pairs:
    """Lineage by a table."""

    PAIRS = (("x-1", "7"), ("i-1", "1:9"))

    def root_of(self, system, _type, record_id):
        side = 0 if system == "xero" else 1
        return next((pair for pair in self.PAIRS if pair[side] == record_id), None)

    def copies(self, root, system):
        return [root[0 if system == "xero" else 1]]


@pytest.fixture
def names():
    return Names(CONNECTION, places(CONNECTION, STATE), start_records(STATE), Pairs())


def test_the_start_world_offers_what_suits_in_each_pairing():
    found = places(CONNECTION, STATE)

    assert found["income-1"] == Place("xero", "account", "a-200", 1)
    assert "income-2" not in found
    assert found["2-income-1"].id == "a-300"
    assert found["bank-1"].id == "a-90"
    assert found["option-1"].id == "o-1"
    assert found["organisation-2"].id == "t-2"


def test_a_pairing_has_one_owner_in_each_system():
    assert owners(CONNECTION, 2) == {"xero": "t-2", "released": "2"}


def test_a_name_stands_for_the_copy_in_the_system_of_the_step(names):
    here = names.action({"do": "contact.edit", "in": "xero", "on": "contact-1"})
    there = names.action({"do": "contact.edit", "in": "released", "on": "contact-1"})

    assert (here["id"], here["owner"]) == ("x-1", "t-1")
    assert (there["id"], there["owner"]) == ("7", "1")


def test_references_become_ids_codes_and_amounts(names):
    step = {"do": "payment.create", "in": "released", "on": "invoice-1",
            "fields": {"amount": {"due": "invoice-1"}, "accountCode": {"ref": "bank-1"},
                       "lines": [{"contactId": {"ref": "contact-1"}}]}}  # fmt: skip
    names._latest["released", "document", "1:9"] = {"amountDue": "3.00"}

    fields = names.action(step)["fields"]

    assert fields == {
        "documentId": 9, "amount": "3.00", "accountCode": "90", "lines": [{"contactId": 7}]
    }  # fmt: skip


def test_a_step_of_the_second_pairing_uses_the_names_of_that_pairing(names):
    step = {"do": "contact.create", "in": "xero", "at": 2, "fields": {"Code": {"ref": "income-1"}}}

    action = names.action(step)

    assert action["owner"] == "t-2"
    assert action["fields"] == {"Code": "300"}


@pytest.mark.parametrize(
    "step",
    [
        {"do": "contact.edit", "in": "xero", "on": "c9"},
        {"do": "contact.create", "in": "xero", "fields": {"ContactID": {"ref": "c9"}}},
        {"do": "account.edit", "in": "released", "on": "income-1"},
        {"do": "payment.create", "in": "xero", "fields": {"Amount": {"due": "c9"}}},
    ],
)
def test_what_cannot_be_resolved_gives_no_action(names, step):
    assert names.action(step) is None


def test_a_created_option_is_found_inside_its_category(names):
    step = {"do": "tracking_option.create", "in": "xero", "as": "o1", "on": "category-1",
            "fields": {"Name": "North"}}  # fmt: skip
    options = [{"TrackingOptionID": "o-1", "Name": "South"},
               {"TrackingOptionID": "o-2", "Name": "North"}]  # fmt: skip
    row = {"n": 1, "system": "xero", "type": "tracking_category", "id": "k-1", "op": "update",
           "actor": "user", "after": {"Options": options}}  # fmt: skip

    names.made(step, [row])

    action = names.action({"do": "tracking_option.edit", "in": "xero", "on": "o1"})
    assert action["id"] == "o-2"


def test_a_payment_on_a_document_is_made_in_the_pairing_of_that_document(names):
    step = {"do": "payment.create", "in": "xero", "as": "p1", "on": "invoice-1", "fields": {}}
    row = {"n": 1, "system": "xero", "type": "payment", "id": "p-1", "op": "create",
           "actor": "user", "after": {}}  # fmt: skip

    action = names.action(step)
    names.made(step, [row])

    assert action["fields"] == {"InvoiceID": "i-1"}
    assert names.known() == {"p1": {"type": "payment", "xero": "p-1"}}


def an_entry(number, **fields):
    row = {"companyId": 1, "entity": "contact", "recordId": 7, "externalId": None,
           "status": "Open", "linkStatus": "Linked", **fields}  # fmt: skip
    return {"n": 1, "system": "released", "type": "sync_record", "id": f"1:{number}",
            "op": "create", "actor": "sync", "after": {"id": number, **row}}  # fmt: skip


UNLINK = {"do": "sync_record.unlink", "in": "released", "on": "contact-1"}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, "1:31"),
        ({"recordId": None, "externalId": "x-1"}, "1:31"),
        ({"status": "Resolved"}, None),
        ({"recordId": 8}, None),
        ({"entity": "payment"}, None),
    ],
)
def test_unlinking_a_record_touches_the_open_entry_about_it(names, fields, found):
    names.see([an_entry(31, **fields)])

    action = names.action(UNLINK)

    assert (action and action["id"]) == found


def a_mirror(record_type, number, external, **fields):
    return {"n": 1, "system": "released", "type": record_type, "id": f"1:{number}",
            "op": "create", "actor": "sync",
            "after": {"id": number, "companyId": 1, "externalId": external, **fields}}  # fmt: skip


def test_an_option_s_name_stands_for_option_and_category_in_both_systems(names):
    step = {"do": "document.edit", "on": "invoice-1"}
    there = {"TrackingCategoryID": {"ref": "option-1"}, "TrackingOptionID": {"ref": "option-1"}}
    here = {"categoryId": {"ref": "option-1"}, "optionId": {"ref": "option-1"}}
    unknown = names.action({**step, "in": "released", "fields": here})
    names.see([a_mirror("tracking_option", 61, "o-1", categoryId=41)])

    xero = names.action({**step, "in": "xero", "fields": there})
    released = names.action({**step, "in": "released", "fields": here})

    assert unknown is None
    assert xero["fields"] == {"TrackingCategoryID": "k-1", "TrackingOptionID": "o-1"}
    assert released["fields"] == {"categoryId": 41, "optionId": 61}
