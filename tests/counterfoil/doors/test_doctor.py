"""`counterfoil doctor`: how far a sync gets, and the next step."""

import json

import pytest

from counterfoil.first_contact import CHECKS
from tests.counterfoil.doors.partners import Reference, a_script, a_service
from tests.counterfoil.test_commands import ran

TITLES = [check.title for check in CHECKS]


def rows_of(told) -> list[tuple[str, str]]:
    return [(row["check"], row["result"]) for row in json.loads(told.stdout)["checks"]]


def test_the_checks_stand_in_the_order_of_the_first_half_hour() -> None:
    assert TITLES == [
        "server reachable", "token obtained", "tenant listed", "first cycle ran",
        "contact crossed", "invoice crossed", "payment crossed", "second cycle quiet",
    ]  # fmt: skip


def test_the_reference_sync_passes_them_all_in_process_and_behind_a_url() -> None:
    inside = ran("doctor")
    with a_service(Reference()) as url:
        outside = ran("doctor", "--sync-url", url)

    assert (inside.exit_code, outside.exit_code) == (0, 0), outside.output
    assert inside.stdout == outside.stdout == "".join(f"ok      {title}\n" for title in TITLES)


ASK = """
import json, os, sys, urllib.error, urllib.request
world = json.load(open(os.environ["COUNTERFOIL_CONNECTION"]))
def ask(system, path, token=None, tenant=None):
    headers = {"Accept": "application/json"}
    headers["Authorization"] = "Bearer " + (token or world[system]["access_token"])
    if tenant: headers["xero-tenant-id"] = tenant
    request = urllib.request.Request(world[system]["api_url"] + path, headers=headers)
    try: urllib.request.urlopen(request).read()
    except urllib.error.HTTPError as error: print(error)
"""
ORGANISATION = 'ask("xero", "/api.xro/2.0/Organisation", tenant=world["pairings"][0]["tenant_id"])'
COMPANIES = 'ask("released", "/rl/v1/companies/1/contacts")'

STAGES = (
    ("", 0, "No call with this world's credentials arrived."),
    (
        f'{COMPANIES}; ask("xero", "/connections", token="wrong")',
        1,
        "No call with this world's credentials came to Xero.",
    ),
    (COMPANIES.replace("s/1", "s/99"), 1, "Re-Leased answered no call with success"),
    (f"{COMPANIES}; {ORGANISATION}; sys.exit('out of ideas')", 3, "out of ideas"),
    (f"{COMPANIES}; {ORGANISATION}", 4, "is not in Xero. No write was refused."),
)


@pytest.mark.parametrize(("text", "place", "says"), STAGES)
def test_the_first_check_that_fails_says_what_was_seen_and_what_is_next(
    tmp_path, text: str, place: int, says: str
) -> None:
    command = a_script(tmp_path, ASK + text)

    told = ran("doctor", "--sync-command", command, "--json")

    rows = json.loads(told.stdout)["checks"]
    assert told.exit_code == 1
    assert [row["result"] for row in rows] == (
        ["ok"] * place + ["failed"] + ["not reached"] * (len(TITLES) - place - 1)
    )
    assert says in rows[place]["trouble"]
    assert rows[place]["next"] == CHECKS[place].advice


def test_a_service_that_is_not_there_gives_code_3_and_the_next_step() -> None:
    told = ran("doctor", "--sync-url", "http://127.0.0.1:9")

    assert told.exit_code == 3
    assert "no answer" in told.stdout
    assert "next  Start your sync" in told.stdout
