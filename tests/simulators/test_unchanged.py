"""Syncs that know the vendors' real host names only, led here by their environment."""

import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from counterfoil.main import cli
from simulators.assembly import create_registry
from simulators.serve import WRONG_USAGE, Settings, serve
from simulators.unchanged import Secure, exports
from tests.simulators.servers import PATIENCE_S, Served, a_server

NODE = shutil.which("node")
FOLDER = Path(__file__).parents[1] / "clients" / "node"
TOKENS = "https://identity.xero.com/connect/token"
STRANGER = ("0123456789ABCDEF", "a secret of the real app")


@dataclass
class Desk:
    """A server of these names, and the environment that leads to it."""

    served: Served
    trust: ssl.SSLContext
    environment: dict[str, str]

    def client(self, **headers: str) -> httpx.Client:
        """A client that is given a proxy and whom to trust, and nothing else."""
        proxy = self.served.urls["proxy"]
        return httpx.Client(proxy=proxy, verify=self.trust, trust_env=False, headers=headers)

    def ran(self, *words: str, **how: Any) -> str:
        """What a program of its own prints in this environment."""
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            words, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, **how
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def token(self, client: httpx.Client) -> str:
        """A token for an app that no world knows."""
        form = {"grant_type": "client_credentials"}
        return str(client.post(TOKENS, data=form, auth=STRANGER).json()["access_token"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("unchanged")
    secure = Secure(folder / "ca.pem", 0, 0, {"released": ("us1.example.test",)})
    with a_server(folder, create=create_registry, world="portfolio", secure=secure) as served:
        found = [line.removeprefix("export ").split() for line in exports(served.urls)]
        environment = dict(word.split("=", 1) for line in found for word in line)
        trust = ssl.create_default_context(cafile=served.urls["ca_file"])
        yield Desk(served, trust, environment)


def test_a_sync_with_credentials_of_its_own_works_in_the_first_world(desk: Desk) -> None:
    first = desk.served.control("GET", "/worlds/w-01")
    with desk.client() as client:
        bearer = {"Authorization": f"Bearer {desk.token(client)}"}
        tenants = client.get("https://api.xero.com/connections", headers=bearer).json()

    assert {row["tenantId"] for row in tenants} == {
        each["tenant_id"] for each in first["xero"]["organisations"]
    }


def test_a_stored_refresh_token_of_the_real_app_is_good_for_a_first_token(desk: Desk) -> None:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": "stored long ago",
        "client_id": STRANGER[0],
        "client_secret": STRANGER[1],
    }
    with desk.client() as client:
        given = client.post(TOKENS, data=form).json()
        again = client.post(TOKENS, data={**form, "refresh_token": given["refresh_token"]})

    assert given["refresh_token"].startswith("w-01.")
    assert again.status_code == 200


def test_a_stored_access_token_of_the_real_app_has_run_out(desk: Desk) -> None:
    with desk.client(Authorization="Bearer of-the-real-app") as client:
        assert client.get("https://api.xero.com/connections").status_code == 401


def test_a_sync_of_another_world_works_in_its_own(desk: Desk) -> None:
    given = desk.served.connection["xero"]
    assert given["client_id"].startswith("w-02.")
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    with desk.client() as client:
        auth = (given["client_id"], given["client_secret"])
        answer = client.post(TOKENS, data=form, auth=auth).json()

    assert answer["refresh_token"].startswith("w-02.")


@pytest.mark.parametrize("host", ["api.re-leased.com", "us1.example.test"])
def test_re_leased_is_served_by_its_name_and_by_the_names_that_were_given(
    desk: Desk, host: str
) -> None:
    form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
    with desk.client() as client:
        token = client.post(f"https://{host}/rl/oauth/token", data=form).json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        answer = client.get(f"https://{host}/rl/v1/companies", headers=bearer)

    assert answer.status_code == 200
    assert len(answer.json()["items"]) == 2


def test_discovery_names_the_real_addresses(desk: Desk) -> None:
    with desk.client() as client:
        url = "https://identity.xero.com/.well-known/openid-configuration"
        document = client.get(url).json()

    assert document["token_endpoint"] == TOKENS


def test_the_consent_page_opens_for_an_app_that_no_world_knows(desk: Desk) -> None:
    query = {
        "response_type": "code",
        "client_id": STRANGER[0],
        "redirect_uri": "http://localhost:5000/callback",
        "scope": "openid offline_access accounting.contacts",
        "state": "a state",
    }
    with desk.client() as client:
        page = client.get("https://login.xero.com/identity/connect/authorize", params=query)

    assert page.status_code == 200
    assert "w-01." in page.text


@pytest.mark.parametrize("host", ["api.xero.com", "api.re-leased.com"])
def test_no_vendor_s_name_leads_to_the_control_plane(desk: Desk, host: str) -> None:
    with desk.client() as client:
        answer = client.get(f"https://{host}/_control/worlds")

    assert answer.status_code in (401, 404)
    assert "w-01" not in answer.text


PROGRAM = """
import httpx
form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
print(httpx.post("https://identity.xero.com/connect/token", data=form).status_code)
"""


def test_the_environment_alone_leads_a_python_program_here(desk: Desk) -> None:
    assert desk.ran(sys.executable, "-c", PROGRAM) == "200\n"


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_environment_alone_leads_curl_here(desk: Desk) -> None:
    url = "https://api.xero.com/connections"

    assert "401" in desk.ran("curl", "-s", "-o", os.devnull, "-w", "%{http_code}", url)


XERO_NODE = """
const { XeroClient } = require('xero-node');
const app = { clientId: 'X', clientSecret: 'Y', grantType: 'client_credentials' };
const client = new XeroClient(app);
client.getClientCredentialsToken()
  .then(() => client.updateTenants(false))
  .then((tenants) => console.log(tenants.length))
  .catch((error) => { console.error(error); process.exit(1); });
"""


@pytest.mark.skipif(
    NODE is None or not (FOLDER / "node_modules" / "xero-node").is_dir(),
    reason="no `node` on this machine, or no xero-node: run `make setup`",
)
def test_the_environment_alone_leads_the_official_xero_node_here(desk: Desk) -> None:
    assert desk.ran(str(NODE), "-e", XERO_NODE, cwd=FOLDER) == "2\n"


def test_xero_python_works_with_the_addresses_that_are_written_into_it(desk: Desk) -> None:
    settings = Configuration()
    settings.oauth2_token = OAuth2Token(client_id=STRANGER[0], client_secret=STRANGER[1])
    settings.proxy = desk.served.urls["proxy"]
    settings.ssl_ca_cert = desk.served.urls["ca_file"]
    with desk.client() as own:
        token = {"access_token": desk.token(own), "token_type": "Bearer", "expires_in": 1800}
    token = {**token, "expires_at": 9e12, "scope": ["accounting.contacts"]}
    client = ApiClient(settings, oauth2_token_getter=lambda: token)
    tenant = desk.served.control("GET", "/worlds/w-01")["xero"]["organisations"][0]["tenant_id"]

    assert len(AccountingApi(client).get_contacts(tenant).contacts) > 0
    client.rest_client.pool_manager.clear()


def test_the_ready_file_and_the_lines_for_the_shell_say_where_and_whom_to_trust(
    desk: Desk,
) -> None:
    urls = desk.served.urls

    assert urls["tls"].startswith("https://127.0.0.1:")
    assert Path(urls["ca_file"]).read_text().startswith("-----BEGIN CERTIFICATE")
    assert desk.environment["NODE_EXTRA_CA_CERTS"] == urls["ca_file"]
    assert desk.environment["HTTPS_PROXY"] == urls["proxy"]


def test_a_name_that_is_no_host_name_is_wrong_usage(tmp_path: Path) -> None:
    told: list[str] = []
    secure = Secure(tmp_path / "ca.pem", None, 0, {"released": ("not a name",)})

    assert serve(Settings(port_base=0, secure=secure), told.append, told.append) == WRONG_USAGE
    assert told == ["'not a name' is no host name: write api.example.com"]


def test_a_certificate_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    words = [
        "serve",
        "--port-base",
        "0",
        "--proxy-port",
        "0",
        "--ca-file",
        str(tmp_path / "x" / "y"),
    ]
    told = CliRunner().invoke(cli, words)

    assert told.exit_code == 3
    assert "No such file" in told.stderr
    assert json.dumps("Traceback") not in told.stderr
