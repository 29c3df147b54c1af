"""The reader's page of the sync is what the rule tables say."""

from pathlib import Path

import pytest

from counterfoil.sync_page import BEGIN, END, generated, renewed
from sync.parts import RULES

PAGE = Path(__file__).parents[2] / "docs" / "sync.md"


def test_the_page_is_up_to_date():
    """`python -m counterfoil.sync_page docs/sync.md` brings it there."""
    page = PAGE.read_text(encoding="utf-8")

    assert renewed(page) == page


def test_every_rule_of_every_table_stands_in_the_page_with_a_promise():
    lines = generated().splitlines()

    for rules in RULES.values():
        for rule in rules:
            assert any(line.startswith(f"| {rule.id} | {rule.says} | ") for line in lines)
    assert not any("|  |" in line for line in lines)


@pytest.mark.parametrize("page", ["", BEGIN, f"{BEGIN}\n", END])
def test_a_page_without_its_marks_is_refused(page: str):
    with pytest.raises(ValueError, match="lacks the lines"):
        renewed(page)
