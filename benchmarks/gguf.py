"""A random LLaMA as a GGUF file (version 3), so that llama.cpp can be measured on equal weights.

Format: the GGUF specification in ggml's docs/gguf.md. Weights are float16, norms float32; the
vocabulary holds names without meaning, since only ids are measured.
"""

import struct
from pathlib import Path

import torch

ALIGNMENT = 32
UINT32, INT32, FLOAT32, STRING, ARRAY = 4, 5, 6, 8, 9
F32, F16 = 0, 1
NORMAL, UNKNOWN, CONTROL = 1, 2, 3
NAMES = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
ENDS = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}


def _text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def _entry(key: str, kind: int, value: bytes) -> bytes:
    return _text(key) + struct.pack("<I", kind) + value


def _array(kind: int, values: list[bytes]) -> bytes:
    return struct.pack("<IQ", kind, len(values)) + b"".join(values)


def _name(ours: str) -> str:
    if ours in ENDS:
        return ENDS[ours]
    layer, _, part = ours.removeprefix("model.layers.").removesuffix(".weight").partition(".")
    return f"blk.{layer}.{NAMES[part]}.weight"


def _vocabulary(size: int) -> list[bytes]:
    tokens = ["<unk>", "<s>", "</s>"] + [f"t{place}" for place in range(3, size)]
    kinds = [UNKNOWN, CONTROL, CONTROL] + [NORMAL] * (size - 3)
    floats = [struct.pack("<f", -float(place)) for place in range(size)]
    return [
        _entry("tokenizer.ggml.model", STRING, _text("llama")),
        _entry("tokenizer.ggml.tokens", ARRAY, _array(STRING, [_text(one) for one in tokens])),
        _entry("tokenizer.ggml.scores", ARRAY, _array(FLOAT32, floats)),
        _entry(
            "tokenizer.ggml.token_type",
            ARRAY,
            _array(INT32, [struct.pack("<i", kind) for kind in kinds]),
        ),
        _entry("tokenizer.ggml.bos_token_id", UINT32, struct.pack("<I", 1)),
        _entry("tokenizer.ggml.eos_token_id", UINT32, struct.pack("<I", 2)),
    ]


def _pairs_together(weight: torch.Tensor, heads: int) -> torch.Tensor:
    """llama.cpp rotates the pairs (2i, 2i + 1) of q and k, LLaMA's checkpoints (i, i + half)."""
    rows, columns = weight.shape
    return weight.view(heads, 2, rows // heads // 2, columns).transpose(1, 2).reshape(rows, columns)


def write_gguf(path: Path, tensors: dict[str, torch.Tensor], config: dict[str, int]) -> None:
    """Write a file; `config` is a config.json's content."""
    heads = config["num_attention_heads"]
    numbers = {
        "context_length": config["max_position_embeddings"],
        "embedding_length": config["hidden_size"],
        "block_count": config["num_hidden_layers"],
        "feed_forward_length": config["intermediate_size"],
        "attention.head_count": heads,
        "attention.head_count_kv": config["num_key_value_heads"],
        "rope.dimension_count": config["hidden_size"] // heads,
        "vocab_size": config["vocab_size"],
    }
    entries = [_entry("general.architecture", STRING, _text("llama"))]
    entries += [
        _entry(f"llama.{key}", UINT32, struct.pack("<I", value)) for key, value in numbers.items()
    ]
    epsilon = struct.pack("<f", config["rms_norm_eps"])
    entries.append(_entry("llama.attention.layer_norm_rms_epsilon", FLOAT32, epsilon))
    entries += _vocabulary(config["vocab_size"])
    infos, offset = b"", 0
    for name, tensor in tensors.items():
        dims = tensor.shape[::-1]
        kind = F16 if tensor.dim() == 2 else F32
        infos += _text(_name(name)) + struct.pack(f"<I{len(dims)}Q", len(dims), *dims)
        infos += struct.pack("<IQ", kind, offset)
        size = tensor.numel() * (2 if kind == F16 else 4)
        offset += size + -size % ALIGNMENT
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(entries)) + b"".join(entries) + infos
    with path.open("wb") as file:
        file.write(head + b"\0" * (-len(head) % ALIGNMENT))
        for name, tensor in tensors.items():
            if name.endswith("q_proj.weight"):
                tensor = _pairs_together(tensor, heads)
            elif name.endswith("k_proj.weight"):
                tensor = _pairs_together(tensor, config["num_key_value_heads"])
            stored = tensor.half() if tensor.dim() == 2 else tensor.float()
            data = stored.contiguous().numpy().tobytes()
            file.write(data + b"\0" * (-len(data) % ALIGNMENT))
