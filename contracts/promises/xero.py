"""What Xero's document cannot state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

import httpx

from contracts.bench import Bench

ROOT: Final = "/api.xro/2.0"
CONTACTS: Final = f"{ROOT}/Contacts"
ACCESS_S: Final = 1800
KEY_S: Final = 360
READABLE: Final = (
    "Contacts",
    "Invoices",
    "CreditNotes",
    "Payments",
    "Accounts",
    "BankTransactions",
    "TrackingCategories",
)
LIMIT: Final = 60


def _contact(bench: Bench, name: str, **headers: str) -> httpx.Response:
    return bench.client.put(CONTACTS, json={"Name": name}, headers=headers)


def _named(bench: Bench, name: str) -> list[dict[str, Any]]:
    answer = bench.client.get(CONTACTS, params={"where": f'Name=="{name}"', "page": "1"})
    found: list[dict[str, Any]] = answer.json()["Contacts"]
    return found


def key_replays(bench: Bench) -> Iterator[str]:
    """The same key and request give the first answer; another request with it is refused."""
    key = {"Idempotency-Key": "made-once"}
    first, again = _contact(bench, "Once Ltd", **key), _contact(bench, "Once Ltd", **key)
    if (first.status_code, again.status_code) != (200, 200):
        yield f"answers are {first.status_code} and {again.status_code}, not 200 twice"
    elif first.content != again.content:
        yield "the second answer differs from the first"
    if len(_named(bench, "Once Ltd")) != 1:
        yield f"there are {len(_named(bench, 'Once Ltd'))} contacts, not one"
    other = _contact(bench, "Other Ltd", **key)
    if other.status_code != 400 or "is used with a different request" not in other.text:
        yield f"another request with the key is answered {other.status_code}: {other.text[:200]}"


def key_is_forgotten(bench: Bench) -> Iterator[str]:
    """After six minutes the key is new again."""
    key = {"Idempotency-Key": "made-once"}
    _contact(bench, "Once Ltd", **key)
    bench.advance(KEY_S)
    late = _contact(bench, "Once Ltd", **key)
    if late.status_code != 400 or "already assigned" not in late.text:
        yield f"after {KEY_S} s the request is not new: {late.status_code}"


def bad_rows_together(bench: Bench) -> Iterator[str]:
    """By default a bad row makes a 400 that lists it alone; good rows are saved nevertheless."""
    rows = {"Contacts": [{"Name": "Good Ltd"}, {"EmailAddress": "nameless@example.test"}]}
    answer = bench.client.put(CONTACTS, json=rows)
    if answer.status_code != 400:
        yield f"the answer is {answer.status_code}, not 400"
        return
    elements = answer.json()["Elements"]
    if len(elements) != 1 or "Name" in elements[0]:
        yield f"the answer lists {len(elements)} rows, not the bad one alone"
    if len(_named(bench, "Good Ltd")) != 1:
        yield "the good row was not saved"


def bad_rows_apart(bench: Bench) -> Iterator[str]:
    """With summarizeErrors=false the answer is 200 and each row has its own status, in order."""
    rows = {"Contacts": [{"EmailAddress": "nameless@example.test"}, {"Name": "Good Ltd"}]}
    answer = bench.client.put(CONTACTS, json=rows, params={"summarizeErrors": "False"})
    if answer.status_code != 200:
        yield f"the answer is {answer.status_code}, not 200"
        return
    shown = answer.json()["Contacts"]
    statuses = [row.get("StatusAttributeString") for row in shown]
    if statuses != ["ERROR", "OK"]:
        yield f"the rows' statuses are {statuses}, not ERROR and OK"
    elif not shown[0]["HasValidationErrors"] or not shown[0]["ContactID"].startswith("00000000-"):
        yield "the refused row has an id, or no HasValidationErrors"


def limits_are_counted(bench: Bench) -> Iterator[str]:
    """Sixty calls a minute; the headers count down; beyond it 429, empty, with Retry-After."""
    left = []
    for _ in range(LIMIT):
        answer = bench.client.get(f"{ROOT}/Currencies")
        left.append(int(answer.headers.get("X-MinLimit-Remaining", -1)))
    if left != list(range(LIMIT - 1, -1, -1)):
        yield f"X-MinLimit-Remaining goes {left[0]}, {left[1]} … {left[-1]}"
    beyond = bench.client.get(f"{ROOT}/Currencies")
    if beyond.status_code != 429 or beyond.content:
        yield f"call {LIMIT + 1} is answered {beyond.status_code} with {len(beyond.content)} bytes"
        return
    if beyond.headers.get("X-Rate-Limit-Problem") != "minute":
        yield f"X-Rate-Limit-Problem is {beyond.headers.get('X-Rate-Limit-Problem')}"
    wait = beyond.headers.get("Retry-After", "")
    if not wait.isdecimal() or not 0 < int(wait) <= 60:
        yield f"Retry-After is {wait!r}"
        return
    bench.advance(int(wait))
    if bench.client.get(f"{ROOT}/Currencies").status_code != 200:
        yield f"after {wait} s the call is still refused"


def modified_since(bench: Bench) -> Iterator[str]:
    """If-Modified-Since includes its own second, in three forms; what is no date is ignored."""
    bench.advance(60)
    row = _contact(bench, "Late Ltd").json()["Contacts"][0]
    ticks = int(re.findall(r"\d+", row["UpdatedDateUTC"])[0]) // 1000
    iso, mail = _instants(ticks)
    for text in (iso, f"{iso}+00:00", f"{iso}.000Z", mail):
        names = _changed(bench, text)
        if names != ["Late Ltd"]:
            yield f"since {text} the list holds {names}"
    if _changed(bench, _instants(ticks + 1)[0]):
        yield "a second later the contact is still listed"
    if len(_changed(bench, "the day before yesterday")) < 2:
        yield "a header that is no date does not bring everything back"


def _changed(bench: Bench, since: str) -> list[str]:
    answer = bench.client.get(CONTACTS, headers={"If-Modified-Since": since})
    return [row["Name"] for row in answer.json()["Contacts"]]


def _instants(seconds: int) -> tuple[str, str]:
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}", format_datetime(moment, usegmt=True)


def unknown_id(bench: Bench) -> Iterator[str]:
    """An unknown id is answered 404 in text/html, not in JSON."""
    for resource in READABLE:
        answer = bench.client.get(f"{ROOT}/{resource}/{bench.a_guid(resource)}")
        media = answer.headers.get("Content-Type", "")
        if answer.status_code != 404 or not media.startswith("text/html"):
            yield f"{resource} answers {answer.status_code} as {media}"


def tokens_expire(bench: Bench) -> Iterator[str]:
    """An access token lives for 30 minutes, to the millisecond of the world's clock."""
    fresh = _refreshed(bench, bench.connection["refresh_token"])
    bench.client.headers["Authorization"] = f"Bearer {fresh.json()['access_token']}"
    bench.advance(ACCESS_S - 1)
    early = bench.client.get("/connections")
    bench.advance(1)
    late = bench.client.get("/connections")
    if early.status_code != 200:
        yield f"a second before its end the token is answered {early.status_code}"
    if late.status_code != 401 or "TokenExpired" not in late.text:
        yield f"at its end the token is answered {late.status_code}: {late.text[:200]}"


