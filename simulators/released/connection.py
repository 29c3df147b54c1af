"""The connection of a company to its organisation: one to one, and for ever."""

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.transitions import Move
from simulators.kernel.wire import Field, Kind
from simulators.released import reconciliation

RUN_STATES: Final = ("Running", "Finished", "Failed")
EARLIEST_SYNC_FROM: Final = "2018-01-01"
"""Source: documented, RL-CONNECT."""

FIELDS: Final = (
    Field("tenantId", Kind.GUID, required=True, nullable=False),
    Field("syncFromDate", Kind.DATE),
    Field("organisationName", limit=255),
    *reconciliation.FIELDS,
)
BLANK: Final[Doc] = {
    "tenantId": "",
    "syncFromDate": None,
    "organisationName": None,
    **reconciliation.BLANK,
}
RUN: Final = (Field("state", Kind.ENUM, required=True, values=RUN_STATES, nullable=False),)
UNCONNECTED: Final[Doc] = {
    "status": "NeverConnected",
    "xeroTenantId": None,
    "xeroOrgName": None,
    "pairedTenantId": None,
    "syncFromDate": None,
    "connectedBy": None,
    "connectedAt": None,
    "revokedAt": None,
    "lastSyncAt": None,
    "lastSuccessfulSyncAt": None,
    "syncState": None,
}


def with_run(connection: Doc, state: str, now: str, *, clean: bool) -> Doc:
    """The connection after the integration said that a run began or how it ended."""
    told: Doc = {"syncState": state}
    if state == "Running":
        told["lastSyncAt"] = now
    elif state == "Finished" and clean:
        told["lastSuccessfulSyncAt"] = now
    return {**connection, **told}


def flag(state: str | None, *, clean: bool) -> str | None:
    """
    The flag on the sync results page: None until a run ended or failed somewhere.

    Source: documented, RL-QBOSYNC: blue is finished clean, orange an error while it is still
    running, red finished with errors.
    """
    if state == "Running":
        return None if clean else "orange"
    if state is None:
        return None
    return "blue" if clean and state == "Finished" else "red"


def same_for_ever(connection: Doc, rules: Doc) -> Iterator[Refusal]:
    """
    A company connects only to the organisation it was first paired with, and to no other's.

    Rule: R50, R51. Source: documented in every vintage.
    """
    paired = connection["pairedTenantId"]
    if paired is not None and paired != rules["tenantId"]:
        yield Refusal("already_paired", "This company is paired with another organisation.")
    elif rules["tenantIsTaken"]:
        yield Refusal("tenant_in_use", "The organisation is paired with another company.")


def always(_connection: Doc, _rules: Doc) -> Iterator[Refusal]:
    """Nothing stands against it."""
    yield from ()


CONNECTION_MOVES: Final = (
    #    from              to              who               only if        source
    Move("NeverConnected", "Connected",    ("user", "sync"), same_for_ever, "RL-CONNECT"),
    Move("Revoked",        "Connected",    ("user", "sync"), same_for_ever, "RL-RECONNECT"),
    Move("Disconnected",   "Connected",    ("user", "sync"), same_for_ever, "RL-RECONNECT"),
    Move("Connected",      "Connected",    ("user", "sync"), same_for_ever, "designed"),
    Move("Connected",      "Revoked",      ("user", "sync"), always,        "RL-REVOKED"),
    Move("Connected",      "Disconnected", ("user", "sync"), always,        "RL-APPR"),
    Move("Revoked",        "Disconnected", ("user", "sync"), always,        "designed"),
)  # fmt: skip


def sync_from_fits(connection: Doc, asked: str | None, *, is_editable: bool) -> Iterator[Refusal]:
    """
    The sync-from date is chosen once; where it is editable it moves backwards only.

    Source: documented and contradictory, RL-TYPES and RL-RECONNECT; switch sync_from_editable.
    """
    known = connection["syncFromDate"]
    if known is None and asked is None:
        yield Refusal("required", "syncFromDate is required.", "syncFromDate")
    if asked is None:
        return
    if asked < EARLIEST_SYNC_FROM:
        message = f"syncFromDate cannot be earlier than {EARLIEST_SYNC_FROM}."
        yield Refusal("too_early", message, "syncFromDate")
    elif known is not None and asked != known and (asked > known or not is_editable):
        message = f"syncFromDate was set to {known} and stays."
        yield Refusal("sync_from_fixed", message, "syncFromDate")
