"""Ranges of files on their way into one region of memory. Imports no torch.

Two threads read, and reading leaves the interpreter free: weights arrive while torch is being
imported, straight from the file into the large pages where decoding uses them.
"""

import ctypes
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from trymore_desktop.inference.files import damaged
from trymore_desktop.inference.kernels import Look
from trymore_desktop.inference.regions import region

READERS = 2
"""One thread alone copies from the page cache at half of what the memory takes."""
BLOCK = 1 << 23
"""Bytes read at a time: what may still happen after `stop`."""
ALIGNMENT = 64
"""Bytes of a cache line: where parts that are computed with begin."""


class Piece(NamedTuple):
    """`length` bytes from `offset` of a file, which go to `place` of the image."""

    path: Path
    offset: int
    length: int
    place: int


def aligned(place: int) -> int:
    """The next place at which a part may begin."""
    return place + -place % ALIGNMENT


class Image:
    """Pieces of files in memory, being read from the moment it is made."""

    def __init__(self, pieces: Sequence[Piece], look: Look | None = None) -> None:
        """Begin to read, and to look at what is read while it is near the processor.

        Raises:
            OSError: a file is absent, or there is no memory.
        """
        self.pieces = tuple(pieces)
        self.stamp = _stamp(self.pieces)
        self.size = max((piece.place + piece.length for piece in self.pieces), default=0)
        self.region, self.shift = region(self.size)
        self.done = 0
        self._look, self._seen = look, 0
        self._error: Exception | None = None
        self._stopped = False
        self._lock = threading.Lock()
        self._work = _blocks(self.pieces)
        self._threads = [
            threading.Thread(target=self._read, daemon=True, name="weights") for _ in range(READERS)
        ]
        for thread in self._threads:
            thread.start()

    def holds(self, pieces: Iterable[Piece]) -> bool:
        """Whether it was made of just these pieces, of files that did not change since."""
        return self.pieces == tuple(pieces) and self.stamp == _stamp(self.pieces)

    def wait(self, seconds: float) -> bool:
        """Whether all is read, waiting for it so long at most.

        Raises:
            OSError: what the reading met.
            TryMoreError: `weights_damaged`, a file ends too early.
        """
        for thread in self._threads:
            thread.join(seconds / READERS)
        ended = not any(thread.is_alive() for thread in self._threads)
        if self._error is not None:
            raise self._error
        return ended

    @property
    def seen(self) -> int | None:
        """What the looks at all blocks add up to, once all is read; None if none was taken."""
        return self._seen % (1 << 64) if self._look else None

    def stop(self) -> None:
        """Read no further; the memory goes with the last reference."""
        self._stopped = True

    def _read(self) -> None:
        files: dict[Path, BinaryIO] = {}
        address = ctypes.addressof(ctypes.c_char.from_buffer(self.region))
        try:
            with memoryview(self.region) as memory:
                while (block := self._next()) is not None:
                    path, offset, length, place = block
                    if path not in files:
                        files[path] = path.open("rb", buffering=0)
                    files[path].seek(offset)
                    begin = self.shift + place
                    _fill(files[path], path, memory[begin : begin + length])
                    seen = self._look(address + begin, length) if self._look else 0
                    with self._lock:
                        self.done += length
                        self._seen += seen
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            self._error = error
            self._stopped = True
        finally:
            for file in files.values():
                file.close()

    def _next(self) -> Piece | None:
        with self._lock:
            return None if self._stopped else next(self._work, None)


def _fill(file: BinaryIO, path: Path, memory: memoryview) -> None:
    while len(memory):
        try:
            count = file.readinto(memory)  # type: ignore[attr-defined]
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(path)) from error
        if not count:
            raise damaged(path, "it ends too early")
        memory = memory[count:]


def _blocks(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for path, offset, length, place in pieces:
        for done in range(0, length, BLOCK):
            yield Piece(path, offset + done, min(BLOCK, length - done), place + done)


def _stamp(pieces: Iterable[Piece]) -> tuple[tuple[int, int, int], ...]:
    found: list[os.stat_result] = [path.stat() for path in dict.fromkeys(p.path for p in pieces)]
    return tuple((one.st_ino, one.st_size, one.st_mtime_ns) for one in found)
