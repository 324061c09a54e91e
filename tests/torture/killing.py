"""Work in a child process that is killed at a moment."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable


def run_and_kill(work: Callable[[], None], delay: float) -> bool:
    """Run `work` in a fork of this process, SIGKILL it after `delay` seconds.

    True if the kill struck, False if the work was done before.

    Raises:
        AssertionError: the work failed by itself.
    """
    child = os.fork()
    if child == 0:
        _be_child(work)
    end = time.monotonic() + delay
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            assert status == 0, f"the child ended with {status}"
            return False
        time.sleep(min(0.002, max(0.0, end - time.monotonic())))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), f"the child ended with {status}"
    return status != 0


def seconds(work: Callable[[], None]) -> float:
    """How long the work takes undisturbed, in a fork."""
    begin = time.monotonic()
    assert not run_and_kill(work, 600)
    return time.monotonic() - begin


def _be_child(work: Callable[[], None]) -> None:
    status = 1
    try:
        work()
        status = 0
    except BaseException:  # noqa: BLE001 - a process boundary
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
