"""Files around the whole circle. Rule: R30 to R34."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from tests.sync.circle import LINE, Circle

PRINT = 8


@pytest.fixture
def circle() -> Circle:
    return Circle()


def crossed(circle: Circle) -> tuple[str, str]:
    document = circle.invoice(circle.contact())
    circle.settle()
    return document, circle.one("xero", "invoice")["InvoiceID"]


def base64(content: str) -> str:
    return b64encode(content.encode()).decode()


def digest(content: str) -> str:
    return sha256(content.encode()).hexdigest()[:PRINT]


def attach(circle: Circle, document: str, content: str = "one", name: str = "lease.pdf") -> str:
    return circle.here("attachment.add", document, fileName=name, content=base64(content))


def xero_attach(
    circle: Circle, document: str, content: str = "one", name: str = "lease.pdf", **fields: Any
) -> None:
    wanted = {"ParentType": "invoice", "FileName": name, "content": base64(content), **fields}
    circle.there("attachment.add", document, **wanted)


def settle(circle: Circle) -> None:
    """Cycles with time between them, as files are looked for once a minute."""
    for _ in range(8):
        circle.advance(120)
        circle.calls()
        if circle.cycle() and not circle.writes():
            return
    raise AssertionError(circle.last)


def files(circle: Circle) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Name and the beginning of the digest of every file, here and there."""
    ours = [
        (file["fileName"], file["sha256"][:PRINT])
        for file in circle.released("attachment")
        if file["deletedAt"] is None
    ]
    theirs = [(file["FileName"], file["sha256"][:PRINT]) for file in circle.xero("attachment")]
    return sorted(ours), sorted(theirs)


@pytest.mark.parametrize("name", ["lease.pdf", "A&B 100% #1 (é).pdf", "e\u0301te\u0301.txt"])
def test_a_file_added_on_either_side_is_on_both(circle: Circle, name: str):
    """Rule: R30, R31."""
    document, twin = crossed(circle)
    attach(circle, document, "ours", name)
    xero_attach(circle, twin, "theirs", f"x {name}")

    settle(circle)

    ours, theirs = files(circle)
    assert sorted(file for _, file in ours) == sorted(file for _, file in theirs)
    assert len(ours) == 2
    settle(circle)
    assert files(circle) == (ours, theirs)


def test_a_file_on_a_credit_note_goes_to_the_credit_note(circle: Circle):
    """Rule: R27, R30."""
    note = circle.here(
        "document.create",
        kind="IncomeCreditNote",
        contactId=int(circle.contact()),
        issueDate="2026-03-01",
        status="Approved",
        lines=[{**LINE, "accountCode": "200", "taxType": "OUTPUT2"}],
    )
    attach(circle, note)

    settle(circle)

    assert circle.one("xero", "attachment")["ParentType"] == "credit_note"


def test_a_file_on_a_draft_waits_for_it(circle: Circle):
    """Rule: R34."""
    document = circle.invoice(circle.contact(), status="Draft")
    attach(circle, document)
    settle(circle)
    assert circle.xero("attachment") == []

    circle.here("document.approve", document)
    settle(circle)

    assert len(circle.xero("attachment")) == 1


def test_bytes_replaced_on_either_side_are_replaced_on_the_other(circle: Circle):
    """Rule: R32: of the same length, so that no size gives them away."""
    document, twin = crossed(circle)
    attach(circle, document, "one", "ours.pdf")
    xero_attach(circle, twin, "one", "theirs.pdf")
    settle(circle)
    ours = next(f for f in circle.released("attachment") if f["fileName"] == "ours.pdf")

    circle.here("attachment.replace", ours["id"], content=base64("two"))
    xero_attach(circle, twin, "two", "theirs.pdf")
    settle(circle)

    here, there = files(circle)
    assert here == there
    assert {file for _, file in here} == {digest("two")}


@pytest.mark.parametrize(("policy", "winner"), [("rl", "ours"), ("xero", "theirs")])
def test_bytes_replaced_on_both_sides_are_all_kept(policy: str, winner: str):
    """Rule: R32: the loser stays under another name."""
    circle = Circle(policy=policy)
    document, twin = crossed(circle)
    attach(circle, document, "one")
    settle(circle)
    ours = circle.one("released", "attachment")["id"]

    circle.here("attachment.replace", ours, content=base64("ours"))
    xero_attach(circle, twin, "theirs")
    settle(circle)

    here, there = files(circle)
    assert here == there
    loser = {"ours": "theirs", "theirs": "ours"}[winner]
    assert dict(here) == {"lease.pdf": digest(winner), "lease (2).pdf": digest(loser)}


