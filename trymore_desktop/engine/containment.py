"""What makes a process a good child: its streams are its own, and it never outlives its parent."""

import contextlib
import ctypes
import faulthandler
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

OOM_SCORE = 500
"""Of 1000: when memory runs out the kernel takes the engine, not the window with the chats."""
_PR_SET_PDEATHSIG = 1


def take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep stdin and stdout for the protocol alone, as (commands, events).

    Afterwards fd 0 is empty and fd 1 is the log, so that a library, also one in C, can neither
    eat a command nor print between two events.
    """
    commands = os.fdopen(os.dup(0), "rb", buffering=0)
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for the whole run
    sys.stdout = sys.stderr
    return commands, events


def contain() -> None:
    """Report crashes in the log, leave Ctrl-C to the parent, die with it, and before it."""
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        # The end of stdin tells it too, but not to a process that is stuck inside a driver.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE), encoding="ascii")
