"""The outbox of deliveries that wait: made by commits, sent when the control plane says so."""

from dataclasses import dataclass, field
from typing import Any

from simulators.kernel.call import Doc


@dataclass(slots=True)
class Outbox:
    """
    One world's pending webhook deliveries, oldest first.

    A delivery is `{"delivery", "system", "event"}`; vendors turn events into bodies when they are
    sent, since several may travel together.
    """

    pending: list[Doc] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    sent: int = 0
    made: int = 0

    def add(self, system: str, event: dict[str, Any]) -> None:
        """Queue one event."""
        self.made += 1
        self.pending.append({"delivery": f"d-{self.made}", "system": system, "event": event})

    def forget_after(self, made: int) -> None:
        """Drop what was queued since `made` had this value, as if it never was."""
        if self.made > made:
            del self.pending[len(self.pending) - (self.made - made) :]
            self.made = made

    def take(self, deliveries: list[str] | None) -> list[Doc]:
        """Remove and return the named deliveries in the order asked, repeats kept; None is all."""
        if deliveries is None:
            taken, self.pending = self.pending, []
            return taken
        known = {line["delivery"]: line for line in self.pending}
        taken = [known[name] for name in deliveries if name in known]
        self.pending = [line for line in self.pending if line["delivery"] not in set(deliveries)]
        return taken

    def snapshot(self) -> tuple[list[Doc], dict[str, str], int, int]:
        """The outbox as it stands."""
        return self.pending.copy(), self.targets.copy(), self.sent, self.made

    def restore(self, snapshot: tuple[list[Doc], dict[str, str], int, int]) -> None:
        """Go back to a snapshot."""
        pending, targets, self.sent, self.made = snapshot
        self.pending, self.targets = pending.copy(), targets.copy()
