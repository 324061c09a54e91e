"""The engine's log: what libraries print on its stderr, bounded on the disk and in memory."""

import contextlib
import threading
from pathlib import Path

MAX_SIZE = 1 << 20
"""Bytes of one log file."""
KEPT = 3
"""Older files that are kept, as NAME.1 (the newest) to NAME.3."""
TAIL = 4096
"""Last bytes that are kept in memory to explain a death."""


class EngineLog:
    """A log file that rotates. A disk that is full or read-only silences it and nothing else."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._tail = bytearray()
        self._lock = threading.Lock()

    def write(self, text: bytes) -> None:
        """Append what came, and rotate first if the file would grow over MAX_SIZE."""
        with self._lock:
            self._tail += text
            del self._tail[:-TAIL]
            if self._path is not None:
                with contextlib.suppress(OSError):
                    self._append(self._path, text[-MAX_SIZE:])

    def note(self, text: str) -> None:
        """Append a line of the program itself, which never holds chat text."""
        self.write(f"[trymore] {text}\n".encode())

    @property
    def tail(self) -> str:
        """The last lines that were written."""
        with self._lock:
            return self._tail.decode("utf-8", "replace")

    def _append(self, path: Path, text: bytes) -> None:
        if path.exists() and path.stat().st_size + len(text) > MAX_SIZE:
            for number in range(KEPT, 1, -1):
                older = path.with_name(f"{path.name}.{number - 1}")
                if older.exists():
                    older.replace(path.with_name(f"{path.name}.{number}"))
            path.replace(path.with_name(f"{path.name}.1"))
        with path.open("ab") as file:
            file.write(text)
