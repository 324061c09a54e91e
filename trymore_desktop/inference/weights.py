"""The tensors of a Hugging Face folder, memory-mapped: nothing is read before it is used.

Formats: safetensors (8 bytes little-endian header size, a JSON header, raw data) and torch's .bin
archives, each as one file or as shards with an index.
"""

import mmap
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import msgspec
import torch

from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import BIASES, ModelConfig
from trymore_desktop.inference.files import LFS_MARK, damaged, read_header, weight_files

DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
EMBEDDING, HEAD = "model.embed_tokens.weight", "lm_head.weight"
DELTA_NORM = 0.1
"""Mean size of the final norm's weights below which they are differences: a trained LLaMA has
values above one there, a delta some thousandths."""


_OF_A_LAYER = re.compile(r"model\.layers\.\d+\..*(proj|norm)\.(weight|bias)")


class TensorFile(Protocol):
    """One file of weights."""

    shapes: dict[str, tuple[int, ...]]
    sizes: dict[str, int]

    def read(self, name: str) -> torch.Tensor:
        """A tensor on the CPU, as a view of the mapped file."""


class SafetensorsFile:
    """One .safetensors file; tensors are views of a private mapping.

    Raises:
        TryMoreError: `weights_damaged`, `weights_pointer`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data_start, self.metadata, self._entries = read_header(path)
        with path.open("rb") as file:
            # Copy on write, so that torch may treat the buffer as its own
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        entries = self._entries
        self.shapes = {name: tuple(entry["shape"]) for name, entry in entries.items()}
        offsets = {name: entry["data_offsets"] for name, entry in entries.items()}
        self.sizes = {name: end - begin for name, (begin, end) in offsets.items()}

    def read(self, name: str) -> torch.Tensor:
        """A tensor of the stored shape and dtype; changing it does not change the file."""
        entry = self._entries[name]
        begin, end = entry["data_offsets"]
        dtype = DTYPES.get(str(entry["dtype"]))
        count = torch.Size(entry["shape"]).numel()
        if dtype is None or count * dtype.itemsize != end - begin:
            raise damaged(self._path, f"{name}: {entry['dtype']} {entry['shape']}")
        if not count:
            return torch.empty(entry["shape"], dtype=dtype)
        offset = self._data_start + begin
        raw = torch.frombuffer(self._map, dtype=torch.uint8, count=end - begin, offset=offset)
        aligned = raw if offset % dtype.itemsize == 0 else raw.clone()
        return aligned.view(dtype).view(entry["shape"])


class BinFile:
    """One .bin file of torch, read without running any code in it.

    Raises:
        TryMoreError: `weights_damaged`, `weights_pointer`.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            start = file.read(64)
        if start.startswith(LFS_MARK):
            raise TryMoreError("weights_pointer", path=str(path))
        # Archives of torch before 1.6 are no zip files and cannot be mapped
        zipped = start.startswith(b"PK")
        try:
            found = torch.load(path, map_location="cpu", mmap=zipped, weights_only=True)
        except (RuntimeError, pickle.UnpicklingError, EOFError, ValueError) as error:
            raise TryMoreError("weights_damaged", detail=str(error), path=str(path)) from error
        found = found.get("state_dict", found) if isinstance(found, dict) else {}
        self._tensors = {
            name: value for name, value in found.items() if isinstance(value, torch.Tensor)
        }
        self.shapes = {name: tuple(value.shape) for name, value in self._tensors.items()}
        self.sizes = {name: value.nbytes for name, value in self._tensors.items()}

    def read(self, name: str) -> torch.Tensor:
        """A tensor of the stored shape and dtype."""
        return self._tensors[name]


class Weights:
    """All tensors of a model folder by name.

    Raises:
        TryMoreError: `weights_missing` (no files, or a shard of the index is absent) and what
            the files raise.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths = weight_files(folder)
        self._files: dict[str, TensorFile] = {}
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.sizes: dict[str, int] = {}
        for path in self.paths:
            file = SafetensorsFile(path) if path.suffix == ".safetensors" else BinFile(path)
            self._files |= dict.fromkeys(file.shapes, file)
            self.shapes |= file.shapes
            self.sizes |= file.sizes
        self.size = sum(path.stat().st_size for path in self.paths)

    def read(self, name: str) -> torch.Tensor:
        """A tensor on the CPU, as a view of the mapped file."""
        return self._files[name].read(name)

    def untied(self, config: ModelConfig) -> ModelConfig:
        """The configuration with a head of its own where the files hold another than embeddings.

        So transformers decides, whatever `tie_word_embeddings` says.

        Raises:
            TryMoreError: `weights_damaged`.
        """
        if not config.tied or not {HEAD, EMBEDDING} <= self.shapes.keys():
            return config
        head, embedding = self.read(HEAD), self.read(EMBEDDING)
        if head.shape == embedding.shape and bool((head == embedding).all()):
            return config
        return msgspec.structs.replace(config, tied=False)

    def check(self, config: ModelConfig) -> None:
        """Compare the names and shapes with what the configuration promises; refuse a delta.

        Raises:
            TryMoreError: `weights_incomplete`, `weights_mismatch`, `weights_unexpected`,
                `verify_no_model`.
        """
        known: set[str] = set()
        for name, shape in expected_shapes(config):
            known.add(name)
            found = self.shapes.get(name)
            path = str(self.folder)
            if found is None:
                raise TryMoreError("weights_incomplete", path=path, tensor=name)
            if found != shape:
                wanted, present = _shape_text(shape), _shape_text(found)
                raise TryMoreError(
                    "weights_mismatch", path=path, tensor=name, expected=wanted, found=present
                )
        for name in sorted(self.shapes.keys() - known):
            # More layers than the configuration has, or parts that would be left out of the sum
            ours = name.removesuffix(".bias") + ".weight" if config.reason == BIASES else name
            if ours not in known and _OF_A_LAYER.fullmatch(name):
                raise TryMoreError("weights_unexpected", path=str(self.folder), tensor=name)
        if float(self.read("model.norm.weight").float().abs().mean()) < DELTA_NORM:
            raise TryMoreError("verify_no_model", path=str(self.folder))


def expected_shapes(config: ModelConfig) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Names and shapes of a LLaMA's tensors, as Hugging Face names them.

    One after the other: a damaged configuration may promise any number of layers.
    """
    hidden, inner = config.hidden, config.inner
    queries, keys = config.heads * config.head_size, config.kv_heads * config.head_size
    yield EMBEDDING, (config.vocabulary, hidden)
    yield "model.norm.weight", (hidden,)
    if not config.tied:
        yield HEAD, (config.vocabulary, hidden)
    for layer in range(config.layers):
        prefix = f"model.layers.{layer}."
        yield from {
            f"{prefix}input_layernorm.weight": (hidden,),
            f"{prefix}post_attention_layernorm.weight": (hidden,),
            f"{prefix}self_attn.q_proj.weight": (queries, hidden),
            f"{prefix}self_attn.k_proj.weight": (keys, hidden),
            f"{prefix}self_attn.v_proj.weight": (keys, hidden),
            f"{prefix}self_attn.o_proj.weight": (hidden, queries),
            f"{prefix}mlp.gate_proj.weight": (inner, hidden),
            f"{prefix}mlp.up_proj.weight": (inner, hidden),
            f"{prefix}mlp.down_proj.weight": (hidden, inner),
        }.items()


def _shape_text(shape: tuple[int, ...]) -> str:
    return "\u00d7".join(map(str, shape)) or "1"
