"""The thread that writes shards: in order, hashed, synced, renamed, noted in the journal."""

import contextlib
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.journal import PART, ShardRecord
from trymore_desktop.merge.outputs import Shard
from trymore_desktop.merge.writeback import WriteBack
from trymore_desktop.merge.writer import WorkFolder, write_failure


@dataclass(frozen=True)
class Begin:
    """The next shard starts."""

    shard: Shard


@dataclass(frozen=True)
class Block:
    """More of the present shard; `release` is called when the memory may be used again."""

    data: memoryview
    release: Callable[[], None]


@dataclass(frozen=True)
class End:
    """The present shard is whole."""

    sha256: str


Item = Begin | Block | End | None


class ShardWriter:
    """Takes items and writes them in a thread of its own; after an error it swallows the rest.

    `before_record` runs when a shard is durable and may still refuse it by raising TryMoreError.
    """

    def __init__(
        self, folder: WorkFolder, before_record: Callable[[], None], remaining: int
    ) -> None:
        self.written = 0
        self.error: TryMoreError | None = None
        self._folder = folder
        self._before_record = before_record
        self._remaining = remaining
        self._items: queue.Queue[Item] = queue.Queue()
        self._abandoned = threading.Event()
        self._file: FileIO | None = None
        self._shard: Shard | None = None
        self._write_back: WriteBack | None = None
        self._position = 0
        self._thread = threading.Thread(target=self._run, name="shard-writer", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether there is still something to write."""
        return self._thread.is_alive()

    def put(self, item: Begin | Block | End) -> None:
        """Hand over the next piece; never blocks."""
        self._items.put(item)

    def finish(self) -> None:
        """No more items come."""
        self._items.put(None)

    def join(self, seconds: float) -> None:
        """Wait at most so long for the thread to end."""
        self._thread.join(seconds)

    def abandon(self) -> None:
        """Drop the present shard and end."""
        self._abandoned.set()
        self._items.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._items.get()) is not None:
            if self.error is None and not self._abandoned.is_set():
                try:
                    self._handle(item)
                except OSError as error:
                    left = self._remaining - self.written
                    self.error = write_failure(error, self._folder.path, left)
                except TryMoreError as error:
                    self.error = error
            if isinstance(item, Block):
                item.release()
        self._drop_part()

    def _handle(self, item: Begin | Block | End) -> None:
        match item:
            case Begin(shard):
                self._shard, self._position = shard, 0
                path = self._folder.path / (shard.file + PART)
                self._file = FileIO(path, "w")
                self._write_back = WriteBack(self._file.fileno())
                self._write(memoryview(shard.header))
            case Block(data):
                self._write(data)
            case End(sha256):
                self._end(sha256)

    def _write(self, data: memoryview) -> None:
        assert self._file
        assert self._write_back
        done = 0
        while done < len(data):
            done += self._file.write(data[done:])
        self._position += done
        self.written += done
        self._write_back.advance(self._position)

    def _end(self, sha256: str) -> None:
        assert self._file
        assert self._shard
        assert self._write_back
        os.fsync(self._file.fileno())
        self._write_back.drop()
        self._file.close()
        self._file = None
        self._before_record()
        # Noted before it is renamed: a file that has its final name is never made again.
        self._folder.record(self._shard.file, ShardRecord(self._shard.size, sha256))
        self._folder.settle(self._shard.file)
        self._shard = None

    def _drop_part(self) -> None:
        """An unfinished part is of no use: its end may never have reached the drive."""
        with contextlib.suppress(OSError):  # its drive may be gone
            if self._file:
                self._file.close()
            if self._shard:
                (self._folder.path / (self._shard.file + PART)).unlink(missing_ok=True)
