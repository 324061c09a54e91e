"""Keeping little unwritten data behind a file that grows, so that pausing never waits long."""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from typing import Any

WINDOW = 32 << 20
"""Bytes that are sent to the drive at a time; at most two windows are under way."""

_PAGE = 4096
_WRITE = 2
_WAIT_WRITE_WAIT = 1 | 2 | 4
_UNKNOWN = frozenset({errno.ENOSYS, errno.EINVAL, errno.ESPIPE, errno.EOPNOTSUPP})
"""Where a file system or a sandbox has no such call, the fsync at the end does all of it."""


def _find() -> Callable[..., Any] | None:
    if not sys.platform.startswith("linux"):
        return None
    function: Any = getattr(ctypes.CDLL(None, use_errno=True), "sync_file_range", None)
    if function:
        function.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return function  # type: ignore[no-any-return]


_sync_file_range = _find()


class WriteBack:
    """Starts writing to the drive early and drops what is written from the page cache.

    Only where the system can (Linux); elsewhere the fsync at the end does all of it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._started = 0
        self._dropped = 0

    def advance(self, written: int) -> None:
        """Tell that the file is now `written` bytes long.

        Raises:
            OSError: the drive could not take earlier bytes. The system tells it once: the fsync at
                the end would find nothing wrong with a file that has a hole.
        """
        whole = written - written % _PAGE  # the page at the end is still being filled
        if _sync_file_range is None or whole - self._started < WINDOW:
            return
        self._sync(self._started, whole, _WRITE)
        if self._started > self._dropped:
            self._sync(self._dropped, self._started, _WAIT_WRITE_WAIT)
            length = self._started - self._dropped
            os.posix_fadvise(self._descriptor, self._dropped, length, os.POSIX_FADV_DONTNEED)
            self._dropped = self._started
        self._started = whole

    def _sync(self, start: int, stop: int, flags: int) -> None:
        assert _sync_file_range
        if _sync_file_range(self._descriptor, start, stop - start, flags) < 0:
            code = ctypes.get_errno()
            if code not in _UNKNOWN:
                raise OSError(code, os.strerror(code))

    def drop(self) -> None:
        """After an fsync: nothing of the file need stay in the page cache."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
