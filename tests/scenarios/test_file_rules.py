"""Each rule of files: hand-made histories that keep it, and ones that break it least."""

import pytest

from scenarios.invariants.files import plain_name
from tests.scenarios.stories import (
    Story,
    a_file,
    a_note,
    a_report,
    a_xero_file,
    a_xero_note,
)

R, X = "released", "xero"
HERE, THERE = "1:90001", "xf1"
GONE = "2026-03-03T09:00:00.000Z"


def added_here(s: Story) -> None:
    s.made("user", R, "attachment", a_file())


def added_here_and_copied(s: Story) -> None:
    added_here(s)
    s.made("sync", X, "attachment", a_xero_file())
    s.changed("sync", R, "attachment", HERE, externalId=THERE)


def added_there(s: Story) -> None:
    s.made("user", X, "attachment", a_xero_file())


def added_there_and_copied(s: Story) -> None:
    added_there(s)
    s.made("sync", R, "attachment", a_file(externalId=THERE))


def copied_under_another_name(s: Story) -> None:
    added_here(s)
    s.made("sync", X, "attachment", a_xero_file(FileName="lease%20.pdf"))


def copied_with_other_bytes(s: Story) -> None:
    added_here(s)
    s.made("sync", X, "attachment", a_xero_file(text="on"))


def copied_twice(s: Story) -> None:
    added_here_and_copied(s)
    s.made("sync", X, "attachment", a_xero_file("xf2", FileName="lease (2).pdf"))


def two_of_one_name(s: Story) -> None:
    """In Xero a name is a key."""
    added_here_and_copied(s)
    s.made("user", R, "attachment", a_file(90_002, "two"))
    s.made("sync", X, "attachment", a_xero_file("xf2", "two", FileName="lease (2).pdf"))


def the_second_over_the_first(s: Story) -> None:
    added_here_and_copied(s)
    s.made("user", R, "attachment", a_file(90_002, "two"))
    s.changed("sync", X, "attachment", THERE, sha256="two")
    s.changed("sync", R, "attachment", HERE, sha256="two")


def replaced_here(s: Story) -> None:
    added_here_and_copied(s)
    s.changed("user", R, "attachment", HERE, sha256="two")


def replaced_here_and_there(s: Story) -> None:
    replaced_here(s)
    s.changed("sync", X, "attachment", THERE, sha256="two")


def replaced_there(s: Story) -> None:
    added_here_and_copied(s)
    s.changed("user", X, "attachment", THERE, sha256="two")


def replaced_there_and_undone(s: Story) -> None:
    replaced_there(s)
    s.changed("sync", X, "attachment", THERE, sha256="one")


def replaced_on_both_sides(s: Story) -> None:
    replaced_here(s)
    s.changed("user", X, "attachment", THERE, sha256="three")


def the_loser_is_kept(s: Story) -> None:
    replaced_on_both_sides(s)
    s.made("sync", R, "attachment", a_file(90_002, "three", fileName="lease (2).pdf"))
    s.changed("sync", X, "attachment", THERE, sha256="two")
    s.made("sync", X, "attachment", a_xero_file("xf2", "three", FileName="lease (2).pdf"))


def the_loser_is_lost(s: Story) -> None:
    replaced_on_both_sides(s)
    s.changed("sync", X, "attachment", THERE, sha256="two")


def renamed_here(s: Story) -> None:
    added_here_and_copied(s)
    s.changed("user", R, "attachment", HERE, fileName="signed.pdf")


def renamed_and_stored_anew(s: Story) -> None:
    renamed_here(s)
    s.made("sync", X, "attachment", a_xero_file("xf2", FileName="signed.pdf"))
    told(s, recordId=None, externalId=THERE)


def told(s: Story, **fields: object) -> None:
    s.made("sync", R, "sync_record", a_report(record=90_001, entity="attachment", **fields))


def deleted_here(s: Story) -> None:
    added_here_and_copied(s)
    s.changed("user", R, "attachment", HERE, deletedAt=GONE)
    told(s, externalId=THERE)


def deleted_here_and_back(s: Story) -> None:
    deleted_here(s)
    s.made("sync", R, "attachment", a_file(90_002))


def deleted_here_and_uploaded_again(s: Story) -> None:
    deleted_here(s)
    s.made("user", R, "attachment", a_file(90_002))
    s.changed("sync", R, "attachment", "1:90002", externalId=THERE)


