"""The URL door: a sync behind three HTTP calls, as a partner's service would offer it."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any, Final

from flask import Flask, Response, jsonify, request

from counterfoil.sockets import SocketHttp
from sync.door import Sync, factory

NEEDED: Final = ("world", "xero", "released", "pairings")


def create_url_door(folder: Path) -> Flask:
    """
    The WSGI application that runs the reference sync of any world it is given.

    `POST /worlds` takes a connection document, `POST /worlds/<world>/cycle` runs one cycle,
    `DELETE /worlds/<world>` ends it. Source: protocol, section 5.

    Args:
        folder: where each world's links are kept.
    """
    app = Flask("sync", static_folder=None)
    running: dict[str, tuple[Sync, Lock]] = {}

    @app.post("/worlds")
    def begin() -> tuple[Response, int]:
        document: Any = request.get_json(silent=True)
        wrong = complaint(document)
        if wrong:
            return jsonify(error=wrong), 400
        world = document["world"]
        _end(running, world)
        folder.mkdir(parents=True, exist_ok=True)
        sync = factory(document, SocketHttp(), path=folder / f"{world}.sqlite")
        running[world] = sync, Lock()
        return jsonify(world=world), 201

    @app.post("/worlds/<world>/cycle")
    def cycle(world: str) -> tuple[Response, int]:
        if world not in running:
            return jsonify(error=f"world {world!r} was not begun: POST /worlds first"), 404
        sync, lock = running[world]
        with lock:
            return jsonify(complete=sync.cycle()), 200

    @app.delete("/worlds/<world>")
    def end(world: str) -> tuple[Response, int]:
        if not _end(running, world):
            return jsonify(error=f"world {world!r} was not begun"), 404
        return jsonify(world=world), 200

    return app


def complaint(document: Any) -> str:
    """What is wrong with a connection document, in one sentence; empty when nothing is."""
    if not isinstance(document, dict):
        return "the body must be a connection document, a JSON object"
    missing = [name for name in NEEDED if name not in document]
    if missing:
        return f"the connection document lacks {', '.join(missing)}"
    if not str(document["world"]).replace("-", "").isalnum():
        return "the connection document's world must be letters, digits and hyphens"
    return ""


def _end(running: dict[str, tuple[Sync, Lock]], world: str) -> bool:
    there = running.pop(world, None)
    if there is None:
        return False
    sync, lock = there
    with lock:
        sync.close()
    return True
