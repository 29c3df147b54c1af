"""
One cycle: read both systems, settle what a lost answer left open, decide pair by pair in the
order of work, tell the users. A cycle can break off at any call and is simply begun again.

Rule: R47, R54, R57, R60, R62.
"""

from collections.abc import Iterable
from typing import Final

from sync.apply import Progress, carry_out, settle_intents, stand
from sync.batch import create_together
from sync.clients.transport import NoAccess, Unfinished
from sync.links import Link
from sync.ownership import ENTITIES
from sync.pair import Pair
from sync.pairing import Pairing
from sync.parts import REFERENCE_TYPES
from sync.plan import Step, planned
from sync.pull import listings_of, look_again, pull_listing, pull_released, pull_xero
from sync.reasons import reason_of
from sync.report import tell_users
from sync.rules.rule import Action
from sync.sweep import sweep
from sync.view import pair_of

MOST_STEPS: Final = 16
MOST_ROUNDS: Final = 4
MOST_LOST: Final = 2
ORDER: Final = tuple(entity.type for entity in ENTITIES)


def cycle(pairings: Iterable[Pairing]) -> bool:
    """One cycle of every pairing; one that cannot finish does not stop the others."""
    outcomes = [_cycle_of(pairing) for pairing in pairings]
    return all(outcomes)


def _cycle_of(pairing: Pairing) -> bool:
    try:
        return _run(pairing)
    except NoAccess as why:
        pairing.log.say("access.lost", company=pairing.company, why=str(why))
        return True  # nothing can be done, and nothing is lost, until access is given back
    except Unfinished as why:
        said = {"why": str(why), "wait_s": why.wait_s}
        pairing.log.say("cycle.broke_off", company=pairing.company, **said)
        return pairing.parts.is_complete_without(why)


def _run(pairing: Pairing) -> bool:
    pull_released(pairing)
    if not is_connected(pairing):
        return True
    pull_xero(pairing)
    sweep(pairing)
    unsettled = pairing.links.types_with_intents(pairing.home)
    for type_ in filter(unsettled.__contains__, ORDER):
        settle_intents(pairing, type_)
    with pairing.links.step():
        pairing.problems.wake_due(pairing.home, pairing.now())
    is_settled = _decide(pairing)
    return tell_users(pairing) and is_settled


def is_connected(pairing: Pairing) -> bool:
    """The company is connected now. Rule: R51, R63."""
    connection = pairing.value("connection")
    if connection is None:
        connection = pairing.released.connection(pairing.company)
        with pairing.links.step():
            pairing.remember("connection", connection)
    return pairing.parts.is_connected(connection)


def _decide(pairing: Pairing) -> bool:
    """Settle every open pair; what one pair's step opens is settled in the next round."""
    given_up: set[int] = set()
    for _ in range(MOST_ROUNDS):
        if not _settled_round(pairing, given_up):
            break
    return not given_up


def _settled_round(pairing: Pairing, given_up: set[int]) -> int:
    """Settle the open pairs of each type in turn, parents first; how many there were."""
    settled = 0
    open_types = pairing.links.open_types(pairing.home)
    for type_ in ORDER:
        if type_ in open_types:
            settled += _settled_type(pairing, type_, given_up)
            open_types = pairing.links.open_types(pairing.home)
    return settled


def _settled_type(pairing: Pairing, type_: str, given_up: set[int]) -> int:
    """Settle the open pairs of one type; how many there were."""
    settled = 0
    for sent in create_together(pairing, type_, given_up):
        _log(pairing, sent.row.link, sent.row.pair, sent.row.step, sent.progress)
    for pair in pairing.links.open_pairs(pairing.home, type_):
        if pair not in given_up:
            settled += 1
            if not settle(pairing, pair):
                given_up.add(pair)
    return settled


def settle(pairing: Pairing, pair_id: int) -> bool:
    """Ask the rules and carry out their answer until they leave the pair alone."""
    lost, last, parts = 0, None, pairing.parts
    for _ in range(MOST_STEPS):
        link = pairing.links.find(pair_id)
        if link is None:
            return True
        pair = pair_of(pairing, link)
        _remember_agreement(pairing, link, pair)
        step = planned(pair, parts.rules, parts.requests, parts.told)
        if step.action is Action.LOOK_AGAIN:
            if not _look_again(pairing, link):
                return True
            continue
        if step.action is Action.HOLD:
            return False
        if parts.is_in_vain(step.request, last):
            _not_taken(pairing, link, step)
            continue
        progress = carry_out(pairing, link, pair, step)
        _log(pairing, link, pair, step, progress)
        if progress is Progress.DONE:
            return True
        last = step.request if progress is Progress.AGAIN else None
        lost += progress is Progress.LOST
        if lost >= MOST_LOST:
            return False
    return False


def _log(pairing: Pairing, link: Link, pair: Pair, step: Step, progress: Progress) -> None:
    """Tell what was done for a record, or why it was not."""
    if pairing.log.sink is None or not (step.request or step.action is Action.REPORT):
        return
    known, now = pair.problem, pairing.problems.of(link.id)
    event = "record.written"
    if progress is Progress.LOST:
        event = "record.unanswered"
    elif now is not None and now.is_standing and now.attempts != (known.attempts if known else 0):
        event = "record.refused"
    told = now.reason if now is not None and event == "record.refused" else ""
    after = pairing.links.find(link.id) or link
    facts = {"action": step.action, "rule": step.rule.id, "reason": told}
    pairing.log.record(event, pairing.company, after, **facts)


def _remember_agreement(pairing: Pairing, link: Link, pair: Pair) -> None:
    columns: dict[str, object] = {}
    if pair.base != link.base:
        columns["base"] = pair.base
    is_agreed = pair.is_linked and pair.released_status == pair.xero_status
    if is_agreed and link.agreed_version != link.xero_version:
        columns["agreed_version"] = link.xero_version
    if columns:
        with pairing.links.step():
            pairing.links.change(link.id, **columns)


def _not_taken(pairing: Pairing, link: Link, step: Step) -> None:
    """The other system said yes and shows something else: saying it again would not help. R54."""
    reason = reason_of("not_taken")
    system = step.request.system if step.request else "xero"
    stand(pairing, link, system, step.action, reason, reason.words)


def _look_again(pairing: Pairing, link: Link) -> bool:
    """Read the Xero half once more, and what it names. True when that says something new."""
    is_news = look_again(pairing, link)
    if link.type == "document":
        _refresh_tracking(pairing)
        is_news = is_news or pair_of(pairing, pairing.links.pair(link.id)).is_resolved
    if not is_news:
        _unresolved(pairing, link)
    return is_news or link.type == "document"


def _refresh_tracking(pairing: Pairing) -> None:
    for listing in listings_of(pairing, "tracking_category"):
        pull_listing(pairing, listing)
    for type_ in REFERENCE_TYPES:
        _settled_type(pairing, type_, set())


def _unresolved(pairing: Pairing, link: Link) -> None:
    if link.type == "document":
        reason = reason_of("tracking")
        stand(pairing, link, "released", Action.LOOK_AGAIN, reason, reason.words)
        return
    with pairing.links.step():
        pairing.links.close_pair(link.id)
