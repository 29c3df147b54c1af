"""
Everything the engine decides with, in one frozen value: tables, forms, policies.

The engine itself only reads, asks these parts, calls and stores. A planted bug is this value with
one part exchanged: `dataclasses.replace(PARTS, …)`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sync import policies as own
from sync.clients.transport import Retry
from sync.clients.xero import Paging
from sync.links import Link
from sync.merge import POLICIES, Policy, Verdict, agreed, merged
from sync.ownership import Picture
from sync.pictures import RELEASED_PICTURES, XERO_PICTURES, Reader
from sync.policies import (
    CHILDREN,
    LISTINGS,
    OPTIONS,
    Batches,
    Cursor,
    Delivery,
    Listing,
    Scope,
    Sweep,
)
from sync.problems import Schedule, growing
from sync.requests.allocation import ALLOCATION_REQUESTS
from sync.requests.attachment import ATTACHMENT_REQUESTS
from sync.requests.contact import CONTACT_REQUESTS
from sync.requests.credit import CREDIT_REQUESTS
from sync.requests.document import DOCUMENT_REQUESTS
from sync.requests.payment import PAYMENT_REQUESTS
from sync.requests.reference import REFERENCE_REQUESTS
from sync.requests.request import Builders, Request
from sync.rules.allocation import ALLOCATION_RULES, ALLOCATION_TOLD
from sync.rules.attachment import ATTACHMENT_RULES, ATTACHMENT_TOLD
from sync.rules.contact import CONTACT_RULES, CONTACT_TOLD
from sync.rules.credit import CREDIT_RULES, CREDIT_TOLD
from sync.rules.document import DOCUMENT_RULES, DOCUMENT_TOLD
from sync.rules.payment import PAYMENT_RULES, PAYMENT_TOLD
from sync.rules.reference import REFERENCE_RULES
from sync.rules.rule import Rule, Told

REFERENCE_TYPES: Final = ("tax_type", "account", "tracking_category", "tracking_option")

RULES: Final[Mapping[str, Sequence[Rule]]] = {
    **dict.fromkeys(REFERENCE_TYPES, REFERENCE_RULES),
    "contact": CONTACT_RULES,
    "document": DOCUMENT_RULES,
    "allocation": ALLOCATION_RULES,
    "payment": PAYMENT_RULES,
    "credit": CREDIT_RULES,
    "attachment": ATTACHMENT_RULES,
}

TOLD: Final[Told] = {
    **CONTACT_TOLD,
    **DOCUMENT_TOLD,
    **ALLOCATION_TOLD,
    **PAYMENT_TOLD,
    **CREDIT_TOLD,
    **ATTACHMENT_TOLD,
}

REQUESTS: Final[Mapping[str, Builders]] = {
    **dict.fromkeys(REFERENCE_TYPES, REFERENCE_REQUESTS),
    "contact": CONTACT_REQUESTS,
    "document": DOCUMENT_REQUESTS,
    "allocation": ALLOCATION_REQUESTS,
    "payment": PAYMENT_REQUESTS,
    "credit": CREDIT_REQUESTS,
    "attachment": ATTACHMENT_REQUESTS,
}

Merge = Callable[[str, Picture | None, Picture, Picture, Policy], Verdict]
Agree = Callable[[str, Picture | None, Picture, Picture], Picture]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The exchangeable parts of the sync. The default of each is the right one."""

    # what records are
    released_pictures: Mapping[str, Reader] = field(default_factory=lambda: RELEASED_PICTURES)
    xero_pictures: Mapping[str, Reader] = field(default_factory=lambda: XERO_PICTURES)

    # what is decided
    rules: Mapping[str, Sequence[Rule]] = field(default_factory=lambda: RULES)
    told: Told = field(default_factory=lambda: TOLD)
    merged: Merge = merged
    agreed: Agree = agreed
    policies: Mapping[str, Policy] = field(default_factory=lambda: POLICIES)
    scope: Scope = own.out_of_scope

    # what is sent
    requests: Mapping[str, Builders] = field(default_factory=lambda: REQUESTS)
    delivery: Delivery = field(default_factory=Delivery)
    batches: Batches = field(default_factory=Batches)
    retry: Retry = field(default_factory=Retry)
    is_in_vain: Callable[[Request | None, Request | None], bool] = own.is_in_vain

    # what is read
    listings: tuple[Listing, ...] = LISTINGS
    options: Listing = OPTIONS
    paging: Paging = field(default_factory=Paging)
    cursor: Cursor = field(default_factory=Cursor)
    children: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: CHILDREN)
    sweep: Sweep = field(default_factory=Sweep)
    is_echo: Callable[[Link, int], bool] = own.is_echo
    is_old_news: Callable[[Link, int], bool] = own.is_old_news

    # who is whose twin
    company_key: Callable[[int], int] = own.own_company
    tenant_called: Callable[[Sequence[str], str], str] = own.own_tenant
    remembered_as: Callable[[str, str], str | None] = own.remembered_as
    keeps_link: Callable[[str, str, Picture], bool] = own.keeps_link
    is_unlinked: Callable[[Link], bool] = own.is_unlinked
    is_the_same: Callable[[Picture, Iterable[Link]], bool] = own.is_the_same

    # when a cycle runs, and is complete
    is_connected: Callable[[Mapping[str, Any]], bool] = own.is_connected
    is_complete_without: Callable[[Exception], bool] = own.is_complete_without

    # what happens to a refusal
    keeps_refusal: Callable[[Any], bool] = own.always
    goes_on_after: Callable[[Any], bool] = own.always
    schedule: Schedule = growing


PARTS: Final = Parts()
