"""A request as a value: where it goes and what it carries. Sending it is somebody else's work."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.ownership import Picture
from sync.pair import Pair
from sync.pictures import content_of, line_content
from sync.rules.rule import Action

Body = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Content:
    """
    The bytes that a request carries: they are read from the other system just before it is sent.

    Args:
        system: where they are.
        path: under which address.
        digest: their SHA-256; other bytes by now mean that the decision is out of date.
        media: what they are.
    """

    system: str
    path: str
    digest: str
    media: str


@dataclass(frozen=True, slots=True)
class Request:
    """One write. `creates` marks those that make a record, which are never repeated blindly."""

    system: str  # "xero" or "released"
    method: str
    path: str
    body: Body = None
    creates: bool = False
    content: Content | None = None


Builder = Callable[[Pair], Request]
Builders = Mapping[Action, Builder]


def to_xero(method: str, path: str, body: Body, *, creates: bool = False) -> Request:
    """A request to Xero."""
    return Request("xero", method, path, body, creates)


def to_released(
    pair: Pair, method: str, path: str, body: Body = None, *, creates: bool = False
) -> Request:
    """A request to Re-Leased, within the pair's company."""
    return Request("released", method, f"companies/{pair.company}/{path}", body, creates)


def filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body without what is empty: a new record says only what it has."""
    return {name: value for name, value in body.items() if value not in (None, "", [])}


def aligned(lines: Iterable[Picture], old: Iterable[Picture]) -> list[Any]:
    """
    For each new line the id of the old line it continues, or None for a new one.

    Method: equal lines first, then lines of one description, then lines in the same place; an old
    line is continued once. So a line keeps what only its own system knows of it.

    Rule: R22, R64.
    """
    new, left = list(lines), list(old)
    ids: list[Any] = [None] * len(new)
    for is_continued in (_is_equal, _has_same_text, _is_any):
        for place, line in enumerate(new):
            found = next((o for o in left if ids[place] is None and is_continued(line, o)), None)
            if found is not None:
                ids[place] = found["id"]
                left.remove(found)
    return ids


def _is_equal(line: Picture, old: Picture) -> bool:
    return line_content(line) == line_content(old)


def _has_same_text(line: Picture, old: Picture) -> bool:
    return bool(content_of([line])[0][0] == content_of([old])[0][0])


def _is_any(_line: Picture, _old: Picture) -> bool:
    return True
