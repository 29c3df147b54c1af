"""
What happens, as it happens: one event per line, with the ids of the record, never with a secret.

Nothing decides by it. Without a sink an event costs one comparison.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from sync.links import Link

Fields = Mapping[str, Any]
Sink = Callable[[str, Fields], None]
SYSTEMS: Final = {"released": "Re-Leased", "xero": "Xero"}


@dataclass(frozen=True, slots=True)
class Log:
    """Where events go; nowhere unless told."""

    sink: Sink | None = None

    def say(self, event: str, **fields: Any) -> None:
        """One event. Its name is `<what>.<what happened>`."""
        if self.sink is not None:
            self.sink(event, fields)

    def record(self, event: str, company: int, link: Link, **fields: Any) -> None:
        """One event about a record of both systems."""
        if self.sink is not None:
            self.sink(
                event,
                {
                    "company": company,
                    "type": link.type,
                    "released": link.released_id,
                    "xero": link.xero_id,
                    **fields,
                },
            )


SILENT: Final = Log()


def as_json(moment: str, event: str, fields: Fields) -> str:
    """An event as one line of JSON."""
    return orjson.dumps({"at": moment, "event": event, **fields}, default=str).decode()


def as_text(moment: str, event: str, fields: Fields) -> str:
    """An event as one line for a person: the instant, the event, what is known of it."""
    known = {name: value for name, value in fields.items() if value not in (None, "")}
    told = " ".join(f"{name}={_quoted(value)}" for name, value in known.items())
    return f"{moment} {event} {told}".rstrip()


def _quoted(value: Any) -> str:
    text = str(value)
    return f'"{text}"' if " " in text else text


FORMS: Final[Mapping[str, Callable[[str, str, Fields], str]]] = {"text": as_text, "json": as_json}
