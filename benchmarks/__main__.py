"""Runs every benchmark in turn: `python -m benchmarks`, or some: `python -m benchmarks store`."""

import sys
from importlib import import_module
from typing import Final

ALL: Final = (
    "histories",
    "partners",
    "calls",
    "portfolio",
    "books",
    "sockets",
    "store",
    "chance",
    "steering",
    "servers",
    "contracts",
)


def main(wanted: list[str]) -> int:
    """Run the benchmarks named, or all."""
    unknown = [name for name in wanted if name not in ALL]
    if unknown:
        print(f"{unknown[0]!r} is no benchmark: use {', '.join(ALL)}", file=sys.stderr)
        return 2
    for name in wanted or ALL:
        import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
