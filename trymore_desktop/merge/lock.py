"""One merge into a folder at a time, across processes; a dead process holds nothing."""

import errno
import os
from pathlib import Path
from typing import BinaryIO

from trymore_desktop.errors import TryMoreError

_TAKEN = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})


class FolderLock:
    """Held from construction to `release`, or until the process ends in whatever way."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            TryMoreError: `merge_running`, another process has it.
            OSError: the file cannot be made.
        """
        self._path = path
        self._file: BinaryIO | None = path.open("ab")
        try:
            _lock(self._file)
        except OSError as error:
            if error.errno in _TAKEN:
                self._close()
                raise TryMoreError("merge_running", path=str(path.parent)) from error
            # Some network drives know no locks; a merge there is better than none.

    def release(self) -> None:
        """Let others in."""
        self._close()

    def _close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


def _lock(file: BinaryIO) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
