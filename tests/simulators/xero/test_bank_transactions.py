"""Money spent and received: what it needs, what may change, what people do. Facts 4.7."""

from typing import Any

import pytest

from simulators.xero.bank_transaction_rules import BY_HAND, MOVES, TYPES
from tests.simulators.xero.office import line
from tests.simulators.xero.teller import Teller

MISSING = "00000000-0000-0000-0000-00000000000a"
RECONCILED = (
    "This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement."
)
MODIFICATION = "Bank Transaction not of valid status for modification"
OF_TRANSFER = "A Bank Transaction that belongs to a transfer cannot be changed here."
WRONG_TYPE = f"Type must be one of {', '.join(BY_HAND)}"
NO_CONTACT = "A Contact must be specified for this type of transaction"
NO_LINES = "One or more line items must be specified"
NO_ACCOUNT = "BankAccount must be specified"
TOTALS = "The document total does not equal the sum of the lines."
GONE = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes."
)
LOCKED = "The document date cannot be before the period lock date, currently set at 31/03/2026"


def unusable(code: str) -> str:
    return f"Account code '{code}' is not a valid code for this document."


def test_money_spent_is_authorised_at_once_and_belongs_to_no_document() -> None:
    """The negative: it must never cross."""
    office = Teller()

    made = office.spend(Reference="Card 7", Url="https://example.org/7")

    row = office.one("GET", "/BankTransactions?page=1")
    assert (row["Status"], row["Total"], row["IsReconciled"]) == ("AUTHORISED", 9.0, False)
    assert row["BankTransactionID"] == made["BankTransactionID"]
    assert (row["Reference"], row["Url"]) == ("Card 7", "https://example.org/7")
    assert row["BankAccount"]["Name"] == "Business Bank Account"
    assert row["LineItems"][0]["AccountCode"] == "404"
    assert office.ok("GET", "/Payments") == []
    assert office.ok("GET", "/Invoices") == []


def test_lines_and_tax_are_counted_as_on_documents_and_have_no_discounts() -> None:
    """Facts 4.2.5."""
    office = Teller()
    rows = [
        line(AccountCode="429", UnitAmount="25.6591", Quantity=3),
        line(AccountCode="404", LineAmount="10.00", UnitAmount=None, Quantity=None),
        line(AccountCode="429", UnitAmount=1, DiscountRate=50),
    ]

    spent = office.spend(LineItems=rows)
    exact = office.spend(LineItems=rows[:1], LineAmountTypes="Inclusive")

    assert [row["LineAmount"] for row in spent["LineItems"]] == [76.98, 10.0, 1.0]
    assert (spent["SubTotal"], spent["TotalTax"], spent["Total"]) == (87.98, 15.6, 103.58)
    assert (exact["SubTotal"], exact["TotalTax"], exact["Total"]) == (64.15, 12.83, 76.98)
    wider = office.one("PUT", "/BankTransactions?unitdp=4", office.spending(LineItems=rows[:1]))
    assert wider["LineItems"][0]["UnitAmount"] == 25.6591


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Type": "LEND"}, [WRONG_TYPE]),
        ({"Type": "SPEND-TRANSFER", "LineAmountTypes": "NoTax"}, [WRONG_TYPE]),
        ({"Type": None}, [WRONG_TYPE]),
        ({"Status": "DELETED"}, ["Bank Transaction not of valid status for creation"]),
        ({"Status": "DRAFT"}, ["Bank Transaction not of valid status for creation"]),
        ({"BankAccount": None}, [NO_ACCOUNT]),
        ({"BankAccount": {"Code": "200"}}, [NO_ACCOUNT]),
        ({"BankAccount": {"Code": "999"}}, [NO_ACCOUNT]),
        ({"BankAccount": {"AccountID": MISSING}}, [NO_ACCOUNT]),
        ({"Contact": None}, [NO_CONTACT]),
        ({"Contact": {"ContactID": MISSING}}, [NO_CONTACT]),
        ({"LineItems": []}, [NO_LINES]),
        ({"LineItems": None}, [NO_LINES]),
        ({"LineItems": [line(AccountCode="999")]}, [unusable("999")]),
        ({"LineItems": [line(AccountCode="090")]}, [unusable("090")]),
        ({"LineItems": [line(AccountCode="610")]}, [unusable("610")]),
        ({"LineItems": [line(AccountCode=None)]}, [unusable("")]),
        ({"LineItems": [line(TaxType="INPUT2")]},
         ["The TaxType code 'INPUT2' cannot be used with account code '200'."]),
        ({"LineItems": [line(LineAmount=1)]},
         ["The line total 1.00 does not match the expected line total 100.00"]),
        ({"LineItems": [line(UnitAmount=-1)]}, ["The document total cannot be negative."]),
        ({"LineAmountTypes": "Gross"}, ["'Gross' is not valid for LineAmountTypes"]),
        ({"CurrencyCode": "EUR"}, ["Organisation is not subscribed to currency EUR"]),
        ({"Url": "https://xero.example"}, ["The Url must not contain xero."]),
        ({"Total": "9.01"}, [TOTALS]),
        ({"SubTotal": "8"}, [TOTALS]),
        ({"Reference": "x" * 256}, ["Reference must not be longer than 255 characters."]),
        ({"Type": "LEND", "BankAccount": None, "Contact": None, "LineItems": None},
         [WRONG_TYPE, NO_ACCOUNT, NO_CONTACT, NO_LINES]),
        ({"Type": "RECEIVE-OVERPAYMENT", "LineAmountTypes": "Exclusive",
          "LineItems": [{"LineAmount": 1}]},
         ["'Exclusive' is not valid for LineAmountTypes"]),
        ({"Type": "RECEIVE-OVERPAYMENT", "LineItems": [line(AccountCode="200")]},
         [unusable("200")]),
        ({"Type": "RECEIVE-OVERPAYMENT", "LineItems": [line(AccountCode="800")]},
         [unusable("800")]),
        ({"Type": "SPEND-OVERPAYMENT", "LineItems": [line(AccountCode="610")]},
         [unusable("610")]),
        ({"Type": "RECEIVE-OVERPAYMENT", "LineItems": [{"LineAmount": 0}]},
         ["The total must be greater than zero."]),
        ({"Type": "SPEND-PREPAYMENT", "LineItems": [line(AccountCode="800")]}, [unusable("800")]),
    ],
)  # fmt: skip
def test_what_a_bank_transaction_may_not_be(change: dict[str, Any], messages: list[str]) -> None:
    office = Teller()

    assert office.no("PUT", "/BankTransactions", {**office.spending(), **change}) == messages


