"""The page of a report: what it tells, how it is built, and how it reads on any screen."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from scenarios.campaign import Campaign, run_campaign
from scenarios.guide import GUIDE, sentences_behind
from scenarios.report import page as page_module
from scenarios.report.page import page
from scenarios.report.timeline import CALL
from scenarios.rulebook import RULEBOOK
from scenarios.verdict import NOT_EXERCISED, PASS, RULES
from scenarios.waivers import Waiver, with_waivers
from scenarios.workers import Alone
from tests.scenarios.benches import ARCHIVE, CYCLE, REVIVAL, UNARCHIVE, a_plan, edit, with_bug

STYLE = (Path(page_module.__file__).parent / "style.html").read_text()
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """A page taken apart: tags with what they stand in, headings, ids, what it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h\d", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} closes what is not open"

    def handle_data(self, data):
        if self.open and re.fullmatch(r"h\d", self.open[-1]):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def verdict():
    fault = {"do": "fault", "match": {"method": "PUT", "nth": 1},
             "action": {"kind": "drop_before_commit"}}  # fmt: skip
    plans = (
        a_plan(*REVIVAL),
        a_plan(ARCHIVE, CYCLE, UNARCHIVE, fault, edit("contact-1", "xero", Name="<b>O'Neill & 1")),
    )
    found = run_campaign(Campaign(plans=plans), Alone(with_bug("revives")), lambda: 0.0)
    return replace(found, sync="--sync-object mysync:start")


@pytest.fixture(scope="module")
def text(verdict):
    return page(verdict)


def test_every_number_of_the_rulebook_names_a_sentence_of_the_guide():
    assert {number for row in RULEBOOK for number in row.guide} == set(GUIDE)
    assert sentences_behind("R8") == (GUIDE[3], GUIDE[10])
    assert sentences_behind("settles") == ()


def test_the_page_loads_nothing_and_forbids_itself_to(text):
    taken = Page(text)

    assert "http://" not in text
    assert "https://" not in text
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in taken.tags}
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "default-src 'none'" in text


def test_what_people_wrote_is_text_and_never_markup(verdict):
    evil = "<script>alert('x')</script>"
    finding = {
        **verdict.findings[0], "message": evil, "steps": [evil],
        "evidence": {evil: [evil, {evil: evil}]},
        "timeline": [{"lane": "xero", "text": evil}],
    }  # fmt: skip

    sync = f"--sync-object {evil}"
    told = page(replace(verdict, findings=(finding,), reasons=(evil,), sync=sync))

    assert "<script" not in told
    assert told.count("&lt;script&gt;") >= 7


def test_a_finding_tells_rule_guide_story_lanes_damage_records_and_replay(verdict, text):
    finding = verdict.findings[0]

    assert text.count("<article") == len(verdict.findings)
    for said in (
        finding["message"], finding["right"], "The guide’s sentences", "this broke the rule",
        f"counterfoil replay scenario-R55-{finding['shape']}.json --sync-object mysync:start",
        f"shape {finding['shape']}",
    ):  # fmt: skip
        assert said in text.replace("without it the guide’s", "The guide’s"), said


def test_a_call_stands_in_the_middle_and_what_it_changed_beside_it(verdict):
    (entry,) = [entry for entry in page_module._timeline(verdict.findings[0]) if entry["damage"]]

    assert entry["kind"] == CALL
    assert entry["cells"]["sync"][0]["text"] == "PUT /"
    assert "contact" in entry["cells"]["xero"][0]["text"]
    assert entry["cells"]["released"] == []


def test_a_field_that_differs_is_marked_in_words_too(verdict):
    side = {
        "released": ["released", "contact", "7"], "xero": ["xero", "contact", "x-7"],
        "fields": [
            {"released": "name", "xero": "Name", "left": "A", "right": "B", "differs": True},
            {"released": "email", "xero": "Email", "left": None, "right": "", "differs": False},
        ],
    }  # fmt: skip
    told = page(replace(verdict, findings=({**verdict.findings[0], "sides": [side]},)))

    marked = '<th scope="row">name / Name <span class="differs-mark">differs'
    assert f'<tr class="differs">{marked}' in told
    assert "Re-Leased contact 7 beside Xero contact x-7: 1 of 2 fields differs" in told


