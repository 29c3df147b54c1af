"""Every answer that the reference sync gets while it works is one that the documents promise."""

from benchmarks.contracts import noticed, recorded
from contracts.watch import Watch
from counterfoil.inprocess import AppTransport, Http, Simulators, WorldClock
from sync.door import factory

EDITS = (
    ("released", "contact.create", {"name": "Made Here"}),
    ("xero", "contact.create", {"Name": "Made There"}),
)
FAULTS = ("delay", "drop_after_commit", "status")
CYCLES = 8
KINDS = ("cut body", "missing field", "odd text", "renamed field", "undocumented code",
         "unknown field", "wrong header", "wrong media type", "wrong type")  # fmt: skip
LEAST_NOTICED = 0.95


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


def test_nineteen_of_twenty_wrong_answers_are_noticed():
    """The bench spoils recorded answers one by one: types, fields, forms, codes, headers."""
    tried, caught, kinds, missed = noticed(recorded(), most=400)

    assert tuple(sorted(kinds)) == KINDS
    assert caught / tried >= LEAST_NOTICED, missed
