"""What a long run holds in memory, and what it lets go of between rounds."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper
from pathlib import Path
from resource import RUSAGE_SELF, getpagesize, getrusage
from typing import Any, Final

from schemathesis.core.cache import BoundedCache

RESIDENT: Final = Path("/proc/self/statm")
YOUNG: Final = 20_000
"""After how many new objects garbage is looked for: the usual 700 costs a tenth of a long run."""

ONE_HEAP: Final = (-8, 1)
"""What `mallopt` of the GNU C library takes for one heap over all threads."""


def memory_mb() -> float:
    """The memory that this process holds now, or the most that it has held where none tells."""
    gc.collect()
    if RESIDENT.exists():
        pages = int(RESIDENT.read_text(encoding="ascii").split()[1])
        return round(pages * getpagesize() / 2**20, 1)
    return round(getrusage(RUSAGE_SELF).ru_maxrss / 1024, 1)


@contextmanager
def garbage_left() -> Iterator[None]:
    """Look for garbage seldom, and never among what was there before."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def share_one_heap() -> None:
    """
    Let all threads take memory from one heap, where the C library can be told so.

    Method: Schemathesis starts threads for each phase; a heap of its own for each of them stays
    in pieces after it.
    """
    _c_library("mallopt", *ONE_HEAP)


def let_go() -> None:
    """
    Forget what Schemathesis keeps from one run for the next, and give the memory back.

    Method: version 4.32 keeps up to 1,024 compiled validators, each with all schemas of the
    document in it; a round of other schemas and seeds asks for few of them again.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "schemathesis":
            for kept in list(vars(module).values()):
                _forget(kept)
    gc.collect()
    _c_library("malloc_trim", 0)


def _forget(kept: Any) -> None:
    if isinstance(kept, BoundedCache):
        kept.clear()
    elif isinstance(kept, _lru_cache_wrapper):
        kept.cache_clear()


def _c_library(function: str, *numbers: int) -> None:
    """Call a function that only some C libraries have."""
    call = getattr(ctypes.CDLL(None), function, None)
    if call is not None:
        call(*numbers)
