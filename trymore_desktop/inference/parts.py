"""What a LLaMA in memory is joined from. Imports no torch."""

from collections.abc import Iterator
from dataclasses import dataclass

from trymore_desktop.inference.config import ModelConfig


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
