"""The honesty check of the command line: a real Xero organisation beside our simulator."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import httpx

from contracts.honesty import Heard, ReadOnly, compare, hidden
from counterfoil.contract_worlds import UNLIMITED
from counterfoil.inprocess import AppTransport, Simulators
from counterfoil.outcomes import BadInput, Exit, NothingKnown

FORMAT: Final = "counterfoil/honesty/1"
TIMEOUT_S: Final = 30.0
AT_HOME: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Real:
    """The real service: where, with which token and tenant, trusted by which authority."""

    url: str
    token: str
    tenant: str | None = None
    ca_file: Path | None = None


def run(real: Real, *, may_write: bool, as_json: bool) -> Exit:
    """
    Ask both services the same questions and print where they differ.

    Raises:
        BadInput: the address is not one that a token may be sent to.
        NothingKnown: the service cannot be reached, or does not take the token.
    """
    url = httpx.URL(real.url)
    if url.scheme != "https" and url.host not in AT_HOME:
        raise BadInput(f"{url.host} must be asked over https: the token is a secret")
    secrets = [real.token]
    try:
        with _client(real, may_write=may_write) as theirs, _own() as ours:
            secrets.append(theirs.headers["xero-tenant-id"])
            heard = list(compare(theirs, ours, secrets, may_write=may_write))
    except httpx.HTTPError as error:
        text = hidden(str(error), secrets)
        raise NothingKnown(f"{url.host} does not answer: {text}") from None
    _tell(heard, as_json=as_json)
    return Exit.BROKEN if any(each.differences for each in heard) else Exit.HELD


@contextmanager
def _client(real: Real, *, may_write: bool) -> Iterator[httpx.Client]:
    trust = ssl.create_default_context(cafile=real.ca_file)
    transport = ReadOnly(httpx.HTTPTransport(verify=trust), may_write=may_write)
    headers = {"Authorization": f"Bearer {real.token}", "Accept": "application/json"}
    with httpx.Client(
        transport=transport, base_url=real.url, headers=headers, timeout=TIMEOUT_S, trust_env=False
    ) as client:
        client.headers["xero-tenant-id"] = real.tenant or _first_tenant(client)
        yield client


def _first_tenant(client: httpx.Client) -> str:
    answer = client.get("/connections")
    try:
        found: list[Mapping[str, Any]] = answer.json() if answer.is_success else []
        return str(found[0]["tenantId"])
    except (ValueError, LookupError, TypeError):
        raise NothingKnown(
            f"the token opens no organisation: /connections answered {answer.status_code}"
        ) from None


@contextmanager
def _own() -> Iterator[httpx.Client]:
    """A world of ours, to ask the same."""
    simulators = Simulators()
    made = simulators.control.post("worlds", json=UNLIMITED).json()["xero"]
    headers = {
        "Authorization": f"Bearer {made['access_token']}",
        "Accept": "application/json",
        "xero-tenant-id": made["organisations"][0]["tenant_id"],
    }
    transport = AppTransport({"xero.test": simulators.apps["xero"]})
    with httpx.Client(transport=transport, base_url="http://xero.test", headers=headers) as client:
        yield client


def _tell(heard: list[Heard], *, as_json: bool) -> None:
    rows = [
        {
            "question": each.question.name,
            "call": f"{each.question.method} {each.question.path}",
            "differences": list(each.differences),
            "not_asked": each.not_asked,
        }
        for each in heard
    ]
    if as_json:
        click.echo(json.dumps({"format": FORMAT, "questions": rows}, indent=2))
        return
    for each in heard:
        state = each.not_asked or ("differs" if each.differences else "same")
        click.echo(f"{each.question.name:<26} {each.question.method:<4} {state}")
        for difference in each.differences:
            click.echo(f"    {difference}")
    asked = [each for each in heard if not each.not_asked]
    differing = sum(bool(each.differences) for each in asked)
    click.echo(f"{len(asked)} of {len(heard)} questions asked, {differing} answered otherwise")