def test_the_last_good_totals_and_texts_are_taken() -> None:
    """The positive beside the refusals above."""
    office = Teller()

    spent = office.spend(Reference="x" * 255, SubTotal="9", TotalTax=0, Total="9.00")

    assert (spent["Total"], len(spent["Reference"])) == (9.0, 255)
    nothing = office.spend(LineItems=[line(AccountCode="404", UnitAmount=0)])
    assert nothing["Total"] == 0.0


def test_an_archived_account_contact_or_line_account_is_refused() -> None:
    office = Teller()
    gone = office.contact("Gone Ltd")
    office.person("contact.archive", gone)
    office.person("account.archive", office.savings)
    fees = office.person("account.create", Code="499", Name="Old", Type="EXPENSE")
    office.person("account.archive", fees["AccountID"])
    spend = office.spending()

    for change, message in (
        ({"Contact": {"ContactID": gone}}, GONE),
        ({"BankAccount": {"Code": "091"}}, "The bank account has been archived."),
        (
            {"LineItems": [line(AccountCode="499")]},
            "Account code '499' has been archived, or has been deleted. "
            "Each line item must reference a valid account.",
        ),
    ):
        assert office.no("PUT", "/BankTransactions", {**spend, **change}) == [message]


def test_a_contact_may_be_named_or_made_on_the_way() -> None:
    """Facts 3.3: as on invoices."""
    office = Teller()

    known = office.spend(Contact={"Name": "acme ltd"})
    fresh = office.spend(Contact={"Name": "Corner Shop"})

    assert known["Contact"]["ContactID"] == office.who
    assert "Corner Shop" in office.names("/Contacts")
    assert fresh["Contact"]["IsCustomer"] is fresh["Contact"]["IsSupplier"] is False


def test_a_post_with_an_id_changes_what_is_sent_and_keeps_the_rest() -> None:
    office = Teller()
    first = office.spend(Reference="A", LineItems=[line(AccountCode="404", UnitAmount=9),
                                                   line(AccountCode="429")])  # fmt: skip
    path = f"/BankTransactions/{first['BankTransactionID']}"
    kept = first["LineItems"][1]["LineItemID"]

    office.one("POST", path, {"Reference": "B", "BankAccount": {"Code": "091"}})
    rows = [{"LineItemID": kept, "UnitAmount": 50}, line(AccountCode="404", UnitAmount=1)]
    after = office.one(
        "POST",
        "/BankTransactions",
        {"BankTransactionID": first["BankTransactionID"], "LineItems": rows},
    )

    assert (after["Reference"], after["BankAccount"]["Code"]) == ("B", "091")
    assert [row["LineAmount"] for row in after["LineItems"]] == [50.0, 1.0]
    assert after["LineItems"][0]["LineItemID"] == kept
    assert (after["Total"], after["Type"]) == (61.0, "SPEND")
    retaxed = office.one("POST", path, {"LineAmountTypes": "NoTax"})
    assert retaxed["Total"] == 51.0
    assert len(office.ok("GET", "/BankTransactions")) == 1


