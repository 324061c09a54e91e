"""What a model's config.json says about its shape, and whether the fast path can run it."""

import json
import math
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.folders import no_model, not_a_folder

_DAMAGES = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What reading a configuration of any content may raise."""
LLAMA = "LlamaForCausalLM"
BIASES = "biases"
QUANTISED = "quantised checkpoint"
"""Why the fast path cannot run a model whose weights are packed already."""
ROPE_TYPES = ("default", "linear", "llama3")
DEFAULT_POSITIONS = 2048
HEADS = "num_attention_heads"
SMALL_MODEL = 1_000_000_000
"""Parameters up to which a CPU is quick enough in bfloat16."""
OLDER_NAMES = {
    "n_embd": "hidden_size",
    "d_model": "hidden_size",
    "n_head": "num_attention_heads",
    "n_heads": "num_attention_heads",
    "num_heads": "num_attention_heads",
    "n_layer": "num_hidden_layers",
    "n_layers": "num_hidden_layers",
    "num_layers": "num_hidden_layers",
    "n_inner": "intermediate_size",
    "n_ctx": "max_position_embeddings",
    "n_positions": "max_position_embeddings",
    "max_seq_len": "max_position_embeddings",
}
"""How architectures from before LLaMA (GPT-2, GPT-J, BLOOM, MPT) write the same sizes."""


class Rope(msgspec.Struct, frozen=True):
    """Rotary position embedding; `factor` and the four after it belong to the scaled kinds."""

    kind: str = "default"
    theta: float = 10000.0
    factor: float = 1.0
    low_frequency_factor: float = 1.0
    high_frequency_factor: float = 4.0
    original_positions: int = 8192

    def inverse_frequencies(self, head_size: int) -> list[float]:
        """Radians a position, one for each pair of a head (head_size / 2 of them).

        The scaling "llama3" is that of the LLaMA 3.1 release: long waves are stretched by
        `factor`, short ones kept, those between blended.
        """
        plain = [self.theta ** (-2 * pair / head_size) for pair in range(head_size // 2)]
        if self.kind == "linear":
            return [frequency / self.factor for frequency in plain]
        if self.kind == "llama3":
            return [self._stretched(frequency) for frequency in plain]
        return plain

    def _stretched(self, frequency: float) -> float:
        wavelength = 2 * math.pi / frequency
        if wavelength < self.original_positions / self.high_frequency_factor:
            return frequency
        if wavelength > self.original_positions / self.low_frequency_factor:
            return frequency / self.factor
        span = self.high_frequency_factor - self.low_frequency_factor
        smooth = (self.original_positions / wavelength - self.low_frequency_factor) / span
        return (1 - smooth) * frequency / self.factor + smooth * frequency


class ModelConfig(msgspec.Struct, frozen=True):
    """The shape of a decoder; `reason` says why the fast path cannot run it, or is empty."""

    architecture: str
    vocabulary: int
    hidden: int
    inner: int
    layers: int
    heads: int
    kv_heads: int
    head_size: int
    positions: int
    norm_eps: float
    rope: Rope
    tied: bool
    stored_dtype: str
    eos_ids: tuple[int, ...]
    reason: str = ""

    @property
    def parameters(self) -> int:
        """How many numbers the decoder has, tied embeddings counted once."""
        attention = self.hidden * self.head_size * (2 * self.heads + 2 * self.kv_heads)
        layer = attention + 3 * self.hidden * self.inner + 2 * self.hidden
        ends = self.vocabulary * self.hidden * (1 if self.tied else 2)
        return self.layers * layer + ends + self.hidden

    def cache_bytes(self, tokens: int, element: float) -> int:
        """Memory of the keys and values of `tokens` positions at `element` bytes a number."""
        return round(2 * self.layers * self.kv_heads * self.head_size * tokens * element)


def read_config(folder: Path) -> ModelConfig:
    """Read config.json and generation_config.json.

    Raises:
        TryMoreError: `config_missing`, `config_damaged`, and what `folders` finds.
    """
    if not folder.is_dir():
        raise not_a_folder(folder)
    path = folder / "config.json"
    if not path.is_file():
        raise no_model(folder, TryMoreError("config_missing", path=str(folder)))
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return _parse(raw, _eos_ids(folder, raw))
    except _DAMAGES as error:
        raise TryMoreError("config_damaged", detail=repr(error), path=str(path)) from error


def _parse(raw: dict[str, Any], eos_ids: tuple[int, ...]) -> ModelConfig:
    # Multimodal and other nested configurations keep the decoder's sizes inside
    sizes = raw if "text_config" not in raw or "hidden_size" in raw else raw["text_config"]
    sizes = {name: sizes[older] for older, name in OLDER_NAMES.items() if older in sizes} | sizes
    kind = raw.get("model_type", "")
    architecture = str((raw.get("architectures") or [LLAMA if kind == "llama" else kind])[0])
    # State space models have none
    heads = int(sizes[HEADS] if architecture == LLAMA else sizes.get(HEADS) or 1)
    hidden = int(sizes["hidden_size"])
    rope = _rope(sizes)
    config = ModelConfig(
        architecture=architecture,
        vocabulary=int(sizes["vocab_size"]),
        hidden=hidden,
        inner=int(sizes.get("intermediate_size") or 4 * hidden),
        layers=int(sizes["num_hidden_layers"]),
        heads=heads,
        kv_heads=int(sizes.get("num_key_value_heads") or heads),
        head_size=int(sizes.get("head_dim") or hidden // heads),
        positions=_positions(sizes, rope),
        norm_eps=float(sizes.get("rms_norm_eps", 1e-6)),
        rope=rope,
        tied=bool(raw.get("tie_word_embeddings", False)),
        stored_dtype=str(raw.get("dtype") or raw.get("torch_dtype") or ""),
        eos_ids=eos_ids,
    )
    counts = (config.vocabulary, hidden, config.inner, config.layers, heads, config.kv_heads)
    if min(*counts, config.head_size, config.positions) < 1:
        raise ValueError("a size is not positive")
    if not 0 <= config.norm_eps < 1:
        raise ValueError(f"rms_norm_eps is {config.norm_eps}")
    if heads % config.kv_heads:
        raise ValueError("num_attention_heads is no multiple of num_key_value_heads")
    return msgspec.structs.replace(config, reason=_reason(raw, config))


def _positions(sizes: dict[str, Any], rope: Rope) -> int:
    """The longest window.

    "longrope" turns by other angles from its first window on, where keys that are kept for the
    next tokens would no longer fit: the window ends there.
    """
    positions = int(sizes.get("max_position_embeddings") or DEFAULT_POSITIONS)
    return min(positions, rope.original_positions) if rope.kind == "longrope" else positions


def _rope(sizes: dict[str, Any]) -> Rope:
    scaling = dict(sizes.get("rope_scaling") or {})
    # transformers 5 keeps all of it, the base included, under one key
    scaling |= dict(sizes.get("rope_parameters") or {})
    return Rope(
        kind=str(scaling.get("rope_type") or scaling.get("type") or "default"),
        theta=_positive(sizes | scaling, "rope_theta", 10000.0),
        factor=_positive(scaling, "factor", 1.0),
        low_frequency_factor=_positive(scaling, "low_freq_factor", 1.0),
        high_frequency_factor=_positive(scaling, "high_freq_factor", 4.0),
        original_positions=int(
            scaling.get("original_max_position_embeddings")
            or sizes.get("original_max_position_embeddings")
            or 8192
        ),
    )


def _positive(described: dict[str, Any], name: str, otherwise: float) -> float:
    """A number of `described`; ValueError if angles cannot be computed with it."""
    value = described.get(name)
    number = otherwise if value is None else float(value)
    if not 0 < number < math.inf:
        raise ValueError(f"{name} is {number}")
    return number


def _reason(raw: dict[str, Any], config: ModelConfig) -> str:
    """Why this model needs the general path."""
    if raw.get("quantization_config"):
        return QUANTISED
    if config.architecture != LLAMA:
        return f"architecture {config.architecture}"
    if config.rope.kind not in ROPE_TYPES:
        return f"rope scaling {config.rope.kind}"
    if raw.get("attention_bias") or raw.get("mlp_bias"):
        return BIASES
    if raw.get("hidden_act", "silu") != "silu":
        return f"activation {raw['hidden_act']}"
    if config.head_size % 2:
        return "odd head size"
    return ""


def _eos_ids(folder: Path, raw: dict[str, Any]) -> tuple[int, ...]:
    """Every id that ends a reply: config.json's and generation_config.json's."""
    found: dict[int, None] = {}
    for source in (raw, _optional(folder / "generation_config.json")):
        value = source.get("eos_token_id")
        for token in value if isinstance(value, list) else [value]:
            if isinstance(token, int) and token >= 0:
                found[token] = None
    return tuple(found)


def _optional(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
