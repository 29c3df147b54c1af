"""What people do with a whole organisation and with the app's connection to it."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.clock import instant_text
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.vendor import Edit
from simulators.kernel.world import Change, World
from simulators.xero.books import Writing
from simulators.xero.identity.connections import connection_of, new_connection
from simulators.xero.people.acting import books_of
from simulators.xero.wire.values import calendar_date, number

LOCKS: Final = ("PeriodLockDate", "EndOfYearLockDate")
LONGEST_OFFLINE_MIN: Final = 1_440


def lock_dates(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Set lock dates; null or an empty text removes one."""
    books = books_of(world, origin)
    after = dict(books.organisation)
    for name in LOCKS:
        if name not in fields:
            continue
        after.pop(name, None)
        if fields[name]:
            date = calendar_date(fields[name])
            if date is None:
                raise Refused(Refusal("organisation", f"{name} must be a date.", name))
            after[name] = date
    books.commit(Writing(after, (Change("organisation", books.owner, after),)))


def offline(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Take the organisation offline for some minutes."""
    books = books_of(world, origin)
    minutes = number(fields.get("minutes", 5))
    if minutes is None or not 0 <= minutes <= LONGEST_OFFLINE_MIN:
        message = f"minutes must lie between 0 and {LONGEST_OFFLINE_MIN}."
        raise Refused(Refusal("organisation", message, "minutes"))
    until = instant_text(world.clock.now_ms + int(minutes * 60_000))
    after = {**books.organisation, "OfflineUntil": until}
    books.commit(Writing(after, (Change("organisation", books.owner, after),)))


def disconnect(world: World, origin: Origin, _id: str, _fields: Doc) -> None:
    """Remove the app from the organisation's connected apps."""
    books = books_of(world, origin)
    found = connection_of(world, books.owner)
    if found is None:
        raise Refused(Refusal("app", "The app is not connected."))
    books.commit(Writing(found, (Change("connection", found["id"], None),)))


def connect(world: World, origin: Origin, _id: str, _fields: Doc) -> None:
    """Connect the app to the organisation again."""
    books = books_of(world, origin)
    if connection_of(world, books.owner) is not None:
        raise Refused(Refusal("app", "The app is connected already."))
    made = new_connection(world, books.organisation)
    books.commit(Writing(made, (Change("connection", made["id"], made),)))


EDITS: Final = (
    Edit("organisation.lock_dates", LOCKS, lock_dates, "Set or remove lock dates."),
    Edit("organisation.offline", ("minutes",), offline, "Take the organisation offline."),
    Edit("app.disconnect", (), disconnect, "Disconnect the app."),
    Edit("app.connect", (), connect, "Connect the app again."),
)
