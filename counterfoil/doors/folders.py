"""The folder of each world: its connection document and the state that the sync keeps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

DOCUMENT: Final = "connection.json"
STATE: Final = "state"
SECRETS: Final = ("client_secret", "access_token", "refresh_token", "webhook_key")


class WorldFolder:
    """
    `<base>/<world>` for as long as the world lives.

    Args:
        base: the folder that holds the folders of all worlds.
        connection: the world's connection document.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, base: Path, connection: Mapping[str, Any]) -> None:
        self._folder = base / str(connection["world"])
        self.state = self._folder / STATE
        self.state.mkdir(parents=True)
        self.document = self._folder / DOCUMENT
        fresh = self._folder / f".{DOCUMENT}"
        fresh.write_bytes(orjson.dumps(connection, option=orjson.OPT_INDENT_2))
        fresh.replace(self.document)

    def drop(self) -> None:
        """The world is over: the document goes first, so that nobody picks it up any more."""
        self.document.unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)


def without_secrets(text: str, connection: Mapping[str, Any]) -> str:
    """The text with every secret of the world blotted out."""
    for secret in _secrets(connection):
        text = text.replace(secret, "…")
    return text


def _secrets(connection: Mapping[str, Any]) -> Iterator[str]:
    for part in connection.values():
        if isinstance(part, dict):
            yield from (str(part[name]) for name in SECRETS if part.get(name))
