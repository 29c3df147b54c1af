"""What a settled world costs, and what faults leave behind: R54, R57 and R60, kept and broken."""

import pytest

from scenarios.digest import differences, digest
from scenarios.invariants import Options
from tests.scenarios.stories import Story, a_contact, a_xero_contact, an_invoice

R, X = "released", "xero"
FRUGAL = Options(writes_per_edit=1)


def nothing(_s: Story) -> None:
    pass


def edited(s: Story) -> None:
    s.changed("user", R, "contact", "501", taxNumber="GB 1")
    s.changed("sync", X, "contact", "xc1", TaxNumber="GB 1")


def written_eight_times(s: Story, times: int = 7) -> None:
    """Writes that change nothing: as many as retries may ask for."""
    edited(s)
    for _ in range(times):
        s.changed("sync", X, "contact", "xc1", TaxNumber="GB 1")


def written_nine_times(s: Story) -> None:
    written_eight_times(s, times=8)


def many_writes_for_one_edit(s: Story) -> None:
    s.changed("user", R, "contact", "501", taxNumber="GB 1")
    for number in range(30):
        s.made("sync", X, "contact", a_xero_contact(f"xc{number + 2}", f"t{number}k3m"))


KEEPS = (
    ("R54", nothing, {}),
    ("R54", edited, {"cycles": 8}),
    ("R54", written_eight_times, {}),
    ("R57", edited, {}),
    ("R57", edited, {"options": FRUGAL}),
)

BREAKS = (
    ("R54", nothing, {"writes": 1}),
    ("R54", edited, {"cycles": 8, "writes": 2}),
    ("R54", written_nine_times, {}),
    ("R57", nothing, {"cycles": 9}),
    ("R57", many_writes_for_one_edit, {"options": FRUGAL}),
)


def mirrored(s: Story) -> None:
    s.begins(R, "contact", a_contact(502, "k3m8p"))
    s.begins(X, "contact", a_xero_contact("xc2", "k3m8p"))


def mirrored_under_other_ids(s: Story) -> None:
    s.begins(R, "contact", a_contact(702, "k3m8p"))
    s.begins(X, "contact", a_xero_contact("xc9", "k3m8p"))


def void_copy_beside(s: Story) -> None:
    """What came and went while the sync was down leaves no trace, and rightly so."""
    mirrored(s)
    s.begins(X, "invoice", an_invoice("xi7", "n3v3w", Status="VOIDED"))


def archived_contact_beside(s: Story) -> None:
    """It was made and archived while the sync was down."""
    mirrored(s)
    s.begins(X, "contact", a_xero_contact("xc3", "n3v3w", ContactStatus="ARCHIVED"))


def archived_on_one_side(s: Story) -> None:
    s.begins(R, "contact", a_contact(502, "k3m8p"))
    s.begins(X, "contact", a_xero_contact("xc2", "k3m8p", ContactStatus="ARCHIVED"))


def made_twice(s: Story) -> None:
    mirrored(s)
    s.begins(X, "contact", a_xero_contact("xc3", "k3m8p"))


def never_made(s: Story) -> None:
    s.begins(R, "contact", a_contact(502, "k3m8p"))


def made_with_other_content(s: Story) -> None:
    s.begins(R, "contact", a_contact(502, "k3m8p"))
    s.begins(X, "contact", a_xero_contact("xc2", "k3m8p", EmailAddress=""))


TWINS_ALIKE = (
    ("R60", mirrored),
    ("R60", mirrored_under_other_ids),
    ("R60", void_copy_beside),
    ("R60", archived_contact_beside),
)
TWINS_APART = (
    ("R60", made_twice),
    ("R60", never_made),
    ("R60", made_with_other_content),
    ("R60", archived_on_one_side),
)


def compared(tell):
    """What a world after faults shows beside the calm one."""
    calm, struck = Story(), Story()
    mirrored(calm)
    tell(struck)
    return [found.rule for found in differences(digest(struck.start), digest(calm.start))]


@pytest.mark.parametrize(("rule", "tell"), TWINS_ALIKE)
def test_a_fault_that_leaves_no_trace_is_no_finding(rule, tell):
    assert rule not in compared(tell)


@pytest.mark.parametrize(("rule", "tell"), TWINS_APART)
def test_a_fault_that_leaves_a_trace_is_found(rule, tell):
    assert compared(tell) == [rule]
