"""The streaming loop: one thread reads, this one adds and hashes, one writes.

Memory is a fixed set of slots that go round, each holding the same rows of base and delta, so it
depends neither on the size of the model nor of a tensor.
"""

import hashlib
import math
import queue
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from trymore_desktop.core.control import REPORT_INTERVAL, Reporter
from trymore_desktop.core.events import Event
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.arithmetic import Arithmetic
from trymore_desktop.merge.chunks import Chunk, ChunkReader
from trymore_desktop.merge.memory import Budget, memory_now, memory_peak
from trymore_desktop.merge.outputs import Shard
from trymore_desktop.merge.reading import byte_view
from trymore_desktop.merge.shards import Begin, Block, End, ShardWriter
from trymore_desktop.merge.target_checks import free_space

POLL_SECONDS = 0.1


def stream(
    shards: Sequence[Shard],
    arithmetic: Arithmetic,
    writer: ShardWriter,
    budget: Budget,
    reporter: Reporter,
    numbers: "Numbers",
) -> Iterator[Event]:
    """Make `shards`, telling how far it is; whatever ends it, both threads have ended too.

    Raises:
        TryMoreError: reading, adding or writing failed.
        Interrupted: the person cancelled.
    """
    reader = ChunkReader(shards, budget)
    digest = hashlib.sha256()
    threads = torch.get_num_threads()
    # The sums wait for memory, not for processors: more threads only spin beside reader and writer.
    torch.set_num_threads(1)
    try:
        while True:
            try:
                chunk = reader.ready.get(timeout=POLL_SECONDS)
            except queue.Empty:
                yield from numbers.report(reporter, writer)
                continue
            if chunk is None:
                break
            if isinstance(chunk, TryMoreError):
                raise chunk
            if chunk.start == 0 and chunk.job is chunk.shard.jobs[0]:
                digest = hashlib.sha256(chunk.shard.header)
                writer.put(Begin(chunk.shard))
            _process(chunk, arithmetic, digest, writer, reader)
            numbers.note(chunk)
            yield from numbers.report(reporter, writer)
        writer.finish()
        while writer.alive:
            writer.join(POLL_SECONDS)
            yield from numbers.report(reporter, writer)
        if writer.error:
            raise writer.error
    finally:
        torch.set_num_threads(threads)
        reader.stop()
        writer.abandon()


class Numbers:
    """What a progress bar shows beside the bytes."""

    def __init__(self, folder: Path, done: int, shards: int, limit: int) -> None:
        self._folder = folder
        self._done = done
        self._shards = shards
        self._limit = limit
        self._shard = 0
        self._note = ""
        self._measured: dict[str, int] = {}
        self._measured_at = -math.inf

    def note(self, chunk: Chunk) -> None:
        """Remember which tensor is being made."""
        self._shard = int(chunk.shard.file.split("-")[1])
        self._note = chunk.job.name

    def report(self, reporter: Reporter, writer: ShardWriter) -> Iterator[Event]:
        """One event, if the last one is old enough.

        Raises:
            TryMoreError: the writer failed.
            Interrupted: the person cancelled.
        """
        if writer.error:
            raise writer.error
        yield from reporter(self._done + writer.written, self._note, self._all())

    def _all(self) -> dict[str, int]:
        now = time.monotonic()
        if now - self._measured_at >= REPORT_INTERVAL:
            self._measured_at = now
            self._measured = {
                "memory": memory_now(),
                "peak_memory": memory_peak(),
                "memory_limit": self._limit,
                "free_space": free_space(self._folder),
            }
        return {"shard": self._shard, "shards": self._shards, **self._measured}


def _process(
    chunk: Chunk,
    arithmetic: Arithmetic,
    digest: "hashlib._Hash",
    writer: ShardWriter,
    reader: ChunkReader,
) -> None:
    result = arithmetic.combine(chunk.job, chunk.start, chunk.stop, chunk.base, chunk.other)
    data = byte_view(result)
    digest.update(data)
    writer.put(Block(data, lambda: reader.give_back(chunk.slot)))
    if chunk.last:
        writer.put(End(digest.hexdigest()))
