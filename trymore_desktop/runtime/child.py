"""Child processes of a fetch: pip, and the trial of what it installed."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from trymore_desktop.core.control import Control
from trymore_desktop.errors import TryMoreError

HEARTBEAT = 0.2
"""Seconds without a line after which an empty one is given, so that a cancel is seen."""
KEPT_LINES = 40
"""Last lines that explain a failure."""
_PIP = {
    # What a person's configuration may say for installing elsewhere would spoil a target folder.
    "PIP_USER": "0",
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PIP_NO_INPUT": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
}


class ChildError(Exception):
    """The child ended with another status than 0; `lines` are its last ones."""

    def __init__(self, status: int, lines: Sequence[str]) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.lines = tuple(lines)


def pip(arguments: Sequence[str], control: Control, temporary: Path) -> Iterator[str]:
    """Run pip and give its lines, empty ones while it is silent; it unpacks below `temporary`.

    Raises:
        ChildError: pip refused or failed.
        Interrupted: cancelled; the child is gone then.
        TryMoreError: `runtime_no_pip`, it cannot be started.
    """
    folders = {name: str(temporary) for name in ("TMPDIR", "TEMP", "TMP")}
    temporary.mkdir(parents=True, exist_ok=True)
    yield from run(own_program("--pip", "pip", *arguments), control, _PIP | folders)


def own_program(option: str, module: str, *arguments: str) -> list[str]:
    """The command line of a part of this program.

    That is a hidden option of the frozen console program, or a module in a source tree.
    """
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", module, *arguments]
    executable = Path(sys.executable)
    console = executable.with_name("trymore" + executable.suffix)
    return [str(console if console.exists() else executable), option, *arguments]


def run(
    command: Sequence[str], control: Control, variables: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run a child to its end and give its lines; see `pip`."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    last: deque[str] = deque(maxlen=KEPT_LINES)
    process = _start(command, dict(os.environ) | _source_path() | dict(variables or {}))
    threading.Thread(target=_read, args=(process, lines), daemon=True, name="child").start()
    try:
        while (line := _next(lines)) is not None:
            control.check()
            if line:
                last.append(line)
            yield line
        status = process.wait()
    finally:
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()
    if status:
        raise ChildError(status, last)


def _start(command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise TryMoreError("runtime_no_pip", str(error)) from error


def _read(process: "subprocess.Popen[str]", lines: "queue.SimpleQueue[str | None]") -> None:
    assert process.stdout is not None
    with process.stdout as stream:
        for line in stream:
            lines.put(line.rstrip() or " ")
    lines.put(None)


def _next(lines: "queue.SimpleQueue[str | None]") -> str | None:
    try:
        return lines.get(timeout=HEARTBEAT)
    except queue.Empty:
        return ""


def _source_path() -> dict[str, str]:
    """Let a child of a source tree find this package wherever it is started."""
    if getattr(sys, "frozen", False):
        return {}
    source = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([source, inherited] if inherited else [source])}
