"""Rows of a tensor from the disk into a buffer, whatever way they are stored."""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from trymore_desktop.merge.files import SourceFile
from trymore_desktop.merge.layout import Part, TensorLayout

TORCH_DTYPES = {
    "fp64": torch.float64,
    "fp32": torch.float32,
    "fp16": torch.float16,
    "bf16": torch.bfloat16,
}
RUN_BYTES = 1 << 20
"""Of a tensor that is not stored in its order so much is read at a time, if its steps allow."""

_WORDS = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}


def byte_view(tensor: torch.Tensor) -> memoryview:
    """The bytes of a contiguous tensor, shared with it."""
    return _bytes(tensor.reshape(-1).view(torch.uint8).numpy())


class TensorReader:
    """Reads rows of tensors; keeps the files open. One for each thread."""

    def __init__(self) -> None:
        self._files: dict[Path, SourceFile] = {}

    def close(self) -> None:
        """Let go of all files."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def read_rows(self, tensor: TensorLayout, start: int, stop: int, out: torch.Tensor) -> None:
        """Fill `out` (stop - start, columns) in the tensor's stored dtype.

        Raises:
            TryMoreError: as `SourceFile.read_into`.
        """
        target = torch.empty_like(out) if tensor.head_size else out
        if len(tensor.parts) == 1:
            self._read_part(tensor.parts[0], start, stop, target)
        elif tensor.axis == 0:
            self._stack_parts(tensor, start, stop, target)
        else:
            self._join_columns(tensor, start, stop, target)
        if tensor.head_size:
            _permute_heads(target, tensor.head_size, out)

    def read_all(self, tensor: TensorLayout) -> torch.Tensor:
        """A small tensor as a whole, in its stored dtype and shape."""
        out = torch.empty((tensor.rows, tensor.columns), dtype=TORCH_DTYPES[tensor.dtype])
        self.read_rows(tensor, 0, tensor.rows, out)
        return out.reshape(tensor.shape)

    def _file(self, path: Path) -> SourceFile:
        if path not in self._files:
            self._files[path] = SourceFile(path)
        return self._files[path]

    def _start(self, part: Part) -> int:
        if part.member < 0:
            return part.offset
        return part.offset + self._file(part.path).member_start(part.member)

    def _read_part(self, part: Part, start: int, stop: int, out: torch.Tensor) -> None:
        if not part.contiguous:
            self._copy_strided(part, start, stop, out)
            return
        row = out.shape[1] * out.element_size()
        offset, file = self._start(part) + start * row, self._file(part.path)
        file.read_into(byte_view(out), offset)
        file.forget(offset, (stop - start) * row)

    def _copy_strided(self, part: Part, start: int, stop: int, out: torch.Tensor) -> None:
        """A transposed or sliced tensor: read in runs across the axis with the widest steps.

        Read, not mapped: a drive that is pulled under a mapped file would end the process.
        """
        shape, strides = (stop - start, *part.shape[1:]), part.strides
        word = np.dtype(_WORDS[out.element_size()])
        target = np.frombuffer(byte_view(out), word).reshape(shape)
        axis = max(range(len(shape)), key=lambda one: strides[one] if shape[one] > 1 else -1)
        inner = 1 + sum((shape[one] - 1) * strides[one] for one in range(len(shape)) if one != axis)
        step = max(1, (RUN_BYTES // word.itemsize - inner) // max(1, strides[axis]) + 1)
        file, begin = self._file(part.path), self._start(part) + start * strides[0] * word.itemsize
        for first in range(0, shape[axis], step):
            count = min(step, shape[axis] - first)
            run = np.empty((count - 1) * strides[axis] + inner, word)
            file.read_into(_bytes(run.view(np.uint8)), begin + first * strides[axis] * run.itemsize)
            block = (*shape[:axis], count, *shape[axis + 1 :])
            steps = [stride * run.itemsize for stride in strides]
            here = (*[slice(None)] * axis, slice(first, first + count))
            target[here] = np.lib.stride_tricks.as_strided(run, block, steps, writeable=False)

    def _stack_parts(self, tensor: TensorLayout, start: int, stop: int, out: torch.Tensor) -> None:
        first = 0
        for part in tensor.parts:
            last = first + part.shape[0]
            low, high = max(start, first), min(stop, last)
            if low < high:
                self._read_part(part, low - first, high - first, out[low - start : high - start])
            first = last

    def _join_columns(self, tensor: TensorLayout, start: int, stop: int, out: torch.Tensor) -> None:
        first = 0
        for part in tensor.parts:
            piece = torch.empty((stop - start, part.shape[1]), dtype=out.dtype)
            self._read_part(part, start, stop, piece)
            out[:, first : first + part.shape[1]] = piece
            first += part.shape[1]


def _bytes(array: Any) -> memoryview:
    return memoryview(array)


def _permute_heads(stored: torch.Tensor, head_size: int, out: torch.Tensor) -> None:
    """Meta's rows of a head come in pairs; Hugging Face wants all firsts, then all seconds."""
    rows, columns = stored.shape
    pairs = stored.view(rows // head_size, head_size // 2, 2, columns)
    out.view(rows // head_size, 2, head_size // 2, columns).copy_(pairs.transpose(1, 2))
