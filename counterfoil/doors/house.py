"""A house: both simulators behind real sockets in this process, for partners' programs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from counterfoil.consumers import judged
from counterfoil.guard import Guard
from counterfoil.inprocess import Simulators
from simulators.assembly import create_registry
from simulators.kernel.clock import real_now
from simulators.kernel.courier import Courier
from simulators.kernel.http import WSGI
from simulators.kernel.listener import CannotListenError, Listener

HOST: Final = "127.0.0.1"
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class House:
    """
    Simulators of their own, listening at free ports of this machine only.

    `control` reaches the control plane without a socket, `simulators` all three doors. Worlds are
    named so that no two houses, of this run or another, give the same name: a partner may keep
    what it knows by name.

    Raises:
        CannotListenError: no port can be opened.
    """

    def __init__(self) -> None:
        registry = create_registry()
        registry.prefix = f"w{_digits(int(real_now().timestamp() * 1000))}{_digits(os.getpid())}"
        registry.keeps_moulds = True
        self.simulators = Simulators(registry, judged)
        apps: Mapping[str, WSGI] = self.simulators.apps
        self.guard = Guard(apps["control"])
        self.control = self.simulators.control
        self._listeners: dict[str, Listener] = {}
        try:
            for name, app in apps.items():
                door = self.guard if name == "control" else app
                self._listeners[name] = Listener(HOST, 0, door)
        except CannotListenError:
            self._close_listeners()
            raise
        registry.urls = {n: f"http://{HOST}:{each.port}" for n, each in self._listeners.items()}
        self._registry = registry
        for listener in self._listeners.values():
            listener.open()
        self._courier = Courier(registry)
        self._courier.start()

    def calls(self, world: str) -> int:
        """How many vendor calls the world has seen."""
        found = self._registry.find(world)
        return 0 if found is None else found.calls.next - 1

    def close(self) -> None:
        """Stop answering."""
        self._courier.close()
        self._close_listeners()
        self._registry.close()

    def _close_listeners(self) -> None:
        for listener in self._listeners.values():
            listener.close()


def _digits(number: int) -> str:
    """The number to the base of 36."""
    text = ""
    while number:
        number, place = divmod(number, len(DIGITS))
        text = DIGITS[place] + text
    return text or "0"
