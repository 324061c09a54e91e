"""Which files a merge writes: shards, known to the byte before the first is written."""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trymore_desktop.merge.adapter import LoraPair
from trymore_desktop.merge.layout import ITEM_SIZES, Shape, TensorLayout
from trymore_desktop.merge.safetensors_files import safetensors_header

SHARD_SIZE = 1_000_000_000
"""Bytes. Below the 4 GB that FAT32 allows, and no more than this is done again after a kill."""

INDEX = "model.safetensors.index.json"
_LAYER = re.compile(r"layers\.(\d+)\.")


@dataclass(frozen=True)
class Job:
    """One tensor to write: `base` alone, with `other` added or subtracted, or with a LoRA pair."""

    name: str
    dtype: str
    base: TensorLayout
    other: TensorLayout | None = None
    lora: LoraPair | None = None

    @property
    def shape(self) -> Shape:
        """Shape of the result."""
        return self.base.shape

    @property
    def size(self) -> int:
        """Bytes of the result."""
        return math.prod(self.shape) * ITEM_SIZES[self.dtype]

    @property
    def read_size(self) -> int:
        """Bytes to read."""
        return self.base.size + (self.other.size if self.other else 0)

    @property
    def granule(self) -> int:
        """Rows that must be done together."""
        return math.lcm(self.base.granule, self.other.granule if self.other else 1)


@dataclass(frozen=True)
class Shard:
    """One output file."""

    file: str
    jobs: tuple[Job, ...]
    header: bytes

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return len(self.header) + sum(job.size for job in self.jobs)


def plan_shards(jobs: Iterable[Job], limit: int = SHARD_SIZE) -> tuple[Shard, ...]:
    """Put the tensors into files of at most `limit` bytes, in the order of the layers."""
    groups: list[list[Job]] = [[]]
    size = 0
    for job in sorted(jobs, key=_order):
        if groups[-1] and size + job.size > limit:
            groups.append([])
            size = 0
        groups[-1].append(job)
        size += job.size
    return tuple(
        Shard(
            f"model-{number:05}-of-{len(groups):05}.safetensors",
            tuple(group),
            safetensors_header([(job.name, job.dtype, job.shape) for job in group]),
        )
        for number, group in enumerate(groups, 1)
    )


def index_json(shards: Sequence[Shard]) -> str:
    """The index of Hugging Face's sharded checkpoints."""
    places = {job.name: shard.file for shard in shards for job in shard.jobs}
    total = sum(job.size for shard in shards for job in shard.jobs)
    return json.dumps({"metadata": {"total_size": total}, "weight_map": places}, indent=2) + "\n"


def _order(job: Job) -> tuple[int, int]:
    match = _LAYER.search(job.name)
    if match:
        return 1, int(match[1])
    return (0 if "embed_tokens" in job.name else 2 if "norm" in job.name else 3), 0


def incomplete_folder(target: Path) -> Path:
    """Where an unfinished merge to `target` lies."""
    return target.parent / f"{target.name}.incomplete"
