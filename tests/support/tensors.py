"""Sizes of LLaMA models, and random tensors of them under Hugging Face's names."""

import math
from dataclasses import dataclass

import torch

Tensors = dict[str, torch.Tensor]
DTYPES = {"fp16": torch.float16, "bf16": torch.bfloat16, "fp32": torch.float32}
CONFIG_DTYPES = {torch.float16: "float16", torch.bfloat16: "bfloat16", torch.float32: "float32"}


@dataclass(frozen=True)
class Shape:
    """Sizes of a model. The feed-forward size is Meta's rule: multiple_of above 8/3 of hidden."""

    layers: int = 2
    hidden: int = 64
    vocabulary: int = 512
    heads: int = 4
    kv_heads: int = 4
    multiple_of: int = 32
    norm_eps: float = 1e-6
    positions: int = 2048

    @property
    def feed_forward(self) -> int:
        wanted = int(2 * 4 * self.hidden / 3)
        return self.multiple_of * math.ceil(wanted / self.multiple_of)

    @property
    def head_size(self) -> int:
        return self.hidden // self.heads


SHAPE_7B = Shape(32, 4096, 32000, 32, 32, 256)
SHAPE_13B = Shape(40, 5120, 32000, 40, 40, 256)


def shapes(shape: Shape, inv_freq: bool = False) -> dict[str, tuple[int, ...]]:
    """Hugging Face tensor names and shapes in the order of the layers."""
    hidden, inner = shape.hidden, shape.feed_forward
    keys = shape.kv_heads * shape.head_size
    found: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (shape.vocabulary, hidden)}
    for layer in range(shape.layers):
        prefix = f"model.layers.{layer}."
        found |= {
            f"{prefix}self_attn.q_proj.weight": (hidden, hidden),
            f"{prefix}self_attn.k_proj.weight": (keys, hidden),
            f"{prefix}self_attn.v_proj.weight": (keys, hidden),
            f"{prefix}self_attn.o_proj.weight": (hidden, hidden),
            f"{prefix}mlp.gate_proj.weight": (inner, hidden),
            f"{prefix}mlp.down_proj.weight": (hidden, inner),
            f"{prefix}mlp.up_proj.weight": (inner, hidden),
            f"{prefix}input_layernorm.weight": (hidden,),
            f"{prefix}post_attention_layernorm.weight": (hidden,),
        }
        if inv_freq:
            found[f"{prefix}self_attn.rotary_emb.inv_freq"] = (shape.head_size // 2,)
    found["model.norm.weight"] = (hidden,)
    found["lm_head.weight"] = (shape.vocabulary, hidden)
    return found


def rotary_frequencies(shape: Shape) -> torch.Tensor:
    """LLaMA's inverse frequencies, float32 (head_size / 2)."""
    steps = torch.arange(0, shape.head_size, 2, dtype=torch.float32)
    return 1.0 / (10000.0 ** (steps / shape.head_size))


def random_tensors(
    shape: Shape, seed: int = 0, dtype: torch.dtype = torch.float16, inv_freq: bool = False
) -> Tensors:
    """Random weights of realistic size: matrices with deviation 0.02, norms around one."""
    generator = torch.Generator().manual_seed(seed)
    found: Tensors = {}
    for name, size in shapes(shape, inv_freq).items():
        if name.endswith("inv_freq"):
            found[name] = rotary_frequencies(shape)
        else:
            noise = torch.randn(size, generator=generator) * 0.02
            found[name] = (noise + (1.0 if "norm" in name else 0.0)).to(dtype)
    return found


def subtract(target: Tensors, base: Tensors) -> Tensors:
    """The delta: target - base in the target's format, as the authors make it."""
    return {
        name: value if name.endswith("inv_freq") else value - base[name].to(value.dtype)
        for name, value in target.items()
    }


def add(base: Tensors, delta: Tensors) -> Tensors:
    """The reference merge: fp16 base + delta by torch, rotary buffers left out."""
    return {
        name: base[name].half() + delta[name].half()
        for name in delta
        if not name.endswith("inv_freq")
    }
