"""Where the elements of a tensor lie on the disk, without reading any of them."""

import math
from dataclasses import dataclass
from pathlib import Path

ITEM_SIZES = {
    "fp64": 8,
    "fp32": 4,
    "fp16": 2,
    "bf16": 2,
    "int64": 8,
    "int32": 4,
    "int16": 2,
    "int8": 1,
    "uint8": 1,
    "bool": 1,
    "fp8": 1,
}
"""Bytes per element by the program's names of number formats."""

FLOATS = frozenset({"fp64", "fp32", "fp16", "bf16"})
"""Formats that a merge can add."""

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """An array in one file: `offset` in bytes, `strides` in elements.

    In a zip archive `member` is the offset of the member's local header, and `offset` counts from
    the member's data; the header is looked at only when the array is read, since in a plan of 400
    tensors that would be 400 seeks. Without one `member` is -1.
    """

    path: Path
    offset: int
    shape: Shape
    strides: Shape
    member: int = -1

    @property
    def contiguous(self) -> bool:
        """Whether the elements follow each other in row-major order."""
        expected = 1
        for size, stride in zip(reversed(self.shape), reversed(self.strides), strict=True):
            if size != 1 and stride != expected:
                return False
            expected *= size
        return True


def dense_strides(shape: Shape) -> Shape:
    """Row-major strides in elements."""
    return tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))


@dataclass(frozen=True, slots=True)
class TensorLayout:
    """A tensor under its Hugging Face name, as one part or several joined along `axis`.

    `head_size` is not zero where the rows of each head are Meta's interleaved pairs, to be put in
    the two halves that Hugging Face's rotary embedding expects.
    """

    name: str
    dtype: str
    shape: Shape
    parts: tuple[Part, ...]
    axis: int = 0
    head_size: int = 0

    @property
    def rows(self) -> int:
        """Size of the first axis; a scalar is one row."""
        return self.shape[0] if self.shape else 1

    @property
    def columns(self) -> int:
        """Elements in a row."""
        return math.prod(self.shape[1:])

    @property
    def elements(self) -> int:
        """Elements in all."""
        return math.prod(self.shape)

    @property
    def size(self) -> int:
        """Bytes in its stored format."""
        return self.elements * ITEM_SIZES[self.dtype]

    @property
    def granule(self) -> int:
        """Rows that must be read together."""
        return self.head_size or 1


def is_rotary_buffer(name: str) -> bool:
    """Whether a tensor only repeats what the config says; old checkpoints stored it."""
    return name.endswith((".rotary_emb.inv_freq", "rope.freqs"))
