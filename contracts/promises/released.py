"""What Re-Leased's document cannot state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import httpx

from contracts.bench import Bench

TOKEN_S: Final = 1800
KEY_S: Final = 24 * 3600
LIMIT: Final = 60


def _base(bench: Bench, number: int = 0) -> str:
    return f"/rl/v1/companies/{bench.connection['companies'][number]['company_id']}"


def _contact(bench: Bench, name: str, **headers: str) -> httpx.Response:
    return bench.client.post(f"{_base(bench)}/contacts", json={"name": name}, headers=headers)


def _named(bench: Bench, name: str) -> list[dict[str, Any]]:
    found = bench.client.get(f"{_base(bench)}/contacts", params={"q": name})
    rows: list[dict[str, Any]] = found.json()["items"]
    return rows


def _log_in(bench: Bench) -> httpx.Response:
    form = {"grant_type": "client_credentials"}
    client = (bench.connection["client_id"], bench.connection["client_secret"])
    answer = bench.client.post("/rl/oauth/token", data=form, auth=client)
    bench.client.headers["Authorization"] = f"Bearer {answer.json().get('access_token')}"
    return answer


def key_replays(bench: Bench) -> Iterator[str]:
    """The same key and request give the first answer, marked; another request is refused."""
    key = {"Idempotency-Key": "made-once"}
    first, again = _contact(bench, "Once Ltd", **key), _contact(bench, "Once Ltd", **key)
    if (first.status_code, again.status_code) != (201, 201) or first.content != again.content:
        yield f"answers are {first.status_code} and {again.status_code}, or differ"
    if again.headers.get("Idempotent-Replay") != "true" or "Idempotent-Replay" in first.headers:
        yield "the second answer, and only it, must be marked Idempotent-Replay"
    if len(_named(bench, "Once Ltd")) != 1:
        yield "there is not exactly one contact"
    other = _contact(bench, "Other Ltd", **key)
    if (other.status_code, other.json().get("code")) != (422, "idempotency_mismatch"):
        yield f"another request with the key is answered {other.status_code}"


def key_is_forgotten(bench: Bench) -> Iterator[str]:
    """After 24 hours the key is new again."""
    key = {"Idempotency-Key": "made-once"}
    first = _contact(bench, "Once Ltd", **key)
    bench.advance(KEY_S)
    _log_in(bench)
    late = _contact(bench, "Once Ltd", **key)
    if late.status_code != 201 or late.json()["id"] == first.json()["id"]:
        yield f"after 24 hours the request is not new: {late.status_code}"


def limits_are_counted(bench: Bench) -> Iterator[str]:
    """Sixty calls a minute for each company; beyond it 429 with Retry-After; others go on."""
    left = [
        int(bench.client.get(_base(bench)).headers.get("X-RateLimit-Remaining", -1))
        for _ in range(LIMIT)
    ]
    if left != list(range(LIMIT - 1, -1, -1)):
        yield f"X-RateLimit-Remaining goes {left[0]}, {left[1]} … {left[-1]}"
    beyond = bench.client.get(_base(bench))
    if beyond.status_code != 429 or beyond.json().get("code") != "rate_limited":
        yield f"call {LIMIT + 1} is answered {beyond.status_code}"
        return
    if len(bench.connection["companies"]) > 1 and bench.client.get(_base(bench, 1)).is_error:
        yield "another company is limited as well"
    bench.advance(int(beyond.headers["Retry-After"]))
    if bench.client.get(_base(bench)).status_code != 200:
        yield "after Retry-After the call is still refused"


def updated_since(bench: Bench) -> Iterator[str]:
    """`updatedSince` includes its own instant."""
    bench.advance(3600)
    _log_in(bench)
    updated = _contact(bench, "Late Ltd").json()["updatedAt"]
    bench.advance(2)
    listed = bench.client.get(f"{_base(bench)}/contacts", params={"updatedSince": updated})
    names = [row["name"] for row in listed.json()["items"]]
    if names != ["Late Ltd"]:
        yield f"since {updated} the list holds {names}"


def unknown_id(bench: Bench) -> Iterator[str]:
    """Unknown ids, companies and paths answer 404 `not_found`."""
    for path in (
        *(f"{_base(bench)}/{kind}/999999" for kind in ("contacts", "invoices", "payments")),
        "/rl/v1/companies/999999/contacts",
        "/rl/v1/unicorns",
    ):
        answer = bench.client.get(path)
        if answer.status_code != 404 or answer.json().get("code") != "not_found":
            yield f"{path} is answered {answer.status_code}"


def tokens_expire(bench: Bench) -> Iterator[str]:
    """An access token lives for 30 minutes of the world's clock."""
    _log_in(bench)
    bench.advance(TOKEN_S - 1)
    early = bench.client.get("/rl/v1/companies")
    bench.advance(1)
    late = bench.client.get("/rl/v1/companies")
    if early.status_code != 200:
        yield f"a second before its end the token is answered {early.status_code}"
    if (late.status_code, late.json().get("code")) != (401, "token_expired"):
        yield f"at its end the token is answered {late.status_code}: {late.text[:200]}"
    if _log_in(bench).status_code != 200 or bench.client.get("/rl/v1/companies").is_error:
        yield "a new token does not work"


