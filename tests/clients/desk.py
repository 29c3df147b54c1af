"""What a client is given: a world, its addresses, app and tokens; and a person's hand in it."""

from typing import Any

import httpx

from tests.simulators.servers import Served

HARD_NAMES = ("a b.pdf", "a,b.pdf", "a#b.pdf", "[a] (b).pdf", "ä & é.pdf", "50%.pdf")
"""Names of files that naive clients and servers spoil. XQ-16."""
SCOPE = (
    "openid",
    "profile",
    "offline_access",
    "accounting.contacts",
    "accounting.invoices",
    "accounting.settings",
)


class Desk:
    """A fresh world of a server, with limits off unless told."""

    def __init__(self, served: Served, **recipe: Any) -> None:
        self.served = served
        switches = {"limits": "off", **recipe.pop("switches", {})}
        self.world = served.new_world(switches=switches, **recipe)
        self.given: dict[str, Any] = dict(served.connection["xero"])
        self.base: str = self.given["api_url"]
        self.tenant: str = self.given["organisations"][0]["tenant_id"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the control plane, below this world."""
        return self.served.control(method, f"/worlds/{self.world}/{path}", body)

    def fault(self, kind: str, match: dict[str, Any] | None = None, **fields: Any) -> None:
        """Arm one fault, for the next call unless told."""
        entry = {"match": {"system": "xero", **(match or {})}, "action": {"kind": kind, **fields}}
        self.control("POST", "faults", entry)

    def person(self, kind: str, record: str = "", **fields: Any) -> Any:
        """A person's action; the record that it wrote first."""
        body = {"system": "xero", "kind": kind, "id": record, "fields": fields}
        return self.control("POST", "edits", body)["commits"][0]["after"]

    def advance(self, seconds: float) -> None:
        """Let fake time pass."""
        self.control("POST", "clock", {"advance_s": seconds})

    def calls(self) -> list[dict[str, Any]]:
        """The calls so far."""
        found: list[dict[str, Any]] = self.control("GET", "calls")["calls"]
        return found

    def state(self, kind: str) -> list[dict[str, Any]]:
        """All records of a kind."""
        found: list[dict[str, Any]] = self.control("GET", "state")["xero"][kind]
        return found

    def consents(self, address: str) -> str:
        """A person allows what a page asks for; the address to which the browser is sent back."""
        fields = dict(httpx.URL(address).params)
        url = str(httpx.URL(address).copy_with(query=None))
        data = {**fields, "tenant": self.tenant, "decision": "allow"}
        assert httpx.get(address).status_code == 200
        return httpx.post(url, data=data).headers["Location"]
