"""What every test is held to beside its own words, and what a run says at its end."""

from typing import Any

from tests.answers import hold, pytest_runtest_call

__all__ = ["pytest_runtest_call"]

hold()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many points the sweep struck, out of how many there are."""
    counts = {"swept": 0, "points": 0}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, value in report.user_properties:
                    if name in counts:
                        counts[name] += int(value)
    if counts["points"]:
        swept, points = f"{counts['swept']:,}", f"{counts['points']:,}"
        terminalreporter.write_line(f"sweep: {swept} of {points} points were struck")
