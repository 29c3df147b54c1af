"""What is done to files of documents: add, replace, rename, delete. The journal has no bytes."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulators.kernel.call import Doc, Origin
from simulators.kernel.contents import keep
from simulators.kernel.errors import Refusal, Refused, refuse_if
from simulators.kernel.world import World
from simulators.released import attachment, books
from simulators.released.actions.contacts import free_external
from simulators.released.guards import links_nothing, needs_connection
from simulators.released.values import read_new, read_patch


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its bytes, and what the body said of it."""

    data: bytes
    fields: dict[str, Any]


def upload(body: dict[str, Any]) -> Upload:
    """
    The file that a JSON object carries: `content` in Base64, beside its fields.

    Raises:
        Refused: `required` or `wrong_value` of `content`.
    """
    text = body.get("content")
    if text is None:
        raise Refused(Refusal("required", "content is required.", "content"))
    data = _from_base64(text) if isinstance(text, str) else None
    if data is None:
        raise Refused(Refusal("wrong_value", "content must be a Base64 text.", "content"))
    return Upload(data, {name: value for name, value in body.items() if name != "content"})


def _from_base64(text: str) -> bytes | None:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (NotBase64, ValueError):
        return None


def _may_touch(world: World, origin: Origin, company: int) -> Iterator[Refusal]:
    yield from needs_connection(origin, books.connection_of(world, company))
    pulls = world.switches["pull_attachments"] == "on"
    yield from attachment.may_pull(origin.actor, pulls=pulls)


def files_of(world: World, company: int, document: Doc) -> list[Doc]:
    """The files that a document holds, deleted ones left out."""
    found = books.table(world, "attachment").find(
        ("companyId", "documentId"), (company, document["id"])
    )
    return [each for each in found if each["deletedAt"] is None]


def add(world: World, origin: Origin, company: int, document: Doc, file: Upload) -> Doc:
    """Put a file on a document; one of the same name may be there."""
    refuse_if(_may_touch(world, origin, company))
    refuse_if(attachment.may_hold(document))
    values = read_new(attachment.FIELDS, file.fields, attachment.BLANK)
    refuse_if(links_nothing(origin, file.fields))
    refuse_if(attachment.name_is_plain(values["fileName"]))
    media = attachment.media_of(values["fileName"], values["mimeType"])
    refuse_if(attachment.media_is_plain(media))
    refuse_if(attachment.size_is_right(file.data))
    refuse_if(attachment.takes_another(len(files_of(world, company, document))))
    refuse_if(free_external(world, "attachment", company, values["externalId"], None))
    record: Doc = {
        "id": books.new_id(world, "attachment", company),
        "companyId": company,
        "documentId": document["id"],
        **values,
        **_content(world, file.data, media),
        "deletedAt": None,
    }
    return books.write(world, origin, ("attachment", record))[0]


def _content(world: World, data: bytes, media: str) -> Doc:
    digest = keep(world, books.SYSTEM, data)
    return {"mimeType": media, "size": len(data), "sha256": digest}


def replace(world: World, origin: Origin, company: int, record: Doc, file: Upload) -> Doc:
    """Give a file other bytes; its name, its id and what it is linked to stay."""
    refuse_if(_may_touch(world, origin, company))
    refuse_if(attachment.is_there(record))
    values = read_patch(attachment.REPLACEMENT, file.fields, attachment.BLANK)
    media = attachment.media_of(record["fileName"], values.get("mimeType"))
    refuse_if(attachment.media_is_plain(media))
    refuse_if(attachment.size_is_right(file.data))
    changed = {**record, **_content(world, file.data, media)}
    return books.write(world, origin, ("attachment", changed))[0]


def edit(world: World, origin: Origin, company: int, record: Doc, body: dict[str, Any]) -> Doc:
    """Rename a file, say whether it goes to the tenant, or note its id in Xero."""
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    refuse_if(attachment.is_there(record))
    values = read_patch(attachment.CHANGE, body, attachment.BLANK)
    refuse_if(links_nothing(origin, body))
    if set(values) - {"externalId"}:
        refuse_if(_may_touch(world, origin, company))
    refuse_if(attachment.name_is_plain(values.get("fileName")))
    external = values.get("externalId")
    refuse_if(free_external(world, "attachment", company, external, record["id"]))
    return books.write(world, origin, ("attachment", {**record, **values}))[0]


def delete(world: World, origin: Origin, company: int, record: Doc) -> Doc:
    """Delete a file: a tombstone stays, so that nobody brings it back by mistake."""
    refuse_if(_may_touch(world, origin, company))
    refuse_if(attachment.is_there(record))
    gone = {**record, "deletedAt": books.now(world)}
    return books.write(world, origin, ("attachment", gone))[0]