def test_the_rules_table_tells_how_often_and_keeps_silence_apart_from_success(verdict, text):
    states = {row.id: row.result for row in verdict.rules}
    assert {PASS, NOT_EXERCISED} <= set(states.values())

    for row in verdict.rules:
        head = f'<tr><th scope="row" class="id">{row.id}</th>'
        found = re.search(f"{head}(.*?)</tr>", text, re.DOTALL)
        assert found is not None
        assert f'<td class="number">{row.exercised}</td>' in found[1]
        assert f">{row.result}</span>" in found[1]


def test_rules_that_were_not_asked_about_stand_apart(verdict):
    judged = replace(verdict, rules=tuple(row for row in verdict.rules if row.id in ("R55", "R6")))
    told = page(judged)

    assert f"did not ask about these {len(RULES) - 2} rules" in told
    assert "were not judged" in told
    assert 'id="not-judged"' not in page(verdict)


def test_how_often_a_flaky_finding_came_back_is_told(verdict):
    flaky = {**verdict.findings[0], "flaky": True, "replays": 3, "came_back": 1}
    told = page(replace(verdict, findings=(flaky,)))

    assert "<li>flaky</li>" in told
    assert "<li>came back 1 of 3 times</li>" in told


def test_coverage_is_told_when_it_was_collected(verdict, text):
    assert 'id="coverage"' in text
    assert 'id="coverage"' not in page(replace(verdict, met={}))


def test_a_verdict_without_anything_has_a_page_too(verdict):
    told = page(replace(verdict, rules=(), findings=(), result="unknown", reasons=("no answer",)))

    assert "Why something is unknown" in told
    Page(told)


def test_every_tag_is_closed_and_every_id_is_its_own(text):
    taken = Page(text)
    ids = [attrs["id"] for _, attrs in taken.tags if "id" in attrs]

    assert taken.open == []
    assert len(ids) == len(set(ids))


def test_a_screen_reader_finds_landmarks_headings_and_names(text):
    taken = Page(text)
    ids = {attrs["id"] for _, attrs in taken.tags if "id" in attrs}

    for landmark in ("header", "nav", "main", "footer"):
        assert len(taken.all(landmark)) == 1
    assert taken.all("html")[0]["lang"] == "en"
    for _, attrs in taken.tags:
        assert attrs.get("aria-labelledby", next(iter(ids))) in ids
        if (attrs.get("href") or "").startswith("#"):
            assert attrs["href"][1:] in ids
    levels = [level for level, _ in taken.headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1


def test_every_table_has_a_caption_and_says_what_its_headers_head(text):
    taken = Page(text)

    assert len(taken.all("caption")) == len(taken.all("table")) > 2
    assert all(attrs.get("scope") in ("col", "row") for attrs in taken.all("th"))


def test_each_lane_is_named_where_it_is_read_aloud(text):
    cells = re.findall(r'<div class="lane (\w+)">(.*?)</div>', text, re.DOTALL)
    names = {"sync": "The sync: ", "released": "Re-Leased: ", "xero": "Xero: "}

    assert cells
    for lane, cell in cells:
        assert not cell or cell.startswith(f'<span class="label">{names[lane]}</span>')


def palettes():
    """The colours by name: light, dark, print."""
    found = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    assert len(found) == 3
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in found]


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark", "print"])
def test_every_colour_of_letters_can_be_read_on_every_ground(palette):
    """Source: WCAG 2.2, 1.4.3: a contrast of at least 4.5."""
    for letters in ("text", "quiet", "link", "bad", "good", "care"):
        for ground in ("page", "panel", "marked"):
            assert contrast(palette[letters], palette[ground]) >= 4.5, (letters, ground)


def test_letters_of_no_other_colour_are_used():
    assert set(re.findall(r"[^-]color: ([^;]+);", STYLE)) <= {
        *(f"var(--{name})" for name in ("text", "quiet", "link", "bad", "good", "care"))
    }


def test_a_waived_finding_is_shown_with_reason_and_day(verdict):
    waiver = Waiver(rule="R55", reason="Ticket 4711.", expires=date(2026, 12, 31))
    told = page(with_waivers(verdict, [waiver], date(2026, 11, 22)))

    assert "<strong>Waived</strong> until 2026-12-31: Ticket 4711." in told
    assert 'id="waivers"' in told
    assert "1 rule is waived" in told
