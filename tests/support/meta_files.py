"""The layout of Meta's files: other names, other rows of q and k, split across parts."""

from pathlib import Path

import torch

from tests.support.json_files import write_json
from tests.support.tensors import Shape, Tensors, rotary_frequencies

META_NAMES = {
    "self_attn.q_proj": ("attention.wq", 0),
    "self_attn.k_proj": ("attention.wk", 0),
    "self_attn.v_proj": ("attention.wv", 0),
    "self_attn.o_proj": ("attention.wo", 1),
    "mlp.gate_proj": ("feed_forward.w1", 0),
    "mlp.down_proj": ("feed_forward.w2", 1),
    "mlp.up_proj": ("feed_forward.w3", 0),
    "input_layernorm": ("attention_norm", None),
    "post_attention_layernorm": ("ffn_norm", None),
}
META_ENDS = {
    "model.embed_tokens.weight": ("tok_embeddings.weight", 1),
    "model.norm.weight": ("norm.weight", None),
    "lm_head.weight": ("output.weight", 0),
}


def to_meta(tensors: Tensors, shape: Shape) -> dict[str, tuple[torch.Tensor, int | None]]:
    """Meta's names and row order, each with the axis along which model parallelism splits it."""
    found: dict[str, tuple[torch.Tensor, int | None]] = {}
    for name, value in tensors.items():
        if name.endswith("inv_freq"):
            continue
        if name in META_ENDS:
            meta, axis = META_ENDS[name]
            found[meta] = (value, axis)
            continue
        layer, part = name.removeprefix("model.layers.").removesuffix(".weight").split(".", 1)
        meta, axis = META_NAMES[part]
        if part in ("self_attn.q_proj", "self_attn.k_proj"):
            value = _unpermute(value, shape.head_size)
        found[f"layers.{layer}.{meta}.weight"] = (value, axis)
    found["rope.freqs"] = (rotary_frequencies(shape), None)
    return found


def _unpermute(value: torch.Tensor, head_size: int) -> torch.Tensor:
    """From Hugging Face's halves of a head back to Meta's interleaved pairs."""
    rows, columns = value.shape
    split = value.view(rows // head_size, 2, head_size // 2, columns)
    return split.transpose(1, 2).reshape(rows, columns)


def write_meta(folder: Path, tensors: Tensors, shape: Shape, parts: int) -> None:
    """params.json and `parts` files of weights."""
    renamed = to_meta(tensors, shape)
    for part in range(parts):
        content = {
            name: value if axis is None else value.chunk(parts, axis)[part].clone()
            for name, (value, axis) in renamed.items()
        }
        torch.save(content, folder / f"consolidated.{part:02}.pth")
    params = {
        "dim": shape.hidden,
        "multiple_of": shape.multiple_of,
        "n_heads": shape.heads,
        "n_layers": shape.layers,
        "norm_eps": shape.norm_eps,
        "vocab_size": -1,
    }
    write_json(folder / "params.json", params)
