"""Bodies of `multipart/form-data`, read into plain values."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from werkzeug.exceptions import HTTPException
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

MOST_TEXT_BYTES = 64 * 1024
MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class File:
    """
    One file of a form.

    Args:
        field: the form field that carries it.
        name: the file name, as sent.
        media: its media type, empty when none was sent.
        data: its bytes.
    """

    field: str
    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The files and the texts of a form, by field; of texts sent twice the last one stands."""

    files: tuple[File, ...]
    texts: dict[str, str]


def _in_memory(
    total_content_length: int | None,  # noqa: ARG001 - the seam of the parser
    content_type: str | None,  # noqa: ARG001
    filename: str | None,  # noqa: ARG001
    content_length: int | None = None,  # noqa: ARG001
) -> IO[bytes]:
    """A body is bounded at the door, so that files need no disk."""
    return BytesIO()


def read_form(body: bytes, content_type: str) -> Form | None:
    """The form that a body carries, None when it is not well formed."""
    media, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if media != "multipart/form-data" or not boundary or not boundary.isascii():
        return None
    parser = MultiPartParser(_in_memory, MOST_TEXT_BYTES, max_form_parts=MOST_PARTS)
    try:
        texts, files = parser.parse(BytesIO(body), boundary.encode(), len(body))
    except (ValueError, LookupError, HTTPException):
        return None
    found = tuple(
        File(field, each.filename or "", each.mimetype or "", each.read())
        for field, each in files.items(multi=True)
    )
    return Form(found, dict(texts.items()))
