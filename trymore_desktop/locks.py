"""One process at a time at a thing: a lock that ends with its process, however that ends."""

import contextlib
import errno
import os
import sys
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover - the other system
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # a locked byte cannot be read by others
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_TAKEN = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
_MARK = 16
"""Bytes that hold the number of the process."""


class LockHeldError(Exception):
    """Another process has the lock; `pid` is its number as text, or "?"."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


class FileLock:
    """Held from construction to `release`; the file stays, only its lock counts.

    Some network drives know no locks. There it holds nothing back: to work there is better than
    not to.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock and note this process's number in the file.

        Raises:
            LockHeldError: another process holds it.
            OSError: the file cannot be made.
        """
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            if error.errno in _TAKEN:
                raise LockHeldError(self._give_up()) from error
        with contextlib.suppress(OSError):  # a full disk must not keep anybody from making room
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let others have it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _give_up(self) -> str:
        """Close the file and read who holds it."""
        try:
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            return os.read(self._descriptor, _MARK).decode("ascii", "replace").strip() or "?"
        except OSError:
            return "?"
        finally:
            self.release()
