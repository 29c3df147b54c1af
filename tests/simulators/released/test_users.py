"""Users from outside: made by an edit, acting by name, and with tokens of their own."""

from typing import Any

import pytest

from counterfoil.inprocess import Simulators
from simulators.kernel.call import Doc

TWO = {"organisations": 2, "companies": 2, "switches": {"limits": "off"}}
ALL, WRITERS = ("ok", "ok", "ok"), ("ok", "ok", "role_forbidden")
ROLES = {
    #                    reads, writes, disconnects
    "administrator": ALL,
    "account_manager": WRITERS,
    "property_manager": WRITERS,
    "read_only": ("ok", "role_forbidden", "role_forbidden"),
}


class Desk:
    """A stranger before the control plane and Re-Leased's API, with one world."""

    def __init__(self, **recipe: Any) -> None:
        simulators = Simulators()
        self.control = simulators.control
        made = self.control.post("worlds", json={**TWO, **recipe}).json()
        self.world = f"worlds/{made['world']}"
        self.released = simulators.http(made["world"]).client(made["released"]["api_url"])

    def edit(self, kind: str, **asked: Any) -> Any:
        edit = {"system": "released", "kind": kind, **asked}
        return self.control.post(f"{self.world}/edits", json=edit)

    def user(self, role: str, companies: list[int] | None = None) -> Doc:
        fields = {"name": f"A {role}", "role": role, "companyIds": companies}
        made = self.edit("user.create", fields=fields)
        assert made.status_code == 200, made.text
        record: Doc = made.json()["commits"][0]["after"]
        return record

    def users(self) -> list[Doc]:
        listed: list[Doc] = self.control.get(f"{self.world}/users").json()["released"]
        return listed

    def token(self, user: Doc, **form: str) -> str:
        known = next(each for each in self.users() if each["id"] == user["id"])
        client = {name: known[name] for name in ("client_id", "client_secret")}
        asked = {"grant_type": "client_credentials", **client, **form}
        answer = self.released.post("/rl/oauth/token", data=asked)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def code(self, method: str, path: str, token: str, body: Any = None, company: int = 1) -> str:
        answer = self.released.request(
            method,
            f"/rl/v1/companies/{company}{path}",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        return (
            "ok" if answer.status_code < 300 else f"{answer.status_code} {answer.json()['code']}"
        )

    def newest(self) -> Doc:
        commit: Doc = self.control.get(f"{self.world}/history").json()["commits"][-1]
        return commit


def test_a_user_is_made_and_shown_with_credentials_that_no_record_shows() -> None:
    """Source: designed, re-leased.md §6.2 and §9."""
    desk = Desk()
    made = desk.user("account_manager", [2])

    assert made["role"] == "account_manager"
    assert made["companyIds"] == [2]
    state = desk.control.get(f"{desk.world}/state").json()["released"]
    assert state["user"] == [made]
    listed = desk.users()
    assert [each["id"] for each in listed] == [made["id"]]
    assert listed[0]["client_secret"] not in str(state)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "A", "role": "owner"}, "wrong_value"),
        ({"role": "read_only"}, "required"),
        ({"name": "A"}, "required"),
        ({"name": "A", "role": "read_only", "companyIds": [3]}, "company_unknown"),
        ({"name": "A", "role": "read_only", "companyIds": []}, "required"),
        ({"name": "A", "role": "read_only", "companyIds": "1"}, "wrong_type"),
    ],
)
def test_a_wrong_user_is_refused(fields: Doc, code: str) -> None:
    """Source: designed."""
    desk = Desk()
    refused = desk.edit("user.create", fields=fields)

    assert (refused.status_code, refused.json()["refusals"][0]["code"]) == (409, code)
    assert desk.users() == []


