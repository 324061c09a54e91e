"""LLaMA-shaped pairs of any size for the merge's benchmarks: real numbers, or holes in files."""

import json
import math
import os
from dataclasses import replace
from pathlib import Path

import torch

from tests.support.checkpoints import config_json
from tests.support.meta_files import to_meta
from tests.support.tensors import SHAPE_7B, Shape, shapes
from tests.support.tokenizers import write_tokenizer
from trymore_desktop.merge.files import SourceFile
from trymore_desktop.merge.layout import TensorLayout
from trymore_desktop.merge.torch_files import read_torch_file
from trymore_desktop.prompting.tokenizer_json import tokenizer_json

PER_FILE = 121
"""Tensors in a file: 13B comes in three, as on the hub."""

PROBED = 16 << 20
"""Bytes of real numbers at the beginning of a file of holes."""


def shape_of(megabytes: int) -> Shape:
    """A shape with about so many MB in fp16."""
    hidden = 2048 if megabytes >= 1000 else 1024
    one = sum(math.prod(size) for size in shapes(Shape(1, hidden, 32000, 16, 16, 256)).values())
    ends = 2 * 32000 * hidden + hidden
    layers = max(1, round((megabytes * 500_000 - ends) / (one - ends)))
    return Shape(layers, hidden, 32000, 16, 16, 256)


def shape_7b(layers: int) -> Shape:
    """LLaMA-7B's tensors, with so many layers of its 32."""
    return replace(SHAPE_7B, layers=layers)


def make_pair(folder: Path, shape: Shape, *, sparse: bool = False) -> tuple[Path, Path]:
    """Base and delta as sharded .bin files in fp16; an existing pair is used again.

    `sparse` leaves holes for all data but the norms of the base, which tell a model from a delta.
    """
    places = folder / "base", folder / "delta"
    for place, scale in zip(places, (0.02, 0.001), strict=True):
        if place.is_dir():
            continue
        part = place.with_name(place.name + ".part")
        part.mkdir(parents=True)
        _write(part, shape, scale, norm=float(place.name == "base"), sparse=sparse)
        part.rename(place)
    os.sync()
    return places


def _write(folder: Path, shape: Shape, scale: float, *, norm: float, sparse: bool) -> None:
    generator = torch.Generator().manual_seed(1)
    groups = list(shapes(shape).items())
    count = math.ceil(len(groups) / PER_FILE)
    weight_map = {}
    for number in range(count):
        file = f"pytorch_model-{number + 1:05}-of-{count:05}.bin"
        part = {}
        for tensor, size in groups[number * PER_FILE : (number + 1) * PER_FILE]:
            weight_map[tensor] = file
            if sparse:
                part[tensor] = torch.empty(size, dtype=torch.float16)
            else:
                shift = norm if "norm" in tensor else 0.0
                part[tensor] = (torch.randn(size, generator=generator) * scale + shift).half()
        if sparse:
            save_holes(part, folder / file, norm)
        else:
            torch.save(part, folder / file)
        del part
    index = {"metadata": {"total_size": 0}, "weight_map": weight_map}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    (folder / "config.json").write_text(json.dumps(config_json(shape)))
    write_tokenizer(folder)
    # Without it FastChat's script does not find its way about the tokenizer today.
    (folder / "tokenizer.json").write_text(tokenizer_json(folder / "tokenizer.model"))


def save_holes(state: dict[str, torch.Tensor], path: Path, norm: float) -> None:
    """What torch.save would write, with holes for the data and `norm` in the final norm.

    The beginning of the data is real, since planning reads some of it to know the drive's speed.
    """
    with torch.serialization.skip_data():
        torch.save(state, path)
    found = read_torch_file(path)
    first = next(iter(found.values()))
    numbers = torch.randn(min(PROBED, first.size) // 2) * 0.01
    _fill(path, first, numbers.half().numpy().tobytes())
    for name, tensor in found.items():
        if name in ("norm.weight", "model.norm.weight"):
            _fill(path, tensor, torch.full(tensor.shape, norm).half().numpy().tobytes())


def _fill(path: Path, tensor: TensorLayout, data: bytes) -> None:
    part = tensor.parts[0]
    with SourceFile(path) as source:
        start = source.member_start(part.member) + part.offset
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def make_meta_holes(folder: Path, shape: Shape, parts: int) -> Path:
    """Meta's original files of a shape, model-parallel in `parts`, with holes for the data."""
    folder.mkdir(parents=True)
    sizes = {name: torch.empty(size, device="meta") for name, size in shapes(shape).items()}
    for part in range(parts):
        content = {}
        for name, (value, axis) in to_meta(sizes, shape).items():
            piece = value if axis is None else value.chunk(parts, axis)[part]
            content[name] = torch.empty(piece.shape, dtype=torch.float16)
        save_holes(content, folder / f"consolidated.{part:02}.pth", 1.0)
    params = {"dim": shape.hidden, "n_heads": shape.heads, "n_layers": shape.layers}
    (folder / "params.json").write_text(json.dumps({**params, "norm_eps": 1e-6, "vocab_size": -1}))
    write_tokenizer(folder)
    return folder