def test_files_of_one_name_all_keep_their_bytes(circle: Circle):
    """Rule: R32, O9: a name is a key in Xero."""
    document, twin = crossed(circle)
    attach(circle, document, "one")
    attach(circle, document, "two")
    xero_attach(circle, twin, "three")

    settle(circle)

    ours, theirs = files(circle)
    assert {file for _, file in ours} == {file for _, file in theirs}
    assert len(theirs) == len(ours) == 3


def test_the_same_file_added_on_both_sides_is_one(circle: Circle):
    """Rule: R32, R55."""
    document, twin = crossed(circle)
    attach(circle, document)
    xero_attach(circle, twin)

    settle(circle)

    assert tuple(map(len, files(circle))) == (1, 1)


def test_a_file_deleted_here_stays_in_xero_is_told_and_does_not_come_back(circle: Circle):
    """Rule: R33, O8."""
    document, _ = crossed(circle)
    attach(circle, document)
    settle(circle)

    circle.here("attachment.delete", circle.one("released", "attachment")["id"])
    settle(circle)
    circle.advance(100_000)
    settle(circle)

    ours, theirs = files(circle)
    assert (ours, len(theirs)) == ([], 1)
    assert [each["entity"] for each in circle.problems()] == ["attachment"]


def test_files_of_contacts_stay_where_they_are(circle: Circle):
    """Rule: R34."""
    crossed(circle)
    contact = circle.one("xero", "contact")["ContactID"]
    xero_attach(circle, contact, ParentType="contact")

    settle(circle)

    assert circle.released("attachment") == []


def test_files_of_a_void_document_are_left_alone(circle: Circle):
    """Rule: R34."""
    document, _ = crossed(circle)
    circle.here("document.void", document)
    circle.settle()

    attach(circle, document)
    settle(circle)

    assert circle.xero("attachment") == []


def test_what_xero_does_not_take_is_told(circle: Circle):
    """Rule: R34, R62."""
    document, _ = crossed(circle)
    attach(circle, document, name="tool.exe")
    for number in range(11):
        attach(circle, document, f"n{number}", f"{number}.pdf")

    settle(circle)

    assert len(circle.xero("attachment")) == 10
    assert len(circle.problems()) == 2


@pytest.mark.parametrize("kind", ["drop_before_commit", "drop_after_commit"])
def test_an_upload_whose_answer_was_lost_is_there_once(circle: Circle, kind: str):
    """Rule: R30, R60."""
    document, _ = crossed(circle)
    attach(circle, document)
    circle.fault(kind, system="xero", method="PUT", path="*/Attachments/*")

    circle.cycle()
    circle.heal()
    settle(circle)

    assert tuple(map(len, files(circle))) == (1, 1)


@pytest.mark.parametrize("kind", ["drop_before_commit", "drop_after_commit"])
def test_a_download_whose_answer_was_lost_is_there_once(circle: Circle, kind: str):
    """Rule: R31, R60."""
    _, twin = crossed(circle)
    xero_attach(circle, twin)
    circle.fault(kind, system="released", method="POST", path="*/attachments")

    circle.advance(120)
    circle.cycle()
    circle.heal()
    settle(circle)

    assert tuple(map(len, files(circle))) == (1, 1)


def test_an_upload_never_replaces_what_was_added_in_xero_meanwhile(circle: Circle):
    """Rule: R32."""
    document, twin = crossed(circle)
    circle.advance(120)
    circle.cycle()  # a sweep that saw no file, so none is due for a minute
    attach(circle, document, "ours")
    xero_attach(circle, twin, "theirs")

    circle.cycle()
    settle(circle)

    ours, theirs = files(circle)
    assert {file for _, file in theirs} == {digest("ours"), digest("theirs")}
    assert {file for _, file in ours} == {file for _, file in theirs}


def test_the_last_file_of_a_document_deleted_in_xero_is_deleted_here(circle: Circle):
    """Rule: R33, R61: no list of Xero names the document any more."""
    _, twin = crossed(circle)
    xero_attach(circle, twin)
    settle(circle)

    circle.there("attachment.delete", circle.one("xero", "attachment")["AttachmentID"])
    settle(circle)

    assert files(circle) == ([], [])


