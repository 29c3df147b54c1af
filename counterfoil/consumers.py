"""Puts the judges of callers around the vendors' doors, so that the parts stay apart."""

from __future__ import annotations

from contracts.consumer import Consumer
from contracts.documents import SYSTEMS
from simulators.assembly import CONTROL, Apps


def judged(apps: Apps) -> Apps:
    """The same doors; those of the vendors hold every call of a sync to the documents."""
    return {
        name: Consumer(name, app) if name in SYSTEMS and name != CONTROL else app
        for name, app in apps.items()
    }
