"""
Webhook subscriptions: where events go, and which. They are no records of anybody's books.

Source: designed, re-leased.md §6.8; nothing public says that Re-Leased has webhooks.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.webhooks import HookPolicy
from simulators.kernel.wire import Field, Kind
from simulators.kernel.world import World
from simulators.released import access, books
from simulators.released.values import read_new

TABLE: Final = "_subscription"
MOST: Final = 20
URL: Final = re.compile(r"https?://[!-~]{1,500}")
OF_DOCUMENTS: Final = (
    "created",
    "updated",
    "submitted",
    "approved",
    "paid",
    "voided",
    "deleted",
    "resetToDraft",
)
EVENTS: Final = (
    *(f"contact.{verb}" for verb in ("created", "updated", "archived", "unarchived", "merged")),
    *(f"invoice.{verb}" for verb in OF_DOCUMENTS),
    *(f"creditNote.{verb}" for verb in OF_DOCUMENTS),
    "allocation.created",
    "allocation.deleted",
    "payment.created",
    "payment.reversed",
    "attachment.added",
    "attachment.replaced",
    "attachment.deleted",
    "referenceData.updated",
    "connection.connected",
    "connection.revoked",
)
FIELDS: Final = (
    Field("url", required=True, limit=510, nullable=False),
    Field("events", Kind.TEXTS, values=EVENTS),
    Field("companyIds", Kind.INTEGERS),
)
BLANK: Final[Doc] = {"url": "", "events": None, "companyIds": None}
HOOKS: Final = HookPolicy(waits_s=(60, 300, 900, 3600))
"""Tried again after a minute, five, fifteen, then every hour, for 24 hours. Source: designed."""


def create(world: World, token: Doc, body: dict[str, Any]) -> Doc:
    """A new subscription of the caller's client, with the secret that signs its deliveries."""
    values = read_new(FIELDS, body, BLANK)
    refuse_if(_checks(world, token, values))
    row: Doc = {
        "id": world.ids.number("released.subscription", 1),
        **values,
        "companyIds": values["companyIds"] or token["companies"],
        "secret": world.ids.token("released.subscription", 48),
        "client": token["client"],
        "createdAt": books.now(world),
    }
    books.table(world, TABLE).put(str(row["id"]), row)
    return row


def _checks(world: World, token: Doc, values: Doc) -> Iterator[Refusal]:
    known = books.table(world, TABLE)
    if URL.fullmatch(values["url"]) is None:
        yield Refusal("wrong_value", "url must be an address that begins with http.", "url")
    elif any(row["url"] == values["url"] for row in known):
        yield Refusal("duplicate", "There is a subscription with this url.", "url")
    if len(known) >= MOST:
        yield Refusal("too_many", f"There are {MOST} subscriptions already.")
    visible = token["companies"]
    for position, company in enumerate(values["companyIds"] or ()):
        is_there = books.table(world, "company").row(str(company)) is not None
        if not is_there or (visible is not None and company not in visible):
            path = f"companyIds[{position}]"
            yield Refusal("company_unknown", f"There is no company {company}.", path)


def of_client(world: World, token: Doc) -> list[Doc]:
    """The subscriptions of the caller's client, oldest first."""
    return [row for row in books.table(world, TABLE) if row["client"] == token["client"]]


def delete(world: World, row: Doc) -> None:
    """End a subscription; what waits for it is never sent."""
    books.table(world, TABLE).take(str(row["id"]))
    world.outbox.forget_hook(books.SYSTEM, row["url"])


def shown(world: World, row: Doc) -> Doc:
    """A subscription as answers show it, with how its deliveries fare; its secret apart."""
    hook = world.outbox.hook(books.SYSTEM, row["url"])
    told = ("id", "url", "events", "companyIds", "createdAt")
    return {
        **{name: row[name] for name in told},
        "status": hook["status"],
        "failures": hook["failures"],
        "nextTryAt": hook["next_try"],
    }


def addressees(world: World, event: Doc) -> list[str]:
    """The URLs that an event goes to; where nobody subscribed, the target of the control plane."""
    rows = list(books.table(world, TABLE))
    urls = [
        row["url"]
        for row in rows
        if event["type"] in (row["events"] or EVENTS)
        and (row["companyIds"] is None or event["companyId"] in row["companyIds"])
    ]
    has_target = books.SYSTEM in world.outbox.targets
    return [*([""] if has_target or not rows else []), *urls]


def key_for(world: World, url: str) -> str:
    """The secret that signs what goes to a URL."""
    for row in books.table(world, TABLE):
        if row["url"] == url:
            return str(row["secret"])
    return access.webhook_key(world)
