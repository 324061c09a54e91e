"""Meta's original files in Hugging Face's names: parts joined, query and key rows permuted.

The layout is that of the published LLaMA code: with model parallelism each consolidated.NN.pth
holds a slice of every matrix, along its rows where the layer is column-parallel and along its
columns where it is row-parallel or an embedding.
"""

import re
from collections.abc import Mapping, Sequence

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.layout import Shape, TensorLayout, is_rotary_buffer

_ENDS = {
    "tok_embeddings.weight": ("model.embed_tokens.weight", 1),
    "norm.weight": ("model.norm.weight", None),
    "output.weight": ("lm_head.weight", 0),
}
_LAYER = {
    "attention.wq": ("self_attn.q_proj", 0),
    "attention.wk": ("self_attn.k_proj", 0),
    "attention.wv": ("self_attn.v_proj", 0),
    "attention.wo": ("self_attn.o_proj", 1),
    "feed_forward.w1": ("mlp.gate_proj", 0),
    "feed_forward.w2": ("mlp.down_proj", 1),
    "feed_forward.w3": ("mlp.up_proj", 0),
    "attention_norm": ("input_layernorm", None),
    "ffn_norm": ("post_attention_layernorm", None),
}
_PERMUTED = (".q_proj.weight", ".k_proj.weight")
_LAYER_NAME = re.compile(r"layers\.(\d+)\.(.+)\.weight")


def hugging_face_name(name: str) -> tuple[str, int | None] | None:
    """(name, axis along which parallel parts are joined; None if each has all), or None."""
    if name in _ENDS:
        return _ENDS[name]
    match = _LAYER_NAME.fullmatch(name)
    if not match or match[2] not in _LAYER:
        return None
    part, axis = _LAYER[match[2]]
    return f"model.layers.{match[1]}.{part}.weight", axis


def join_meta(shards: Sequence[Mapping[str, TensorLayout]], heads: int) -> dict[str, TensorLayout]:
    """The tensors of all consolidated files together; `heads` is n_heads of params.json.

    Raises:
        TryMoreError: `meta_parts_differ`, a part lacks a tensor or has it in another shape.
    """
    found: dict[str, TensorLayout] = {}
    for name in shards[0]:
        if is_rotary_buffer(name):
            continue
        renamed = hugging_face_name(name)
        pieces = [shard[name] for shard in shards if name in shard]
        if renamed is None:
            found[name] = pieces[0]
            continue
        if len(pieces) < len(shards) or len({(p.shape, p.dtype) for p in pieces}) > 1:
            raise TryMoreError("meta_parts_differ", tensor=name)
        joined = _join(renamed[0], pieces, renamed[1], heads)
        found[joined.name] = joined
    return found


def _join(name: str, pieces: Sequence[TensorLayout], axis: int | None, heads: int) -> TensorLayout:
    if axis is None:
        pieces, axis = pieces[:1], 0
    shape: Shape = tuple(
        size * (len(pieces) if index == axis else 1) for index, size in enumerate(pieces[0].shape)
    )
    # Keys may have fewer heads than queries, but a head has the same size in both: it is found
    # from the columns, the hidden size.
    head_size = shape[1] // heads if name.endswith(_PERMUTED) and heads else 0
    if head_size and (shape[0] % head_size or head_size % 2):
        raise TryMoreError("meta_parts_differ", tensor=name)
    parts = tuple(piece.parts[0] for piece in pieces)
    return TensorLayout(name, pieces[0].dtype, shape, parts, axis, head_size)
