"""The two systems; a call ends with an answer, with a refusal, or nobody knows how."""

import base64
import json
import time
from urllib.parse import urlencode

import urllib3
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import OpenApiException

TRIES = 4
PAGE = 100
HTTP = urllib3.PoolManager(retries=False, timeout=10)


class Refused(Exception):
    """The system says no, and why: asking again does not help until something changes."""


class Later(Exception):
    """No answer came, or the record changed meanwhile: the next cycle will see."""


def insist(attempt, renew):
    """Repeats a call until it is answered. A write may be repeated: it carries its key."""
    for _ in range(TRIES):
        status, body, wait = attempt()
        if 200 <= status < 300:
            return body
        if status == 412:
            raise Later("it changed between our read and our write")
        if status == 401:
            renew()
        elif status == 429:
            time.sleep(float(wait or 1) + 0.2)  # a little more than asked
        elif 400 <= status < 500:
            raise Refused(words_of(body) or str(status))
    raise Later(f"no answer after {TRIES} tries")


def words_of(body):
    body = body or {}
    fields = [f"{row['field']}: {row['message']}" for row in body.get("errors") or ()]
    return "; ".join(fields) or body.get("detail") or ""


def send(method, url, headers, body=None):
    try:
        answer = HTTP.request(method, url, headers=headers, body=body)
        wait = answer.headers.get("Retry-After")
        if answer.status == 429:
            return 429, None, wait  # its body may be cut: nobody needs it
        return answer.status, json.loads(answer.data) if answer.data else None, wait
    except (urllib3.exceptions.HTTPError, ValueError):
        return 0, None, None


def token(url, app, form):
    secret = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}"}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return insist(lambda: send("POST", url, headers, urlencode(form)), lambda: None)


class Released:
    """Re-Leased, one company."""

    def __init__(self, given, company, memory):
        self.given, self.memory = given, memory
        self.base = f"{given['api_url']}/rl/v1/companies/{company}"

    def call(self, method, path, body=None, key=None, version=None):
        def attempt():
            headers = {"Content-Type": "application/json"}
            access = self.memory.get("released") or self.given["access_token"]
            headers["Authorization"] = f"Bearer {access}"
            if key:
                headers["Idempotency-Key"] = key
            if version:
                headers["If-Match"] = f'"{version}"'
            text = None if body is None else json.dumps(body)
            return send(method, f"{self.base}/{path}", headers, text)

        return insist(attempt, self.renew)

    def all(self, path):
        rows, page = [], 1
        while True:
            join = "&" if "?" in path else "?"
            found = self.call("GET", f"{path}{join}pageSize={PAGE}&page={page}")
            rows += found["items"]
            if not found["hasMore"]:
                return rows
            page += 1

    def renew(self):
        url = f"{self.given['api_url']}/rl/oauth/token"
        found = token(url, self.given, {"grant_type": "client_credentials"})
        self.memory["released"] = found["access_token"]
        self.memory.save()


class Xero:
    """Xero through xero-python, one organisation; it is only read."""

    def __init__(self, given, tenant, memory):
        self.given, self.tenant, self.memory = given, tenant, memory
        settings = Configuration()
        settings.oauth2_token = OAuth2Token(given["client_id"], given["client_secret"])
        client = ApiClient(
            settings, oauth2_token_getter=self.token, oauth2_token_saver=lambda _token: None
        )
        self.api = AccountingApi(client, base_url=f"{given['api_url']}/api.xro/2.0")

    def token(self):
        """For the package it never expires: we renew it when Xero says so."""
        access = self.memory.get("xero", self.given)["access_token"]
        return {"access_token": access, "token_type": "Bearer", "expires_at": 1e12,
                "expires_in": 1800, "scope": ["offline_access"]}  # fmt: skip

    def renew(self):
        """A refresh token is good once, so the new one is stored before it is used."""
        spent = self.memory.get("xero", self.given)["refresh_token"]
        form = {"grant_type": "refresh_token", "refresh_token": spent}
        url = f"{self.given['identity_url']}/connect/token"
        self.memory["xero"] = token(url, self.given, form)
        self.memory.save()

    def call(self, method, **options):
        def attempt():
            try:
                return 200, getattr(self.api, method)(self.tenant, **options), None
            except OpenApiException as error:
                answer = getattr(error, "http_resp", None)
                wait = answer.getheader("Retry-After") if answer else None
                return getattr(error, "status", None) or 0, None, wait
            except (urllib3.exceptions.HTTPError, ValueError):
                return 0, None, None

        return insist(attempt, self.renew)

    def all(self, kind, **options):
        rows, page = [], 1
        while True:
            found = getattr(self.call(f"get_{kind}", page=page, **options), kind)
            if found is None:
                raise Later(f"half an answer about {kind}")
            rows += found
            if len(found) < PAGE:
                return rows
            page += 1
