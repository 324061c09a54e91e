"""Reading a file by position, without leaving it in the page cache."""

import errno
import os
import struct
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from trymore_desktop.errors import TryMoreError

ATTEMPTS = 3
RETRY_SECONDS = 0.2
GONE = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN})

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL_MAGIC = b"PK\x03\x04"


class SourceFile:
    """A weights file open for positioned reads; not shared between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None
        self._members: dict[int, int] = {}

    def __enter__(self) -> "SourceFile":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, so that its drive can be ejected."""
        if self._file:
            self._file.close()
            self._file = None

    def read_into(self, view: memoryview, offset: int) -> None:
        """Fill `view` (bytes) from `offset`.

        Raises:
            TryMoreError: `source_lost`, `read_failed` or `source_short`.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._read_once(view, offset)
            except OSError as error:
                if attempt == ATTEMPTS or error.errno in GONE:
                    raise self._failure(error, offset) from error
                self.close()
                time.sleep(RETRY_SECONDS)
            else:
                return

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`; raises as `read_into`."""
        buffer = bytearray(length)
        self.read_into(memoryview(buffer), offset)
        return bytes(buffer)

    def member_start(self, header: int) -> int:
        """Offset of the data of the zip member whose local header is at `header`.

        Raises:
            TryMoreError: as `read_into`, or `file_damaged`.
        """
        if header not in self._members:
            fields = self.read(header, _LOCAL_HEADER.size)
            magic, name_length, extra_length = _LOCAL_HEADER.unpack(fields)
            if magic != _LOCAL_MAGIC:
                raise TryMoreError("file_damaged", path=str(self.path), offset=header)
            self._members[header] = header + _LOCAL_HEADER.size + name_length + extra_length
        return self._members[header]

    def forget(self, offset: int, length: int) -> None:
        """Give the page cache of a range back: nobody reads it again."""
        if hasattr(os, "posix_fadvise") and self._file:
            os.posix_fadvise(self._file.fileno(), offset, length, os.POSIX_FADV_DONTNEED)

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = self.path.open("rb", buffering=0)
        return self._file

    def _read_once(self, view: memoryview, offset: int) -> None:
        file = self._open()
        done = 0
        while done < len(view):
            if hasattr(os, "preadv"):
                count = os.preadv(file.fileno(), [view[done:]], offset + done)
            else:
                file.seek(offset + done)
                count = file.readinto(view[done:])  # type: ignore[attr-defined]
            if not count:
                raise TryMoreError("source_short", path=str(self.path), size=offset + done)
            done += count

    def _failure(self, error: OSError, offset: int) -> TryMoreError:
        return read_failure(error, self.path, offset)


def read_failure(error: OSError, path: Path, offset: int = 0) -> TryMoreError:
    """Turn a failed reading into words: the file is gone, or its drive gives an error."""
    code = "source_lost" if error.errno in GONE else "read_failed"
    return TryMoreError(code, path=str(path), offset=offset, reason=error.strerror or str(error))


def file_size(path: Path) -> int:
    """Size in bytes.

    Raises:
        TryMoreError: `source_lost` or `read_failed`.
    """
    try:
        return path.stat().st_size
    except OSError as error:
        raise read_failure(error, path) from error