@pytest.mark.parametrize("role", ROLES)
def test_a_user_s_token_does_what_the_role_allows(role: str) -> None:
    """Source: names documented, RL-PERMS; what they allow designed."""
    desk = Desk()
    user = desk.user(role)
    token = desk.token(user)

    codes = (
        desk.code("GET", "/contacts", token),
        desk.code("POST", "/contacts", token, {"name": "Ann"}),
        desk.code("POST", "/connection/disconnect", token),
    )

    assert tuple(code.removeprefix("403 ") for code in codes) == ROLES[role]
    if role != "read_only":
        assert desk.newest()["by"] == str(user["id"])


@pytest.mark.parametrize("role", ROLES)
def test_an_edit_as_a_user_does_what_the_role_allows(role: str) -> None:
    """Source: designed, re-leased.md §9: edits of a scenario are attributable."""
    desk = Desk()
    user = desk.user(role)["id"]

    made = desk.edit("contact.create", fields={"name": "Ann"}, **{"as": user})
    parted = desk.edit("connection.disconnect", **{"as": str(user)})
    invited = desk.edit("user.create", fields={"name": "B", "role": role}, **{"as": user})

    codes = tuple(
        "ok" if each.status_code == 200 else each.json()["refusals"][0]["code"]
        for each in (made, parted, invited)
    )
    assert codes == (*ROLES[role][1:], ROLES[role][2])
    if made.status_code == 200:
        assert made.json()["commits"][0]["by"] == str(user)


def test_a_user_sees_only_the_companies_that_were_named() -> None:
    """Source: documented, RL-COMPANIES: the company is the unit of permission."""
    desk = Desk()
    user = desk.user("administrator", [2])
    token = desk.token(user)

    assert desk.code("GET", "/contacts", token) == "403 company_not_visible"
    assert desk.code("GET", "/contacts", token, company=2) == "ok"
    asked = {"fields": {"name": "Ann"}, "as": user["id"]}
    refused = desk.edit("contact.create", owner="1", **asked)
    assert refused.json()["refusals"][0]["code"] == "company_not_visible"
    assert desk.edit("contact.create", owner="2", **asked).status_code == 200


def test_every_401_and_403_reaches_a_user() -> None:
    """Source: designed, re-leased.md §6.2 and §6.6."""
    desk = Desk()
    user = desk.user("administrator")
    fault = {"match": {"system": "released"}, "action": {"kind": "revoke_token"}}
    narrow, old = desk.token(user, scope="read"), desk.token(user)

    assert desk.code("GET", "/contacts", "") == "401 token_missing"
    assert desk.code("POST", "/contacts", narrow, {"name": "A"}) == "403 insufficient_scope"
    desk.control.post(f"{desk.world}/clock", json={"advance_s": 1801})
    assert desk.code("GET", "/contacts", old) == "401 token_expired"
    desk.control.post(f"{desk.world}/faults", json=fault)
    fresh = desk.token(user)
    assert desk.code("GET", "/contacts", fresh) == "401 token_revoked"
    assert desk.code("GET", "/contacts", fresh) == "401 token_revoked"


@pytest.mark.parametrize(("system", "name"), [("released", 77), ("released", "Ann"), ("xero", 1)])
def test_an_unknown_user_is_no_one_to_act_as(system: str, name: object) -> None:
    """Source: designed."""
    answer = Desk().edit("contact.create", **{"system": system, "as": name})
    assert answer.status_code == 400
    assert "the users are none yet" in answer.json()["detail"]


def test_a_user_acts_in_a_race_too() -> None:
    """Source: designed: the edit of a fault takes what the control plane takes."""
    desk = Desk()
    user = desk.user("property_manager")["id"]
    token = desk.token(desk.user("read_only"))
    edit = {"system": "released", "kind": "contact.create", "fields": {"name": "B"}, "as": user}
    armed = desk.control.post(
        f"{desk.world}/faults", json={"match": {}, "action": {"kind": "edit", "edit": edit}}
    )
    assert armed.status_code == 201

    assert desk.code("GET", "/contacts", token) == "ok"
    assert desk.newest()["by"] == str(user)
