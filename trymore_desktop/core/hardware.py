"""What the computer has, and how a model would be placed on it; sizes in bytes."""

from enum import StrEnum

import msgspec


class Precision(StrEnum):
    """The number format of the weights in memory."""

    FP32 = "fp32"
    FP16 = "fp16"
    BF16 = "bf16"
    INT8 = "int8"
    INT4 = "int4"


class Device(msgspec.Struct, frozen=True):
    """One processor that can run a model; `kind` is cuda, mps or cpu."""

    kind: str
    index: int = 0
    name: str = ""
    total_memory: int = 0
    free_memory: int = 0


class Attempt(msgspec.Struct, frozen=True):
    """One way that was tried to find a device; `code` names an entry of `messages`."""

    code: str
    found: bool
    detail: str = ""


class Hardware(msgspec.Struct, frozen=True):
    """Everything found, and what was tried to find it."""

    cpu: str
    cores: int
    total_memory: int
    free_memory: int
    devices: tuple[Device, ...]
    attempts: tuple[Attempt, ...] = ()


class LoadPlan(msgspec.Struct, frozen=True):
    """One way to place a model, with the arithmetic; `gpu_layers` of `layers` sit on the GPU."""

    device: str
    precision: Precision
    weights: int
    cache: int
    overhead: int
    available: int
    fits: bool
    layers: int = 0
    gpu_layers: int = 0


class ModelInfo(msgspec.Struct, frozen=True):
    """A loaded model; `template` names the prompt template, `context_window` is in tokens."""

    path: str
    name: str
    architecture: str
    parameters: int
    device: str
    precision: Precision
    context_window: int
    template: str
    load_seconds: float
    memory: int = 0
