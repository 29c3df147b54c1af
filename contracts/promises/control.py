"""What the control plane's document cannot state."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.bench import Bench


def _path(bench: Bench, name: str) -> str:
    return f"/_control/worlds/{bench.target.connection['world']}/{name}"


def copies_restore(bench: Bench) -> Iterator[str]:
    """Going back to a copy brings back state, clock and journals."""
    names = ("state", "clock", "history", "calls")
    before = [bench.client.get(_path(bench, name)).json() for name in names]
    copy = bench.client.post(_path(bench, "snapshots")).json()["snapshot"]
    bench.client.post(_path(bench, "clock"), json={"advance_s": 60})
    edit = {"system": "released", "kind": "contact.create", "fields": {"name": "Gone Ltd"}}
    made = bench.client.post(_path(bench, "edits"), json=edit)
    if made.status_code != 200 or not made.json()["commits"]:
        yield f"the edit is answered {made.status_code}"
    bench.client.post(_path(bench, f"snapshots/{copy}/restore"))
    after = [bench.client.get(_path(bench, name)).json() for name in names]
    for name, old, new in zip(names, before, after, strict=True):
        if old != new:
            yield f"{name} is not what it was"


def time_goes_forward(bench: Bench) -> Iterator[str]:
    """The clock moves by what is asked, and never back."""
    start = bench.client.get(_path(bench, "clock")).json()["now"]
    there = bench.client.post(_path(bench, "clock"), json={"advance_s": 1.5}).json()["now"]
    if there <= start:
        yield f"from {start} it moves to {there}"
    back = bench.client.post(_path(bench, "clock"), json={"now": start})
    if back.status_code != 400 or bench.client.get(_path(bench, "clock")).json()["now"] != there:
        yield f"moving back is answered {back.status_code}"


def history_counts(bench: Bench) -> Iterator[str]:
    """Commits are numbered without holes, and `after` goes on from `next`."""
    lines = bench.client.get(_path(bench, "history")).json()
    numbers = [line["n"] for line in lines["commits"]]
    if numbers != list(range(1, len(numbers) + 1)) or lines["next"] != len(numbers):
        yield f"{len(numbers)} commits are numbered up to {numbers[-1:]}, next is {lines['next']}"
    rest = bench.client.get(_path(bench, "history"), params={"after": lines["next"]}).json()
    if rest["commits"]:
        yield "there are commits after `next`"


def catalogue(bench: Bench) -> Iterator[str]:
    """Every kind of the catalogue is known to `POST edits`, and an unknown one is refused."""
    for system, kinds in bench.client.get("/_control/edits").json().items():
        for kind in kinds:
            asked = {"system": system, "kind": kind["kind"], "id": "nothing"}
            answer = bench.client.post(_path(bench, "edits"), json=asked)
            if answer.status_code == 400 and "is unknown in" in answer.text:
                yield f"{system} {kind['kind']} is catalogued and unknown"
        unknown = {"system": system, "kind": "unicorn.ride"}
        if bench.client.post(_path(bench, "edits"), json=unknown).status_code != 400:
            yield f"{system} takes a kind that is not in the catalogue"
