"""
A file on an invoice or a credit note: what is known of it, its bytes being kept elsewhere.

A document may hold several files of one name, as Xero cannot: a file is known by its id here.
Source: designed, re-leased.md §3.4; which records may hold files is documented, guide.
"""

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Actor, Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind

LARGEST_FILE: Final = 10 * 1024 * 1024
MOST_FILES: Final = 100
LONGEST_NAME: Final = 255
STATUSES: Final = ("Active", "Deleted")

FIELDS: Final = (
    Field("externalId", Kind.GUID),
    Field("fileName", required=True, limit=LONGEST_NAME, nullable=False),
    Field("mimeType", limit=100),
    Field("includeWithInvoice", Kind.BOOLEAN),
)
CHANGE: Final = (
    Field("externalId", Kind.GUID),
    Field("fileName", required=True, limit=LONGEST_NAME, nullable=False),
    Field("includeWithInvoice", Kind.BOOLEAN),
)
"""What a change may carry; a file that is renamed keeps having a name."""
REPLACEMENT: Final = (Field("mimeType", limit=100),)
BLANK: Final[Doc] = {
    "externalId": None,
    "fileName": "",
    "mimeType": None,
    "includeWithInvoice": False,
}
UNKNOWN_MEDIA: Final = "application/octet-stream"
MEDIA: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "txt": "text/plain",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def media_of(name: str, told: str | None) -> str:
    """The media type as told, without its parameters, else what the end of the name says."""
    plain = (told or "").partition(";")[0].strip().lower()
    return plain or MEDIA.get(name.rpartition(".")[2].lower(), UNKNOWN_MEDIA)


def name_is_plain(name: str | None) -> Iterator[Refusal]:
    """A file name is one segment of a path, without control characters."""
    if name is not None and (
        any(sign in name for sign in "/\\") or not name.isprintable() or name in (".", "..")
    ):
        message = "fileName is a name without folders and control characters."
        yield Refusal("wrong_value", message, "fileName")


def media_is_plain(media: str) -> Iterator[Refusal]:
    """A media type has two parts."""
    kind, _, rest = media.partition("/")
    if not (media.isascii() and media.isprintable() and kind and rest) or " " in media:
        yield Refusal("unsupported_media_type", f"{media} is no media type.", "mimeType")


def size_is_right(data: bytes) -> Iterator[Refusal]:
    """A file has at least one byte, and ten megabytes at most."""
    if not data:
        yield Refusal("required", "The file is empty.", "content")
    elif len(data) > LARGEST_FILE:
        yield Refusal("attachment_too_large", "A file takes 10 MB at most.", "content")


def takes_another(files: int) -> Iterator[Refusal]:
    """A document takes so many files."""
    if files >= MOST_FILES:
        yield Refusal("too_many", f"A document takes {MOST_FILES} files at most.")


def is_there(attachment: Doc) -> Iterator[Refusal]:
    """A deleted file is a tombstone: nothing about it changes any more."""
    if attachment["deletedAt"] is not None:
        yield Refusal("invalid_transition", "The file was deleted.")


def may_hold(document: Doc) -> Iterator[Refusal]:
    """A deleted draft takes no files."""
    if document["status"] == "Deleted":
        yield Refusal("invalid_transition", "A document that is Deleted takes no files.")


def may_pull(actor: Actor, *, pulls: bool) -> Iterator[Refusal]:
    """
    The integration brings files from Xero, unless this vintage does not.

    Source: guide against RL-EXPENSE19; switch pull_attachments.
    """
    if actor is Actor.SYNC and not pulls:
        yield Refusal("role_forbidden", "This vintage takes no files from Xero.")
