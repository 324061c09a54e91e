"""Reading the sources piece by piece into a fixed set of buffers that go round."""

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.files import read_failure
from trymore_desktop.merge.layout import ITEM_SIZES, TensorLayout
from trymore_desktop.merge.memory import Budget
from trymore_desktop.merge.outputs import Job, Shard
from trymore_desktop.merge.reading import TORCH_DTYPES, TensorReader

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


class PairReader:
    """Reads base and delta at the same time, each in its own thread and with its own files."""

    def __init__(self) -> None:
        self._here, self._there = TensorReader(), TensorReader()
        self._pool = ThreadPoolExecutor(1, "pair-reader")

    def read(
        self, job: Job, start: int, stop: int, base: torch.Tensor, other: torch.Tensor | None
    ) -> None:
        """Fill both buffers with rows start..stop.

        Raises:
            TryMoreError: as `TensorReader.read_rows`.
        """
        if job.other is None or other is None:
            self._here.read_rows(job.base, start, stop, base)
            return
        second = self._pool.submit(self._there.read_rows, job.other, start, stop, other)
        try:
            self._here.read_rows(job.base, start, stop, base)
        finally:
            second.exception()
        second.result()

    def close(self) -> None:
        """End the thread and let go of all files."""
        self._pool.shutdown()
        self._here.close()
        self._there.close()


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
        reader = PairReader()
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
            self.ready.put(read_failure(error, Path(str(error.filename))))
        finally:
            reader.close()


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
    reader: PairReader, shard: Shard, job: Job, start: int, stop: int, slot: torch.Tensor
) -> Chunk:
    base, used = _place(slot, 0, job.base, stop - start)
    other = _place(slot, used, job.other, stop - start)[0] if job.other else None
    reader.read(job, start, stop, base, other)
    return Chunk(shard, job, start, stop, slot, base, other)


def _place(
    slot: torch.Tensor, offset: int, tensor: TensorLayout, rows: int
) -> tuple[torch.Tensor, int]:
    """A (rows, columns) view of a slot from a byte offset on, and where the next may begin."""
    size = rows * tensor.columns * ITEM_SIZES[tensor.dtype]
    view = slot[offset : offset + size].view(TORCH_DTYPES[tensor.dtype])
    end = -(-(offset + size) // ALIGNMENT) * ALIGNMENT
    return view.view(rows, tensor.columns), end
