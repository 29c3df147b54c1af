"""Files on the wire: raw bytes under a name in Xero, in Base64 beside their fields here."""

from typing import Final
from urllib.parse import quote

from sync.forms import free_name
from sync.kinds import kind_named
from sync.merge import Side
from sync.pair import Pair, Twin
from sync.requests.request import Content, Request, to_released
from sync.rules.rule import Action

UNKNOWN: Final = "application/octet-stream"


def shelf_of(document: Twin) -> str:
    """Where the files of a document are in Xero."""
    return f"{kind_named(document.kind).resource}/{document.xero_id}"


def _content_here(pair: Pair) -> Content:
    """Re-Leased's bytes."""
    ours = pair.released or {}
    path = f"companies/{pair.company}/attachments/{pair.released_id}/content"
    return Content("released", path, ours["digest"], ours["type"] or UNKNOWN)


def _content_there(pair: Pair) -> Content:
    """Xero's bytes."""
    theirs = pair.xero or {}
    path = f"{theirs['shelf']}/Attachments/{pair.xero_id}"
    return Content("xero", path, theirs["digest"], theirs["type"] or UNKNOWN)


def store_in_xero(pair: Pair) -> Request:
    """The bytes under their name, which replaces what had that name. Rule: R30, R32."""
    return _stored(pair, creates=pair.xero_id is None)


def store_anew(pair: Pair) -> Request:
    """The bytes as another file: under the new name, or since the old one was deleted. R32."""
    return _stored(pair, creates=True)


def _stored(pair: Pair, *, creates: bool) -> Request:
    """Whether the customer sees the file belongs to Xero, so it is said again. Rule: R1."""
    shelf = shelf_of(pair.released_parent)
    path = f"{shelf}/Attachments/{quote(pair.name_there, safe='')}"
    if (pair.xero or {}).get("online"):
        path += "?IncludeOnline=true"
    return Request("xero", "PUT", path, creates=creates, content=_content_here(pair))


def create_in_released(pair: Pair) -> Request:
    """A new file that carries its twin's id. Rule: R31."""
    name = (pair.xero or {})["name"]
    return _new_in_released(pair, name, _content_there(pair), {"externalId": pair.xero_id})


def _new_in_released(
    pair: Pair, name: str, content: Content, fields: dict[str, object]
) -> Request:
    twin = pair.xero_parent if pair.xero else pair.released_parent
    path = f"{kind_named(twin.kind).path}/{twin.released_id}/attachments"
    body = {"fileName": name, "mimeType": content.media, **fields}
    made = to_released(pair, "POST", path, body, creates=True)
    return Request(made.system, made.method, made.path, body, creates=True, content=content)


def replace_in_released(pair: Pair) -> Request:
    """Xero's bytes in place of Re-Leased's. Rule: R32."""
    path = f"companies/{pair.company}/attachments/{pair.released_id}/content"
    return Request("released", "PUT", path, content=_content_there(pair))


def keep_loser(pair: Pair) -> Request:
    """The bytes that lose, as one more file of the document in Re-Leased. Rule: R32."""
    name = (pair.released or {})["name"]
    is_ours = pair.verdict.conflicts[0].winner is Side.XERO
    content = _content_here(pair) if is_ours else _content_there(pair)
    return _new_in_released(pair, free_name(name, (name,)), content, {})


def link(pair: Pair) -> Request:
    """The twin's id. Rule: R55."""
    path = f"attachments/{pair.released_id}"
    return to_released(pair, "PATCH", path, {"externalId": pair.xero_id})


def delete_in_released(pair: Pair) -> Request:
    """A tombstone stays. Rule: R33."""
    return to_released(pair, "DELETE", f"attachments/{pair.released_id}")


ATTACHMENT_REQUESTS: Final = {
    Action.PUSH_NEW: store_in_xero,
    Action.PULL_NEW: create_in_released,
    Action.LINK: link,
    Action.PUSH: store_in_xero,
    Action.PUSH_ANEW: store_anew,
    Action.PULL: replace_in_released,
    Action.KEEP_LOSER: keep_loser,
    Action.PULL_REMOVAL: delete_in_released,
}
