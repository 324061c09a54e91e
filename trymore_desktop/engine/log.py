"""The engine's log: what libraries print on its stderr, bounded on the disk and in memory."""

import contextlib
import threading
from pathlib import Path

MAX_SIZE = 1 << 20
"""Bytes of one log file, and of what waits to be written."""
KEPT = 3
"""Older files that are kept, as NAME.1 (the newest) to NAME.3."""
TAIL = 4096
"""Last bytes that are kept in memory to explain a death."""


class EngineLog:
    """A log file that rotates, written by a thread of its own; any thread may write to it.

    A disk that is full, read-only or does not answer for a while silences it and nothing else:
    who watches over the engine has no time to wait.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._tail = bytearray()
        self._waiting = bytearray()
        self._writing = self._closed = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def write(self, text: bytes) -> None:
        """Leave something to be appended; the oldest of more than MAX_SIZE bytes is dropped."""
        with self._changed:
            self._tail += text
            del self._tail[:-TAIL]
            if self._path is None or self._closed:
                return
            self._waiting += text
            del self._waiting[:-MAX_SIZE]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="engine-log")
                self._thread.start()
            self._changed.notify_all()

    def note(self, text: str) -> None:
        """Append a line of the program itself, which never holds chat text."""
        self.write(f"[trymore] {text}\n".encode())

    @property
    def tail(self) -> str:
        """The last lines that were written."""
        with self._changed:
            return self._tail.decode("utf-8", "replace")

    def flush(self, seconds: float) -> None:
        """Wait until all is on its way to the disk, but not longer than so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not (self._waiting or self._writing), seconds)

    def close(self, seconds: float) -> None:
        """Flush likewise; nothing is written any more."""
        self.flush(seconds)
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _work(self) -> None:
        while (text := self._next()) is not None:
            with contextlib.suppress(OSError):
                self._append(text)

    def _next(self) -> bytes | None:
        with self._changed:
            self._writing = False
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            text, self._waiting = bytes(self._waiting), bytearray()
            self._writing = True
            return text

    def _append(self, text: bytes) -> None:
        """Rotate first if the file would grow over MAX_SIZE."""
        path = self._path
        assert path is not None
        if path.exists() and path.stat().st_size + len(text) > MAX_SIZE:
            for number in range(KEPT, 1, -1):
                older = path.with_name(f"{path.name}.{number - 1}")
                if older.exists():
                    older.replace(path.with_name(f"{path.name}.{number}"))
            path.replace(path.with_name(f"{path.name}.1"))
        with path.open("ab") as file:
            file.write(text)
