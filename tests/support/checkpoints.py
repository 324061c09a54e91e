"""Tiny real LLaMA checkpoints on disk, in every format that people have.

Names of tensors and the layout of Meta's files follow FACTS 3.4 of the published LLaMA weights;
everything is small enough that a pair takes milliseconds.
"""

import functools
import io
import json
import math
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import sentencepiece
import torch
from safetensors.torch import save_file

Tensors = dict[str, torch.Tensor]

END_OF_TEXT = 2
FORMATS = ("bin_sharded", "bin", "safetensors_sharded", "safetensors", "meta1", "meta2")
HF_FORMATS = FORMATS[:4]
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


@functools.cache
def sentencepiece_model(vocabulary: int = 512) -> bytes:
    """A tiny BPE model with byte fallback, trained like LLaMA's, for Chinese and English."""
    sentences = [
        "The quick brown fox jumps over the lazy dog and asks the assistant a question.",
        "A chat between a curious user and an artificial intelligence assistant. USER: ASSISTANT:",
        "def add(a, b):\n    return a + b\n",
        "你好,我是一个助手。今天天气很好,我们一起学习中文和英文。",
        "小明有三个苹果,又买了五个,一共有八个苹果。",
        "0123456789 + - * / = ( ) [ ] { } < > ! ? . , ; :",
    ] * 20
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=written,
        vocab_size=vocabulary,
        model_type="bpe",
        byte_fallback=True,
        split_digits=True,
        allow_whitespace_only_pieces=True,
        remove_extra_whitespaces=False,
        normalization_rule_name="identity",
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
    )
    return written.getvalue()


def shared_folder() -> Path | None:
    """The folder of shared test data, if this machine has it."""
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("TRYMORE_SHARED", beside))
    return folder if folder.is_dir() else None


def llama_tokenizer_model() -> Path | None:
    """The real tokenizer with 32,000 pieces, if it is there."""
    shared = shared_folder()
    path = shared / "data/tokenizer/llama/tokenizer.model" if shared else None
    return path if path and path.is_file() else None


def write_tokenizer(folder: Path, model: Path | None = None, vocabulary: int = 512) -> None:
    """tokenizer.model and its two JSON files, as old Vicuna deltas have them."""
    folder.mkdir(parents=True, exist_ok=True)
    if model:
        shutil.copyfile(model, folder / "tokenizer.model")
    else:
        (folder / "tokenizer.model").write_bytes(sentencepiece_model(vocabulary))
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    _write_json(folder / "special_tokens_map.json", special)
    config = {**special, "tokenizer_class": "LlamaTokenizer", "add_bos_token": True}
    _write_json(folder / "tokenizer_config.json", config)


def config_json(shape: Shape, dtype: torch.dtype = torch.float16) -> dict[str, object]:
    """A config.json as transformers 4 wrote it for LLaMA."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.feed_forward,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "rms_norm_eps": shape.norm_eps,
        "hidden_act": "silu",
        "initializer_range": 0.02,
        "tie_word_embeddings": False,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
        "torch_dtype": CONFIG_DTYPES[dtype],
        "use_cache": True,
    }


def write_checkpoint(
    folder: Path,
    tensors: Tensors,
    shape: Shape,
    form: str = "safetensors",
    shards: int = 3,
    tokenizer: Path | bool = True,
) -> Path:
    """Write a checkpoint folder; `form` is one of FORMATS, `tensors` have Hugging Face names."""
    folder.mkdir(parents=True, exist_ok=True)
    if form.startswith("meta"):
        _write_meta(folder, tensors, shape, int(form[4:]))
    else:
        _write_weights(folder, tensors, form, shards)
        dtype = tensors["model.norm.weight"].dtype
        _write_json(folder / "config.json", config_json(shape, dtype))
        generation = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
        _write_json(folder / "generation_config.json", generation)
    if tokenizer:
        write_tokenizer(folder, tokenizer if isinstance(tokenizer, Path) else None)
    return folder


@dataclass(frozen=True)
class Pair:
    """A base and a delta on disk, the tensors in them, and the merge that is expected."""

    base: Path
    delta: Path
    base_tensors: Tensors
    delta_tensors: Tensors
    expected: Tensors
    shape: Shape


def make_pair(
    folder: Path,
    shape: Shape | None = None,
    base_form: str = "bin_sharded",
    delta_form: str = "safetensors_sharded",
    base_dtype: torch.dtype = torch.float16,
    inv_freq: bool = False,
    tokenizer: Path | bool = True,
    seed: int = 0,
) -> Pair:
    """A base and a delta = target - base, target being the base slightly moved."""
    shape = shape or Shape()
    base = random_tensors(shape, seed, base_dtype, inv_freq)
    moved = random_tensors(shape, seed + 1, torch.float32, inv_freq)
    target = {
        name: value if name.endswith("inv_freq") else _nudge(name, value, moved[name])
        for name, value in base.items()
    }
    delta = subtract(target, base)
    write_checkpoint(folder / "base", base, shape, base_form, tokenizer=tokenizer)
    write_checkpoint(folder / "delta", delta, shape, delta_form, tokenizer=tokenizer)
    return Pair(folder / "base", folder / "delta", base, delta, add(base, delta), shape)


def _nudge(name: str, value: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    centred = noise - 1.0 if "norm" in name else noise
    return (value.float() + 0.1 * centred).half()


def write_model(
    folder: Path, shape: Shape | None = None, seed: int = 0, endless: bool = False
) -> Path:
    """A whole random model as a merged folder has it: safetensors and tokenizer, for loading.

    An `endless` one never ends a reply by itself where it may not choose at random.
    """
    shape = shape or Shape()
    tensors = random_tensors(shape, seed)
    if endless:
        tensors["lm_head.weight"][END_OF_TEXT] = 0  # some other token always scores above zero
    return write_checkpoint(folder, tensors, shape, "safetensors_sharded", 2)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _split(tensors: Tensors, shards: int) -> list[Tensors]:
    names = list(tensors)
    size = math.ceil(len(names) / shards)
    parts = [names[start : start + size] for start in range(0, len(names), size)]
    return [{name: tensors[name] for name in part} for part in parts]


def _write_weights(folder: Path, tensors: Tensors, form: str, shards: int) -> None:
    stem, suffix = ("pytorch_model", "bin") if form.startswith("bin") else ("model", "safetensors")
    parts = _split(tensors, shards) if form.endswith("sharded") else [tensors]
    weight_map: dict[str, str] = {}
    for number, part in enumerate(parts, 1):
        count = f"-{number:05}-of-{len(parts):05}" if form.endswith("sharded") else ""
        name = f"{stem}{count}.{suffix}"
        if suffix == "bin":
            torch.save(part, folder / name)
        else:
            save_file(part, folder / name, {"format": "pt"})
        weight_map |= dict.fromkeys(part, name)
    if form.endswith("sharded"):
        size = sum(value.nbytes for value in tensors.values())
        index = {"metadata": {"total_size": size}, "weight_map": weight_map}
        _write_json(folder / f"{stem}.{suffix}.index.json", index)


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


def _write_meta(folder: Path, tensors: Tensors, shape: Shape, parts: int) -> None:
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
    _write_json(folder / "params.json", params)
