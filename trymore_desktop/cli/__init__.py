"""`trymore`: all that the program does, in a terminal."""

import sys
from collections.abc import Sequence

from trymore_desktop.cli.exits import CANCELLED
from trymore_desktop.engine.environment import apply_engine_environment


def _part(option: str, arguments: list[str]) -> int:
    """A part that a frozen program runs in a process of its own, where no Python is at hand."""
    if option == "--try-runtime":
        from trymore_desktop.runtime.selftest import main as try_runtime

        return try_runtime(arguments)
    import runpy

    sys.argv = ["pip", *arguments]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 refused or failed, 2 usage, 130 cancelled."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if "--engine" in arguments[:1]:
        from trymore_desktop.engine import host

        return host.main()
    if arguments[:1] in (["--pip"], ["--try-runtime"]):
        return _part(arguments[0], arguments[1:])
    apply_engine_environment()
    from trymore_desktop.runtime.activate import activate

    activate()
    from trymore_desktop.cli.program import run

    try:
        return run(arguments)
    except KeyboardInterrupt:
        return CANCELLED
