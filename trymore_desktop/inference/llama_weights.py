"""What a LLaMA consists of once it is in memory."""

from dataclasses import dataclass

import torch

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
