"""Random models as every engine wants them: a checkpoint in bf16, GGUF files, packed weights."""

import json
import subprocess
from pathlib import Path

SIZES = {
    # layers, hidden, inner, heads, kv_heads
    "tiny": (2, 128, 384, 4, 4),
    "160m": (12, 768, 3072, 12, 12),
    "1.1b": (22, 2048, 5632, 32, 4),
    "1.3b": (24, 2048, 5504, 16, 16),
}
WINDOW = 2048
GGUF_KINDS = {"q4_0": 2, "q8_0": 7}
"""llama.cpp's numbers of its file types (enum llama_ftype in llama.h)."""
QUANTISE = """
import ctypes, sys, llama_cpp
quiet = llama_cpp.llama_log_callback(lambda *_: None)
llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
options = llama_cpp.llama_model_quantize_default_params()
options.ftype, options.pure = int(sys.argv[3]), False
source, target = sys.argv[1].encode(), sys.argv[2].encode()
sys.exit(llama_cpp.llama_model_quantize(source, target, ctypes.byref(options)))
"""


def prepare(folder: Path, size: str, gguf_python: str | None) -> None:
    """Make what is absent; `gguf_python` has llama-cpp-python, or is None if nobody needs GGUF."""
    if not (folder / "model.safetensors").is_file():
        make_model(folder, size)
    if gguf_python and not all((folder / f"model-{one}.gguf").is_file() for one in GGUF_KINDS):
        make_gguf(folder, gguf_python)


def config_of(size: str) -> dict:
    """The content of config.json."""
    layers, hidden, inner, heads, kv_heads = SIZES[size]
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": 512 if size == "tiny" else 32000,
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "max_position_embeddings": WINDOW,
        "rms_norm_eps": 1e-6,
        "hidden_act": "silu",
        "tie_word_embeddings": False,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "torch_dtype": "bfloat16",
    }


def make_model(folder: Path, size: str) -> None:
    """Random weights in bf16, with a tokenizer."""
    import torch
    from safetensors.torch import save_file

    from tests.support.tokenizers import sentencepiece_model
    from trymore_desktop.inference.config import read_config
    from trymore_desktop.inference.weights import expected_shapes

    folder.mkdir(parents=True, exist_ok=True)
    config = config_of(size)
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.model").write_bytes(sentencepiece_model())
    torch.manual_seed(0)
    tensors = {
        name: (torch.randn(shape) * 0.02 + (1 if "norm" in name else 0)).bfloat16()
        for name, shape in expected_shapes(read_config(folder))
    }
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})


def make_gguf(folder: Path, python: str) -> None:
    """The same weights as GGUF in f16, Q8_0 and Q4_0, by llama.cpp's own quantiser."""
    from safetensors.torch import load_file

    from benchmarks.gguf import write_gguf

    whole = folder / "model-f16.gguf"
    config = json.loads((folder / "config.json").read_text())
    write_gguf(whole, load_file(folder / "model.safetensors"), config)
    for name, kind in GGUF_KINDS.items():
        target = folder / f"model-{name}.gguf"
        subprocess.run([python, "-c", QUANTISE, str(whole), str(target), str(kind)], check=True)
