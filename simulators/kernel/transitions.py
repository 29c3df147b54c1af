"""Status tables: who may move a record from one status to another, and only if what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """
    One row of a status table.

    Args:
        before: the status it starts from.
        after: the status it leads to.
        who: the actors that may make it, such as `("user", "sync")`.
        only_if: a guard over the record, given as keyword-free callables of the entity.
        source: where the row is known from.
    """

    before: str
    after: str
    who: tuple[str, ...]
    only_if: Callable[..., Any]
    source: str


def find_move(moves: Iterable[Move], before: str, after: str, who: str) -> Move | None:
    """The first row that allows this actor this move, None when no row does."""
    for move in moves:
        if move.before == before and move.after == after and who in move.who:
            return move
    return None
