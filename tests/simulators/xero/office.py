"""A bookkeeper's office for tests: one or two organisations, an app, people, and builders."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from simulators.kernel.errors import Refused
from simulators.kernel.folder import Folder
from simulators.kernel.gateway import act
from simulators.kernel.http import create_app
from simulators.kernel.registry import Recipe, Registry
from simulators.kernel.world import World
from simulators.xero.vendor import VENDOR, add_organisation

API = "/api.xro/2.0"
SYSTEM = "xero"


def build(world: World, recipe: Recipe) -> None:
    for number in range(recipe.organisations):
        add_organisation(world, f"Organisation {number + 1}", recipe.country(number))


def a_registry(folder: Folder | None = None) -> Registry:
    """Worlds with Xero alone, in memory or in a folder."""
    return Registry({SYSTEM: VENDOR}, {"guide": {}}, {"empty": build}, folder=folder)


class Office:
    """One world with its HTTP door. `limits` are off unless a test asks for them."""

    def __init__(self, **recipe: Any) -> None:
        switches = {"limits": "off", **recipe.pop("switches", {})}
        folder = recipe.pop("folder", None)
        self.registry = a_registry(folder)
        self.world = self.registry.create({**recipe, "switches": switches})
        self.client: FlaskClient = create_app(VENDOR, self.registry).test_client()
        self.connection = self.registry.connection(self.world)[SYSTEM]
        self.tenants = [row["tenant_id"] for row in self.connection["organisations"]]
        self.token = self.connection["access_token"]
        self.known: dict[str, str] = {}

    def reopen(self, folder: Folder) -> None:
        """Go on as the next process that has the folder."""
        self.registry = a_registry(folder)
        self.registry.load()
        self.world = self.registry.worlds[self.world.name]
        self.client = create_app(VENDOR, self.registry).test_client()

    # Calls

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        """One call; `path` is below the Accounting API unless it is a path of the identity API."""
        full = path if path.startswith("/connect") else f"{API}{path}"
        headers = {
            "Authorization": f"Bearer {self.token}",
            "xero-tenant-id": self.tenants[more.pop("tenant", 0)],
            "Accept": "application/json",
            **more.pop("headers", {}),
        }
        if body is not None:
            more["json"] = body
        return self.client.open(full, method=method, headers=headers, **more)

    def ok(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The rows of a call that must succeed."""
        answer = self.call(method, path, body, **more)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found = answer.get_json()
        return found[list(found)[-1]] if isinstance(found, dict) else found

    def one(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The only row of a call that must succeed."""
        (row,) = self.ok(method, path, body, **more)
        return row

    def no(self, method: str, path: str, body: Any = None, **more: Any) -> list[str]:
        """The validation messages of a call that must be refused, which changes nothing."""
        before = self.world.commits.next
        answer = self.call(method, path, body, **more)
        assert answer.status_code == 400, answer.get_data(as_text=True)
        assert self.world.commits.next == before
        found = answer.get_json()
        if "Elements" not in found or not found["Elements"]:
            return [found["Message"]]
        return [e["Message"] for row in found["Elements"] for e in row["ValidationErrors"]]

    def names(self, path: str, field: str = "Name", **more: Any) -> list[Any]:
        """One field of every row of a list."""
        return [row.get(field) for row in self.ok("GET", path, **more)]

    def token_call(self, **fields: Any) -> TestResponse:
        """A call of the token endpoint with the client in the form, unless told otherwise."""
        client = {name: self.connection[name] for name in ("client_id", "client_secret")}
        return self.client.post("/connect/token", data={**client, **fields})

    def refresh(self, token: str = "") -> Any:
        """New tokens; the office goes on with the new access token."""
        text = token or self.connection["refresh_token"]
        answer = self.token_call(grant_type="refresh_token", refresh_token=text)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found = answer.get_json()
        self.token = found["access_token"]
        return found

    # People

    def person(self, kind: str, record: str = "", tenant: int = 0, **fields: Any) -> Any:
        """A person's action; the record that it wrote first."""
        asked = {"system": SYSTEM, "owner": self.tenants[tenant], "kind": kind, "id": record}
        fields = fields.pop("fields", fields)
        commits = act(self.world, {**asked, "fields": fields})
        return commits[0]["after"]

    def refused(self, kind: str, record: str = "", **fields: Any) -> list[str]:
        """The messages with which a person's action is refused."""
        before = self.world.commits.next
        try:
            self.person(kind, record, **fields)
        except Refused as refused:
            assert self.world.commits.next == before
            return [refusal.message for refusal in refused.refusals]
        raise AssertionError(f"{kind} was not refused")

    # Builders

    def contact(self, name: str = "Acme Ltd", **fields: Any) -> str:
        return str(self.one("PUT", "/Contacts", {"Name": name, **fields})["ContactID"])

    def invoice(self, contact: str = "", **fields: Any) -> Any:
        """An approved invoice of 100.00 plus 20 % tax, unless told otherwise."""
        return self.one("PUT", "/Invoices", self.draft(contact, **fields))

    def draft(self, contact: str = "", **fields: Any) -> dict[str, Any]:
        """The body that makes such an invoice."""
        wanted = {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact or self.some_contact()},
            "Date": "2026-03-01",
            "DueDate": "2026-03-31",
            "Status": "AUTHORISED",
            "LineItems": [line()],
        }
        return {**wanted, **fields}

    def note(self, contact: str = "", **fields: Any) -> Any:
        """An approved credit note of 50.00 plus 20 % tax, unless told otherwise."""
        return self.one("PUT", "/CreditNotes", self.credit(contact, **fields))

    def credit(self, contact: str = "", **fields: Any) -> dict[str, Any]:
        """The body that makes such a credit note."""
        wanted = {"Type": "ACCRECCREDIT", "LineItems": [line(UnitAmount=50)], **fields}
        return self.draft(contact, **{"DueDate": None, **wanted})

    def allocate(self, note: str, invoice: str, amount: str, **fields: Any) -> Any:
        wanted = {"Invoice": {"InvoiceID": invoice}, "Amount": amount, **fields}
        return self.one("PUT", f"/CreditNotes/{note}/Allocations", {"Allocations": [wanted]})

    def some_contact(self) -> str:
        rows = self.ok("GET", "/Contacts")
        return str(rows[0]["ContactID"]) if rows else self.contact()

    def pay(self, invoice: str, amount: str, **fields: Any) -> Any:
        return self.one("PUT", "/Payments", payment(invoice, amount, **fields))


def line(**fields: Any) -> dict[str, Any]:
    """A line of 100.00 plus 20 % tax, unless told otherwise."""
    wanted = {"Description": "Rent", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
    return {**wanted, **fields}


def payment(invoice: str, amount: str, **fields: Any) -> dict[str, Any]:
    """The body that makes a payment from the bank account."""
    wanted = {
        "Invoice": {"InvoiceID": invoice},
        "Account": {"Code": "090"},
        "Date": "2026-03-02",
        "Amount": amount,
    }
    return {**wanted, **fields}
