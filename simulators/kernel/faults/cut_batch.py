"""The server fails in the middle of a batch: some rows are saved, and nobody says which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from simulators.kernel.faults.base import Fault, Scene, require
from simulators.kernel.faults.status import STATUSES

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class CutBatch(Fault):
    """
    Carry out the first rows of a batch in JSON, then fail; no answer is kept under its key.

    Args:
        rows: how many; None is half of them.
        status: the failure.
    """

    rows: int | None = None
    status: int = 500

    def check(self) -> None:
        """The count is a whole number, the status is known."""
        right = self.rows is None or (type(self.rows) is int and self.rows >= 0)
        require(right=right, message="action.rows must be a whole number, 0 or more")
        allowed = ", ".join(map(str, STATUSES))
        require(right=self.status in STATUSES, message=f"action.status must be one of {allowed}")

    def before(self, scene: Scene) -> Reply | None:
        """Take the later rows away, and the key."""
        call = scene.call
        headers = call.headers
        call.headers = {name: headers[name] for name in headers if name != "idempotency-key"}
        call.body = self._cut(call.body)
        return None

    def _cut(self, body: bytes) -> bytes:
        try:
            asked: Any = orjson.loads(body)
        except orjson.JSONDecodeError:
            return body
        if isinstance(asked, list):
            return orjson.dumps(self._first(asked))
        if isinstance(asked, dict):
            kept = {
                name: self._first(value) if isinstance(value, list) and len(asked) == 1 else value
                for name, value in asked.items()
            }
            return orjson.dumps(kept)
        return body

    def _first(self, rows: list[Any]) -> list[Any]:
        return rows[: len(rows) // 2 if self.rows is None else self.rows]

    def after(self, scene: Scene, reply: Reply) -> Reply:  # noqa: ARG002 - the reply is lost
        """Fail."""
        return scene.dialect.failure(scene.call, self.status, None)
