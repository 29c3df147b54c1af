"""The honesty check, with our own server over TLS in the role of the real one."""

import json

import pytest
from click.testing import CliRunner

from contracts.honesty import QUESTIONS, READS
from counterfoil.commands.contracts import command
from counterfoil.contract_worlds import UNLIMITED
from counterfoil.inprocess import Simulators
from counterfoil.outcomes import Exit
from simulators.kernel.authority import Authority
from simulators.kernel.secure import SecureListener
from tests.contracts.planted import Spoilt, rewriting, when, without_header

WRITES = [each for each in QUESTIONS if each.method not in READS]


class Real:
    """A world of ours, served over TLS as the real service would be."""

    def __init__(self, folder):
        self.simulators = Simulators()
        made = self.simulators.control.post("worlds", json=UNLIMITED).json()
        self.world, self.token = made["world"], made["xero"]["access_token"]
        self.tenant = made["xero"]["organisations"][0]["tenant_id"]
        self.spoil = None
        authority = Authority(["localhost"])
        self.listener = SecureListener("127.0.0.1", 0, {"localhost": self.app}, authority)
        self.listener.open()
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(authority.certificate)

    def app(self, environ, start_response):
        app = self.simulators.apps["xero"]
        return (Spoilt(app, answer=self.spoil) if self.spoil else app)(environ, start_response)

    def check(self, *more):
        url = f"https://localhost:{self.listener.port}"
        words = ["--xero-url", url, "--xero-token", self.token, "--ca-file", str(self.ca_file)]
        return CliRunner().invoke(command, [*words, *more])

    def methods(self):
        rows = self.simulators.control.get(f"worlds/{self.world}/calls").json()["calls"]
        return {row["method"] for row in rows}


@pytest.fixture
def real(tmp_path):
    made = Real(tmp_path)
    yield made
    made.listener.close()


def test_our_own_server_does_not_differ_from_itself_and_nothing_is_written(real):
    done = real.check()

    assert done.exit_code == Exit.HELD, done.output
    asked = len(QUESTIONS) - len(WRITES)
    assert f"{asked} of {len(QUESTIONS)} questions asked, 0 answered otherwise" in done.output
    assert done.output.count("a write: give --allow-writes") == len(WRITES)
    assert real.methods() == {"GET"}


def test_writes_are_asked_when_they_are_allowed(real):
    done = real.check("--allow-writes")

    assert done.exit_code == Exit.HELD, done.output
    assert real.methods() == {"GET", "PUT"}


def adding(**more):
    return rewriting(lambda body: {**body, **more} if isinstance(body, dict) else body)


def leaking(environ, status, headers, body):
    told = environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    return status, {**headers, "Content-Type": f"application/{told}"}, body


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (adding(Unicorn=1), "'Unicorn' was unexpected"),
        (without_header("Xero-Correlation-Id"), "header Xero-Correlation-Id is missing"),
        (when(lambda environ, status: status == 404, 410), "status: real 410, fake 404"),
        (when(lambda _, status: status == 200, 200, **{"Content-Type": "text/html"}),
         "content type: real text/html, fake application/json"),
        (adding(Contacts=[{"ContactID": 7}]), "a value is not"),
    ],
)  # fmt: skip
def test_a_planted_difference_is_told_without_secrets_or_values(real, spoil, told):
    real.spoil = spoil

    done = real.check()

    assert done.exit_code == Exit.BROKEN, done.output
    assert told in done.output
    assert real.token not in done.output
    assert real.tenant not in done.output


def test_a_secret_that_an_answer_repeats_is_hidden(real):
    real.spoil = leaking

    done = real.check("--json")

    assert real.token not in done.output
    assert "[hidden]" in done.output
    assert json.loads(done.output)["format"] == "counterfoil/honesty/1"


def test_a_limit_that_is_reached_leaves_questions_open(real):
    real.spoil = when(lambda environ, _: environ["PATH_INFO"].endswith("Users"), 429)

    done = real.check()

    assert "the service's limit is reached: try later" in done.output
    assert done.exit_code == Exit.HELD, done.output


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--xero-token", "t"), Exit.USAGE, "--xero-token needs --xero-url"),
        (("--xero-url", "http://xero.test", "--xero-token", "t"), Exit.USAGE, "over https"),
        (("--xero-url", "https://localhost:9", "--xero-token", "t"), Exit.UNKNOWN, "not answer"),
    ],
)
def test_wrong_use_ends_with_a_sentence(words, code, sentence):
    done = CliRunner().invoke(command, list(words))

    assert done.exit_code == code, done.output
    assert sentence in done.output


def test_a_token_that_opens_nothing_ends_with_a_sentence(real):
    real.token = "w-99.nothing"

    done = real.check()

    assert done.exit_code == Exit.UNKNOWN
    assert "the token opens no organisation: /connections answered 401" in done.output


def test_an_authority_that_is_not_trusted_ends_with_a_sentence(real, tmp_path):
    real.ca_file.write_bytes(Authority(["elsewhere"]).certificate)

    done = real.check()

    assert done.exit_code == Exit.UNKNOWN
    assert "does not answer" in done.output
