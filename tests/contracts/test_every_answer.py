"""Every answer of a simulator, in any test of a swept folder, is held to its document."""

from types import SimpleNamespace

import pytest

from counterfoil.contract_worlds import UNLIMITED
from counterfoil.inprocess import Simulators
from simulators.kernel.call import Call, Reply
from simulators.kernel.http import VendorApp
from tests import answers

OF_SYNC = SimpleNamespace(path=answers.TESTS / "sync" / "test_links.py")
CONTACTS = "/api.xro/2.0/Contacts"


def asked(fault, path=CONTACTS):
    """One call of a world, and what was noted of its answer."""
    simulators = Simulators()
    connection = simulators.control.post("worlds", json=UNLIMITED).json()
    world, xero = connection["world"], connection["xero"]
    simulators.control.post(f"worlds/{world}/faults", json={"action": fault}).raise_for_status()
    headers = {
        "Authorization": f"Bearer {xero['access_token']}",
        "xero-tenant-id": xero["organisations"][0]["tenant_id"],
    }
    client = simulators.http(world).client(xero["api_url"])
    answer = client.request("GET", path, headers=headers)
    noted = list(answers.BREACHES)
    answers.BREACHES.clear()
    return answer, noted


def test_a_test_in_which_an_answer_broke_its_document_fails():
    around = answers.pytest_runtest_call(item=OF_SYNC)
    next(around)
    answers._note("xero", Call("xero", "GET", CONTACTS), Reply(418))

    with pytest.raises(pytest.fail.Exception, match="418 is not one of"):
        around.send(None)

    assert answers.BREACHES == []


def test_a_test_that_fails_by_itself_says_its_own_reason():
    around = answers.pytest_runtest_call(item=OF_SYNC)
    next(around)
    answers._note("xero", Call("xero", "GET", CONTACTS), Reply(418))

    with pytest.raises(ZeroDivisionError):
        around.throw(ZeroDivisionError())


@pytest.mark.parametrize("fault", [{"kind": "truncate"}, {"kind": "status", "status": 504}])
def test_an_answer_that_a_fault_broke_is_nobodys_promise(fault):
    _, noted = asked(fault)

    assert noted == []


def test_an_answer_that_a_fault_only_held_back_is_held_to_the_document(monkeypatch):
    plain = VendorApp._admitted
    monkeypatch.setattr(VendorApp, "_admitted", lambda *given: Reply(418, plain(*given).body, {}))

    _, noted = asked({"kind": "delay", "seconds": 1})

    assert any("418 is not one of" in each for each in noted)
