"""Files of data as bytes in UTF-8: packed ones unpacked, UTF-16 and UTF-32 told by their mark."""

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

DAMAGED: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error, lzma.LZMAError)
"""What reading raises in the middle of a packed file that is cut off or damaged, or of any file
where the disk fails (an OSError with a number)."""
ARCHIVE = b"PK\x03\x04"
"""How a zip file begins: many files in one, which somebody has to choose from."""

_PACKED: tuple[tuple[bytes, Callable[[BinaryIO], Any]], ...] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
# UTF-32's mark for little ends begins with UTF-16's, so that it is looked for first
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 2**18


def open_data(path: Path) -> "Source":
    """The file, unpacked and in UTF-8 without a mark. Bytes that are no text stay as they are.

    Raises:
        OSError: it cannot be opened; another of `DAMAGED`, it is cut off at its beginning.
    """
    file: BinaryIO = path.open("rb")
    try:
        head = _peek(file)
        for sign, unpack in _PACKED:
            if head.startswith(sign):
                file = cast(BinaryIO, io.BufferedReader(_Closing(unpack(file), file), _CHUNK))
                head = _peek(file)
                break
        if head.startswith(codecs.BOM_UTF8):
            file.read(len(codecs.BOM_UTF8))
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                file = cast(BinaryIO, io.BufferedReader(_Recoded(file, encoding), _CHUNK))
                break
    except BaseException:
        file.close()
        raise
    return Source(file)


def _peek(file: BinaryIO) -> bytes:
    return cast(io.BufferedReader, file).peek(8)[:8]


class Source:
    """A binary file from which bytes that were read can be put back. Use it in a `with`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._kept = b""
        self._at = 0

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put_back(self, data: bytes) -> None:
        """Give `data` again with the next reads."""
        self._kept, self._at = data + self._kept[self._at :], 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes; fewer only if bytes were put back or the file ends."""
        if self._at >= len(self._kept):
            return self._file.read(size)
        data = self._kept[self._at : self._at + size]
        self._at += len(data)
        return data

    def readline(self, limit: int) -> bytes:
        """Up to and with the next line feed, at most `limit` bytes."""
        if self._at >= len(self._kept):
            return self._file.readline(limit)
        end = self._kept.find(b"\n", self._at, self._at + limit)
        if end >= 0 or len(self._kept) - self._at >= limit:
            return self.read(end + 1 - self._at if end >= 0 else limit)
        data = self.read(limit)
        return data + self._file.readline(limit - len(data))


class _Closing(io.RawIOBase):
    """A file that is unpacked while it is read; closing it closes the packed one as well."""

    def __init__(self, unpacked: Any, packed: BinaryIO) -> None:
        self._unpacked = unpacked
        self._packed = packed

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes."""
        return int(self._unpacked.readinto(buffer))

    def close(self) -> None:
        """Close both."""
        if not self.closed:
            self._unpacked.close()
            self._packed.close()
        super().close()


class _Recoded(io.RawIOBase):
    """A text file of another encoding as UTF-8; what is broken in it is broken UTF-8 as well."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes."""
        while not self._ready and not self._ended:
            self._more()
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _more(self) -> None:
        data = self._file.read(_CHUNK)
        self._ended = not data
        try:
            text = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError:
            # Half a character at the end, or a number that is none: the line is told as broken
            self._decoder.reset()
            self._ready = b"\xff"
        else:
            self._ready = text.encode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Close the file below."""
        if not self.closed:
            self._file.close()
        super().close()
