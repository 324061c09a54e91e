"""Keeps the system from falling asleep while a merge runs; the screen may go dark.

Each platform's own means: `systemd-inhibit` on Linux, `caffeinate` on macOS (both as a child that
ends with this process at the latest), SetThreadExecutionState on Windows. Where there is none, the
merge runs all the same: after a sleep it goes on by itself.
"""

import os
import shutil
import subprocess
import sys

ES_CONTINUOUS = 0x80000000
ES_SYSTEM_REQUIRED = 0x00000001


def _command() -> list[str]:
    pid = str(os.getpid())
    if sys.platform == "darwin" and shutil.which("caffeinate"):
        return ["caffeinate", "-i", "-w", pid]
    if sys.platform.startswith("linux") and shutil.which("systemd-inhibit"):
        return [
            "systemd-inhibit",
            "--what=sleep",
            "--who=TryMoreGPT",
            "--why=A model is being merged",
            "tail",
            f"--pid={pid}",
            "-f",
            "/dev/null",
        ]
    return []


class Awake:
    """Switched on and off; both may be called at any time."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def on(self) -> None:
        """Ask the system to stay awake."""
        _tell_windows(ES_CONTINUOUS | ES_SYSTEM_REQUIRED)
        command = _command()
        if command and self._child is None:
            try:
                self._child = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError:
                self._child = None

    def off(self) -> None:
        """Let the system sleep again."""
        _tell_windows(ES_CONTINUOUS)
        child, self._child = self._child, None
        if child:
            child.terminate()
            child.wait()


def _tell_windows(state: int) -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetThreadExecutionState(state)
