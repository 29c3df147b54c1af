"""A small office for tests: two companies, the integration, people, and builders of records."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from simulators.kernel.errors import Refused
from simulators.kernel.gateway import act
from simulators.kernel.http import create_app
from simulators.kernel.registry import Recipe, Registry
from simulators.kernel.world import World
from simulators.released import access
from simulators.released.profiles import PROFILES
from simulators.released.vendor import VENDOR, add_company, add_user, connect, mirror

TENANTS = (
    "aaaaaaaa-0000-4000-8000-000000000001",
    "aaaaaaaa-0000-4000-8000-000000000002",
    "aaaaaaaa-0000-4000-8000-000000000003",
)
RATES = (("STANDARD", "20"), ("ZERO", "0"), ("OLD", "17.5"))
ACCOUNTS = (("201", "REVENUE"), ("401", "EXPENSE"), ("091", "BANK"), ("999", "REVENUE"))


def _build(world: World, recipe: Recipe) -> None:
    for number in range(recipe.companies):
        company = add_company(world, f"Company {number + 1}", "GB")
        if number < recipe.organisations:
            connect(world, company, TENANTS[number], "2026-01-01")
            _mirrors(world, company)


def _mirrors(world: World, company: int) -> None:
    for name, rate in RATES:
        status = "Archived" if name == "OLD" else "Active"
        fields = {"name": name, "rate": rate, "status": status}
        mirror(world, company, "tax_type", name, fields)
    for code, kind in ACCOUNTS:
        status = "Archived" if code == "999" else "Active"
        fields = {"code": code, "name": code, "type": kind, "status": status}
        mirror(world, company, "account", f"account-{code}", fields)
    for name, options in (("Property", ("North", "South")), ("Department", ("Repairs",))):
        category = mirror(world, company, "tracking_category", name, {"name": name})
        for option in options:
            mirror(world, company, "tracking_option", option, {"name": option}, category["id"])


BUILT: dict[str, dict[str, Any]] = {}


class Office:
    """One world with its HTTP door and its principals, as new: built once, brought back often."""

    def __init__(self, **recipe: Any) -> None:
        wanted = repr(recipe)
        if wanted not in BUILT:
            self._build(recipe)
            BUILT[wanted] = dict(self.__dict__)
        built = BUILT[wanted]
        self.registry: Registry = built["registry"]
        self.world: World = built["world"]
        self.client: FlaskClient = built["client"]
        self.tokens: dict[str, str] = dict(built["tokens"])
        self.start: str = built["start"]
        self.world.restore(self.start)

    def _build(self, recipe: dict[str, Any]) -> None:
        switches = {"limits": "off", **recipe.get("switches", {})}
        asked = {"companies": 2, "organisations": 2, **recipe, "switches": switches}
        self.registry = Registry({"released": VENDOR}, PROFILES, {"empty": _build})
        self.world = self.registry.create(asked)
        self.client = create_app(VENDOR, self.registry).test_client()
        integration = access.integration(self.world)
        administrator = add_user(self.world, "administrator")
        self.tokens = {
            "sync": access.issue_token(self.world, integration)["token"],
            "user": access.issue_token(self.world, administrator)["token"],
        }
        self.start = self.world.snapshot()

    def call(
        self, method: str, path: str, body: Any = None, who: str = "sync", **more: Any
    ) -> TestResponse:
        """One call; `path` is below the first company unless it starts with /rl."""
        full = path if path.startswith("/rl") else f"/rl/v1/companies/1{path}"
        headers = {"Authorization": f"Bearer {self.tokens[who]}", **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        return self.client.open(full, method=method, headers=headers, **more)

    def ok(self, method: str, path: str, body: Any = None, who: str = "sync", **more: Any) -> Any:
        """The JSON of a call that must succeed."""
        answer = self.call(method, path, body, who, **more)
        assert answer.status_code < 300, answer.get_data(as_text=True)
        return answer.get_json()

    def code(
        self, method: str, path: str, body: Any = None, who: str = "sync", **more: Any
    ) -> str:
        """What a call came to: `ok`, or the code of the problem, or of its first field."""
        before = self.state()
        answer = self.call(method, path, body, who, **more)
        if answer.status_code < 300:
            return "ok"
        assert self.state() == before, "a refused call must change nothing"
        problem = answer.get_json()
        assert problem["status"] == answer.status_code
        if problem["code"] == "validation_failed":
            return str(problem["errors"][0]["code"])
        return str(problem["code"])

    def state(self) -> Any:
        """Every record in the store but tokens, and how many commits there were."""
        kinds = (kind for kind in VENDOR.tables if kind != "_token")
        rows = {kind: list(self.world.table("released", kind)) for kind in kinds}
        return rows, self.world.commits.next

    def person(self, kind: str, record: object = "", /, company: int = 1, **fields: Any) -> Any:
        """A person's action: the record it touched first, or the code of the refusal."""
        asked = {
            "system": "released",
            "owner": str(company),
            "kind": kind,
            "id": str(record),
            "fields": fields,
        }
        before = self.state()
        try:
            return act(self.world, asked)[0]["after"]
        except Refused as refused:
            assert self.state() == before, "a refused action must change nothing"
            return refused.refusals[0].code

    def row(self, kind: str, record: object) -> Any:
        """A record as stored, by its key."""
        return self.world.table("released", kind).row(str(record))

    # Builders

    def a_contact(self, who: str = "user", **fields: Any) -> Any:
        """A contact named Ann unless told otherwise."""
        return self.ok("POST", "/contacts", {"name": "Ann", **fields}, who)

    def a_document(self, who: str = "user", **fields: Any) -> Any:
        """An approved income invoice of 120.00 unless told otherwise."""
        return self.ok("POST", "/invoices", self.a_body(**fields), who)

    def a_body(self, **fields: Any) -> dict[str, Any]:
        """What `a_document` sends."""
        if "contactId" not in fields:
            fields["contactId"] = self.a_contact()["id"]
        return {
            "kind": "IncomeInvoice",
            "status": "Approved",
            "issueDate": "2026-03-01",
            "dueDate": "2026-03-31",
            "lines": [a_line()],
            **fields,
        }

    def a_note(self, who: str = "user", **fields: Any) -> Any:
        """An approved income credit note of 120.00 unless told otherwise."""
        body = self.a_body(**{"kind": "IncomeCreditNote", **fields})
        del body["dueDate"]
        return self.ok("POST", "/credit-notes", body, who)

    def a_pair(self, who: str = "user", **fields: Any) -> tuple[Any, Any]:
        """An approved credit note and an approved invoice of one contact, of 120.00 each."""
        contact = self.a_contact()["id"]
        return self.a_note(who, contactId=contact, **fields), self.a_document(
            who, contactId=contact
        )

    def an_allocation(
        self, note: Any, invoice: Any, amount: str = "20.00", who: str = "user"
    ) -> Any:
        """An allocation of a credit note to an invoice."""
        path = f"/credit-notes/{note['id']}/allocations"
        return self.ok("POST", path, an_allocation_body(invoice, amount), who)

    def a_credit(self, external: str = "", **fields: Any) -> Any:
        """The mirror of an overpayment of 50.00 unless told otherwise."""
        body = self.a_credit_body(**fields)
        return self.ok("PUT", f"/credits/{external or TENANTS[2]}", body)

    def a_credit_body(self, **fields: Any) -> dict[str, Any]:
        """What `a_credit` sends."""
        if "contactId" not in fields:
            fields["contactId"] = self.a_contact()["id"]
        return {
            "kind": "Overpayment",
            "side": "Income",
            "date": "2026-03-02",
            "total": "50.00",
            **fields,
        }

    def a_payment(self, document: Any, amount: str = "120.00", who: str = "user") -> Any:
        """A payment on a document."""
        return self.ok("POST", "/payments", a_payment_body(document, amount), who)


def a_line(**fields: Any) -> dict[str, Any]:
    """A line of 100.00 and 20.00 tax unless told otherwise."""
    return {
        "description": "Rent",
        "unitPrice": "100.00",
        "accountCode": "201",
        "taxType": "STANDARD",
        **fields,
    }


def an_allocation_body(invoice: Any, amount: str = "20.00", **fields: Any) -> dict[str, Any]:
    """The body of an allocation."""
    return {"invoiceId": invoice["id"], "amount": amount, "date": "2026-03-02", **fields}


def a_payment_body(document: Any, amount: str = "120.00", **fields: Any) -> dict[str, Any]:
    """The body of a payment."""
    return {
        "documentId": document["id"],
        "amount": amount,
        "date": "2026-03-02",
        "accountCode": "091",
        **fields,
    }


def standing(office: Office, document: Any) -> tuple[str, ...]:
    """A document's status, and what of it is paid, credited and due."""
    row = office.row("document", f"1:{document['id']}")
    return tuple(row[name] for name in ("status", "amountPaid", "amountCredited", "amountDue"))
