"""The badge of a verdict: a picture, and the document that the badge service of shields reads."""

from html import escape
from typing import Any, Final

from scenarios.verdict import NOT_EXERCISED, PASS, UNKNOWN, WAIVED, Verdict

LABEL: Final = "counterfoil"
COLOURS: Final = {"pass": "#1a6b32", "fail": "#b3261e", "unknown": "#57606a"}
"""White letters on these have a contrast of at least 4.5."""

MOST_NAMED: Final = 3
LETTER: Final = 7
"""The width that a letter takes at most, so that no text is cut."""


def badge_words(verdict: Verdict) -> str:
    """What the badge says: the result, and on how many rules it rests."""
    broken, held = verdict.broken(), sum(row.result == PASS for row in verdict.rules)
    waived = sum(row.result == WAIVED for row in verdict.rules)
    if verdict.result == UNKNOWN:
        return "unknown"
    if broken:
        more = len(broken) - MOST_NAMED
        named = ", ".join(broken[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        return f"{named} broken"
    if verdict.result != PASS:
        return "waivers out of date"
    tried = sum(row.result != NOT_EXERCISED for row in verdict.rules)
    return f"{held} of {tried} rules held, {waived} waived" if waived else f"{held} rules held"


def badge_document(verdict: Verdict) -> dict[str, Any]:
    """The badge as an endpoint of shields: schema version 1."""
    return {
        "schemaVersion": 1,
        "label": LABEL,
        "message": badge_words(verdict),
        "color": COLOURS[verdict.result].removeprefix("#"),
        "isError": verdict.result != PASS,
    }


def badge(verdict: Verdict) -> str:
    """The badge as a picture that loads nothing."""
    words = badge_words(verdict)
    left, right = (len(text) * LETTER + 12 for text in (LABEL, words))
    said = escape(f"{LABEL}: {words}", quote=True)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" '
            f'role="img" aria-label="{said}">',
            f"<title>{said}</title>",
            f'<rect width="{left + right}" height="20" rx="3" fill="#2b3036"/>',
            f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" '
            f'fill="{COLOURS[verdict.result]}"/>',
            '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" '
            'font-size="11">',
            f'<text x="{left / 2:g}" y="14">{escape(LABEL)}</text>',
            f'<text x="{left + right / 2:g}" y="14">{escape(words)}</text>',
            "</g></svg>\n",
        )
    )
