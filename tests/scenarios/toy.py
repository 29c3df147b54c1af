"""
A toy pair of products with contacts and payments only, a toy sync, and a toy judge.

It speaks the control plane's language over an `httpx.MockTransport`, so that the examiner's
machinery can be tested without the simulators, and generators and shrinkers can be compared.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import orjson

from scenarios.finding import Finding

TENANT, COMPANY = "org-1", "1"


class Killed(BaseException):
    """A crash fault."""


class Lost(Exception):  # noqa: N818 - an event
    """An answer that never came."""


class Toy:
    """Both stores, journals, faults, clock; one world."""

    def __init__(self, records: int = 1) -> None:
        self.data: dict[str, Any] = {
            "xero": {"contact": {}}, "released": {"contact": {}}, "commits": [], "calls": [],
            "faults": [], "next": 1, "now": 0.0, "outbox": [],
        }  # fmt: skip
        self.snapshots: dict[str, Any] = {}
        self.worlds = 0
        self.starts = 0
        for _ in range(records):
            self._write("user", "xero", None, {"Name": "Fixture", "ContactStatus": "ACTIVE"})

    def client(self) -> httpx.Client:
        """A client bound to the toy's control plane."""
        return httpx.Client(
            transport=httpx.MockTransport(self._answer), base_url="http://toy/_control"
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/_control")
        body = orjson.loads(request.content) if request.content else {}
        parts = path.strip("/").split("/")
        if parts == ["worlds"]:
            self.worlds += 1
            return httpx.Response(201, content=orjson.dumps(self._connection()))
        if request.method == "DELETE" and len(parts) == 2:
            return httpx.Response(204)
        status, answer = self._route(request.method, parts[2:], body, request.url.params)
        return httpx.Response(status, content=orjson.dumps(answer))

    def _connection(self) -> dict[str, Any]:
        return {
            "world": f"w-{self.worlds}",
            "pairings": [{"company_id": 1, "tenant_id": TENANT, "sync_from": "2026-01-01"}],
            "xero": {"organisations": [{"tenant_id": TENANT}]},
        }

    def _route(
        self, method: str, parts: list[str], body: Any, params: httpx.QueryParams
    ) -> tuple[int, Any]:
        data, head = self.data, parts[0]
        if head == "edits":
            return self.edit(body)
        if head in ("history", "calls"):
            key = "commits" if head == "history" else "calls"
            rows = [row for row in data[key] if row["n"] > int(params.get("after", "0"))]
            return 200, {key: rows, "cut": data.get("cut", False)}
        if head == "faults":
            data["faults"] = [] if method == "DELETE" else [*data["faults"], {"seen": 0, **body}]
            return 201, {"fault": "f-1"}
        if head == "webhooks":
            return self._webhooks(method, body)
        if head == "clock":
            data["now"] += body["advance_s"]
        if head == "snapshots":
            return self._copies(parts)
        if head == "state":
            return 200, {
                system: {"contact": list(data[system]["contact"].values())}
                for system in ("xero", "released")
            }
        return 200, {}

    def _webhooks(self, method: str, body: Any) -> tuple[int, Any]:
        """The outbox, or what of it is handed over; a signature is the word `right`."""
        outbox = self.data["outbox"]
        if method == "GET":
            return 200, {"pending": outbox}
        names = body.get("deliveries", [line["delivery"] for line in outbox])
        taken = [line for name in names for line in outbox if line["delivery"] == name]
        self.data["outbox"] = [line for line in outbox if line not in taken]
        if not body.get("hand_over"):
            return 200, {"results": []}
        headers = {"x-signature": "right"}
        return 200, {
            "requests": [
                {"system": "xero", "deliveries": [line["delivery"]], "headers": headers,
                 "body": orjson.dumps(line["row"]).decode()}
                for line in taken
            ]
        }  # fmt: skip

    def _copies(self, parts: list[str]) -> tuple[int, Any]:
        if parts[-1] == "restore":
            self.data = copy.deepcopy(self.snapshots[parts[1]])
            return 200, {}
        name = f"s-{len(self.snapshots)}"
        self.snapshots[name] = copy.deepcopy(self.data)
        return 201, {"snapshot": name}

    def edit(self, body: Mapping[str, Any]) -> tuple[int, Any]:
        """A person's action; whatever is not possible is refused."""
        system, verb = body["system"], body["kind"].split(".")
        status = "ContactStatus" if system == "xero" else "status"
        states = {"archive": "ARCHIVED", "restore": "ACTIVE", "unarchive": "ACTIVE"}
        change = dict(body["fields"])
        if verb[0] != "contact" or verb[1] not in (*states, "create", "edit"):
            return 409, {"detail": f"the toy knows no {body['kind']}"}
        if verb[1] in states:
            change = {status: states[verb[1]]}
        if verb[1] == "create":
            change[status] = "ACTIVE"
            taken = {_token(_common(record)).lower() for record in self._all()}
            if _token(_common(change)).lower() in taken:
                return 409, {"detail": "the toy knows no namesakes"}
        row = self._write("user", system, body.get("id"), change)
        return 200, {"commits": [row]}

    def raise_one(self) -> dict[str, Any]:
        """The product itself adds a record."""
        return self._write("system", "released", None, {"name": "Raised", "status": "ACTIVE"})

    def _all(self) -> list[dict[str, Any]]:
        return [r for s in ("xero", "released") for r in self.data[s]["contact"].values()]

    def _write(
        self, actor: str, system: str, record_id: str | None, change: Mapping[str, Any]
    ) -> dict[str, Any]:
        data, key = self.data, "ContactID" if system == "xero" else "id"
        store = data[system]["contact"]
        name = record_id or str(data["next"])
        data["next"] += 1
        before = store.get(name)
        owner = {"owner": TENANT} if system == "xero" else {"companyIds": [1]}
        store[name] = {key: name, **owner, **(before or {}), **change}
        row = {
            "n": len(data["commits"]) + 1, "system": system, "actor": actor, "type": "contact",
            "id": name, "op": "update" if before else "create", "before": before,
            "after": store[name], "call": len(data["calls"]) if actor == "sync" else None,
        }  # fmt: skip
        data["commits"].append(row)
        if system == "xero":
            data["outbox"].append({"delivery": f"d-{row['n']}", "row": row})
        return row

    def call(self, system: str, method: str, change: Mapping[str, Any] | None = None,
             record_id: str | None = None) -> Any:  # fmt: skip
        """One call of the sync: reads the store, or writes to it; faults strike here."""
        fault = self._strike(system, method)
        self.data["calls"].append(
            {"n": len(self.data["calls"]) + 1, "actor": "sync", "method": method, "path": "/",
             "system": system, "fault": fault and fault["kind"], "status": 200,
             "commits": ["unsaid"]}
        )  # fmt: skip
        if fault and fault["kind"] == "edit":
            self.edit(fault["edit"])
        if fault and fault["kind"] == "crash" and fault["when"] == "before":
            raise Killed("the fault plan killed the sync")
        if fault and fault["kind"] == "drop_before_commit":
            raise Lost("no answer")
        answer = (
            dict(self.data[system]["contact"])
            if change is None
            else self._write("sync", system, record_id, change)
        )
        if fault and fault["kind"] == "crash":
            raise Killed("the fault plan killed the sync")
        if fault and fault["kind"] == "drop_after_commit":
            raise Lost("no answer")
        return answer

    def _strike(self, system: str, method: str) -> dict[str, Any] | None:
        for fault in self.data["faults"]:
            match = fault["match"]
            if match.get("system", system) == system and match.get("method", method) == method:
                fault["seen"] += 1
                if fault["seen"] == match["nth"]:
                    struck: dict[str, Any] = fault["action"]
                    return struck
        return None


class ToySync:
    """
    Keeps contacts in step. `bug` spoils it: `forgets` never stores a link; `overwrites` sends
    whole records; `revives` makes a new record for one that comes back in Re-Leased; `believes`
    writes what a webhook says, `trusts` does not look at its signature, `chokes` fails on one;
    `dithers` reads the oftener the more syncs were begun before it in the process.
    """

    def __init__(self, toy: Toy, bug: str = "") -> None:
        self._toy = toy
        self._bug = bug
        self._links: dict[str, str] = {}  # Re-Leased id -> Xero id
        self._base: dict[str, dict[str, Any]] = {}
        self.told: list[dict[str, Any]] = []
        toy.starts += 1

    def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        """One webhook."""
        if self._bug == "chokes":
            raise KeyError(system)
        if headers["x-signature"] != "right" and self._bug != "trusts":
            return 401
        self.told.append(orjson.loads(body))
        return 200

    def checkpoint(self) -> bytes:
        """Links and base as JSON."""
        return orjson.dumps([self._links, self._base])

    def resume(self, state: bytes) -> None:
        """Goes on from a checkpoint."""
        self._links, self._base = orjson.loads(state)

    def cycle(self) -> bool:
        """Both ways, once; a lost answer ends the cycle early."""
        try:
            self._both_ways()
        except Lost:
            return False
        return True

    def _both_ways(self) -> None:
        for _ in range(self._toy.starts % 7 if self._bug == "dithers" else 0):
            self._toy.call("xero", "GET")
        told, self.told = self.told, []
        for row in told if self._bug == "believes" else ():
            ours = next((k for k, v in self._links.items() if v == row["id"]), None)
            if ours is not None:
                self._toy.call("released", "PATCH", _common(row["after"]), ours)
        if self._bug == "crashes" and len(self._toy.data["xero"]["contact"]) > 2:
            raise ValueError("three are too many")
        theirs = {k: _common(v) for k, v in self._toy.call("xero", "GET").items()}
        ours = {k: _common(v) for k, v in self._toy.call("released", "GET").items()}
        for xero_id in theirs:
            if xero_id not in self._links.values() and not _is_known(theirs[xero_id], ours):
                made = self._toy.call("released", "POST", theirs[xero_id])
                self._link(made["id"], xero_id, theirs[xero_id])
        for our_id, fields in ours.items():
            xero_id = self._links.get(our_id)
            if xero_id is None or xero_id not in theirs:
                self._push_new(our_id, fields, theirs)
            else:
                self._merge(our_id, fields, xero_id, theirs[xero_id])

    def _part(self, agreed: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
        """What is new; the whole record when spoilt."""
        whole = self._bug == "overwrites"
        return {key: value for key, value in agreed.items() if whole or known[key] != value}

    def _push_new(self, our_id: str, fields: dict[str, Any], theirs: dict[str, Any]) -> None:
        known = [k for k, v in theirs.items() if _token(v) == _token(fields)]
        if known and self._bug != "forgets":
            self._link(our_id, known[0], fields)
            return
        made = self._toy.call("xero", "PUT", _xero(fields))
        self._link(our_id, made["id"], fields)

    def _link(self, our_id: str, xero_id: str, base: dict[str, Any]) -> None:
        if self._bug != "forgets":
            self._links[our_id] = xero_id
            self._base[our_id] = base

    def _merge(
        self, our_id: str, ours: dict[str, Any], xero_id: str, theirs: dict[str, Any]
    ) -> None:
        base = self._base[our_id]
        if self._bug == "revives" and base["status"] != "ACTIVE" == ours["status"]:
            made = self._toy.call("xero", "PUT", _xero(ours))
            self._link(our_id, made["id"], ours)
            return
        whole = self._bug == "overwrites" and ours != base
        agreed = ours if whole else {
            key: ours[key] if ours[key] != base[key] else theirs[key] for key in base
        }  # fmt: skip
        if theirs != agreed:
            self._toy.call("xero", "POST", _xero(self._part(agreed, theirs)), xero_id)
        if ours != agreed:
            self._toy.call("released", "PATCH", self._part(agreed, ours), our_id)
        self._base[our_id] = agreed


XERO_NAMES = {"name": "Name", "email": "EmailAddress", "status": "ContactStatus"}


def _common(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": record.get("Name", record.get("name", "")),
        "email": record.get("EmailAddress", record.get("email")) or "",
        "status": record.get("ContactStatus", record.get("status", "")),
    }


def _xero(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {XERO_NAMES[key]: value for key, value in fields.items()}


def _token(fields: Mapping[str, Any]) -> str:
    return str(fields["name"]).split()[-1]


def _is_known(fields: Mapping[str, Any], records: Mapping[str, Any]) -> bool:
    return any(_token(fields) == _token(record) for record in records.values())


class ToyJudge:
    """Two rules: at most one copy per system (R55), and no edit is lost (R6)."""

    def __init__(self, _connection: Mapping[str, Any]) -> None:
        self.exercised: dict[str, int] = {}
        self.history = self
        self._records: dict[tuple[str, str], dict[str, Any]] = {}
        self._written: dict[str, dict[str, set[str]]] = {}

    def begin(self, state: Mapping[str, Any]) -> None:
        for system in ("xero", "released"):
            for record in state[system].get("contact", ()):
                key = record["ContactID"] if system == "xero" else record["id"]
                self._records[system, key] = _common(record)

    def copy(self) -> "ToyJudge":
        judge = copy.copy(self)
        judge.exercised, judge._records, judge._written = {}, dict(self._records), {}
        judge.history = judge
        return judge

    def root_of(self, system: str, _type: str, record_id: str) -> str:
        return _token(self._records[system, record_id])

    def copies(self, root: str, system: str) -> list[str]:
        return [i for (s, i), r in self._records.items() if s == system and _token(r) == root]

    def calls(self, rows: Sequence[Mapping[str, Any]]) -> None:
        pass

    def commits(self, rows: Sequence[Mapping[str, Any]]) -> list[Finding]:
        found = []
        for row in rows:
            fields = _common(row["after"])
            self._records[row["system"], row["id"]] = fields
            copies = self.copies(_token(fields), row["system"])
            self.exercised["R55"] = self.exercised.get("R55", 0) + 1
            if len(copies) > 1:
                names = tuple((row["system"], "contact", copy) for copy in copies)
                found.append(Finding("R55", "two copies", {}, row["n"], names))
            if row["actor"] == "user" and row["op"] == "update":
                for unit, value in fields.items():
                    if _common(row["before"])[unit] != value:
                        values = self._written.setdefault(_token(fields), {})
                        values.setdefault(unit, set()).add(value)
        return found

    def cycle(
        self, rows: Sequence[Mapping[str, Any]], turns: int, *, is_complete: bool
    ) -> list[Finding]:
        return []

    def settled(self, cycles: int, quiet_writes: int) -> list[Finding]:
        self.exercised["R6"] = self.exercised.get("R6", 0) + len(self._written)
        found = []
        for token, values in self._written.items():
            for (system, record_id), record in self._records.items():
                lost = {
                    unit: sorted(those)
                    for unit, those in values.items()
                    if record[unit] not in those and unit != "status"
                }
                if _token(record) == token and lost:
                    name = ((system, "contact", record_id),)
                    found.append(Finding("R6", "an edit was lost", lost, None, name))
        return found

    def digest(self, state: Mapping[str, Any]) -> dict[str, list[Any]]:
        return {
            system: sorted(str(_common(record)) for record in state[system]["contact"])
            for system in ("xero", "released")
        }


def a_factory(toy: Toy, bug: str = "") -> Callable[[dict[str, Any], Any], ToySync]:
    """A factory for the object door."""
    return lambda _connection, _http: ToySync(toy, bug)
