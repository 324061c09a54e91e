"""What a LLaMA consists of once it is in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch

from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.linear import Linear


@dataclass(frozen=True)
class Block:
    """One layer: two norms of (hidden,) and four products."""

    attention_norm: torch.Tensor
    qkv: Linear
    out: Linear
    mlp_norm: torch.Tensor
    gate_up: Linear
    down: Linear


@dataclass(frozen=True)
class LlamaWeights:
    """A whole decoder; `embedding` is (vocabulary, hidden) in the dtype of the computation."""

    embedding: torch.Tensor
    blocks: tuple[Block, ...]
    norm: torch.Tensor
    head: Linear


def assemble(
    config: ModelConfig, plain: Mapping[str, torch.Tensor], products: Mapping[str, Linear]
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
