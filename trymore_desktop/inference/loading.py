"""From a model folder to a decoder in memory, told by bytes and cancellable at each tensor."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import torch

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.core.hardware import Precision
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.arena import Arena
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.graphs import SHORTEST
from trymore_desktop.inference.linear import Linear
from trymore_desktop.inference.llama import LlamaDecoder
from trymore_desktop.inference.llama_weights import Block, LlamaWeights
from trymore_desktop.inference.weights import Weights

DTYPES = {
    Precision.FP32: torch.float32,
    Precision.FP16: torch.float16,
    Precision.BF16: torch.bfloat16,
}
Pack = Callable[[str, torch.Tensor], Linear]
"""(name, weight (out, in) on the device) -> the product with it."""


@dataclass(frozen=True)
class Part:
    """One tensor in memory and the tensors of the checkpoint that it is joined from, by rows."""

    name: str
    sources: tuple[str, ...]
    is_matrix: bool = True


def parts(config: ModelConfig) -> Iterator[Part]:
    """Everything a decoder consists of, in the order in which it is used."""
    yield Part("embedding", ("model.embed_tokens.weight",), is_matrix=False)
    for layer in range(config.layers):
        prefix, ours = f"model.layers.{layer}.", f"layers.{layer}."
        attention, mlp = f"{prefix}self_attn.", f"{prefix}mlp."
        yield Part(f"{ours}attention_norm", (f"{prefix}input_layernorm.weight",), is_matrix=False)
        qkv = tuple(f"{attention}{kind}_proj.weight" for kind in "qkv")
        yield Part(f"{ours}qkv", qkv)
        yield Part(f"{ours}out", (f"{attention}o_proj.weight",))
        norm = f"{prefix}post_attention_layernorm.weight"
        yield Part(f"{ours}mlp_norm", (norm,), is_matrix=False)
        yield Part(f"{ours}gate_up", (f"{mlp}gate_proj.weight", f"{mlp}up_proj.weight"))
        yield Part(f"{ours}down", (f"{mlp}down_proj.weight",))
    yield Part("norm", ("model.norm.weight",), is_matrix=False)
    yield Part("head", ("model.embed_tokens.weight" if config.tied else "lm_head.weight",))


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


def assemble(
    config: ModelConfig, plain: dict[str, torch.Tensor], products: dict[str, Linear]
) -> LlamaWeights:
    """Put the parts into their places."""
    blocks = tuple(
        Block(
            attention_norm=plain[f"layers.{layer}.attention_norm"],
            qkv=products[f"layers.{layer}.qkv"],
            out=products[f"layers.{layer}.out"],
            mlp_norm=plain[f"layers.{layer}.mlp_norm"],
            gate_up=products[f"layers.{layer}.gate_up"],
            down=products[f"layers.{layer}.down"],
        )
        for layer in range(config.layers)
    )
    return LlamaWeights(plain["embedding"], blocks, plain["norm"], products["head"])


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
    _check_finite(joined, part.sources[0])
    return joined


def _check_finite(tensor: torch.Tensor, name: str) -> None:
    # NaN and infinity both survive into the extremes, which one pass without a copy finds
    low, high = torch.aminmax(tensor)
    if not bool(torch.isfinite(low) & torch.isfinite(high)):
        raise TryMoreError("weights_not_finite", tensor=name)


def _stored_bytes(weights: Weights, part: Part) -> int:
    return sum(weights.sizes[name] for name in part.sources)
