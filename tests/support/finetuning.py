"""Small recipes, their data, and what a run of fine-tuning left behind."""

import json
from pathlib import Path
from typing import Any

import torch

from tests.support.tensors import Shape
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, to_line
from trymore_desktop.training.recipe import TrainRecipe

SHAPE = Shape(layers=1, hidden=32, heads=2, kv_heads=2)


def talk(*said: str) -> Conversation:
    """A conversation of the person's and the model's texts in turn."""
    order = (Speaker.HUMAN, Speaker.GPT)
    return Conversation("x", tuple(Turn(order[at % 2], text) for at, text in enumerate(said)))


def write_data(path: Path, count: int = 24, extra: bytes = b"") -> Path:
    """A file of `count` short conversations, and then `extra`."""
    pairs = [("2+2?", "4."), ("你好", "你好！"), ("who?", "a model.")]
    with path.open("wb") as file:
        for number in range(count):
            file.write(to_line(talk(*pairs[number % 3])))
        file.write(extra)
    return path


def recipe(base: Path, folder: Path, **changes: Any) -> TrainRecipe:
    """Eight small steps from `base` on data in `folder`, with `changes`."""
    folder.mkdir(parents=True, exist_ok=True)
    data = write_data(folder / "data.jsonl")
    settings = {
        "model": str(base),
        "data": (str(data),),
        "output": str(folder / "out"),
        "max_length": 256,
        "max_steps": 8,
        "batch_size": 2,
        "gradient_accumulation": 1,
        "learning_rate": 3e-3,
        "bf16": False,
        "gradient_checkpointing": False,
        "logging_steps": 1,
        "save_steps": 4,
        "cpu": True,
    }
    return TrainRecipe(**{**settings, **changes})


def logged(folder: Path | str, step: int) -> dict[int, float]:
    """The loss of each step that the checkpoint of `step` tells."""
    path = Path(folder) / "checkpoints" / f"checkpoint-{step}" / "trainer_state.json"
    history = json.loads(path.read_text())["log_history"]
    return {entry["step"]: entry["loss"] for entry in history if "loss" in entry}


def weights(folder: Path | str) -> dict[str, torch.Tensor]:
    """All tensors in a folder's safetensors files."""
    from safetensors.torch import load_file

    found: dict[str, torch.Tensor] = {}
    for path in sorted(Path(folder).glob("*.safetensors")):
        found |= load_file(path)
    return found
