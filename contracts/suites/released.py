"""Re-Leased's suite."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from contracts.answers import Answer
from contracts.suites.suite import Expect, Made, Suite, Target

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
INSTANTS: Final = ("updatedSince", "attemptedSince")
FIRST_DAY, LAST_DAY = "1970-01-02", "2999-12-30"
"""Days on which every instant is one that a list can be asked for, in whatever zone it is told."""

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
    """
    Whether it asks for no cursor and no instant out of range, which schemas cannot exclude.

    Method: where nothing but the company was to be wrong, and the run's own took its place, the
    case is not wrong any more.
    """
    asked = case.query or {}
    if case.meta is not None and case.meta.generation.mode.is_negative:
        wrong = getattr(case.meta.phase.data, "parameter", None)
        return wrong != "company" or not str((case.path_parameters or {}).get(wrong)).isdecimal()
    days = [str(asked[name])[: len(FIRST_DAY)] for name in INSTANTS if name in asked]
    return "cursor" not in asked and all(FIRST_DAY <= day <= LAST_DAY for day in days)


def _made(answer: Answer, body: Any) -> Iterator[Made]:
    """The record that a POST to a list answers with 201."""
    kind = {**KINDS, "allocations": "allocation"}.get(answer.path.rstrip("/").rpartition("/")[2])
    if kind is not None and answer.status == HTTPStatus.CREATED and "id" in body:
        yield kind, "id", str(body["id"])


RELEASED: Final = Suite(
    system="released",
    headers=lambda connection: {
        "Authorization": f"Bearer {connection['released']['access_token']}"
    },
    values=_values,
    expects=(
        Expect(
            "^PUT /rl/v1/.*/content$",
            "positive_data_acceptance",
            ("409", "412", "415", "422"),
            "the bytes of a file may be of any type, and a form is none",
        ),
        Expect(
            "^(POST|PUT|PATCH|DELETE) /rl/v1/",
            "positive_data_acceptance",
            ("409", "412", "422"),
            "statuses, versions and references are the books' affair",
        ),
    ),
    is_fair=_is_fair,
    made=_made,
    ends_access={
        "POST /rl/v1/companies/{company}/connection/disconnect": "it unpairs the company",
        "POST /rl/v1/companies/{company}/connection/revoke": "it unpairs the company",
    },
)
