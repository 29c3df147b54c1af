"""Re-Leased's suite."""

from collections.abc import Mapping
from typing import Any, Final

from contracts.suites.suite import Expect, Suite, Target

Record = Mapping[str, Any]

KINDS: Final = {
    "contacts": "contact",
    "properties": "property",
    "tenancies": "tenancy",
    "invoices": "document",
    "credit-notes": "document",
    "payments": "payment",
    "sync-records": "sync_record",
    "areas": "area",
    "repeating-charges": "charge",
    "attachments": "attachment",
}
MIRRORS: Final = {
    "tax-types": "tax_type",
    "accounts": "account",
    "tracking-categories": "tracking_category",
}
NAMED: Final = {"invoices": "Invoice", "credit-notes": "CreditNote"}
"""How the kinds of the documents of a list end."""


def _values(target: Target) -> dict[str, dict[str, Any]]:
    """The first company, and its first record of each kind."""
    company = target.connection["released"]["companies"][0]["company_id"]
    first: dict[str, dict[str, Any]] = {}
    for name, kind, paths, of in (
        *(("id", kind, rf"/{path}/\{{id\}}", path) for path, kind in KINDS.items()),
        *(
            ("key", kind, rf"^(GET|POST) .*/{path}/\{{key\}}", "")
            for path, kind in MIRRORS.items()
        ),
        ("key", "tracking_category", r"/tracking-categories/\{key\}/options", ""),
        ("tenancy", "tenancy", r"/tenancies/\{tenancy\}/contacts", ""),
        ("property", "property", r"/properties/\{property\}/areas", ""),
        *(("document", "document", rf"/{path}/\{{document\}}/\w+$", path) for path in NAMED),
    ):
        found = _first(target, kind, company, NAMED.get(of, ""))
        if found is not None:
            first[paths] = {"path.company": company, f"path.{name}": found["id"]}
    allocation = _first(target, "allocation", company)
    if allocation is not None:
        first[r"/allocations/\{id\}"] = {
            "path.company": company,
            "path.document": allocation["creditNoteId"],
            "path.id": allocation["id"],
        }
    return {**first, "": {"path.company": company}}


def _first(target: Target, kind: str, company: int, ending: str = "") -> Record | None:
    for row in target.state.get(kind, ()):
        if company in row.get("companyIds", (row.get("companyId"),)) and str(
            row.get("kind", "")
        ).endswith(ending):
            return row
    return None


def _is_fair(case: Any) -> bool:
    """Whether it asks for no cursor and no instant out of range, which schemas cannot exclude."""
    asked = case.query or {}
    if case.meta is not None and case.meta.generation.mode.is_negative:
        return True
    since = str(asked.get("updatedSince", "2026"))
    return not asked.get("cursor") and "cursor" not in asked and "1970" < since < "9999"


RELEASED: Final = Suite(
    system="released",
    headers=lambda connection: {
        "Authorization": f"Bearer {connection['released']['access_token']}"
    },
    values=_values,
    expects=(
        Expect(
            "^(POST|PUT|PATCH|DELETE) /rl/v1/",
            "positive_data_acceptance",
            ("409", "412", "422"),
            "statuses, versions and references are the books' affair",
        ),
    ),
    is_fair=_is_fair,
)
