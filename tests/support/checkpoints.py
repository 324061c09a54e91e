"""Tiny real LLaMA checkpoints on disk, in every format that people have.

Names of tensors and the layout of Meta's files follow FACTS 3.4 of the published LLaMA weights;
everything is small enough that a pair takes milliseconds.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file

from tests.support.json_files import write_json
from tests.support.meta_files import write_meta
from tests.support.tensors import CONFIG_DTYPES, Shape, Tensors, add, random_tensors, subtract
from tests.support.tokenizers import write_tokenizer

END_OF_TEXT = 2
FORMATS = ("bin_sharded", "bin", "safetensors_sharded", "safetensors", "meta1", "meta2")
HF_FORMATS = FORMATS[:4]


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
        write_meta(folder, tensors, shape, int(form[4:]))
    else:
        _write_weights(folder, tensors, form, shards)
        dtype = tensors["model.norm.weight"].dtype
        write_json(folder / "config.json", config_json(shape, dtype))
        generation = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
        write_json(folder / "generation_config.json", generation)
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
        write_json(folder / f"{stem}.{suffix}.index.json", index)
