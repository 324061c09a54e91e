"""What config.json or Meta's params.json say about the architecture."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError

MAX_CONFIG = 16 << 20
SIZE_CLASSES = {(4096, 32): "7B", (5120, 40): "13B", (6656, 60): "30B", (8192, 80): "65B"}
"""LLaMA's (hidden size, layers)."""


@dataclass(frozen=True)
class ModelConfig:
    """Sizes of a LLaMA; zero or empty where the files do not say.

    `rope_scaling` is that of a model whose positions were stretched, in transformers' words.
    """

    family: str = ""
    hidden_size: int = 0
    layers: int = 0
    heads: int = 0
    kv_heads: int = 0
    feed_forward: int = 0
    vocabulary: int = 0
    norm_eps: float = 0.0
    context_window: int = 0
    rope_theta: float = 0.0
    rope_scaling: dict[str, Any] = field(default_factory=dict)
    head_size: int = 0
    quantization: str = ""
    architecture: str = ""

    @property
    def size_class(self) -> str:
        """7B, 13B, 30B, 65B, or empty."""
        return SIZE_CLASSES.get((self.hidden_size, self.layers), "")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        TryMoreError: `json_damaged`.
        OSError: the file cannot be read.
    """
    if path.stat().st_size > MAX_CONFIG:
        raise TryMoreError("json_damaged", name=path.name, path=str(path))
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TryMoreError(
            "json_damaged", detail=str(error), name=path.name, path=str(path)
        ) from error
    if not isinstance(content, dict):
        raise TryMoreError("json_damaged", name=path.name, path=str(path))
    return content


def hugging_face_config(content: dict[str, Any]) -> ModelConfig:
    """From the content of a config.json."""
    architectures = content.get("architectures")
    quantization = content.get("quantization_config")
    heads = _whole(content, "num_attention_heads")
    method = quantization.get("quant_method", "yes") if isinstance(quantization, dict) else ""
    rope = content.get("rope_parameters")
    rope = rope if isinstance(rope, dict) else {}
    return ModelConfig(
        family=str(content.get("model_type") or "").lower(),
        architecture=_first(architectures),
        hidden_size=_whole(content, "hidden_size"),
        layers=_whole(content, "num_hidden_layers"),
        heads=heads,
        kv_heads=_whole(content, "num_key_value_heads") or heads,
        feed_forward=_whole(content, "intermediate_size"),
        vocabulary=_whole(content, "vocab_size"),
        norm_eps=_number(content, "rms_norm_eps"),
        context_window=_whole(content, "max_position_embeddings")
        or _whole(content, "max_sequence_length"),
        rope_theta=_number(content, "rope_theta") or _number(rope, "rope_theta"),
        rope_scaling=_scaling(content.get("rope_scaling") or rope),
        head_size=_whole(content, "head_dim"),
        quantization=str(method),
    )


def meta_config(content: dict[str, Any]) -> ModelConfig:
    """From the content of a params.json; the feed-forward size is left to the tensors."""
    heads = _whole(content, "n_heads")
    return ModelConfig(
        family="llama",
        architecture="LlamaForCausalLM",
        hidden_size=_whole(content, "dim"),
        layers=_whole(content, "n_layers"),
        heads=heads,
        kv_heads=_whole(content, "n_kv_heads") or heads,
        norm_eps=_number(content, "norm_eps"),
        rope_theta=_number(content, "rope_theta"),
    )


def _scaling(value: object) -> dict[str, Any]:
    """In transformers 5 the base stands beside the scaling, or with the plain kind."""
    if not isinstance(value, dict):
        return {}
    kind = value.get("rope_type") or value.get("type") or "default"
    kept = {name: one for name, one in value.items() if name != "rope_theta"}
    return {} if kind == "default" else kept


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list) and value else ""


def _whole(content: dict[str, Any], key: str) -> int:
    value = content.get(key)
    return value if type(value) is int and value > 0 else 0


def _number(content: dict[str, Any], key: str) -> float:
    value = content.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value)
