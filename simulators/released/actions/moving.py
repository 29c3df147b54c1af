"""How a record is moved along its ladder, by whoever asks."""

from collections.abc import Iterable

from simulators.kernel.call import Actor, Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.transitions import Move, find_move


def require_move(
    moves: Iterable[Move], record: Doc, after: str, actor: Actor, rules: object
) -> None:
    """
    Pass when the table allows this actor this move and its guard has nothing against it.

    Raises:
        Refused: `role_forbidden` when only others may move so, `invalid_transition` when nobody
            may, or the guard's own refusals.
    """
    rows = tuple(moves)
    before = record["status"]
    move = find_move(rows, before, after, actor.value)
    if move is not None:
        refuse_if(move.only_if(record, rules))
        return
    callers = {Actor.USER.value, Actor.SYNC.value}
    if any((row.before, row.after) == (before, after) and callers & {*row.who} for row in rows):
        refuse_if([Refusal("role_forbidden", f"This principal may not move it to {after}.")])
    refuse_if([Refusal("invalid_transition", f"It cannot go from {before} to {after}.")])