def deleted_there(s: Story) -> None:
    added_here_and_copied(s)
    s.deleted("user", X, "attachment", THERE)


def deleted_there_and_here(s: Story) -> None:
    deleted_there(s)
    s.changed("sync", R, "attachment", HERE, deletedAt=GONE)


def deleted_there_and_back(s: Story) -> None:
    deleted_there(s)
    s.made("sync", X, "attachment", a_xero_file("xf2"))


def new_bytes_go_with_a_deletion(s: Story) -> None:
    replaced_here(s)
    s.deleted("user", X, "attachment", THERE)
    s.changed("sync", R, "attachment", HERE, deletedAt=GONE)


def crossed_with_its_document(s: Story) -> None:
    s.made("user", R, "document", a_note(status="Draft"))
    s.made("user", R, "attachment", a_file(documentId=10_002))
    s.changed("user", R, "document", "1:10002", status="Approved")
    s.made("sync", X, "credit_note", a_xero_note())
    s.changed("sync", R, "document", "1:10002", externalNumber="CN-xn1")


def and_its_file(s: Story) -> None:
    crossed_with_its_document(s)
    s.made("sync", X, "attachment", a_xero_file(ParentType="credit_note", ParentID="xn1"))


def and_its_file_to_the_invoice(s: Story) -> None:
    crossed_with_its_document(s)
    s.made("sync", X, "attachment", a_xero_file())


def on_a_contact(s: Story) -> None:
    s.made("user", X, "attachment", a_xero_file(ParentType="contact", ParentID="xc1"))


def on_a_contact_and_copied(s: Story) -> None:
    on_a_contact(s)
    s.made("sync", R, "attachment", a_file())


def put_on_a_contact_by_the_sync(s: Story) -> None:
    added_here(s)
    s.made("sync", X, "attachment", a_xero_file(ParentType="contact", ParentID="xc1"))


def refused_and_told(s: Story) -> None:
    s.made("user", R, "attachment", a_file(fileName="tool.exe"))
    told(s)


def told_although_it_agrees(s: Story) -> None:
    added_here_and_copied(s)
    told(s)


def void(s: Story) -> None:
    s.changed("user", R, "document", "1:10001", status="Voided")
    s.changed("sync", X, "invoice", "xi1", Status="VOIDED")
    added_here(s)


def void_and_copied(s: Story) -> None:
    void(s)
    s.made("sync", X, "attachment", a_xero_file())


KEEPS = (
    ("R30", added_here_and_copied),
    ("R55", added_here_and_copied),
    ("R31", added_there_and_copied),
    ("R30", two_of_one_name),
    ("R32", replaced_here_and_there),
    ("R32", the_loser_is_kept),
    ("R32", renamed_and_stored_anew),
    ("R33", deleted_here),
    ("R33", deleted_there_and_here),
    ("R30", deleted_here_and_uploaded_again),
    ("R34", and_its_file),
    ("R34", on_a_contact),
    ("R62", refused_and_told),
    ("R34", void),
)

BREAKS = (
    ("R30", added_here),
    ("R53", added_here),
    ("R62", added_here),
    ("R31", added_there),
    ("R32", copied_under_another_name),
    ("R32", copied_with_other_bytes),
    ("R55", copied_twice),
    ("R32", the_second_over_the_first),
    ("R32", replaced_here),
    ("R32", replaced_there),
    ("R32", replaced_there_and_undone),
    ("R32", replaced_on_both_sides),
    ("R32", the_loser_is_lost),
    ("R32", renamed_here),
    ("R33", deleted_here_and_back),
    ("R33", deleted_there),
    ("R33", deleted_there_and_back),
    ("R32", new_bytes_go_with_a_deletion),
    ("R34", crossed_with_its_document),
    ("R30", and_its_file_to_the_invoice),
    ("R27", and_its_file_to_the_invoice),
    ("R34", on_a_contact_and_copied),
    ("R34", put_on_a_contact_by_the_sync),
    ("R62", told_although_it_agrees),
    ("R34", void_and_copied),
)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("lease.pdf", "lease.pdf"),
        ("lease (2).pdf", "lease.pdf"),
        ("lease (2) (3).pdf", "lease.pdf"),
        ("no ending (2)", "no ending"),
        ("(2).pdf", "(2).pdf"),
        ("a (2) b.pdf", "a (2) b.pdf"),
    ],
)
def test_a_number_behind_a_name_only_tells_two_files_apart(name, plain):
    assert plain_name(name) == plain
