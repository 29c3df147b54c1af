"""
Bytes on their way: read when they are sent, never over bytes that nobody has seen, never lost.

Rule: R32.
"""

from hashlib import sha256

from sync.files import look_at_files
from sync.forms import is_numbered
from sync.links import Link
from sync.pair import Pair
from sync.pairing import Pairing
from sync.pull import pull_released
from sync.requests.request import Request
from sync.view import name_there


def content_of(pairing: Pairing, request: Request) -> bytes | None:
    """The bytes that a request carries, if they still are what was decided about."""
    wanted = request.content
    if wanted is None:
        return None
    source = pairing.xero if wanted.system == "xero" else pairing.released
    found = source.content(wanted.path)
    return found if found is not None and sha256(found).hexdigest() == wanted.digest else None


def look_at_all_files(pairing: Pairing, pair: Pair) -> None:
    """Read every file of the document in Xero."""
    xero_id = pair.released_parent.xero_id or pair.xero_parent.xero_id
    document = pairing.of_xero("document", xero_id)
    if document is not None:
        look_at_files(pairing, document, is_thorough=True)


def would_replace_unseen(pairing: Pairing, link: Link, pair: Pair) -> bool:
    """
    Xero has by now another file under the name that is about to be written.

    Rule: R32: a name is the key in Xero, so what was uploaded there meanwhile would be lost.
    """
    look_at_all_files(pairing, pair)
    now = pairing.links.pair(link.id)
    is_other = (now.xero_id, now.xero) != (link.xero_id, link.xero)
    return is_other or name_there(pairing, now) != pair.name_there


def is_kept(pairing: Pairing, link: Link, pair: Pair, digest: str) -> bool:
    """The losing bytes have their own file here already: an earlier answer was lost. R32, R60."""
    ours = pair.released or {}
    siblings = pairing.links.children_in_released(
        pairing.home, "attachment", str(pair.released_parent.released_id)
    )
    return any(
        sibling.id != link.id
        and (file := sibling.released or {}).get("digest") == digest
        and file["status"] == "Active"
        and is_numbered(file["name"], ours["name"])
        for sibling in siblings
    )


def store_loser(pairing: Pairing, link: Link, digest: str) -> None:
    """The losing bytes are safe under another name, so they are agreed to be replaced. R32."""
    with pairing.links.step():
        pairing.links.change(link.id, base={**(link.base or {}), "digest": digest}, is_open=1)
    pull_released(pairing)