def test_what_was_fetched_can_be_posted_back() -> None:
    """Facts 3.2: read-only fields are ignored."""
    office = Teller()
    spent = office.spend()
    path = f"/BankTransactions/{spent['BankTransactionID']}"

    again = office.one("POST", path, {**spent, "IsReconciled": True, "CurrencyCode": "GBP"})

    assert again["IsReconciled"] is False
    assert {**again, "UpdatedDateUTC": 0, "Contact": 0} == {
        **spent, "UpdatedDateUTC": 0, "Contact": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Status": "AUTHORISED", "Type": "RECEIVE"},
         ["The Type of a Bank Transaction cannot be changed."]),
        ({"Status": "VOIDED"}, [MODIFICATION]),
        ({"BankAccount": {"Code": "200"}}, [NO_ACCOUNT]),
        ({"Contact": {"ContactID": MISSING}}, [NO_CONTACT]),
        ({"LineItems": []}, [NO_LINES]),
        ({"LineItems": [line(AccountCode="610")]}, [unusable("610")]),
        ({"LineAmountTypes": "Gross"}, ["'Gross' is not valid for LineAmountTypes"]),
        ({"Reference": "x" * 256}, ["Reference must not be longer than 255 characters."]),
        ({"Total": 1}, [TOTALS]),
    ],
)  # fmt: skip
def test_what_an_edit_may_not_do(change: dict[str, Any], messages: list[str]) -> None:
    office = Teller()
    path = f"/BankTransactions/{office.spend()['BankTransactionID']}"

    assert office.no("POST", path, change) == messages


def test_a_deleted_one_stays_readable_and_takes_nothing_more() -> None:
    office = Teller()
    spent = office.spend()
    path = f"/BankTransactions/{spent['BankTransactionID']}"

    assert office.one("POST", path, {"Status": "DELETED"})["Status"] == "DELETED"
    assert office.one("GET", path)["Status"] == "DELETED"
    assert office.names("/BankTransactions", "Status") == ["DELETED"]
    for change in ({"Reference": "x"}, {"Status": "AUTHORISED"}, {"Status": "DELETED"}):
        assert office.no("POST", path, change) == [MODIFICATION]
    identity = spent["BankTransactionID"]
    assert office.refused("bank_transaction.reconcile", identity) == [MODIFICATION]
    assert office.refused("bank_transaction.delete", identity) == [MODIFICATION]


def test_a_reconciled_one_takes_nothing_until_a_person_undoes_the_match() -> None:
    """Source: recorded by several clients, word for word."""
    office = Teller()
    identity = office.spend()["BankTransactionID"]
    path = f"/BankTransactions/{identity}"
    office.person("bank_transaction.reconcile", identity)

    assert office.one("GET", path)["IsReconciled"] is True
    assert office.no("POST", path, {"Status": "DELETED"}) == [RECONCILED]
    assert office.no("POST", path, {"Reference": "x"}) == [RECONCILED]
    assert office.refused("bank_transaction.edit", identity, Reference="x") == [RECONCILED]
    assert office.refused("bank_transaction.delete", identity) == [RECONCILED]

    office.person("bank_transaction.unreconcile", identity)
    assert office.one("POST", path, {"Status": "DELETED"})["Status"] == "DELETED"


def test_a_conversion_may_bring_reconciled_ones() -> None:
    office = Teller()

    assert office.spend(IsReconciled=True)["IsReconciled"] is True


def test_lock_dates_hold_for_the_date_before_and_after() -> None:
    """XE-20."""
    office = Teller()
    old, late = office.spend(), office.spend(Date="2026-04-01")
    office.lock("2026-03-31")

    assert office.no("PUT", "/BankTransactions", office.spending()) == [LOCKED]
    assert office.no("POST", f"/BankTransactions/{old['BankTransactionID']}", {"Reference": "x"}) \
        == [LOCKED]  # fmt: skip
    assert office.no("POST", f"/BankTransactions/{old['BankTransactionID']}",
                     {"Status": "DELETED"}) == [LOCKED]  # fmt: skip
    path = f"/BankTransactions/{late['BankTransactionID']}"
    assert office.no("POST", path, {"Date": "2026-03-31"}) == [LOCKED]
    assert office.one("POST", path, {"Date": "2026-04-02"})["DateString"] == "2026-04-02T00:00:00"


