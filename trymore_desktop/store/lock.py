"""One writer for a file: a lock that ends with its process, however that ends."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from trymore_desktop.errors import TryMoreError

if sys.platform == "win32":  # pragma: no cover - the other system
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(1 << 30)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held from construction to `release`; the file stays, only its lock counts."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            TryMoreError: `store_in_use`, another process holds it (its number in `pid`).
            OSError: the file cannot be made.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._file = os.fdopen(descriptor, "r+b")
        try:
            _lock(self._file)
        except OSError as error:
            pid = self._file.read(16).decode("ascii", "replace").strip() or "?"
            self._file.close()
            raise TryMoreError("store_in_use", path=str(path), pid=pid) from error
        self._file.seek(0)
        self._file.truncate()
        self._file.write(f"{os.getpid()}\n".encode())
        self._file.flush()

    def release(self) -> None:
        """Let others have it."""
        self._file.close()
