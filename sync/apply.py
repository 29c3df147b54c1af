"""
Intent, call, answer: one step of a pair carried out so that it can break off anywhere.

A creation is written down before it is sent and forgotten when its outcome is stored. What became
of a write whose answer was lost is read, never assumed: a creation is looked for, anything else is
read again, and the rules decide anew on what is there.

Rule: R41, R60, R62.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto
from typing import Any, Final

import orjson

from sync.clients.transport import NoAccess, Ok, Outcome, Refused, Unfinished
from sync.files import leave_behind, look_at_files
from sync.kinds import kind_of
from sync.links import ANSWERED, Intent, Link
from sync.lost import asks_by_key, join_edited, join_lost
from sync.merge import Side
from sync.pair import Pair
from sync.pairing import Pairing
from sync.plan import Step
from sync.pull import listings_of, look_again, pull_listing, pull_released
from sync.reasons import Reason, reason_for, reason_of, told
from sync.requests.attachment import shelf_of
from sync.requests.request import Request
from sync.rules.rule import Action
from sync.seen import released_seen, removed, wake_children, xero_seen
from sync.uploads import content_of, is_kept, look_at_all_files, store_loser, would_replace_unseen

_FILES: Final = ("Attachments", "AttachmentID")
_LISTED_WITH: Final = {"allocation": "document"}
_DEALT_WITH: Final = (Action.RESET, Action.FALL_BACK)
_IF_UNCHANGED: Final = (Action.PULL, Action.FOLLOW, Action.PULL_REMOVAL)


class Progress(Enum):
    """How one step of a pair ended."""

    AGAIN = auto()  # something moved: ask the rules again
    LOST = auto()  # the answer was lost; what became of it was read: ask the rules again
    DONE = auto()


def carry_out(pairing: Pairing, link: Link, pair: Pair, step: Step) -> Progress:
    """Do what is due for a pair."""
    if step.request is not None:
        return _send(pairing, link, pair, step, step.request)
    if step.action is Action.REPORT:
        return _report(pairing, link, pair, step)
    with pairing.links.step():
        if step.action is Action.LEAVE and not link.is_unlinked:
            pairing.problems.solve(link.id)
        pairing.links.close_pair(link.id)
    return Progress.DONE


def _report(pairing: Pairing, link: Link, pair: Pair, step: Step) -> Progress:
    reason = reason_of(step.reason)
    is_incoming = pair.is_only_in_xero or pair.type == "credit"
    refused_by = "released" if is_incoming else "xero"
    stand(pairing, link, refused_by, step.action, reason, reason.words)
    return Progress.AGAIN


def stand(
    pairing: Pairing, link: Link, refused_by: str, action: str, reason: Reason, words: str
) -> None:
    """Keep a refusal, and let what hangs on the record know."""
    with pairing.links.step():
        pairing.problems.stand(link, refused_by, action, reason, words, pairing.now())
        wake_children(pairing, link)


def _send(pairing: Pairing, link: Link, pair: Pair, step: Step, request: Request) -> Progress:
    attempts = pair.problem.attempts if pair.problem else 0
    is_upload = request.content is not None and request.system == "xero"
    content = content_of(pairing, request)
    if request.content is not None and content is None:
        return _out_of_date(pairing, pair)
    if is_upload and would_replace_unseen(pairing, link, pair):  # the last look before the upload
        return Progress.AGAIN
    digest = request.content.digest if request.content else ""
    key = pairing.parts.delivery.key(
        link, step.action, attempts, orjson.dumps(request.body) + digest.encode()
    )
    if step.action is Action.KEEP_LOSER:
        if is_kept(pairing, link, pair, digest):
            store_loser(pairing, link, digest)
            return Progress.AGAIN
    elif request.creates:
        with pairing.links.step():
            intend(pairing, link, pair, step, key)
    notes = _announce(pairing, pair, step)
    outcome = _call(pairing, link, step, request, key, content)
    if isinstance(outcome, Ok):
        store(pairing, link, pair, step, request, outcome.body)
        return Progress.AGAIN
    if isinstance(outcome, Refused):
        with pairing.links.step():
            pairing.problems.forget_notes(notes)
        return _refused(pairing, link, pair, step, request, outcome)
    catch_up(pairing, link, request)
    return Progress.LOST


def intend(pairing: Pairing, link: Link, pair: Pair, step: Step, key: str) -> None:
    """
    Write down what is about to be made, and what it will say: that is the base of the new pair,
    also when the answer is lost and somebody edits the copy before it is found. Within a step.

    Rule: R56, R60.
    """
    old = pairing.links.intent(link.id)
    made_at = old.made_at if old and old.key == key else pairing.now()
    source = pair.released or pair.xero
    pairing.links.intend(Intent(link.id, step.action, key, made_at))
    if source is not None:
        base = pairing.parts.agreed(link.type, {}, source, source)
        if link.type == "contact":
            base.pop("status", None)  # a copy is born active, also of one that is archived
        pairing.links.change(link.id, base=base)


def _out_of_date(pairing: Pairing, pair: Pair) -> Progress:
    """Somebody replaced or deleted the bytes since: look again, and decide anew."""
    pull_released(pairing)
    look_at_all_files(pairing, pair)
    return Progress.LOST


def _call(
    pairing: Pairing, link: Link, step: Step, request: Request, key: str, content: bytes | None
) -> Outcome:
    body, media = _packed(request, content)
    if request.system == "xero":
        return pairing.xero.write(request.method, request.path, body, key, media)
    version = link.released_version if step.action in _IF_UNCHANGED else None
    return pairing.released.write(request.method, request.path, body, key, version, media)


def _packed(request: Request, content: bytes | None) -> tuple[Any, str]:
    """Body and media type: bytes go alone, or in Base64 beside the fields of a new file."""
    if content is None or request.content is None:
        return request.body, ""
    if request.body is None:
        return content, request.content.media
    return {**request.body, "content": b64encode(content).decode()}, ""


def catch_up(pairing: Pairing, link: Link, request: Request) -> None:
    """Read what is there now, after an answer that was lost or a refusal that may be our delay."""
    if request.system == "released":
        pull_released(pairing)
    elif link.type == "attachment":
        _list_files(pairing, link)
    elif request.creates:
        search(pairing, link.type)
    else:
        look_again(pairing, link)


def _list_files(pairing: Pairing, link: Link) -> None:
    """Read the files of a document once more. An upload can be repeated: its name is its key."""
    document = pairing.of_released("document", (link.released or {}).get("document"))
    if document is not None and document.xero_id is not None:
        look_at_files(pairing, document)
    with pairing.links.step():
        pairing.links.forget_intent(link.id)


def search(pairing: Pairing, type_: str) -> None:
    """Look for lost creations of this type in what Xero lists now. Rule: R60."""
    for listing in listings_of(pairing, _LISTED_WITH.get(type_, type_)):
        pull_listing(pairing, listing)
    settle_intents(pairing, type_)


def settle_intents(pairing: Pairing, type_: str) -> None:
    """
    Forget the intents of what was found, and of what was looked for and is not there.

    Method: the list was just read. A creation that Xero still knows by its key is left: repeating
    it is the question, and the answer is exact.
    """
    if not pairing.links.intents(pairing.home, type_):
        return
    with pairing.links.step():
        join_lost(pairing, type_)
    if type_ == pairing.parts.delivery.lists_own:
        join_edited(pairing, type_)
    with pairing.links.step():
        for pair in pairing.links.intents(pairing.home, type_):
            intent = pairing.links.intent(pair)
            if intent is not None and not asks_by_key(pairing, type_, intent):
                pairing.links.forget_intent(pair)
                pairing.links.change(pair, is_open=1)
                if intent.made_at == ANSWERED:  # Xero made it, and somebody removed it since
                    removed(pairing, pairing.links.pair(pair), "xero", 0)


# answers


def store(
    pairing: Pairing, link: Link, pair: Pair, step: Step, request: Request, body: Any
) -> None:
    """Keep the answer: it shows the record as it is now, our own change and everybody else's."""
    if link.type == "allocation" and request.system == "xero":
        _store_allocation(pairing, link, request)
        return
    if step.action is Action.KEEP_LOSER:
        store_loser(pairing, link, request.content.digest if request.content else "")
        return
    is_shown = request.system == "xero" or {"id", "version"} <= (body or {}).keys()
    with pairing.links.step():
        pairing.links.forget_intent(link.id)
        if request.system == "xero":
            about = _about_file(pair, request)
            if step.action is Action.PUSH_ANEW:
                leave_behind(pairing, link)
            _keep_xero_row(pairing, link, body, is_new=request.creates, about=about)
        elif is_shown:
            released_seen(pairing, link.type, body)
        after = pairing.links.pair(link.id)
        if request.creates:
            wake_children(pairing, after)
        _stand_by(pairing, after, step)
    if step.action is Action.MERGE or not is_shown:
        pull_released(pairing)