def test_ids_that_are_there_not_there_or_taken() -> None:
    office = Teller()
    spent = office.spend()
    unknown = (
        "An existing Bank Transaction with the specified BankTransactionID could not be found"
    )

    assert office.call("GET", f"/BankTransactions/{MISSING}").status_code == 404
    assert office.call("POST", f"/BankTransactions/{MISSING}", {}).status_code == 404
    wanted = office.spending(BankTransactionID=MISSING)
    assert office.no("POST", "/BankTransactions", wanted) == [unknown]
    assert office.no("PUT", "/BankTransactions", {**spent, **office.spending()}) == [
        "BankTransactionID must be unique."
    ]
    assert office.one("POST", "/BankTransactions", office.spending())["Status"] == "AUTHORISED"


def test_a_batch_is_not_atomic_and_reports_row_by_row_when_asked() -> None:
    """Facts 3.4."""
    office = Teller()
    rows = [office.spending(), office.spending(Type="LEND")]

    answer = office.call("PUT", "/BankTransactions", {"BankTransactions": rows})
    told = office.ok("PUT", "/BankTransactions?summarizeErrors=false", rows)

    assert answer.status_code == 400
    assert len(answer.get_json()["Elements"]) == 1
    assert [row["StatusAttributeString"] for row in told] == ["OK", "ERROR"]
    assert told[1]["HasErrors"] is True
    assert len(office.stored("bank_transaction")) == 2


def test_lists_filter_order_page_and_follow_changes() -> None:
    office = Teller()
    first = office.spend(Date="2026-02-01")
    office.spend(Type="RECEIVE", LineItems=[line()], BankAccount={"Code": "091"})
    gone = office.spend(Reference="C")["BankTransactionID"]
    office.one("POST", f"/BankTransactions/{gone}", {"Status": "DELETED"})

    def found(where: str) -> int:
        return len(office.ok("GET", "/BankTransactions", query_string={"where": where}))

    assert found('Type=="SPEND"') == 2
    assert found('Status=="AUTHORISED"') == 2
    assert found('BankAccount.Code=="091" AND IsReconciled==false') == 1
    assert found(f'BankAccount.AccountID==guid("{office.savings}")') == 1
    assert found(f'Contact.ContactID==guid("{office.who}") AND Total>9') == 1
    assert found('Contact.Name=="acme ltd"') == 3
    assert found("Date<DateTime(2026,03,01)") == 1
    assert found('HasAttachments==true OR Reference=="C"') == 1
    totals = office.names("/BankTransactions?order=Total%20DESC", "Total")
    assert totals == [120.0, 9.0, 9.0]
    assert len(office.ok("GET", "/BankTransactions?page=2&pageSize=2")) == 1
    assert office.ok("GET", "/BankTransactions")[0]["LineItems"] == []
    office.world.clock.advance(60)
    since = {"If-Modified-Since": office.world.clock.text[:19]}
    office.one("POST", f"/BankTransactions/{first['BankTransactionID']}", {"Reference": "new"})
    assert office.names("/BankTransactions", "Reference", headers=since) == ["new"]


def test_people_enter_change_and_delete_money_too() -> None:
    office = Teller()
    fields = {"Type": "SPEND", "ContactID": office.who, "Code": "090",
              "LineItems": [line(AccountCode="404", UnitAmount=9)]}  # fmt: skip

    made = office.person("bank_transaction.create", fields=fields)
    edited = office.person(
        "bank_transaction.edit", made["BankTransactionID"], Reference="R", Code="091"
    )
    gone = office.person("bank_transaction.delete", made["BankTransactionID"])

    assert (edited["Reference"], edited["AccountID"]) == ("R", office.savings)
    assert gone["Status"] == "DELETED"
    assert office.refused("bank_transaction.create", Type="LEND") == [
        WRONG_TYPE, NO_ACCOUNT, NO_CONTACT, NO_LINES,
    ]  # fmt: skip
    assert office.refused("bank_transaction.edit", MISSING) == [
        f"There is no bank_transaction '{MISSING}'."
    ]


def test_saving_the_same_data_moves_the_time_unless_switched_off() -> None:
    """Switch xero_same_data_moves."""
    for reading in ("on", "off"):
        office = Teller(switches={"xero_same_data_moves": reading})
        spent = office.spend()
        path = f"/BankTransactions/{spent['BankTransactionID']}"

        again = office.one("POST", path, {"Reference": ""})

        assert (again["UpdatedDateUTC"] != spent["UpdatedDateUTC"]) is (reading == "on")


def test_every_type_and_move_is_met_here() -> None:
    """The tables and these tests name the same things."""
    assert set(BY_HAND) == {name for name in TYPES if not name.endswith("-TRANSFER")}
    assert [(m.before, m.after) for m in MOVES] == [
        ("", "AUTHORISED"), ("AUTHORISED", "AUTHORISED"), ("AUTHORISED", "DELETED"),
    ]  # fmt: skip
