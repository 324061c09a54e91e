"""What a model of 7B or 13B would be like on this computer: advice before there is a model.

Sizes of weights and of the context are those of the published LLaMA models (FACTS B and C of the
project's notes: 13.48 and 26.03 GB in 16 bit; 0.50 and 0.78 MiB of context per token).
"""

from enum import StrEnum

import msgspec

from trymore_desktop.core.hardware import Device, Hardware, Precision

PARAMETERS = {"7B": 6_738_415_616, "13B": 13_015_864_320}
CONTEXT_BYTES = {"7B": 2048 * 524_288, "13B": 2048 * 819_200}
OVERHEAD = 800_000_000
"""Bytes that the runtime itself takes beside weights and context."""
BYTES_PER_PARAMETER = {Precision.FP16: 2.0, Precision.INT8: 1.03, Precision.INT4: 0.57}
"""Group-wise scales included."""
ON_PROCESSOR = (Precision.INT8, Precision.INT4)
"""A processor reads 16 bits a weight no faster than that: such a model is loaded in fewer."""


class Fit(StrEnum):
    """How well a size would run."""

    FULL = "full"
    SMALLER = "smaller"
    SHARED = "shared"
    PROCESSOR = "processor"
    TOO_LARGE = "too_large"


class Advice(msgspec.Struct, frozen=True):
    """How one size would run: where, in which precision, and the arithmetic in bytes.

    `full` is what 16 bit would need, `needed` what the advised precision needs.
    """

    size: str
    fit: Fit
    precision: Precision
    device: str
    full: int
    needed: int
    available: int


def needed_bytes(size: str, precision: Precision) -> int:
    """Weights, the context of 2,048 tokens and the overhead."""
    weights = round(PARAMETERS[size] * BYTES_PER_PARAMETER[precision])
    return weights + CONTEXT_BYTES[size] + OVERHEAD


def advise(size: str, hardware: Hardware) -> Advice:
    """The best way to run one size here."""
    full = needed_bytes(size, Precision.FP16)
    gpu = best_gpu(hardware)
    if gpu:
        for precision in BYTES_PER_PARAMETER:
            needed = needed_bytes(size, precision)
            if needed <= gpu.free_memory:
                fit = Fit.FULL if precision is Precision.FP16 else Fit.SMALLER
                return Advice(size, fit, precision, gpu.name, full, needed, gpu.free_memory)
    for precision in ON_PROCESSOR:
        needed = needed_bytes(size, precision)
        if needed <= hardware.free_memory:
            return Advice(
                size, Fit.PROCESSOR, precision, hardware.cpu, full, needed, hardware.free_memory
            )
    smallest = needed_bytes(size, Precision.INT4)
    together = hardware.free_memory + (gpu.free_memory if gpu else 0)
    fit = Fit.SHARED if gpu and smallest <= together else Fit.TOO_LARGE
    return Advice(size, fit, Precision.INT4, hardware.cpu, full, smallest, together)


def best_gpu(hardware: Hardware) -> Device | None:
    """The accelerator with the most free memory."""
    devices = [device for device in hardware.devices if device.kind != "cpu"]
    return max(devices, key=lambda device: device.free_memory, default=None)


def advised_size(hardware: Hardware) -> str:
    """The largest that runs wholly on the accelerator, else 7B."""
    large = advise("13B", hardware)
    return "13B" if large.fit in (Fit.FULL, Fit.SMALLER) else "7B"
