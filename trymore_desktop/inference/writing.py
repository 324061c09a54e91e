"""Tensors into a safetensors file, block by block: gigabytes whose writing can be cancelled.

The format is that of huggingface/safetensors: 8 bytes little-endian with the header's length, the
header as JSON with dtype, shape and offsets of each tensor, then the data without gaps.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch

from trymore_desktop.core.control import Control
from trymore_desktop.inference.files import SEAL, seal
from trymore_desktop.inference.weights import DTYPES

BLOCK = 8 << 20
"""Bytes between two looks whether it was cancelled."""
WORD = 8
"""The header's length is a multiple of it, so that tensors of any type are aligned."""

_NAMES = {dtype: name for name, dtype in DTYPES.items()}


def write_tensors(
    path: Path, tensors: Mapping[str, torch.Tensor], metadata: dict[str, str], control: Control
) -> None:
    """Write a new file.

    Args:
        path: the file.
        tensors: contiguous, on the CPU.
        metadata: what the header says beside them; a seal of all of it is added.
        control: read before each block.

    Raises:
        OSError: the drive refuses.
        Interrupted: the person cancelled; a part of the file is there.
    """
    # The widest types first: then each begins at a multiple of its own size
    names = sorted(tensors, key=lambda name: (-tensors[name].element_size(), name))
    with path.open("wb", buffering=0) as file:
        for data in (_header(names, tensors, metadata), *(_bytes(tensors[one]) for one in names)):
            for block in _blocks(data):
                control.check()
                done = 0
                while done < len(block):
                    done += file.write(block[done:])


def _header(
    names: list[str], tensors: Mapping[str, torch.Tensor], metadata: dict[str, str]
) -> memoryview:
    entries: dict[str, object] = {}
    place = 0
    for name in names:
        tensor = tensors[name]
        end = place + tensor.nbytes
        entries[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [place, end],
        }
        place = end
    sealed = {**metadata, SEAL: seal(metadata, entries)}
    text = json.dumps({"__metadata__": sealed, **entries}).encode()
    text += b" " * (-len(text) % WORD)
    return memoryview(len(text).to_bytes(WORD, "little") + text)


def _bytes(tensor: torch.Tensor) -> memoryview:
    # numpy's stubs do not tell before Python 3.12 that an array is a buffer
    array: Any = tensor.reshape(-1).view(torch.uint8).numpy()
    return memoryview(array)


def _blocks(data: memoryview) -> Iterator[memoryview]:
    for start in range(0, len(data), BLOCK):
        yield data[start : start + BLOCK]
