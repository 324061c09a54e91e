"""What long work tells while it runs and when it ends. Every command ends in one `Final` event."""

import re

import msgspec

from trymore_desktop.core.chat import FinishReason, Usage
from trymore_desktop.core.checkpoints import (
    CheckpointReport,
    MergePlan,
    MergeReport,
    VerifyReport,
)
from trymore_desktop.core.hardware import Hardware, LoadPlan, ModelInfo
from trymore_desktop.core.runtime import RuntimeState
from trymore_desktop.errors import Param


def snake_case(name: str) -> str:
    """TextDelta -> text_delta: how classes are named on the wire."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Event(msgspec.Struct, frozen=True, tag_field="event", tag=snake_case):
    """Anything that work says."""


class Progress(Event, frozen=True):
    """How far a stage is. `unit` is bytes, tokens, items or steps; `note` names the present piece.

    `numbers` holds what a stage shows beside the bar: shard, shards, memory, peak_memory,
    free_space (bytes).
    """

    stage: str
    done: int
    total: int
    unit: str = "bytes"
    note: str = ""
    numbers: dict[str, int] = {}


class TextDelta(Event, frozen=True):
    """More of a reply: whole characters only. `tokens` counts the reply's tokens so far."""

    text: str
    tokens: int


class Final(Event, frozen=True):
    """The last event of a command."""


class Ready(Event, frozen=True):
    """The engine process listens."""

    version: str
    pid: int


class Failed(Final, frozen=True):
    """Refused or failed: `messages` turns `code` and `params` into words."""

    code: str
    params: dict[str, Param] = {}
    detail: str = ""


class Cancelled(Final, frozen=True):
    """Ended because the person said so."""


class Inspected(Final, frozen=True):
    """What a folder holds."""

    report: CheckpointReport


class PlanReady(Final, frozen=True):
    """What a merge would do."""

    plan: MergePlan


class Merged(Final, frozen=True):
    """The merge is done and the model is in its place."""

    report: MergeReport


class Discarded(Final, frozen=True):
    """What an unfinished merge had written is gone; `freed` in bytes."""

    freed: int


class Verified(Final, frozen=True):
    """The model folder was read again."""

    report: VerifyReport


class Moved(Final, frozen=True):
    """The model is in its new place `path`; `size` in bytes."""

    path: str
    size: int


class DeltaMade(Final, frozen=True):
    """The delta is in its place; `inexact` counts elements that do not round-trip."""

    report: MergeReport
    inexact: int = 0


class Fetched(Final, frozen=True):
    """The download is complete in `path`."""

    path: str
    size: int


class HardwareFound(Final, frozen=True):
    """What the computer has."""

    hardware: Hardware


class RuntimeFound(Final, frozen=True):
    """Which build of torch is in use, and which could be fetched."""

    state: RuntimeState


class RuntimeInstalled(Final, frozen=True):
    """Another build of torch is in its place; the next engine uses it.

    `card` is the graphics card on which it was tried, or empty; `size` in bytes.
    """

    path: str
    version: str
    cuda: str
    card: str
    size: int


class RuntimeRemoved(Final, frozen=True):
    """The fetched build is gone, the bundled one is used again; `freed` in bytes."""

    freed: int


class LoadPlanned(Final, frozen=True):
    """Ways to load a model, the best first."""

    plans: tuple[LoadPlan, ...]


class ModelLoaded(Final, frozen=True):
    """The model answers from now on."""

    model: ModelInfo


class ModelUnloaded(Final, frozen=True):
    """The memory is free again."""


class Finished(Final, frozen=True):
    """A reply is complete. `dropped` counts the oldest messages that the model did not see."""

    text: str
    reason: FinishReason
    usage: Usage
    dropped: int = 0


class TokensCounted(Final, frozen=True):
    """The size of the next prompt in tokens, the system prompt and template included.

    `window` is the model's context, `reserve` what is kept for the answer, `dropped` how many of
    the oldest messages would fall out.
    """

    total: int
    window: int
    reserve: int
    dropped: int = 0


class Imported(Final, frozen=True):
    """Conversations of a file are in the store; `skipped` counts entries that held no message."""

    conversations: int
    messages: int
    skipped: int = 0


class Benchmarked(Final, frozen=True):
    """Measured speeds and ratios by name, in the units that the name ends with."""

    numbers: dict[str, float]


class Diagnosed(Event, frozen=True):
    """What `trymore doctor` found beside the hardware.

    `program` holds versions and folders by name; `attempts` what was tried in words; `fits` how
    each published size would run; `models` the best plan for each model on this computer.
    """

    program: dict[str, str]
    attempts: tuple[str, ...]
    fits: dict[str, dict[str, str | int]]
    models: dict[str, LoadPlan]


class FineTuned(Final, frozen=True):
    """A model was fine-tuned into `path`; `loss` is the last logged mean over trained tokens.

    `rows` were trained on, `cut` of the conversations lost their end to the length limit and
    `dropped` were left out because no reply of theirs was left, or because they could not be read.
    """

    path: str
    rows: int
    cut: int
    dropped: int
    loss: float


class DataPrepared(Final, frozen=True):
    """Training data was written to `path`; `numbers` counts what came of every item read."""

    path: str
    numbers: dict[str, int]


class Evaluated(Final, frozen=True):
    """A model was examined; `scores` by name, from 0 to 1 unless the name says otherwise.

    `report` is the path of the written report, or empty.
    """

    model: str
    scores: dict[str, float]
    report: str = ""


AnyEvent = (
    Progress
    | TextDelta
    | Ready
    | Failed
    | Cancelled
    | Inspected
    | PlanReady
    | Merged
    | Discarded
    | Verified
    | Moved
    | DeltaMade
    | Fetched
    | HardwareFound
    | RuntimeFound
    | RuntimeInstalled
    | RuntimeRemoved
    | LoadPlanned
    | ModelLoaded
    | ModelUnloaded
    | Finished
    | TokensCounted
    | Benchmarked
    | Imported
)
