"""Joins Xero's tables into the one value that the kernel serves."""

from __future__ import annotations

from typing import Any, Final

from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World
from simulators.xero.books import SYSTEM
from simulators.xero.dialect import XeroDialect
from simulators.xero.endpoints import (
    accounts,
    attachments,
    bank_credits,
    bank_transactions,
    batch_payments,
    consent,
    contact_groups,
    contacts,
    credit_notes,
    history,
    identity,
    invoices,
    items,
    payments,
    reports,
    settings,
    tax_rates,
    tracking,
)
from simulators.xero.forms import in_either_form
from simulators.xero.identity import tokens
from simulators.xero.people import attachments as people_attachments
from simulators.xero.people import bank as people_bank
from simulators.xero.people import contact_groups as people_contact_groups
from simulators.xero.people import contacts as people_contacts
from simulators.xero.people import credit_notes as people_credit_notes
from simulators.xero.people import invoices as people_invoices
from simulators.xero.people import items as people_items
from simulators.xero.people import organisation as people_organisation
from simulators.xero.people import payments as people_payments
from simulators.xero.people import settings as people_settings
from simulators.xero.quirks import QUIRKS
from simulators.xero.seeding import add_organisation
from simulators.xero.switches import SWITCHES
from simulators.xero.tables import TABLES
from simulators.xero.webhooks import HOOKS, deliver, events

__all__ = ("VENDOR", "add_organisation", "connection", "owners")


def connection(world: World, base_url: str) -> dict[str, Any]:
    """
    Xero's part of the connection document; webhooks name the same base URL.

    An app whose first token lacks `offline_access` has no `refresh_token`, as Xero gives none.
    """
    client = tokens.reached_at(world, base_url)
    names = ("client_id", "client_secret", "access_token", "refresh_token", "webhook_key")
    given = {name: client[name] for name in names if client[name]}
    return {
        SYSTEM: {
            "api_url": base_url,
            "identity_url": base_url,
            **given,
            "organisations": [
                {"tenant_id": row["OrganisationID"], "name": row["Name"]}
                for row in world.table(SYSTEM, "organisation")
            ],
        }
    }


def owners(world: World) -> list[str]:
    """The tenants of a world, oldest first."""
    return [row["OrganisationID"] for row in world.table(SYSTEM, "organisation")]


def _nothing_falls_due(_world: World) -> None:
    """Nothing happens by itself yet."""


_IN_JSON: Final = Vendor(
    system=SYSTEM,
    tables=TABLES,
    endpoints=(
        *identity.ENDPOINTS,
        *consent.ENDPOINTS,
        *settings.ENDPOINTS,
        *accounts.ENDPOINTS,
        *tax_rates.ENDPOINTS,
        *tracking.ENDPOINTS,
        *items.ENDPOINTS,
        *contacts.ENDPOINTS,
        *contact_groups.ENDPOINTS,
        *invoices.ENDPOINTS,
        *credit_notes.ENDPOINTS,
        *payments.ENDPOINTS,
        *batch_payments.ENDPOINTS,
        *bank_transactions.ENDPOINTS,
        *bank_credits.ENDPOINTS,
        *attachments.ENDPOINTS,
        *history.ENDPOINTS,
        *reports.ENDPOINTS,
    ),
    edits=(
        *people_contacts.EDITS,
        *people_contact_groups.EDITS,
        *people_invoices.EDITS,
        *people_credit_notes.EDITS,
        *people_payments.EDITS,
        *people_bank.EDITS,
        *people_attachments.EDITS,
        *people_settings.EDITS,
        *people_items.EDITS,
        *people_organisation.EDITS,
    ),
    switches=SWITCHES,
    dialect=XeroDialect(),
    connection=connection,
    webhooks=events,
    deliver=deliver,
    pass_time=_nothing_falls_due,
    owners=owners,
    ignore_case=True,
    hooks=HOOKS,
    quirks=QUIRKS,
    hosts=("api.xero.com", "identity.xero.com", "login.xero.com"),
    enrol=tokens.make_client,
    enrolled=("_client", "_token"),
)

VENDOR: Final = in_either_form(_IN_JSON)
