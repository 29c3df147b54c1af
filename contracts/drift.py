"""Where a document and a server's own table of endpoints have drifted apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from contracts.documents import Document

PARAMETER: Final = re.compile(r"\{[^}]*\}|<[^>]*>")


def differences(
    document: Document, table: Iterable[tuple[str, str]]
) -> tuple[list[str], list[str]]:
    """
    The operations that are written down and not offered, and those offered and not written down.

    Args:
        table: methods and paths as the server has them; parameters as `{name}` or `<name>`.
    """
    written = {_plain(each.method, each.path): each.label for each in document.operations}
    offered = {_plain(method, path): f"{method} {path}" for method, path in table}
    return (
        [label for plain, label in written.items() if plain not in offered],
        [label for plain, label in offered.items() if plain not in written],
    )


def _plain(method: str, path: str) -> str:
    return f"{method} {PARAMETER.sub('{}', path)}"
