"""Every answer that the reference sync gets while it works is one that the documents promise."""

from contracts.watch import Watch
from counterfoil.inprocess import AppTransport, Http, Simulators, WorldClock
from sync.door import factory

EDITS = (
    ("released", "contact.create", {"name": "Made Here"}),
    ("xero", "contact.create", {"Name": "Made There"}),
)
FAULTS = ("delay", "drop_after_commit", "status")
CYCLES = 8


def test_every_answer_while_a_sync_works_is_as_promised():
    simulators = Simulators()
    watches = {name: Watch(name, app) for name, app in simulators.apps.items()}
    connection = simulators.control.post(
        "worlds", json={"fixture": "portfolio", "organisations": 2, "companies": 2}
    ).json()
    world = connection["world"]
    transport = AppTransport({f"{name}.test": watch for name, watch in watches.items()})
    clock = WorldClock(simulators.registry.worlds[world])
    sync = factory(connection, Http(transport, clock))

    for number in range(CYCLES):
        if number < len(EDITS):
            system, kind, fields = EDITS[number]
            edit = {"system": system, "kind": kind, "fields": fields}
            simulators.control.post(f"worlds/{world}/edits", json=edit).raise_for_status()
        elif number - len(EDITS) < len(FAULTS):
            fault = {"action": {"kind": FAULTS[number - len(EDITS)]}}
            simulators.control.post(f"worlds/{world}/faults", json=fault).raise_for_status()
        sync.cycle()

    findings = [finding for watch in watches.values() for finding in watch.findings]
    assert sum(watch.answered for watch in watches.values()) > 100
    assert findings == []
