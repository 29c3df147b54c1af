"""One world of the toys, with a short way to call its vendors and its control plane."""

from typing import Any

import httpx

from counterfoil.inprocess import Simulators
from simulators.kernel.registry import Registry
from tests.simulators.kernel.toy import a_registry


class ToyWorld:
    """A fresh world in process; keyword arguments are its recipe."""

    def __init__(self, registry: Registry | None = None, **recipe: Any) -> None:
        self.simulators = Simulators(registry or a_registry())
        created = self.simulators.control.post("worlds", json=recipe)
        assert created.status_code == 201, created.text
        self.connection = created.json()
        self.name: str = self.connection["world"]
        self.http = self.simulators.http(self.name)
        self.world = self.simulators.registry.worlds[self.name]

    def call(
        self, method: str, path: str, body: Any = None, system: str = "xero", **headers: str
    ) -> httpx.Response:
        """One call of the sync; `idempotency_key="k"` becomes a header."""
        part = self.connection[system]
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {part['access_token']}", **names}
        return self.http.client(part["api_url"]).request(method, path, json=body, headers=sent)

    def write(self, name: str, **headers: str) -> httpx.Response:
        """Make a note."""
        return self.call("POST", "/notes", {"name": name}, **headers)

    def names(self) -> list[str]:
        """The names of all notes, read by the control plane."""
        return [note["name"] for note in self.get("state")["xero"]["note"]]

    def control(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """One call of the control plane about this world."""
        url = f"worlds/{self.name}/{path}".rstrip("/")
        return self.simulators.control.request(method, url, json=body)

    def get(self, path: str) -> Any:
        """What the control plane answers."""
        answer = self.control("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        """What the control plane answers to something that it accepts."""
        answer = self.control("POST", path, body)
        assert answer.is_success, answer.text
        return answer.json()

    def arm(self, match: dict[str, Any], kind: str, **action: Any) -> str:
        """Add one entry to the fault plan."""
        name: str = self.post("faults", {"match": match, "action": {"kind": kind, **action}})[
            "fault"
        ]
        return name

    def last_copy(self) -> str:
        """The name of the newest copy of this world."""
        return f"s-{self.world.snapshots_made:02d}"

    def struck(self) -> list[int]:
        """The numbers of the calls that a fault struck."""
        return [call["n"] for call in self.get("calls")["calls"] if call["fault"]]