def _about_file(pair: Pair, request: Request) -> dict[str, Any] | None:
    """What Xero's answer does not say of a file: whose it is, and what was sent."""
    if request.content is None:
        return None
    document = pair.released_parent
    said = {"ParentID": document.xero_id, "Shelf": shelf_of(document)}
    return {**said, "sha256": request.content.digest}


def _store_allocation(pairing: Pairing, link: Link, request: Request) -> None:
    """
    Xero's answer names no allocation, so its note is read: what we made stands there now.

    Rule: R28, R60. The intent stays, marked as answered, until the allocation is found.
    """
    if not request.creates:
        with pairing.links.step():
            removed(pairing, link, "xero", link.xero_version)
        return
    with pairing.links.step():
        intent = pairing.links.intent(link.id)
        if intent is not None:
            pairing.links.intend(replace(intent, made_at=ANSWERED))
    note = pairing.of_released("document", (link.released or {}).get("creditNote"))
    if note is not None:
        look_again(pairing, note)
    with pairing.links.step():
        join_lost(pairing, link.type)  # it may have been seen before this answer came


def _keep_xero_row(
    pairing: Pairing, link: Link, body: Any, *, is_new: bool, about: dict[str, Any] | None = None
) -> None:
    if link.type == "document":
        kind = kind_of(link.xero, link.released)
        rows, key = kind.resource, kind.key
    elif link.type == "attachment":
        rows, key = _FILES
    else:
        listing = listings_of(pairing, link.type)[0]
        rows, key = listing.resource, listing.key
    row = {**body[rows][0], **(about or {})}
    xero_id = pairing.parts.remembered_as(link.type, row[key]) if is_new else link.xero_id
    if xero_id is None:
        pairing.links.close_pair(link.id)
        return
    other = pairing.of_xero(link.type, xero_id) if is_new else None
    if other is not None and other.id != link.id:
        if other.released_id is not None:
            reason = reason_of("taken")
            pairing.problems.stand(link, "xero", "", reason, reason.words, pairing.now())
            return
        pairing.links.join(link.id, other.id)
    elif is_new:
        pairing.links.change(link.id, xero_id=xero_id)
    xero_seen(pairing, link.type, xero_id, row)