def refresh_rotates(bench: Bench) -> Iterator[str]:
    """Each refresh gives a new refresh token; the one before works for 30 minutes more."""
    old = bench.connection["refresh_token"]
    first = _refreshed(bench, old)
    if first.status_code != 200 or first.json()["refresh_token"] == old:
        yield "a refresh does not give another refresh token"
        return
    bench.advance(ACCESS_S - 60)
    if _refreshed(bench, old).status_code != 200:
        yield "the token before does not work within its grace"
    bench.advance(120)
    late = _refreshed(bench, old)
    if late.status_code != 400 or late.json() != {"error": "invalid_grant"}:
        yield f"after its grace the token before is answered {late.status_code}"
    if _refreshed(bench, first.json()["refresh_token"]).status_code != 200:
        yield "the new refresh token does not work"


def _refreshed(bench: Bench, token: str) -> httpx.Response:
    client = (bench.connection["client_id"], bench.connection["client_secret"])
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return bench.client.post("/connect/token", data=form, auth=client)


def not_offered(bench: Bench) -> Iterator[str]:
    """A method that a resource does not offer, and a resource not simulated, answer 501."""
    for method, path in (("DELETE", "Contacts"), ("POST", "Organisation"), ("GET", "Quotes")):
        answer = bench.client.request(method, f"{ROOT}/{path}")
        number = answer.json().get("ErrorNumber") if answer.status_code == 501 else None
        if number != 20:
            yield f"{method} {path} is answered {answer.status_code}: {answer.text[:200]}"