def versions_count(bench: Bench) -> Iterator[str]:
    """Every write raises the version by one; If-Match with another is refused."""
    made = _contact(bench, "Version Ltd")
    path = f"{_base(bench)}/contacts/{made.json()['id']}"
    first = bench.client.patch(
        path, json={"taxNumber": "1"}, headers={"If-Match": made.headers["ETag"]}
    )
    if first.status_code != 200 or first.headers["ETag"] != '"2"' or first.json()["version"] != 2:
        yield f"the first change is answered {first.status_code} with {first.headers.get('ETag')}"
    stale = bench.client.patch(path, json={"taxNumber": "2"}, headers={"If-Match": '"1"'})
    if (stale.status_code, stale.json().get("code")) != (412, "version_mismatch"):
        yield f"a stale If-Match is answered {stale.status_code}"
    if bench.client.get(path).json()["taxNumber"] != "1":
        yield "the refused change was made"


def patch_and_put(bench: Bench) -> Iterator[str]:
    """PATCH keeps what is absent and clears what is null; PUT clears what is absent."""
    body = {"name": "Merge Ltd", "email": "a@example.test", "taxNumber": "7"}
    made = bench.client.post(f"{_base(bench)}/contacts", json=body).json()
    path = f"{_base(bench)}/contacts/{made['id']}"
    merged = bench.client.patch(path, json={"email": None}).json()
    if (merged["email"], merged["taxNumber"]) != (None, "7"):
        yield f"after PATCH e-mail and tax number are {merged['email']} and {merged['taxNumber']}"
    replaced = bench.client.put(path, json={"name": "Merge Ltd"}).json()
    if replaced["taxNumber"] is not None:
        yield f"after PUT the tax number is {replaced['taxNumber']}"


def cursor_never_skips(bench: Bench) -> Iterator[str]:
    """A walk by cursor meets every row, also when rows change on the way."""
    path = f"{_base(bench)}/contacts"
    every = {row["id"] for row in bench.client.get(path).json()["items"]}
    met: set[int] = set()
    cursor, more, calls = "", True, 0
    while more and calls < 40:
        page = bench.client.get(path, params={"cursor": cursor, "pageSize": 1}).json()
        met |= {row["id"] for row in page["items"]}
        cursor, more, calls = page["nextCursor"], page["hasMore"], calls + 1
        if calls == 1:
            touched = sorted(every)[0]
            bench.client.patch(f"{path}/{touched}", json={"taxNumber": "x"})
    if not every <= met:
        yield f"the walk misses {sorted(every - met)}"


def xero_only_fields(bench: Bench) -> Iterator[str]:
    """What only Xero manages does not exist on a payment: 422 `unknown_field`."""
    for name in ("bankReference", "bankName", "particulars", "code", "isReconciled"):
        body = {"documentId": 1, "amount": "1.00", "date": "2026-03-02", name: "x"}
        answer = bench.client.post(f"{_base(bench)}/payments", json=body)
        codes = {(each["field"], each["code"]) for each in answer.json().get("errors", ())}
        if answer.status_code != 422 or (name, "unknown_field") not in codes:
            yield f"{name} is answered {answer.status_code}: {answer.text[:200]}"


def feed_is_complete(bench: Bench) -> Iterator[str]:
    """The feed tells every commit once, in order, and goes on from `next`."""
    path = f"{_base(bench)}/changes"
    start = bench.client.get(path, params={"limit": 1000}).json()["next"]
    made = [_contact(bench, f"Feed {number}").json()["id"] for number in range(3)]
    seen: list[int] = []
    after, more = start, True
    while more:
        page = bench.client.get(path, params={"after": after, "limit": 2}).json()
        seen += [row["id"] for row in page["items"]]
        after, more = page["next"], page["hasMore"]
    if seen != made:
        yield f"the feed tells {seen}, not {made}"
