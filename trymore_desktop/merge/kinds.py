"""Telling a model from a delta by its norm weights, the only tensor data that planning reads."""

import struct

from trymore_desktop.core.checkpoints import CheckpointKind
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.checkpoint import Checkpoint
from trymore_desktop.merge.files import SourceFile
from trymore_desktop.merge.layout import ITEM_SIZES, TensorLayout

FINAL_NORM = "model.norm.weight"
DELTA_LIMIT = 0.3
"""Mean absolute value of the final RMSNorm: above 1 in LLaMA, some thousandths in a delta."""

_FORMATS = {"fp16": "e", "fp32": "f", "fp64": "d"}


def find_kind(checkpoint: Checkpoint) -> CheckpointKind:
    """Whether the weights are a model's, a difference, or a LoRA adapter."""
    if checkpoint.adapter is not None:
        return CheckpointKind.ADAPTER
    norm = checkpoint.tensors.get(FINAL_NORM)
    if norm is None or norm.dtype not in (*_FORMATS, "bf16") or not norm.elements:
        return CheckpointKind.UNKNOWN
    try:
        values = read_vector(norm)
    except (TryMoreError, OSError):
        return CheckpointKind.UNKNOWN
    mean = sum(map(abs, values)) / len(values)
    return CheckpointKind.DELTA if mean < DELTA_LIMIT else CheckpointKind.MODEL


def read_vector(tensor: TensorLayout) -> tuple[float, ...]:
    """The elements of a small contiguous floating-point tensor.

    Raises:
        TryMoreError: the file cannot be read there.
    """
    part = tensor.parts[0]
    with SourceFile(part.path) as file:
        start = part.offset + (file.member_start(part.member) if part.member >= 0 else 0)
        data = file.read(start, tensor.elements * ITEM_SIZES[tensor.dtype])
    if tensor.dtype == "bf16":
        # bfloat16 is the upper half of a float32.
        halves = struct.unpack(f"<{tensor.elements}H", data)
        words = [half << 16 for half in halves]
        return struct.unpack(f"<{len(words)}f", struct.pack(f"<{len(words)}I", *words))
    return struct.unpack(f"<{tensor.elements}{_FORMATS[tensor.dtype]}", data)
