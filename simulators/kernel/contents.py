"""
The contents of files, beside the documents that name them: in no journal, in no state.

A file is kept once under the print of its bytes, as text, in the hidden table `_content` of a
vendor. So a document that holds the print is cheap to journal, to copy and to look back at.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Final

from simulators.kernel.world import World

TABLE: Final = "_content"


def keep(world: World, system: str, content: bytes) -> str:
    """Keep a file; the SHA-256 of its bytes, in hexadecimal, brings it back."""
    digest = sha256(content).hexdigest()
    table = world.table(system, TABLE)
    if table.row(digest) is None:
        table.put(digest, {"content": b64encode(content).decode()})
    return digest


def kept(world: World, system: str, digest: str) -> bytes:
    """
    The bytes of a file.

    Raises:
        KeyError: no such file was ever kept.
    """
    row = world.table(system, TABLE).row(digest)
    if row is None:
        raise KeyError(f"no file {digest}")
    return b64decode(row["content"])
