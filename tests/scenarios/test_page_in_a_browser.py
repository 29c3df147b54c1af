"""The page in a real browser without a screen: wide, narrow, dark, on paper, without a network."""

import json
import re
import shutil
import subprocess
from html import escape, unescape

import pytest

from scenarios.campaign import Campaign, run_campaign
from scenarios.report.page import page
from scenarios.workers import Alone
from tests.scenarios.benches import REVIVAL, a_plan, with_bug

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FOUND = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars",
)  # fmt: skip

pytestmark = pytest.mark.skipif(
    FOUND is None, reason=f"no browser on this machine: {', '.join(BROWSERS)}"
)

MEASURE = """
<script>
const frame = document.querySelector("iframe");
const colours = (selector) => {
  const found = frame.contentDocument.querySelector(selector);
  return frame.contentWindow.getComputedStyle(found);
};
frame.addEventListener("load", () => {
  const inside = frame.contentDocument, root = inside.documentElement;
  const cells = [...inside.querySelectorAll(".timeline li.call .lane")];
  const boxes = cells.slice(0, 3).map((cell) => cell.getBoundingClientRect().left);
  const reached = [];
  for (const each of inside.querySelectorAll("a, summary, [tabindex]")) {
    each.focus();
    reached.push(inside.activeElement === each);
  }
  const told = {
    overflow: root.scrollWidth - root.clientWidth,
    loaded: frame.contentWindow.performance.getEntriesByType("resource").length,
    ground: colours("body").backgroundColor,
    heads: colours(".lane-heads").display,
    boxes: boxes,
    reached: reached.every(Boolean) && reached.length,
    articles: inside.querySelectorAll("main article").length,
  };
  const answer = document.createElement("pre");
  answer.id = "answer";
  answer.textContent = JSON.stringify(told);
  document.body.append(answer);
});
frame.srcdoc = document.querySelector("textarea").value;
</script>
"""


@pytest.fixture(scope="module")
def text():
    campaign = Campaign(plans=(a_plan(*REVIVAL),))
    return page(run_campaign(campaign, Alone(with_bug("revives")), lambda: 0.0))


def browse(folder, *words):
    assert FOUND is not None
    return subprocess.run(
        [FOUND, *FLAGS, f"--user-data-dir={folder / 'profile'}", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


def measured(folder, text, width, *words):
    """What the page says of itself in a frame of this width."""
    frame = f'<iframe width="{width}" height="900" style="border:0"></iframe>'
    file = folder / "measure.html"
    file.write_text(f"<body><textarea>{escape(text)}</textarea>{frame}{MEASURE}</body>")
    dom = browse(folder, *words, "--window-size=1400,1000", "--dump-dom", file.as_uri())
    answer = re.search(r'<pre id="answer">(.*?)</pre>', dom, re.DOTALL)
    assert answer is not None, dom[:500]
    return json.loads(unescape(answer[1]))


def test_wide_the_three_lanes_stand_beside_each_other_and_nothing_is_loaded(text, tmp_path):
    told = measured(tmp_path, text, 1200)
    sync, released, xero = told["boxes"]

    assert released < sync < xero
    assert told["heads"] == "grid"
    assert (told["overflow"], told["loaded"], told["articles"]) == (0, 0, 1)
    assert told["ground"] == "rgb(255, 255, 255)"


def test_narrow_everything_is_one_column_and_nothing_is_wider_than_the_screen(text, tmp_path):
    told = measured(tmp_path, text, 400)

    assert told["overflow"] == 0
    assert told["heads"] == "none"


def test_dark_is_dark(text, tmp_path):
    told = measured(tmp_path, text, 1200, "--blink-settings=preferredColorScheme=0")

    assert told["ground"] == "rgb(20, 23, 26)"


def test_the_keyboard_reaches_every_link_and_every_fold(text, tmp_path):
    assert measured(tmp_path, text, 1200)["reached"] > 5


def test_the_page_prints(text, tmp_path):
    (tmp_path / "index.html").write_text(text)
    paper = tmp_path / "page.pdf"

    browse(tmp_path, f"--print-to-pdf={paper}", (tmp_path / "index.html").as_uri())

    assert paper.read_bytes().startswith(b"%PDF")
