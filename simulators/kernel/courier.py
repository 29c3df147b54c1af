"""Delivers webhooks by itself in worlds whose clocks run, and lets their products keep time."""

from __future__ import annotations

from threading import Event, Thread
from typing import Final

from simulators.kernel.deliveries import deliver_due
from simulators.kernel.registry import Registry
from simulators.kernel.world import World

EVERY_S: Final = 0.5


class Courier:
    """
    A thread that looks after all running worlds of a registry; frozen ones it leaves alone.

    Args:
        registry: whose worlds.
        every_s: real seconds between two rounds.
    """

    def __init__(self, registry: Registry, every_s: float = EVERY_S) -> None:
        self._registry = registry
        self._every_s = every_s
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin the rounds."""
        self._thread.start()

    def close(self) -> None:
        """End them, once the round that runs is done."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            self.go_round()

    def go_round(self) -> None:
        """One round: what fell due by itself, then what waits for a hook that may be tried."""
        for world in list(self._registry.worlds.values()):
            if world.clock.scale:
                _look_after(world)


def _look_after(world: World) -> None:
    if world.clock.now_ms >= world.wake_ms:
        with world.transaction():
            world.catch_up()
    if world.outbox.pending:
        deliver_due(world, tried_only=False)
