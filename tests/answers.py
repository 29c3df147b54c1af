"""Holds every answer that a simulator gives in the tests of the swept folders to the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from contracts.answers import Answer, answers
from simulators.assembly import CONTROL, VENDORS
from simulators.kernel.call import Call, Reply
from simulators.kernel.control import ControlApp
from simulators.kernel.http import VendorApp

SPOIL: Final = ("blank_field", "cut_batch", "status", "strip_header", "truncate")
"""The faults whose answers are broken on purpose."""

SWEPT: Final = (
    "clients",
    "contracts",
    "counterfoil",
    "examples",
    "scenarios",
    "simulators",
    "sync",
)
"""The folders whose tests are held; a folder joins when it was swept."""

TESTS: Final = Path(__file__).parent
MOST_TOLD: Final = 5
BREACHES: Final[list[str]] = []


def hold() -> None:
    """Put the judge around the doors' replies, for the rest of the process."""
    for door in (VendorApp, ControlApp):
        door.reply = _judged(door.reply)  # type: ignore[method-assign]


def _judged(reply: Callable[[Any, Call], Reply]) -> Callable[[Any, Call], Reply]:
    def judged(door: Any, call: Call) -> Reply:
        given = reply(door, call)
        system = _system(door)
        if system and call.fault not in SPOIL:
            _note(system, call, given)
        return given

    return judged


def _system(door: Any) -> str:
    """Whose document describes a door's answers; the kernel's tests have toys of their own."""
    if isinstance(door, ControlApp):
        return CONTROL if door._registry.vendors is VENDORS else ""
    known = VENDORS.get(door._vendor.system)
    return known.system if known is door._vendor else ""


def _note(system: str, call: Call, reply: Reply) -> None:
    headers = {name.lower(): value for name, value in reply.headers.items()}
    answer = Answer(call.method, call.path, reply.status, headers, reply.body)
    for breach in answers(system).breaches(answer):
        told = f"{breach.check}: {breach.operation} answered {reply.status}: {breach.message}"
        if told not in BREACHES:
            BREACHES.append(told)


def is_swept(file: Path) -> bool:
    """Whether a test's file stands in a folder whose tests are held."""
    return any(file.is_relative_to(TESTS / folder) for folder in SWEPT)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail the test in which an answer broke its document, its fixtures' answers included."""
    __tracebackhide__ = True
    try:
        result = yield
    finally:
        told = BREACHES[:MOST_TOLD]
        BREACHES.clear()
    if told and is_swept(item.path):
        pytest.fail("answers that no document promises:\n" + "\n".join(told), pytrace=False)
    return result
