"""The toys behind three real ports: `python -m tests.simulators.toy_server READY_FILE [DATA]`."""

import sys
from pathlib import Path

from simulators.serve import Settings, serve
from tests.simulators.kernel.toy import a_registry


def main(ready_file: str, data: str | None = None, world: str | None = None) -> int:
    settings = Settings(
        port_base=0,
        scale=0,
        ready_file=Path(ready_file),
        data=Path(data) if data else None,
        world=world,
    )
    return serve(settings, print, sys.stderr.write, create=a_registry)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
