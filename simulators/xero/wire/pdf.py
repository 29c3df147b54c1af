"""A document as a PDF of one page: small, valid, made here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

TYPE: Final = "application/pdf"
MOST_LINES: Final = 55
LONGEST_LINE: Final = 90


def page(lines: Iterable[str]) -> bytes:
    """The lines on an A4 page; what Latin letters cannot say becomes a question mark."""
    shown = [_escaped(line[:LONGEST_LINE]) for line in list(lines)[:MOST_LINES]]
    text = b"\n".join(b"(%s) Tj T*" % line for line in shown)
    stream = b"BT /F1 10 Tf 50 800 Td 14 TL\n" + text + b"\nET"
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def _escaped(line: str) -> bytes:
    text = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return "".join(each if each >= " " else " " for each in text).encode("latin-1", "replace")


def _file(*objects: bytes) -> bytes:
    """The objects, the table of where they stand, and the way to the first of them."""
    whole, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return whole + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (
        count, rows, count
    ) + b"startxref\n%d\n%%%%EOF\n" % len(whole)  # fmt: skip
