"""Checkpoints of any size whose data are holes in the file: all headers, almost no disk."""

import json
import math
from pathlib import Path

import torch

from tests.support.checkpoints import config_json
from tests.support.tensors import Shape, shapes
from trymore_desktop.merge.safetensors_files import safetensors_header


def write_sparse(folder: Path, shape: Shape, norm: float, shards: int = 1) -> Path:
    """A safetensors folder in fp16, all zeros but the final norm."""
    folder.mkdir(parents=True, exist_ok=True)
    names = list(shapes(shape))
    size = math.ceil(len(names) / shards)
    weight_map: dict[str, str] = {}
    for number in range(shards):
        part = names[number * size : (number + 1) * size]
        file = f"model-{number + 1:05}-of-{shards:05}.safetensors"
        _write(folder / file, shape, part, norm)
        weight_map |= dict.fromkeys(part, file)
    index = {"metadata": {}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "config.json").write_text(json.dumps(config_json(shape)))
    return folder


def _write(path: Path, shape: Shape, names: list[str], norm: float) -> None:
    sizes = shapes(shape)
    header = safetensors_header([(name, "fp16", sizes[name]) for name in names])
    with path.open("wb") as file:
        file.write(header)
        position = len(header)
        for name in names:
            if name == "model.norm.weight":
                file.seek(position)
                file.write(torch.full(sizes[name], norm).half().numpy().tobytes())
            position += 2 * math.prod(sizes[name])
        file.truncate(position)
