"""
Fake time: frozen until told, or running at a scale. The only module that sees the real clock.

Instants are whole milliseconds since 1970 (UTC); text is `YYYY-MM-DDTHH:MM:SS.mmmZ`, of fixed
width, so that the order of texts is the order of time.
"""

import time
from datetime import UTC, date, datetime, timedelta
from email.utils import formatdate
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)
DAY_MS: Final = 86_400_000
LONGEST_ADVANCE_S: Final = 10 * 366 * 86_400
LATEST_MS: Final = (datetime(3000, 1, 1, tzinfo=UTC) - EPOCH) // MILLISECOND
"""No world's clock goes beyond this."""


def instant_text(milliseconds: int) -> str:
    """An instant as documents hold it."""
    days, left = divmod(milliseconds, DAY_MS)
    minutes, left = divmod(left, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds, left = divmod(left, 1000)
    return f"{_date_text(days)}T{hours:02d}:{minutes:02d}:{seconds:02d}.{left:03d}Z"


def http_date(milliseconds: int) -> str:
    """An instant as the `Date` header of an answer says it, in whole seconds."""
    return _http_date(milliseconds // 1000)


@lru_cache(maxsize=64)
def _http_date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)


@lru_cache(maxsize=1024)
def _date_text(days: int) -> str:
    return (EPOCH + timedelta(days=days)).date().isoformat()


def parse_instant(text: str) -> int:
    """
    The milliseconds of an ISO instant; a text without a zone is read as UTC.

    Raises:
        ValueError: when the text is no ISO date and time.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // MILLISECOND


class Clock:
    """
    One world's time.

    Args:
        now_ms: the instant it starts at.
        scale: fake seconds per real second; 0 is frozen.
    """

    __slots__ = ("_now_ms", "_read_at", "_text", "_text_ms", "scale")

    def __init__(self, now_ms: int, scale: float = 0) -> None:
        self._now_ms = now_ms
        self.scale = scale
        self._read_at = time.monotonic()
        self._text_ms = -1
        self._text = ""

    @property
    def now_ms(self) -> int:
        """The instant now; a running clock moves with real time, and never backwards."""
        if self.scale:
            passed_ms = int((time.monotonic() - self._read_at) * 1000 * self.scale)
            self._now_ms += passed_ms
            self._read_at += passed_ms / 1000 / self.scale
        return self._now_ms

    @property
    def text(self) -> str:
        """The instant now, as documents hold it."""
        now_ms = self.now_ms
        if now_ms != self._text_ms:
            self._text_ms, self._text = now_ms, instant_text(now_ms)
        return self._text

    def today(self, zone: str = "UTC") -> str:
        """The calendar date now in a zone (IANA name), as `YYYY-MM-DD`."""
        moment = EPOCH + self.now_ms * MILLISECOND
        return moment.astimezone(ZoneInfo(zone)).date().isoformat()

    def tick(self) -> None:
        """Let one millisecond pass, as every vendor call does on a frozen clock."""
        if not self.scale:
            self._now_ms += 1

    def advance(self, seconds: float) -> None:
        """
        Move forward.

        Raises:
            ValueError: when asked to go back, or further than ten years at once.
        """
        if not 0 <= seconds <= LONGEST_ADVANCE_S:
            raise ValueError("advance_s must lie between 0 and ten years, in seconds")
        self._now_ms = self.now_ms + round(seconds * 1000)

    def move_to(self, now_ms: int) -> None:
        """
        Set the instant.

        Raises:
            ValueError: when it lies before the instant now.
        """
        if now_ms < self.now_ms:
            raise ValueError(f"now must not lie before {self.text}: time never goes back")
        self.advance((now_ms - self.now_ms) / 1000)

    def real_seconds(self, fake_seconds: float) -> float:
        """How long a real caller waits for this much fake time; frozen clocks wait as written."""
        return fake_seconds / self.scale if self.scale else fake_seconds


def stopwatch() -> float:
    """Real seconds since an arbitrary start, for progress and budgets, never for rules."""
    return time.monotonic()


def real_now() -> datetime:
    """The real instant (UTC): the start of a running world, the clock of a deployed sync."""
    return datetime.now(UTC)


def real_sleep(seconds: float) -> None:
    """Really wait."""
    time.sleep(seconds)


def day_start_ms(day: date, zone: str) -> int:
    """The instant at which a calendar day begins in a zone (IANA name)."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return (midnight - EPOCH) // MILLISECOND


def is_date(text: str) -> bool:
    """Whether the text is a calendar date `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
