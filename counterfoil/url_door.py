"""The URL door: a sync behind three HTTP calls, as a partner's service would offer it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from flask import Flask, Response, jsonify, request

from counterfoil.sync_program import complaint, opened
from counterfoil.watch_door import MOST_BYTES, add_webhooks
from sync.database import Ailing
from sync.door import Sync
from sync.log import Log
from sync.receive import Receiver, keys_of

BESIDE: Final = ("", "-wal", "-shm")
"""What SQLite keeps beside a file."""


@dataclass(slots=True)
class Running:
    """One world: one cycle at a time."""

    sync: Sync
    receiver: Receiver
    lock: Lock = field(default_factory=Lock)
    is_over: bool = False


class Worlds:
    """
    The worlds that run here, each with its file in a folder.

    Args:
        folder: where each world's links are kept.
    """

    def __init__(self, folder: Path, log: Log) -> None:
        self._folder = folder
        self._log = log
        self._running: dict[str, Running] = {}
        self._lock = Lock()

    def begin(self, document: dict[str, Any]) -> None:
        """Run a world; one that ran already goes on from its links."""
        world, receiver = str(document["world"]), Receiver(keys_of(document))
        with self._lock:
            _end(self._running.pop(world, None))
            self._folder.mkdir(parents=True, exist_ok=True)
            sync = opened(document, self._file(world), self._log, receiver.taken)
            self._running[world] = Running(sync, receiver)

    def cycle(self, world: str) -> bool | None:
        """Whether a cycle was complete; None when there is no such world."""
        one = self._running.get(world)
        if one is None:
            return None
        with one.lock:
            return None if one.is_over else one.sync.cycle()

    def end(self, world: str) -> bool:
        """End a world and forget its links: another world of that name begins anew."""
        with self._lock:
            one = self._running.pop(world, None)
            _end(one)
            if one is not None:
                for name in BESIDE:
                    Path(f"{self._file(world)}{name}").unlink(missing_ok=True)
        return one is not None

    def receiver(self, world: str) -> Receiver | None:
        """Who takes a world's deliveries."""
        one = self._running.get(world)
        return one.receiver if one is not None else None

    def close(self) -> None:
        """End every world after its current step; their links stay."""
        for one in list(self._running.values()):
            one.sync.stop()
        for one in list(self._running.values()):
            _end(one)

    def _file(self, world: str) -> Path:
        return self._folder / f"{world}.sqlite"


def create_url_door(worlds: Worlds) -> Flask:
    """
    The WSGI application that runs the reference sync of any world it is given.

    `POST /worlds` takes a connection document, `POST /worlds/<world>/cycle` runs one cycle,
    `DELETE /worlds/<world>` ends it and forgets its links. Source: protocol, section 5. Deliveries
    of webhooks may go to `POST /worlds/<world>/webhooks/<system>`.
    """
    app = Flask("sync", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES

    @app.errorhandler(Ailing)
    def ailing(error: Ailing) -> tuple[Response, int]:
        return jsonify(error=str(error)), 503 if error.will_pass else 500

    @app.post("/worlds")
    def begin() -> tuple[Response, int]:
        document: Any = request.get_json(silent=True)
        wrong = complaint(document)
        if wrong:
            return jsonify(error=wrong), 400
        worlds.begin(document)
        return jsonify(world=document["world"], webhooks=True), 201

    @app.post("/worlds/<world>/cycle")
    def cycle(world: str) -> tuple[Response, int]:
        is_complete = worlds.cycle(world)
        return _unknown(world) if is_complete is None else (jsonify(complete=is_complete), 200)

    @app.delete("/worlds/<world>")
    def end(world: str) -> tuple[Response, int]:
        return (jsonify(world=world), 200) if worlds.end(world) else _unknown(world)

    add_webhooks(app, "/worlds/<world>/webhooks/<system>", worlds.receiver)
    return app


def _unknown(world: str) -> tuple[Response, int]:
    return jsonify(error=f"world {world!r} was not begun: POST /worlds first"), 404


def _end(one: Running | None) -> None:
    """Close a world once its cycle has ended."""
    if one is None:
        return
    one.sync.stop()
    with one.lock:
        if not one.is_over:
            one.is_over = True
            one.sync.close()
