"""What holding calls and answers to the documents costs, and how many wrong answers it notices."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from time import perf_counter
from typing import Any, Final

from contracts.answers import Answer, answers
from contracts.asked import Asked, requests
from counterfoil.inprocess import AppTransport, Http, Simulators, WorldClock
from sync.door import factory

RECIPE: Final = {"fixture": "portfolio", "organisations": 2, "companies": 2}
SYSTEMS: Final = ("xero", "released")
CYCLES: Final = 3
FORMED: Final = (
    "ID", "Id", "Date", "DateUTC", "Status", "Type", "status", "kind", "At", "date", "Types"
)  # fmt: skip
MUTATIONS: Final = 2000
SEED: Final = 1


class Recorder:
    """Keeps every call of a sync with its answer."""

    def __init__(self, system: str, app: Any, kept: list[tuple[str, Asked, Answer]]) -> None:
        self._system, self._app, self._kept = system, app, kept

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """The application's own answer."""
        body = environ["wsgi.input"].read()
        environ["wsgi.input"].seek(0)
        started: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            started[:] = (int(status[:3]), headers)
            return start_response(status, headers, *more)

        content = b"".join(self._app(environ, keep))
        sent = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k[:5] == "HTTP_"}
        sent["content-type"] = environ.get("CONTENT_TYPE", "")
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        asked = Asked(method, path, environ.get("QUERY_STRING", ""), sent, body)
        lower = {name.lower(): value for name, value in started[1]}
        self._kept.append((self._system, asked, Answer(method, path, started[0], lower, content)))
        return [content]


def recorded() -> list[tuple[str, Asked, Answer]]:
    """The calls of the reference sync in a portfolio, and a reading of each list and record."""
    simulators = Simulators()
    made = simulators.control.post("worlds", json=RECIPE).json()
    kept: list[tuple[str, Asked, Answer]] = []
    apps = {f"{n}.test": Recorder(n, simulators.apps[n], kept) for n in SYSTEMS}
    transport = AppTransport(apps)
    http = Http(transport, WorldClock(simulators.registry.worlds[made["world"]]))
    sync = factory(made, http)
    for _ in range(CYCLES):
        sync.cycle()
    return kept


def cost(kept: list[tuple[str, Asked, Answer]]) -> dict[str, float]:
    """Microseconds for each call: its request judged, its answer judged."""
    for system, asked, answer in kept:
        assert list(requests(system).breaches(asked)) == [], asked
        assert list(answers(system).breaches(answer)) == [], answer.path
    began = perf_counter()
    for system, asked, _ in kept:
        list(requests(system).breaches(asked))
    middle = perf_counter()
    for system, _, answer in kept:
        list(answers(system).breaches(answer))
    ended = perf_counter()
    return {
        "calls": len(kept),
        "request_us": round((middle - began) / len(kept) * 1e6, 1),
        "answer_us": round((ended - middle) / len(kept) * 1e6, 1),
    }


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the values of a JSON body stand."""
    if path:
        yield path
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from places(value, (*path, key))


def at(node: Any, path: tuple[Any, ...]) -> Any:
    """What stands there."""
    for key in path:
        node = node[key]
    return node


def of_another_type(value: Any) -> Any:
    """A value that no schema of the first would take."""
    if isinstance(value, bool | int | float):
        return {"odd": str(value)}
    if isinstance(value, str):
        return [value]
    return "odd" if value is not None else {"odd": 1}


def body_mutations(body: Any, chance: Random) -> Iterator[tuple[str, Any]]:
    """One wrong body of each kind, at places drawn by chance."""
    found = list(places(body))
    fields = [each for each in found if isinstance(each[-1], str)]
    if not fields:
        return
    for kind in ("wrong type", "missing field", "unknown field", "renamed field", "odd text"):
        spoilt = copy.deepcopy(body)
        path = chance.choice(fields)
        holder, key = at(spoilt, path[:-1]), path[-1]
        value = holder[key]
        if kind == "wrong type":
            holder[key] = of_another_type(value)
        elif kind == "missing field":
            del holder[key]
        elif kind == "unknown field":
            holder["Unicorn"] = 1
        elif kind == "renamed field":
            holder[f"{key}X"] = holder.pop(key)
        else:
            texts = [p for p in fields if is_formed(p[-1], at(spoilt, p))]
            if not texts:
                continue
            path = chance.choice(texts)
            at(spoilt, path[:-1])[path[-1]] = "?"
        yield f"{kind} {path}", spoilt


def is_formed(name: str, value: Any) -> bool:
    """Whether a text is an id, a date, an enum or an amount: one that has a form."""
    return isinstance(value, str) and bool(value) and name.endswith(FORMED)


def wrong_answers(answer: Answer, chance: Random) -> Iterator[tuple[str, Answer]]:
    """Answers that are each wrong in one way."""
    odd = Answer(answer.method, answer.path, 418, answer.headers, answer.body)
    yield "undocumented code", odd
    typed = {**answer.headers, "content-type": "text/html"}
    if answer.body:
        yield (
            "wrong media type",
            Answer(answer.method, answer.path, answer.status, typed, answer.body),
        )
        cut = answer.body[: len(answer.body) // 2]
        yield "cut body", Answer(answer.method, answer.path, answer.status, answer.headers, cut)
    for name in answer.headers:
        if name.startswith("x-") and "remaining" in name:
            spoilt = {**answer.headers, name: "many"}
            yield (
                f"wrong header {name}",
                Answer(answer.method, answer.path, answer.status, spoilt, answer.body),
            )
    if answer.headers.get("content-type", "").startswith("application/json") and answer.body:
        for kind, body in body_mutations(json.loads(answer.body), chance):
            content = json.dumps(body).encode()
            yield kind, Answer(answer.method, answer.path, answer.status, answer.headers, content)


def noticed(
    kept: list[tuple[str, Asked, Answer]], most: int = MUTATIONS
) -> tuple[int, int, dict[str, tuple[int, int]], list[str]]:
    """How many wrong answers there were, how many are noticed, by kind, and those that are not."""
    chance = Random(SEED)
    drawn = list(kept)
    chance.shuffle(drawn)
    tried = caught = 0
    kinds: dict[str, tuple[int, int]] = {}
    missed: list[str] = []
    while tried < most:
        for system, _, answer in drawn:
            for kind, wrong in wrong_answers(answer, chance):
                is_caught = next(answers(system).breaches(wrong), None) is not None
                tried, caught = tried + 1, caught + is_caught
                name = kind.partition(" (")[0].partition(" x-")[0]
                of, got = kinds.get(name, (0, 0))
                kinds[name] = (of + 1, got + is_caught)
                if not is_caught:
                    missed.append(f"{system} {answer.method} {answer.path} {kind}")
            if tried >= most:
                break
    return tried, caught, kinds, missed


def main() -> None:
    """Print both measurements."""
    kept = recorded()
    print(cost(kept))
    tried, caught, kinds, missed = noticed(kept)
    print(f"{caught} of {tried} wrong answers noticed ({caught / tried:.1%})")
    for kind, (of, got) in sorted(kinds.items()):
        print(f"  {kind:<20} {got:>5} of {of}")
    for line in missed[:10]:
        print(f"  missed: {line}")


if __name__ == "__main__":
    main()
