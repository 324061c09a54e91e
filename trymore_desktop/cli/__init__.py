"""`trymore`: all that the program does, in a terminal."""

import sys
from collections.abc import Sequence

from trymore_desktop.cli.exits import CANCELLED
from trymore_desktop.engine.environment import apply_engine_environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 refused or failed, 2 usage, 130 cancelled."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if "--engine" in arguments[:1]:
        from trymore_desktop.engine import host

        return host.main()
    apply_engine_environment()
    from trymore_desktop.cli.program import run

    try:
        return run(arguments)
    except KeyboardInterrupt:
        return CANCELLED
