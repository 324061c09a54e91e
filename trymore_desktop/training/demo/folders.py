"""A model as a Hugging Face folder: fp16 safetensors, config and the sentencepiece tokenizer."""

import json
import shutil
from pathlib import Path
from typing import Any

from trymore_desktop.prompting.template import VICUNA_V1_1


def save(model: Any, tokenizer_model: Path, folder: Path) -> None:
    """Write weights in fp16, configs and tokenizer; `model` itself stays in fp32."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.to(torch.float16) for name, tensor in model.state_dict().items()}
    dtype, model.config.dtype = model.config.dtype, torch.float16
    model.save_pretrained(folder, state_dict=state)
    model.config.dtype = dtype
    add_tokenizer(tokenizer_model, folder)


def add_tokenizer(tokenizer_model: Path, folder: Path) -> None:
    """Put the sentencepiece model and a tokenizer_config.json beside the weights."""
    if tokenizer_model.parent != folder:
        shutil.copyfile(tokenizer_model, folder / "tokenizer.model")
    config = {
        "tokenizer_class": "LlamaTokenizer",
        "legacy": True,
        "add_bos_token": True,
        "add_eos_token": False,
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "chat_template": VICUNA_V1_1.chat_template(),
    }
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
