"""The streaming loop: one thread reads, this one adds and hashes, one writes.

Memory is a fixed set of slots that go round, each holding the same rows of base and delta, so it
depends neither on the size of the model nor of a tensor.
"""

import hashlib
import math
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from trymore_desktop.core.control import REPORT_INTERVAL, Reporter
from trymore_desktop.core.events import Event
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.arithmetic import Arithmetic
from trymore_desktop.merge.layout import ITEM_SIZES, TensorLayout
from trymore_desktop.merge.memory import Budget, memory_now, memory_peak
from trymore_desktop.merge.outputs import Job, Shard
from trymore_desktop.merge.reading import TORCH_DTYPES, TensorReader, byte_view
from trymore_desktop.merge.shards import Begin, Block, End, ShardWriter
from trymore_desktop.merge.target_checks import free_space

POLL_SECONDS = 0.1
ALIGNMENT = 64


@dataclass(frozen=True)
class Chunk:
    """Rows start..stop of a job, read into a slot."""

    shard: Shard
    job: Job
    start: int
    stop: int
    slot: torch.Tensor
    base: torch.Tensor
    other: torch.Tensor | None

    @property
    def last(self) -> bool:
        """Whether the shard is complete with this chunk."""
        return self.job is self.shard.jobs[-1] and self.stop == self.job.base.rows


class ChunkReader:
    """Reads all chunks of the shards in order, in a thread of its own.

    The chunks come out of `ready`; a failure comes out as the exception, the end as None.
    """

    def __init__(self, shards: Sequence[Shard], budget: Budget) -> None:
        self.ready: queue.Queue[Chunk | TryMoreError | None] = queue.Queue()
        self._free: queue.Queue[torch.Tensor | None] = queue.Queue()
        self._shards = shards
        self._slot_bytes = max(budget.slot_bytes, _largest_step(shards))
        for _ in range(budget.slots):
            self._free.put(torch.empty(self._slot_bytes, dtype=torch.uint8))
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chunk-reader", daemon=True)
        self._thread.start()

    def give_back(self, slot: torch.Tensor) -> None:
        """The slot's chunk is written."""
        self._free.put(slot)

    def stop(self) -> None:
        """End the thread and let go of the sources."""
        self._stopped.set()
        self._free.put(None)
        self._thread.join()

    def _run(self) -> None:
        reader = TensorReader()
        try:
            for shard, job, start, stop in _all_steps(self._shards, self._slot_bytes):
                slot = self._free.get()
                if slot is None or self._stopped.is_set():
                    return
                self.ready.put(_read(reader, shard, job, start, stop, slot))
            self.ready.put(None)
        except TryMoreError as error:
            self.ready.put(error)
        except OSError as error:
            reason = error.strerror or str(error)
            self.ready.put(
                TryMoreError("read_failed", path=str(error.filename), offset=0, reason=reason)
            )
        finally:
            reader.close()


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


def _row_bytes(job: Job) -> int:
    """Bytes that one row of a job takes in a slot, the sources together."""
    sources = [source for source in (job.base, job.other) if source]
    return sum(source.columns * ITEM_SIZES[source.dtype] for source in sources)


def _largest_step(shards: Sequence[Shard]) -> int:
    return max(
        (_row_bytes(job) * job.granule + 2 * ALIGNMENT for shard in shards for job in shard.jobs),
        default=ALIGNMENT,
    )


def _steps(job: Job, slot_bytes: int) -> Iterator[tuple[int, int]]:
    """Ranges of rows that fit into a slot."""
    fitting = (slot_bytes - 2 * ALIGNMENT) // max(1, _row_bytes(job))
    rows = max(job.granule, fitting // job.granule * job.granule)
    for start in range(0, job.base.rows, rows):
        yield start, min(start + rows, job.base.rows)


def _all_steps(shards: Sequence[Shard], slot_bytes: int) -> Iterator[tuple[Shard, Job, int, int]]:
    """All ranges of rows in the order of writing."""
    for shard in shards:
        for job in shard.jobs:
            for start, stop in _steps(job, slot_bytes):
                yield shard, job, start, stop


def _read(
    reader: TensorReader, shard: Shard, job: Job, start: int, stop: int, slot: torch.Tensor
) -> Chunk:
    base, used = _place(slot, 0, job.base, stop - start)
    reader.read_rows(job.base, start, stop, base)
    other = None
    if job.other:
        other, _ = _place(slot, used, job.other, stop - start)
        reader.read_rows(job.other, start, stop, other)
    return Chunk(shard, job, start, stop, slot, base, other)


def _place(
    slot: torch.Tensor, offset: int, tensor: TensorLayout, rows: int
) -> tuple[torch.Tensor, int]:
    """A (rows, columns) view of a slot from a byte offset on, and where the next may begin."""
    size = rows * tensor.columns * ITEM_SIZES[tensor.dtype]
    view = slot[offset : offset + size].view(TORCH_DTYPES[tensor.dtype])
    end = -(-(offset + size) // ALIGNMENT) * ALIGNMENT
    return view.view(rows, tensor.columns), end