def _announce(pairing: Pairing, pair: Pair, step: Step) -> list[int]:
    """
    Write down what the users are to know of a step before it is carried out, since its answer may
    never come and nothing shows afterwards what there was. The notes that are new.

    Rule: R6, R22, R56, R62.
    """
    told = list(_losers(pair, step))
    if step.reason and step.action not in _DEALT_WITH:
        told.insert(0, ("Outgoing", reason_of(step.reason).words))
    if not told:
        return []
    with pairing.links.step():
        return [pairing.problems.note(pair.id, side, words) for side, words in told]


def _losers(pair: Pair, step: Step) -> Iterator[tuple[str, str]]:
    """The values that lose a conflict by this step: on which side, and in words."""
    winner = {Action.PUSH: Side.RELEASED, Action.PULL: Side.XERO}.get(step.action)
    for conflict in pair.verdict.conflicts:
        if winner is not None and conflict.winner is winner and pair.base is not None:
            lost, side = (
                (conflict.xero, "Incoming")
                if winner is Side.RELEASED
                else (conflict.released, "Outgoing")
            )
            yield side, f"{reason_of('lost').words} {conflict.unit}: {lost!r} was not kept."


def _stand_by(pairing: Pairing, after: Link, step: Step) -> None:
    """What was done about a refusal, or for a reason, stands until a person changes something."""
    if step.action in _DEALT_WITH:
        pairing.problems.keep(after)
    elif step.action is Action.REVERSE and step.reason and after.type != "allocation":
        reason = reason_of(step.reason)  # an allocation is gone, so nothing can stand against it
        pairing.problems.forget_note_of(after.id, reason.words)
        pairing.problems.stand(after, "xero", step.action, reason, reason.words, pairing.now())
        pairing.problems.keep(after)


# refusals


def _refused(
    pairing: Pairing, link: Link, pair: Pair, step: Step, request: Request, refused: Refused
) -> Progress:
    """Keep the refusal, unless it only shows that we decided on an old state."""
    if refused.code == "not_connected":
        raise NoAccess(refused.said)
    with pairing.links.step():
        pairing.links.forget_intent(link.id)
        if link.type == "credit" and refused.code == "not_found":
            pairing.remember("no.credit", True)  # this vintage keeps none, and never asks again
            pairing.links.close_pair(link.id)
            return Progress.DONE
    if _has_moved(pairing, link, pair, request):
        return Progress.AGAIN
    if not pairing.parts.keeps_refusal(refused):
        with pairing.links.step():
            pairing.links.close_pair(link.id)
        return Progress.DONE
    if not pairing.parts.goes_on_after(refused):
        raise Unfinished("a refusal stopped the cycle")
    if step.action is Action.RESET and pair.problem is not None:
        reason, words = reason_of(pair.problem.code), pair.problem.reason
    else:
        reason = reason_for(refused.said)
        words = told(reason, refused.said)
    stand(pairing, link, request.system, step.action, reason, words)
    return Progress.AGAIN


def _look_at_documents(pairing: Pairing, pair: Pair) -> None:
    """Read again what a settlement hangs on."""
    for twin in (pair.released_parent, pair.released_other):
        link = pairing.of_xero("document", twin.xero_id)
        if link is not None:
            look_again(pairing, link)


def _has_moved(pairing: Pairing, link: Link, pair: Pair, request: Request) -> bool:
    """Read the refused record, or what it hangs on, once more: somebody may have been faster."""
    if request.system == "released":
        pull_released(pairing)
    elif link.xero_id is not None:
        look_again(pairing, link)
    else:
        _look_at_documents(pairing, pair)
    now = pairing.links.find(link.id)
    if now is None:
        return True
    return (now.released_version, now.xero_version, now.xero_id, now.released_id) != (
        link.released_version,
        link.xero_version,
        link.xero_id,
        link.released_id,
    )
