"""Both simulators and the sync in this process, driven by people's actions."""

from dataclasses import replace
from typing import Any

from counterfoil.inprocess import Simulators, SyncCrash
from sync.door import factory
from sync.parts import PARTS, Parts

SIMULATORS = Simulators()
LINE = {"description": "Rent", "quantity": "1", "unitPrice": "100.00"}
ROW = {"Description": "Rent", "Quantity": "1", "UnitAmount": "100.00"}


class Circle:
    """One world and the sync on it."""

    def __init__(
        self, parts: Parts = PARTS, policy: str = "rl", switches: Any = None, **recipe: Any
    ) -> None:
        body = {
            "seed": 7,
            "fixture": "empty",
            "switches": {"limits": "off", **(switches or {})},
            **recipe,
        }
        self.connection = SIMULATORS.control.post("worlds", json=body).raise_for_status().json()
        self.connection["policy"] = {"conflict": policy}
        self.world = self.connection["world"]
        self.control = f"worlds/{self.world}"
        self.parts = parts
        self.sync = factory(self.connection, SIMULATORS.http(self.world), parts)
        self.seen = self.get("calls?after=0")["next"]

    def get(self, path: str) -> Any:
        return SIMULATORS.control.get(f"{self.control}/{path}").raise_for_status().json()

    def post(self, path: str, body: Any) -> Any:
        return SIMULATORS.control.post(f"{self.control}/{path}", json=body)

    # what people do

    def act(self, system: str, kind: str, record: Any = None, /, **fields: Any) -> str:
        """The id of the record that the action touched first."""
        owner = fields.pop("owner", None)
        body: dict[str, Any] = {"system": system, "kind": kind, "fields": fields}
        body |= {"id": str(record)} if record is not None else {}
        body |= {"owner": str(owner)} if owner is not None else {}
        answer = self.post("edits", body)
        assert answer.status_code == 200, answer.text
        commits = answer.json()["commits"]
        return str((commits[0]["after"] or {}).get("id") or commits[0]["id"])

    def here(self, kind: str, record: Any = None, /, **fields: Any) -> str:
        """A person acts in Re-Leased."""
        return self.act("released", kind, record, **fields)

    def there(self, kind: str, record: Any = None, /, **fields: Any) -> str:
        """A person acts in Xero."""
        return self.act("xero", kind, record, **fields)

    def contact(self, name: str = "Acme Ltd", **fields: Any) -> str:
        return self.here("contact.create", name=name, **fields)

    def invoice(self, contact: str, status: str = "Approved", **fields: Any) -> str:
        line = {**LINE, "accountCode": "200", "taxType": "OUTPUT2"}
        wanted = {
            "kind": "IncomeInvoice",
            "contactId": int(contact),
            "issueDate": "2026-03-01",
            "dueDate": "2026-03-15",
            "status": status,
            "lines": [line],
            **fields,
        }
        return self.here("document.create", **wanted)

    def xero_invoice(self, contact: str, status: str = "AUTHORISED", **fields: Any) -> str:
        row = {**ROW, "AccountCode": "200", "TaxType": "OUTPUT2"}
        wanted = {
            "Type": "ACCREC",
            "ContactID": contact,
            "Date": "2026-03-01",
            "DueDate": "2026-03-15",
            "Status": status,
            "LineItems": [row],
            **fields,
        }
        return self.there("invoice.create", **wanted)

    def pay(self, document: str, amount: str = "40.00", **fields: Any) -> str:
        wanted = {"documentId": int(document), "amount": amount, "date": "2026-03-02"}
        return self.here("payment.create", **{**wanted, "accountCode": "090", **fields})

    def xero_pay(self, invoice: str, amount: str = "40.00", **fields: Any) -> str:
        wanted = {"InvoiceID": invoice, "Code": "090", "Amount": amount, "Date": "2026-03-02"}
        return self.there("payment.create", **{**wanted, **fields})

    def fault(
        self, kind: str, /, times: int = 1, nth: int = 1, when: str = "", **match: Any
    ) -> None:
        action = {"kind": kind, **({"when": when} if when else {})}
        for name in [name for name in match if name.startswith("with_")]:
            action[name.removeprefix("with_")] = match.pop(name)
        rule = {"match": {**match, "nth": nth, "times": times}, "action": action}
        answer = self.post("faults", rule)
        assert answer.status_code == 201, answer.text

    def heal(self) -> None:
        SIMULATORS.control.delete(f"{self.control}/faults").raise_for_status()

    def advance(self, seconds: float) -> None:
        self.post("clock", {"advance_s": seconds}).raise_for_status()

    # what the sync does

    def cycle(self) -> bool:
        """One cycle; when it crashes, it is begun again from what it had stored."""
        try:
            return self.sync.cycle()
        except SyncCrash:
            blob = self.sync.checkpoint()
            self.sync = factory(self.connection, SIMULATORS.http(self.world), self.parts)
            self.sync.resume(blob)
            return False

    def settle(self, most: int = 8) -> int:
        """Cycles until one is complete and writes nothing. Returns how many that took."""
        for number in range(1, most + 1):
            self.calls()
            if self.cycle() and not self.writes():
                return number
        raise AssertionError(f"not settled after {most} cycles: {self.writes()}")

    def calls(self) -> list[dict[str, Any]]:
        """The calls since this was last asked."""
        answer = self.get(f"calls?after={self.seen}")
        self.last, self.seen = answer["calls"], answer["next"]
        return self.last

    def writes(self) -> list[str]:
        """The writes among the calls since `calls` was last asked."""
        calls = [c for c in self.calls() if c["method"] != "GET" and "token" not in c["path"]]
        return [f"{call['method']} {call['path']}" for call in calls]

    # what is there

    @property
    def state(self) -> Any:
        return self.get("state")

    def released(self, type_: str) -> list[dict[str, Any]]:
        return list(self.state["released"][type_])

    def xero(self, type_: str) -> list[dict[str, Any]]:
        return list(self.state["xero"][type_])

    def one(self, system: str, type_: str) -> dict[str, Any]:
        found = self.state[system][type_]
        assert len(found) == 1, found
        return dict(found[0])

    def problems(self) -> list[dict[str, Any]]:
        return [each for each in self.released("sync_record") if each["status"] == "Open"]


def spoilt(**parts: Any) -> Parts:
    """The parts with some of them exchanged."""
    return replace(PARTS, **parts)
