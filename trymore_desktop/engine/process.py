"""One engine process: its pipes, and the threads that keep them from ever blocking anybody."""

import contextlib
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from trymore_desktop.engine.lines import CHUNK, MAX_EVENT_LINE, read_lines
from trymore_desktop.engine.log import EngineLog
from trymore_desktop.engine.protocol import CommandLine, EventLine, decode_event, encode
from trymore_desktop.errors import TryMoreError

EVENT_RATE = 8 << 20
"""Bytes of events a second in a flood: some 80,000 lines."""
LOG_RATE = 4 << 20
"""Bytes of warnings a second in a flood."""
RUBBISH = None
"""What arrives in place of an EventLine when a line was none."""


def paced(read: Callable[[int], bytes], rate: int) -> Callable[[int], bytes]:
    """`read` that gives no more than about `rate` bytes a second once full chunks come.

    A flood may cost the engine time, and not the window, whose thread shares the interpreter.
    """
    owed = 0.0

    def read_in_pace(size: int) -> bytes:
        nonlocal owed
        time.sleep(owed)
        chunk = read(size)
        owed = len(chunk) / rate if len(chunk) >= size // 2 else 0.0
        return chunk

    return read_in_pace


class EngineProcess:
    """A running child; `receive(line)` is called in a thread of its own, `gone()` when it ends."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: EngineLog,
        receive: Callable[[EventLine | None], None],
        gone: Callable[[], None],
    ) -> None:
        """Start the child.

        Raises:
            OSError: the system cannot start it.
        """
        self._popen = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=dict(environment),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._log = log
        self._receive = receive
        self._gone = gone
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        for work in (self._write, self._read, self._read_log):
            threading.Thread(target=work, daemon=True, name=f"engine{work.__name__}").start()

    @property
    def pid(self) -> int:
        """The system's number of the process."""
        return self._popen.pid

    def send(self, line: CommandLine) -> None:
        """Queue a command; returns at once, also when the engine does not read."""
        self._outgoing.put(encode(line))

    def close(self) -> None:
        """Ask for an orderly end: nothing more will be sent."""
        self._outgoing.put(None)

    def kill(self) -> None:
        """End the process now."""
        self._popen.kill()

    def wait(self, seconds: float) -> int | None:
        """The exit status (negative: a signal's number), or None if it still runs then."""
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def _write(self) -> None:
        stream = self._popen.stdin
        assert stream is not None
        try:
            while (line := self._outgoing.get()) is not None:
                view = memoryview(line)
                while view:
                    view = view[stream.write(view) or 0 :]
        except OSError:
            return  # the reading side learns of the death by itself
        finally:
            with contextlib.suppress(OSError):
                stream.close()

    def _read(self) -> None:
        stream = self._popen.stdout
        assert stream is not None
        with stream:
            for line in read_lines(paced(stream.read, EVENT_RATE), MAX_EVENT_LINE):
                self._receive(self._decode(line))
        self._gone()

    def _decode(self, line: bytes | None) -> EventLine | None:
        if line is None:
            return RUBBISH
        try:
            return decode_event(line)
        except TryMoreError:
            return RUBBISH

    def _read_log(self) -> None:
        stream = self._popen.stderr
        assert stream is not None
        with stream:
            read = paced(stream.read, LOG_RATE)
            while text := read(CHUNK):
                self._log.write(text)
