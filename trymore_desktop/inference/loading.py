"""From a model folder to a decoder in memory, told by bytes and cancellable at each tensor."""

from collections.abc import Callable, Generator

import torch

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.core.hardware import Precision
from trymore_desktop.inference.arena import Arena
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.graphs import SHORTEST
from trymore_desktop.inference.linear import Linear
from trymore_desktop.inference.llama import LlamaDecoder
from trymore_desktop.inference.llama_weights import LlamaWeights, assemble
from trymore_desktop.inference.parts import Part, parts
from trymore_desktop.inference.reading import check_finite
from trymore_desktop.inference.weights import Weights

DTYPES = {
    Precision.FP32: torch.float32,
    Precision.FP16: torch.float16,
    Precision.BF16: torch.bfloat16,
}
Pack = Callable[[str, torch.Tensor], Linear]
"""(name, weight (out, in) on the device) -> the product with it."""


def load_weights(
    config: ModelConfig,
    weights: Weights,
    device: torch.device,
    dtype: torch.dtype,
    pack: Pack,
    control: Control,
    keeps: bool = False,
) -> Generator[Progress, None, LlamaWeights]:
    """Read a checkpoint tensor by tensor; at most one is held twice.

    `keeps` tells that the products keep the tensors they are given, which then share regions
    of memory; else each goes as soon as it is packed.

    Raises:
        TryMoreError: `weights_not_finite` with the tensor's name.
        Interrupted: the person cancelled.
    """
    total = sum(_stored_bytes(weights, part) for part in parts(config))
    report = Reporter(control, "load", total)
    plain: dict[str, torch.Tensor] = {}
    products: dict[str, Linear] = {}
    done = 0
    arena = Arena() if keeps and device.type == "cpu" else None
    for part in parts(config):
        yield from report(done, part.sources[0])
        tensor = _read(weights, part, device, dtype, arena)
        if part.is_matrix:
            tied = part.name == "head" and config.tied
            source = plain["embedding"] if tied else tensor
            products[part.name] = pack(part.name, source)
        else:
            plain[part.name] = tensor
        done += _stored_bytes(weights, part)
    yield from report(total)
    return assemble(config, plain, products)


def warm_up(decoder: LlamaDecoder) -> None:
    """Have kernels chosen, threads started and pages touched before the first question."""
    decoder.forward([1, 1, 1, 1], 0)
    decoder.forward([1], 4)
    if decoder.device.type == "cuda":
        # Each length has a graph of its own to capture
        position = SHORTEST
        while position < decoder.window:
            decoder.forward([1], position)
            position *= 2


def _read(
    weights: Weights, part: Part, device: torch.device, dtype: torch.dtype, arena: Arena | None
) -> torch.Tensor:
    pieces = [weights.read(name) for name in part.sources]
    rows = sum(len(piece) for piece in pieces)
    shape = (rows, *pieces[0].shape[1:])
    joined = arena.empty(shape, dtype) if arena else torch.empty(shape, dtype=dtype, device=device)
    start = 0
    for piece in pieces:
        # A copy even in the same dtype, so that the file may go and pages are read once, in order
        joined[start : start + len(piece)].copy_(piece)
        start += len(piece)
    start = 0
    for name, piece in zip(part.sources, pieces, strict=True):
        check_finite(joined[start : start + len(piece)], name)
        start += len(piece)
    return joined


def _stored_bytes(weights: Weights, part: Part) -> int:
    return sum(weights.sizes[name] for name in part.sources)
