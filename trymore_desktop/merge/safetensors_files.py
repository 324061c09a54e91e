"""The safetensors format: eight bytes of length, a JSON table, then the data in order."""

import json
import math
import struct
from pathlib import Path

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.layout import ITEM_SIZES, Part, Shape, TensorLayout, dense_strides

MAX_HEADER = 100 << 20
"""Bytes; the limit of the format's own library."""

_DTYPES = {
    "F64": "fp64",
    "F32": "fp32",
    "F16": "fp16",
    "BF16": "bf16",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U8": "uint8",
    "BOOL": "bool",
    "F8_E4M3": "fp8",
    "F8_E5M2": "fp8",
}
_CODES = {"fp32": "F32", "fp16": "F16", "bf16": "BF16"}


def read_safetensors_file(path: Path) -> dict[str, TensorLayout]:
    """The tensors of a file, by name, from its header alone.

    Raises:
        TryMoreError: `file_damaged` or `shard_short` (with the bytes there and expected).
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else MAX_HEADER + 1
        if length > MAX_HEADER:
            raise TryMoreError("file_damaged", path=str(path), offset=0)
        header = file.read(length)
    if len(header) < length:
        raise TryMoreError("shard_short", path=str(path), size=size)
    try:
        table = json.loads(header)
        found = {
            name: _layout(path, name, entry, 8 + length)
            for name, entry in table.items()
            if name != "__metadata__"
        }
        end = max(
            (entry["data_offsets"][1] for name, entry in table.items() if name in found), default=0
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TryMoreError("file_damaged", detail=str(error), path=str(path), offset=8) from error
    if size < 8 + length + end:
        raise TryMoreError("shard_short_of", path=str(path), size=size, expected=8 + length + end)
    return found


def _layout(path: Path, name: str, entry: dict[str, object], data: int) -> TensorLayout:
    dtype = _DTYPES[str(entry["dtype"])]
    sizes, (begin, end) = _counts(entry["shape"]), _counts(entry["data_offsets"])
    if end - begin != math.prod(sizes) * ITEM_SIZES[dtype]:
        raise ValueError(name)
    part = Part(path, data + begin, sizes, dense_strides(sizes))
    return TensorLayout(name, dtype, sizes, (part,))


def _counts(value: object) -> Shape:
    if not isinstance(value, list) or not all(type(item) is int and item >= 0 for item in value):
        raise ValueError(f"no list of counts: {value!r:.80}")
    return tuple(value)


def safetensors_header(tensors: list[tuple[str, str, Shape]]) -> bytes:
    """Length and table of a file that holds (name, dtype, shape) in this order without gaps.

    Padded with spaces to a multiple of eight, as the format's library does, so that the data are
    aligned.
    """
    table: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, dtype, shape in tensors:
        size = math.prod(shape) * ITEM_SIZES[dtype]
        table[name] = {
            "dtype": _CODES[dtype],
            "shape": list(shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    header = json.dumps(table, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header
