"""The small files of a merged folder: config, tokenizer with chat template, index."""

import json
from collections.abc import Sequence
from typing import Any

from trymore_desktop.merge.checkpoint import Checkpoint
from trymore_desktop.merge.inspect import DEFAULT_WINDOW, find_tokenizer
from trymore_desktop.merge.outputs import INDEX, Shard, index_json
from trymore_desktop.merge.token_ids import SPECIAL, Ids, special_tokens, token_ids
from trymore_desktop.prompting.template import VICUNA_V1_1
from trymore_desktop.prompting.tokenizer_json import tokenizer_json

UNKNOWN = 0
DTYPE_NAMES = {"fp16": "float16", "bf16": "bfloat16", "fp32": "float32"}
LLAMA_EPS = 1e-6
SMALL_FILES = (
    "config.json",
    "generation_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    INDEX,
)
"""Everything that `small_files` may give."""


def small_files(base: Checkpoint, delta: Checkpoint, shards: Sequence[Shard]) -> dict[str, bytes]:
    """Contents by name, the index last. What the delta says wins over the base.

    Raises:
        TryMoreError: `tokenizer_damaged`, `tokenizer_unsupported`, `json_damaged`.
        OSError: a source cannot be read.
    """
    jobs = [job for shard in shards for job in shard.jobs]
    dtype = max((job.dtype for job in jobs), key=[job.dtype for job in jobs].count)
    tokens = token_ids(find_tokenizer(delta.folder) or find_tokenizer(base.folder))
    # An adapter may bring more words than the base has.
    words = next((job.shape[0] for job in jobs if "embed_tokens" in job.name), 0)
    sizes = {"vocab_size": words or base.config.vocabulary}
    files = {
        "config.json": _text(_config(base, delta, dtype, tokens) | sizes),
        "generation_config.json": _text({**tokens, "pad_token_id": UNKNOWN}),
        **_tokenizer(base, delta),
        INDEX: index_json(shards).encode(),
    }
    assert set(files) <= set(SMALL_FILES)
    return files


def _text(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _config(base: Checkpoint, delta: Checkpoint, dtype: str, tokens: Ids) -> dict[str, Any]:
    """A config that has nothing of the wrong class names and ids of early conversions."""
    ours, theirs = base.config, delta.config

    def known(field: str) -> Any:
        """The shape is the base's; what does not show in the shapes is the delta's to say."""
        return getattr(theirs, field) or getattr(ours, field)

    config: dict[str, Any] = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": ours.hidden_size,
        "intermediate_size": ours.feed_forward,
        "num_hidden_layers": ours.layers,
        "num_attention_heads": known("heads"),
        "num_key_value_heads": known("kv_heads"),
        "vocab_size": ours.vocabulary,
        "max_position_embeddings": known("context_window") or DEFAULT_WINDOW,
        "rms_norm_eps": known("norm_eps") or LLAMA_EPS,
        "hidden_act": "silu",
        "initializer_range": 0.02,
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": "lm_head.weight" not in base.tensors,
        **tokens,
        "torch_dtype": DTYPE_NAMES[dtype],
        "use_cache": True,
    }
    optional = {
        "rope_theta": known("rope_theta"),
        "rope_scaling": known("rope_scaling"),
        "head_dim": known("head_size"),
    }
    return config | {name: value for name, value in optional.items() if value}


def _tokenizer(base: Checkpoint, delta: Checkpoint) -> dict[str, bytes]:
    path = find_tokenizer(delta.folder) or find_tokenizer(base.folder)
    if path is None:
        return {}
    window = delta.config.context_window or base.config.context_window or DEFAULT_WINDOW
    described = path.name == "tokenizer.json"
    special = special_tokens(path) if described else SPECIAL
    files = {
        "special_tokens_map.json": _text(special),
        "tokenizer_config.json": _text(_tokenizer_config(window, special)),
    }
    if described:
        return {**files, "tokenizer.json": path.read_bytes()}
    return {
        **files,
        "tokenizer.json": tokenizer_json(path).encode(),
        "tokenizer.model": path.read_bytes(),
    }


def _tokenizer_config(window: int, special: dict[str, Any]) -> dict[str, Any]:
    """`legacy` keeps programs that convert by themselves at the ids the model was trained on."""
    return {
        **{kind: special.get(kind, usual) for kind, usual in SPECIAL.items()},
        "add_bos_token": True,
        "add_eos_token": False,
        "clean_up_tokenization_spaces": False,
        "legacy": True,
        "model_max_length": window,
        "tokenizer_class": "LlamaTokenizer",
        "chat_template": VICUNA_V1_1.chat_template(),
    }
