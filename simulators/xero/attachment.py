"""A file on a record: its name, its type, its limits, and what attaching does to the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import quote

from simulators.kernel import contents
from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import Change
from simulators.xero.books import SYSTEM, Books, Writing
from simulators.xero.identity import tokens
from simulators.xero.parents import WITH_FILES, Parent
from simulators.xero.wire.values import guid

MOST: Final = 10
LONGEST_NAME: Final = 255
MEGABYTE: Final = 1024 * 1024
FORBIDDEN: Final = frozenset('<>:"/\\|?*+')
ONLINE_TYPES: Final = ("ACCREC", "ACCRECCREDIT")
HOST: Final = "https://api.xero.com"

TYPES: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "csv": "text/csv",
    "rtf": "application/rtf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odf": "application/vnd.oasis.opendocument.formula",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "zip": "application/zip",
    "zipx": "application/zip",
    "rar": "application/x-rar-compressed",
    "7z": "application/x-7z-compressed",
    "key": "application/vnd.apple.keynote",
    "keynote": "application/vnd.apple.keynote",
    "numbers": "application/vnd.apple.numbers",
    "pages": "application/vnd.apple.pages",
}
"""The type follows the extension. Source: recorded for PDF; the list is what partners publish."""

UNSUPPORTED: Final = "The file couldn't be uploaded because it isn't a supported file type."
BAD_NAME: Final = "The file name contains characters that are not allowed."
LONG_NAME: Final = f"The file name must not be longer than {LONGEST_NAME} characters."
TOO_MANY: Final = f"A maximum of {MOST} attachments is allowed."
TOO_LARGE: Final = "PayloadTooLarge"


@dataclass(frozen=True, slots=True)
class File:
    """
    A file as it is sent.

    Args:
        name: its name, decoded.
        content: its bytes.
        online: whether the customer shall see it with the document.
    """

    name: str
    content: bytes
    online: bool = False


def attach(books: Books, parent: Parent, holder: Doc, file: File) -> Writing:
    """
    A file put on a record, in place of the one of the same name.

    Source: documented, facts 4.11; switches xero_attach_moves, xero_attachment_mb.

    Raises:
        Refused: for its name, type or size, or when the record has ten already.
    """
    before = named(books, parent, holder, file.name)
    refuse_if(_refusals(books, parent, holder, file, before))
    doc: Doc = {
        "AttachmentID": before["AttachmentID"] if before else books.new_id("attachment"),
        "owner": books.owner,
        "ParentType": parent.kind,
        "ParentID": holder[parent.key],
        "FileName": file.name,
        "MimeType": mime_type(file.name),
        "ContentLength": len(file.content),
        "IncludeOnline": file.online and parent.online and holder.get("Type") in ONLINE_TYPES,
        "sha256": contents.keep(books.world, SYSTEM, file.content),
    }
    return Writing(
        doc,
        (Change("attachment", doc["AttachmentID"], doc),),
        tuple(_moved(books, parent, holder)),
    )


def _moved(
    books: Books, parent: Parent, holder: Doc, *, has_files: bool = True
) -> Iterator[Change]:
    """The record says if it has files; its UpdatedDateUTC stands still unless a switch is on."""
    after = {**holder, "HasAttachments": has_files}
    if books.switch("xero_attach_moves") == "on":
        after["UpdatedDateUTC"] = books.now
    if after != holder:
        yield Change(parent.kind, holder[parent.key], after)


def remove(books: Books, parent: Parent, holder: Doc, before: Doc) -> Writing:
    """
    A file taken off a record; the record says so when it was the last one.

    Source: documented, facts 4.11: people can in Xero's screens, no call can.
    """
    left = [row for row in of(books, parent, holder) if row is not before]
    gone = Change("attachment", before["AttachmentID"], None)
    return Writing(before, (gone,), tuple(_moved(books, parent, holder, has_files=bool(left))))


def mime_type(name: str) -> str:
    """The type that a file's name stands for, empty when Xero takes no such files."""
    _, dot, extension = name.rstrip().rpartition(".")
    return TYPES.get(extension.lower(), "") if dot else ""


def of(books: Books, parent: Parent, holder: Doc) -> list[Any]:
    """The files of a record, oldest first."""
    rows = books.table("attachment").find("ParentID", holder[parent.key])
    return [row for row in rows if row["ParentType"] == parent.kind]


def named(books: Books, parent: Parent, holder: Doc, name: str) -> Doc | None:
    """The record's file of that name, however its accents are composed."""
    wanted = normalize("NFC", name)
    rows = of(books, parent, holder)
    return next((row for row in rows if normalize("NFC", row["FileName"]) == wanted), None)


def find(books: Books, parent: Parent, holder: Doc, reference: str) -> Doc | None:
    """The record's file of an id or a name."""
    attachment_id = guid(reference)
    rows = of(books, parent, holder)
    found = next((row for row in rows if row["AttachmentID"] == attachment_id), None)
    return found or named(books, parent, holder, reference)


def content(books: Books, doc: Doc) -> bytes:
    """The bytes of a file."""
    return contents.kept(books.world, SYSTEM, doc["sha256"])


def render(books: Books, parent: Parent, doc: Doc) -> Doc:
    """One file. Source: recorded: no print, no date; IncludeOnline only when it is true."""
    shown: Doc = {
        "AttachmentID": doc["AttachmentID"],
        "FileName": doc["FileName"],
        "Url": _url(books, parent, doc),
        "MimeType": doc["MimeType"],
        "ContentLength": doc["ContentLength"],
    }
    return {**shown, "IncludeOnline": True} if doc["IncludeOnline"] else shown


def shown_on(books: Books, kind: str, holder: Doc) -> list[Doc]:
    """The files of a record as it shows them itself."""
    for parent in WITH_FILES:
        if parent.kind == kind and holder.get("HasAttachments"):
            return [render(books, parent, row) for row in of(books, parent, holder)]
    return []


def _url(books: Books, parent: Parent, doc: Doc) -> str:
    client = tokens.client(books.world) or {}
    base = client.get("api_url") or HOST
    name = quote(doc["FileName"], safe="")
    return f"{base}/api.xro/2.0/{parent.segment}/{doc['ParentID']}/Attachments/{name}"


def _refusals(
    books: Books, parent: Parent, holder: Doc, file: File, before: Doc | None
) -> Iterator[Refusal]:
    if len(file.content) > int(books.switch("xero_attachment_mb")) * MEGABYTE:
        yield Refusal("attachment", TOO_LARGE, status=413)
    if not FORBIDDEN.isdisjoint(file.name) or any(letter < " " for letter in file.name):
        yield Refusal("attachment", BAD_NAME, "FileName")
    if len(file.name) > LONGEST_NAME:
        yield Refusal("attachment", LONG_NAME, "FileName")
    if not mime_type(file.name):
        yield Refusal("XE-42", UNSUPPORTED, "FileName")
    if before is None and len(of(books, parent, holder)) >= MOST:
        yield Refusal("attachment", TOO_MANY)
