"""Tax types, accounts, tracking categories and options: managed in Xero, mirrored in Re-Leased."""

from typing import Final

from sync.merge import is_equal
from sync.ownership import ENTITIES, XERO
from sync.pair import Pair, always, is_waiting
from sync.rules.rule import Action as Do
from sync.rules.rule import Rule

_MIRRORED: Final = {
    entity.type: tuple(field.unit for field in entity.fields if field.owner is XERO)
    for entity in ENTITIES
}


def mirrored_units(type_: str) -> tuple[str, ...]:
    """The fields of a mirror, all of them Xero's."""
    return _MIRRORED[type_]


def is_not_seen_in_xero(pair: Pair) -> bool:
    """Re-Leased's own, or not read from Xero yet."""
    return pair.xero is None


def is_before_category(pair: Pair) -> bool:
    """An option whose category has no mirror yet."""
    return pair.type == "tracking_option" and pair.xero_parent.released_id is None


def differs_from_xero(pair: Pair) -> bool:
    """The mirror is missing or shows something else."""
    if pair.released is None or pair.xero is None:
        return True
    units = _MIRRORED[pair.type]
    return any(not is_equal(pair.type, unit, pair.released, pair.xero) for unit in units)


REFERENCE_RULES: Final = (
    Rule("R45", "Re-Leased's own rows are left alone",  is_not_seen_in_xero, Do.LEAVE),
    Rule("R62", "what was refused waits for its cause", is_waiting,          Do.WAIT),
    Rule("R47", "the category goes first",              is_before_category,  Do.WAIT),
    Rule("R42", "what is managed in Xero is mirrored",  differs_from_xero,   Do.MIRROR),
    Rule("R54", "what agrees is left alone",            always,              Do.LEAVE),
)  # fmt: skip
