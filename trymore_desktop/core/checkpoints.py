"""What is known about a folder of weights, and what a merge would do with two of them."""

from enum import StrEnum

import msgspec

from trymore_desktop.errors import Param


class Severity(StrEnum):
    """`error` blocks the merge, `warning` can be overruled, `info` is only told."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Place(StrEnum):
    """Which of the three folders a problem is about."""

    BASE = "base"
    DELTA = "delta"
    TARGET = "target"


class Problem(msgspec.Struct, frozen=True):
    """One finding of a check; `code` names an entry of `trymore_desktop.messages`."""

    code: str
    severity: Severity = Severity.ERROR
    place: Place | None = None
    params: dict[str, Param] = {}


class CheckpointKind(StrEnum):
    """What the weights in a folder are for."""

    MODEL = "model"
    DELTA = "delta"
    ADAPTER = "adapter"
    UNKNOWN = "unknown"


class CheckpointReport(msgspec.Struct, frozen=True):
    """What the headers of a checkpoint say; sizes in bytes, nothing of it read from tensor data.

    `format` is one of safetensors, bin, meta, gguf, none; `size_class` is 7B, 13B or empty;
    `state` is ready or incomplete.
    """

    path: str
    format: str
    kind: CheckpointKind = CheckpointKind.UNKNOWN
    architecture: str = ""
    size_class: str = ""
    dtype: str = ""
    parameters: int = 0
    tensors: int = 0
    shards: int = 0
    size: int = 0
    vocabulary: int = 0
    hidden_size: int = 0
    layers: int = 0
    context_window: int = 0
    has_tokenizer: bool = False
    merged_by: str = ""
    problems: tuple[Problem, ...] = ()


class MergeOptions(msgspec.Struct, frozen=True):
    """How to merge. `max_memory` bounds the process's memory in bytes, 0 leaves it to the program.

    `dtype` is fp16, bf16 or same (the base's). `going_on` refuses to begin where nothing of an
    earlier run is: its drive may not be connected, and a folder in its place is on another one.
    """

    dtype: str = "fp16"
    max_memory: int = 0
    low_memory: bool = False
    verify: bool = True
    restart: bool = False
    allow_warnings: bool = True
    going_on: bool = False


class MergePlan(msgspec.Struct, frozen=True):
    """Everything that can be known before the first byte is written; sizes in bytes."""

    base: CheckpointReport
    delta: CheckpointReport
    target: str
    dtype: str = "fp16"
    tensors: int = 0
    shards: int = 0
    read_bytes: int = 0
    output_bytes: int = 0
    done_bytes: int = 0
    needed_bytes: int = 0
    free_bytes: int = 0
    estimated_seconds: float = 0.0
    problems: tuple[Problem, ...] = ()

    @property
    def can_merge(self) -> bool:
        """Whether nothing blocks the merge."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


class MergeReport(msgspec.Struct, frozen=True):
    """A finished merge: sizes in bytes, times in seconds, `hashes` by file name (sha256)."""

    target: str
    tensors: int
    shards: int
    size: int
    seconds: float
    peak_memory: int
    hashes: dict[str, str]
    resumed_bytes: int = 0


class VerifyReport(msgspec.Struct, frozen=True):
    """A model folder read again from the disk. `release` names a known release, or is empty."""

    path: str
    tensors: int
    size: int
    release: str = ""
    problems: tuple[Problem, ...] = ()
