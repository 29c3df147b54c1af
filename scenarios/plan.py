"""
A scenario as data: `counterfoil/scenario/1`.

A plan is a world's recipe and an ordered list of steps with symbolic names. Any subset of the
steps is a plan too: a step whose target does not exist, or that is not possible now, does nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from re import compile as pattern
from typing import Any, Final

import orjson

from scenarios.commands import KINDS
from scenarios.commands.faults import ACTION_KINDS
from scenarios.commands.webhooks import WAYS
from scenarios.model import SYSTEMS, Step

FORMAT: Final = "counterfoil/scenario/1"
MOST_STEPS: Final = 2_000
MOST_PAIRINGS: Final = 9
LONGEST_JUMP_S: Final = 400 * 86_400

NAME: Final = pattern(r"[a-z0-9][a-z0-9-]{0,39}")


class PlanError(ValueError):
    """A scenario that cannot be used: one sentence that says what, where and what is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """
    The recipe of a start world: what `POST /worlds` is asked for.

    `countries` says where each organisation and company has its books, and so its time zone;
    `now` is the instant at which the world begins. Left empty, both are the simulators' own.
    """

    seed: int = 1
    profile: str = "guide"
    fixture: str = "portfolio"
    organisations: int = 1
    companies: int = 1
    switches: Mapping[str, Any] = field(default_factory=dict)
    countries: Sequence[str] = ()
    now: str = ""

    def as_json(self) -> dict[str, Any]:
        """The recipe as the control plane and a scenario file write it."""
        optional = {"countries": list(self.countries), "now": self.now}
        return {
            "seed": self.seed,
            "profile": self.profile,
            "fixture": self.fixture,
            "organisations": self.organisations,
            "companies": self.companies,
            "switches": dict(self.switches),
            **{name: value for name, value in optional.items() if value},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One scenario. `seed` is what drew it, None when a person wrote it; `broke` names a rule."""

    steps: tuple[Step, ...]
    world: World = field(default_factory=World)
    name: str = ""
    seed: int | None = None
    broke: str | None = None
    says: str = ""

    def with_steps(self, steps: Sequence[Step]) -> "Plan":
        """The same plan with other steps."""
        return replace(self, steps=tuple(steps))


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan as a scenario document, in reading order; what is not known is left out."""
    document: dict[str, Any] = {"format": FORMAT}
    texts = {"name": plan.name, "says": plan.says, "broke": plan.broke}
    document |= {key: value for key, value in texts.items() if value}
    if plan.seed is not None:
        document["seed"] = plan.seed
    return document | {"world": plan.world.as_json(), "steps": [dict(s) for s in plan.steps]}


def written(plan: Plan) -> bytes:
    """The plan as the text of a scenario file."""
    return orjson.dumps(as_json(plan), option=orjson.OPT_INDENT_2) + b"\n"


def save(plan: Plan, path: Path) -> None:
    """Writes the plan as a scenario file."""
    path.write_bytes(written(plan))


def load(path: Path) -> Plan:
    """
    The plan in a scenario file.

    Raises:
        PlanError: the file cannot be read, is not JSON, or is not a scenario.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PlanError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        return parse(text)
    except PlanError as error:
        raise PlanError(f"{path}: {error}") from error


def parse(text: bytes | str) -> Plan:
    """The plan in a scenario text; raises PlanError with one sentence when it is none."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise PlanError(f"This is not JSON: {error.msg} at {place}.") from error
    return from_json(document)


def from_json(document: Any) -> Plan:
    """The plan that a scenario document describes; raises PlanError with the first fault."""
    for complaint in complaints(document):
        raise PlanError(complaint)
    return Plan(
        steps=tuple(document["steps"]),
        world=_world(document.get("world", {})),
        name=document.get("name", ""),
        seed=document.get("seed"),
        broke=document.get("broke"),
        says=document.get("says", ""),
    )


def _world(recipe: Mapping[str, Any]) -> World:
    return World(**{**recipe, "countries": tuple(recipe.get("countries", ()))})


def complaints(document: Any) -> Iterator[str]:
    """Everything that is wrong with a scenario document, in reading order."""
    if not isinstance(document, dict):
        yield f"A scenario is a JSON object, and this is {_a(document)}."
        return
    if document.get("format") != FORMAT:
        found = document.get("format")
        yield f'"format" is {_shown(found)}; a scenario says "format": "{FORMAT}".'
        return
    yield from _object(document, "the scenario", _DOCUMENT, needed=("steps",))
    if isinstance(document.get("world"), dict):
        yield from _object(document["world"], "world", _WORLD)
    if isinstance(document.get("steps"), list):
        yield from _steps(document["steps"])


def _steps(steps: list[Any]) -> Iterator[str]:
    if len(steps) > MOST_STEPS:
        yield f"steps holds {len(steps)} steps; at most {MOST_STEPS} are allowed."
        return
    made: dict[str, str] = {}
    for index, step in enumerate(steps):
        where = f"steps[{index}]"
        yield from _step(step, where)
        for named in _names(step):
            if named in made:
                yield f'{where} makes "{named}", which {made[named]} already makes.'
            made[named] = where


def _names(step: Any) -> Iterator[str]:
    if isinstance(step, dict):
        if isinstance(step.get("as"), str):
            yield step["as"]
        yield from _names(step.get("step"))


def _step(step: Any, where: str) -> Iterator[str]:
    if not isinstance(step, dict):
        yield f'{where} is {_a(step)}; a step is an object such as {{"do": "cycle"}}.'
        return
    do = step.get("do")
    if not isinstance(do, str) or (do not in _FLOW and do not in _EDITS):
        yield f"{where}.do is {_shown(do)}, which is no command{_nearest(do)}."
        return
    if do in _FLOW:
        keys, needed = _FLOW[do]
        yield from _object(step, where, keys, needed=needed)
    else:
        yield from _edit(step, where)
    yield from _inner(step, where, do)


def _edit(step: dict[str, Any], where: str) -> Iterator[str]:
    yield from _object(step, where, _EDIT, needed=("in",))
    system, do = step.get("in"), step["do"]
    if system in SYSTEMS and (do, system) not in KINDS:
        home = next(s for s in SYSTEMS if (do, s) in KINDS)
        yield f'{where}: "{do}" is not something a person does in {system}, only in {home}.'


def _inner(step: dict[str, Any], where: str, do: str) -> Iterator[str]:
    if do == "race":
        inner = step.get("step")
        if isinstance(inner, dict) and inner.get("do") in _FLOW:
            yield f"{where}.step is a {inner['do']}; a race places a person's action."
        elif inner is not None:
            yield from _step(inner, f"{where}.step")
    if do == "fault" and isinstance(step.get("match"), dict):
        yield from _object(step["match"], f"{where}.match", _MATCH)
    if do == "fault" and isinstance(step.get("action"), dict):
        kind = step["action"].get("kind")
        if kind not in ACTION_KINDS:
            right = ", ".join(ACTION_KINDS)
            yield f"{where}.action.kind is {_shown(kind)}; it is one of {right}."


Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def _is_system(value: Any) -> bool:
    return value in SYSTEMS


def _is_moment(value: Any) -> bool:
    return value in ("before", "after")


def _is_way(value: Any) -> bool:
    return value in WAYS


def _within(least: int, most: int) -> Check:
    def check(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return check


def _is_jump(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= LONGEST_JUMP_S


Keys = Mapping[str, tuple[Check, str]]
"""The keys that an object may have, each with its check and what is right in words."""

_TEXT: Final = (_is_text, "a text")
_OBJECT: Final = (_is_object, "an object")
_NAMED: Final = (_is_name, "a name of small letters, digits and hyphens")
_PAIRING: Final = (_within(1, MOST_PAIRINGS), f"a whole number from 1 to {MOST_PAIRINGS}")
_CALL: Final = (_within(1, 100_000), "a whole number above zero")
_SEED: Final = (_within(0, 2**63 - 1), "a whole number from zero")
_SYSTEM: Final = (_is_system, '"released" or "xero"')
_WHEN: Final = (_is_moment, '"before" or "after"')
_WAY: Final = (_is_way, f"one of {', '.join(WAYS)}")

_DOCUMENT: Final[Keys] = {
    "format": _TEXT, "name": _TEXT, "says": _TEXT, "broke": _TEXT, "seed": _SEED,
    "world": _OBJECT, "steps": (_is_list, "a list of steps"),
}  # fmt: skip
_WORLD: Final[Keys] = {
    "seed": _SEED, "profile": _TEXT, "fixture": _TEXT, "organisations": _PAIRING,
    "companies": _PAIRING, "switches": _OBJECT, "countries": (_are_texts, "a list of countries"),
    "now": _TEXT,
}  # fmt: skip
_EDIT: Final[Keys] = {
    "do": _TEXT, "in": _SYSTEM, "at": _PAIRING, "as": _NAMED, "on": _NAMED, "fields": _OBJECT,
}  # fmt: skip
_MATCH: Final[Keys] = {
    "system": _SYSTEM, "method": _TEXT, "path": _TEXT, "actor": _TEXT, "nth": _CALL,
    "times": _CALL,
}  # fmt: skip
_FLOW: Final[Mapping[str, tuple[Keys, tuple[str, ...]]]] = {
    "noop": ({"do": _TEXT}, ()),
    "cycle": ({"do": _TEXT, "calls": _CALL}, ()),
    "webhooks": ({"do": _TEXT, "way": _WAY}, ("way",)),
    "switch": ({"do": _TEXT, "set": _OBJECT}, ("set",)),
    "clock": (
        {"do": _TEXT,
         "advance_s": (_is_jump, f"a number of seconds from 0 to {LONGEST_JUMP_S}")},
        ("advance_s",),
    ),
    "fault": ({"do": _TEXT, "match": _OBJECT, "action": _OBJECT}, ("match", "action")),
    "race": ({"do": _TEXT, "call": _CALL, "when": _WHEN, "step": _OBJECT}, ("call", "step")),
}  # fmt: skip
_EDITS: Final = frozenset(kind for kind, system in KINDS if system)


def _object(
    value: dict[str, Any], where: str, keys: Keys, needed: Sequence[str] = ()
) -> Iterator[str]:
    for key in value:
        if key not in keys:
            yield f'{where} has a key "{key}" that means nothing; it may have {", ".join(keys)}.'
    for key in needed:
        if key not in value:
            yield f'{where} lacks "{key}", which is {keys[key][1]}.'
    for key, (is_right, words) in keys.items():
        if key in value and not is_right(value[key]):
            yield f"{where}.{key} is {_shown(value[key])}; it is {words}."


def _nearest(do: Any) -> str:
    near = get_close_matches(str(do), sorted((*_FLOW, *_EDITS)), n=1)
    return f'; "{near[0]}" is' if near else ""


def _shown(value: Any) -> str:
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= 60 else text[:57] + "…"


_KINDS_OF_JSON: Final = ((bool, "a truth value"), (dict, "an object"), (list, "a list"),
                         (str, "a text"), (int, "a number"), (float, "a number"))  # fmt: skip


def _a(value: Any) -> str:
    return next((words for kind, words in _KINDS_OF_JSON if isinstance(value, kind)), "nothing")
