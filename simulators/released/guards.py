"""Who may do what, whatever the record: the refusals that several entities share."""

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import Refusal

PAIRED: Final = ("Connected", "Revoked")
"""While a pairing stands, even with its access revoked, what Xero owns is Xero's."""

LINK: Final = ("externalId", "externalNumber")
"""What only the integration writes."""


def is_paired(connection: Doc) -> bool:
    """Whether the company is paired with an organisation now."""
    return connection["status"] in PAIRED


def needs_connection(origin: Origin, connection: Doc) -> Iterator[Refusal]:
    """
    The integration writes only while the company is connected.

    Source: designed, `not_connected`.
    """
    if origin.actor is Actor.SYNC and connection["status"] != "Connected":
        yield Refusal("not_connected", "This company is not connected to an organisation.")


def managed_in_xero(what: str) -> Refusal:
    """A person asked for something that only Xero may do. Source: documented, guide."""
    return Refusal("managed_in_xero", f"{what} is managed in Xero while the company is paired.")


def role_forbidden(what: str) -> Refusal:
    """The wrong kind of principal asked."""
    return Refusal("role_forbidden", f"This principal may not {what}.")


def people_only(origin: Origin, what: str) -> Iterator[Refusal]:
    """
    What never syncs is done by people.

    Rule: R45. Source: documented, RL-TRACK2: the property mapping is a choice of people.
    """
    if origin.actor is Actor.SYNC:
        yield role_forbidden(what)


def links_nothing(origin: Origin, values: Doc) -> Iterator[Refusal]:
    """Ids and numbers of the other system are set by the integration alone."""
    for name in LINK:
        if origin.actor is Actor.USER and name in values:
            yield Refusal("role_forbidden", f"{name} is set by the integration.", name)
