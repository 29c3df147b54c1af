"""Deliveries of webhooks are as the documents describe them."""

import json

import pytest

from contracts.deliveries import wrong_delivery
from contracts.documents import document
from counterfoil.inprocess import Simulators
from simulators.released import events as released
from simulators.xero import webhooks as xero

URL = "http://127.0.0.1:9/hooks"
MAKERS = {"xero": xero, "released": released}


def deliveries(system):
    """What a portfolio's whole history would have sent, in requests."""
    simulators = Simulators()
    recipe = {"fixture": "portfolio", "switches": {"rl_webhooks": "on", "rl_webhook_actor": "on"}}
    made = simulators.control.post("worlds", json=recipe).json()
    world, maker = simulators.registry.worlds[made["world"]], MAKERS[system]
    lines = [line for line in world.commits.after(0) if line["system"] == system]
    found = [event for line in lines for event in maker.events(world, line)]
    sent = [one for event in found for one in maker.deliver(world, [event], URL)]
    if system == "xero":
        sent += [probe.request for probe in xero.handshake(world, URL)]
    return sent


@pytest.mark.parametrize("system", MAKERS)
def test_every_delivery_is_as_described(system):
    sent = deliveries(system)

    assert len(sent) > 10
    assert [
        wrong for _, headers, body in sent for wrong in wrong_delivery(system, headers, body)
    ] == []


@pytest.mark.parametrize("system", MAKERS)
def test_a_spoilt_delivery_is_noticed(system):
    _, headers, body = deliveries(system)[0]
    odd = json.dumps({**json.loads(body), "unicorn": 1}).encode()

    assert any("unicorn" in each for each in wrong_delivery(system, headers, odd))
    assert list(wrong_delivery(system, headers, b"{"))
    plain = {"Content-Type": "text/plain"}
    assert len(list(wrong_delivery(system, plain, body))) == 2


def test_each_category_that_xero_s_world_can_send_is_described():
    (item,) = document("xero").raw["webhooks"].values()
    schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
    told = schema["properties"]["events"]["items"]["properties"]["eventCategory"]["enum"]

    assert sorted(told) == sorted(category for category, _, _ in xero.CATEGORIES.values())