def digits(bench: Bench) -> Iterator[str]:
    """Amounts are bare numbers with two digits, quantities with four."""
    text = bench.client.get(f"{ROOT}/Invoices", params={"page": "1"}).text
    for name, digits in (("Total", 2), ("AmountDue", 2), ("TaxAmount", 2), ("Quantity", 4)):
        found = re.findall(rf'"{name}": ?([^,}}\]]+)', text)
        wrong = [each for each in found if not re.fullmatch(rf"-?\d+\.\d{{{digits}}}", each)]
        if wrong or not found:
            yield f"{name} is written {wrong[:1] or 'nowhere'}, not with {digits} digits"


def filters(bench: Bench) -> Iterator[str]:
    """Single and double `=` find the same; a bare id is refused in Xero's words."""
    row = _contact(bench, "Filter Ltd").json()["Contacts"][0]
    for where in (
        'Name=="filter ltd"',
        'Name = "Filter Ltd"',
        f'ContactID==guid("{row["ContactID"]}")',
    ):
        answer = bench.client.get(CONTACTS, params={"where": where})
        if answer.status_code != 200 or len(answer.json()["Contacts"]) != 1:
            yield f"{where} finds {answer.status_code} {answer.text[:100]}"
    bare = bench.client.get(CONTACTS, params={"where": f'ContactID=="{row["ContactID"]}"'})
    wanted = "incompatible with operand types 'Guid' and 'String'"
    if bare.status_code != 400 or wanted not in bare.text:
        yield f"a bare id is answered {bare.status_code}: {bare.text[:200]}"


def pages_partition(bench: Bench) -> Iterator[str]:
    """Pages hold every row once; a page past the end is empty."""
    whole = [row["ContactID"] for row in bench.client.get(CONTACTS).json()["Contacts"]]
    paged = [
        row["ContactID"]
        for page in range(1, len(whole) + 1)
        for row in bench.client.get(CONTACTS, params={"page": page, "pageSize": 1}).json()[
            "Contacts"
        ]
    ]
    if sorted(paged) != sorted(whole):
        yield f"{len(paged)} rows on pages, {len(set(paged))} different, {len(whole)} in all"
    past = bench.client.get(CONTACTS, params={"page": len(whole) + 1, "pageSize": 1})
    if past.status_code != 200 or past.json()["Contacts"]:
        yield "a page past the end is not an empty 200"


def tenant_is_required(bench: Bench) -> Iterator[str]:
    """Without the tenant header, or with a stranger's, the answer is 403."""
    for tenant in ("", bench.a_guid("tenant")):
        answer = bench.client.get(CONTACTS, headers={"xero-tenant-id": tenant})
        if answer.status_code != 403:
            yield f"tenant {tenant or 'none'} is answered {answer.status_code}"