def test_bytes_that_are_new_here_survive_a_deletion_in_xero(circle: Circle):
    """Rule: R32: the person in Xero deleted what was there before."""
    document, _ = crossed(circle)
    attach(circle, document, "one")
    settle(circle)

    circle.here(
        "attachment.replace", circle.one("released", "attachment")["id"], content=base64("two")
    )
    circle.there("attachment.delete", circle.one("xero", "attachment")["AttachmentID"])
    settle(circle)

    assert files(circle) == ([("lease.pdf", digest("two"))], [("lease.pdf", digest("two"))])


def test_a_name_that_was_deleted_in_xero_and_taken_again_is_not_overwritten(circle: Circle):
    """Rule: R32."""
    document, twin = crossed(circle)
    attach(circle, document, "one")
    settle(circle)

    circle.here(
        "attachment.replace", circle.one("released", "attachment")["id"], content=base64("two")
    )
    circle.there("attachment.delete", circle.one("xero", "attachment")["AttachmentID"])
    xero_attach(circle, twin, "three")
    settle(circle)

    ours, theirs = files(circle)
    assert {file for _, file in ours} == {digest("two"), digest("three")}
    assert dict(theirs) == {"lease.pdf": digest("three"), "lease (2).pdf": digest("two")}


def renamed(circle: Circle) -> None:
    document, _ = crossed(circle)
    attach(circle, document)
    settle(circle)
    circle.here(
        "attachment.edit", circle.one("released", "attachment")["id"], fileName="signed.pdf"
    )


def test_a_file_renamed_here_gets_its_name_in_xero_and_the_old_one_is_told(circle: Circle):
    """Rule: R32: Xero can neither rename nor delete."""
    renamed(circle)
    settle(circle)
    told = circle.problems()

    circle.there(
        "attachment.delete",
        next(f["AttachmentID"] for f in circle.xero("attachment") if f["FileName"] == "lease.pdf"),
    )
    settle(circle)

    assert [each["entity"] for each in told] == ["attachment"]
    assert files(circle) == ([("signed.pdf", digest("one"))], [("signed.pdf", digest("one"))])
    assert circle.problems() == []


@pytest.mark.parametrize("kind", ["drop_before_commit", "drop_after_commit"])
def test_a_new_name_whose_answer_was_lost_is_there_once(circle: Circle, kind: str):
    """Rule: R32, R60."""
    renamed(circle)
    circle.fault(kind, system="xero", method="PUT", path="*/Attachments/*")

    circle.cycle()
    circle.heal()
    settle(circle)

    ours, theirs = files(circle)
    assert ours == [("signed.pdf", digest("one"))]
    assert [name for name, _ in theirs] == ["lease.pdf", "signed.pdf"]


def test_a_file_that_the_customer_sees_is_seen_with_its_new_bytes(circle: Circle):
    """Rule: R1: IncludeOnline belongs to Xero."""
    _, twin = crossed(circle)
    xero_attach(circle, twin, IncludeOnline=True)
    settle(circle)

    circle.here(
        "attachment.replace", circle.one("released", "attachment")["id"], content=base64("two")
    )
    settle(circle)

    assert circle.one("xero", "attachment")["IncludeOnline"] is True
    assert files(circle)[1] == [("lease.pdf", digest("two"))]


def test_a_vintage_that_takes_no_files_from_xero_stops_nothing_else():
    """Rule: R62: what is forbidden for one record takes no access away."""
    circle = Circle(profile="legacy")
    document, twin = crossed(circle)
    xero_attach(circle, twin)
    attach(circle, document, "ours", "ours.pdf")

    settle(circle)

    assert files(circle)[0] == [("ours.pdf", digest("ours"))]
    assert len(circle.xero("attachment")) == 2
    assert [each["entity"] for each in circle.problems()] == ["attachment"]


def test_one_old_list_of_files_deletes_nothing(circle: Circle):
    """Rule: R32, R64. A list that does not have our upload yet is no deletion."""
    document, _ = crossed(circle)
    attach(circle, document, "one", "lease.pdf")
    settle(circle)
    attach(circle, document, "two", "plan.pdf")
    circle.cycle()
    circle.fault("stale_read", path="*/Attachments", method="GET", with_commits=3)
    circle.advance(120)
    circle.cycle()

    settle(circle)

    ours, theirs = files(circle)
    assert {name for name, _ in ours} == {"lease.pdf", "plan.pdf"} == {n for n, _ in theirs}
