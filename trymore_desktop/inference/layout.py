"""Where each tensor will lie in memory, if its file holds it just as it is computed with.

Imports no torch: what is laid out here is read while torch is still being imported.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.files import Header, read_header, weight_files
from trymore_desktop.inference.image import Piece, aligned
from trymore_desktop.inference.parts import parts

READ_AS_IT_IS = "BF16"
ELEMENT = 2


class Layout(NamedTuple):
    """The pieces of an image, and the place and shape of each of its tensors."""

    pieces: tuple[Piece, ...]
    tensors: Mapping[str, tuple[int, tuple[int, ...]]]


def packed_layout(path: Path) -> tuple[Piece, ...]:
    """All data of one safetensors file, whose offsets then are places.

    Raises:
        TryMoreError: `weights_damaged`.
        OSError: the file cannot be read.
    """
    header = read_header(path)
    return (Piece(path, header.start, header.length, 0),)


def dense_layout(folder: Path, config: ModelConfig) -> Layout | None:
    """A checkpoint in bfloat16 with its parts joined, or None if it is stored otherwise.

    Names and shapes must have been compared with the configuration for the result to be used.
    """
    try:
        paths = weight_files(folder)
        if any(path.suffix != ".safetensors" for path in paths):
            return None
        return _lay_out(config, {path: read_header(path) for path in paths})
    except (TryMoreError, OSError, KeyError, ValueError, TypeError):
        return None


def _lay_out(config: ModelConfig, headers: Mapping[Path, Header]) -> Layout | None:
    files = {name: path for path, header in headers.items() for name in header.entries}
    pieces: list[Piece] = []
    tensors: dict[str, tuple[int, tuple[int, ...]]] = {}
    place = 0
    for part in parts(config):
        if part.name == "head" and config.tied:
            continue
        place = aligned(place)
        begin, rows = place, 0
        row: tuple[int, ...] = ()
        for name in part.sources:
            path = files[name]
            entry = headers[path].entries[name]
            first, last = map(int, entry["data_offsets"])
            count, *rest = map(int, entry["shape"])
            if entry["dtype"] != READ_AS_IT_IS or last - first != _bytes(count, *rest):
                return None
            pieces.append(Piece(path, headers[path].start + first, last - first, place))
            place += last - first
            rows, row = rows + count, tuple(rest)
        tensors[part.name] = (begin, (rows, *row))
    return Layout(tuple(pieces), tensors)


def _bytes(*shape: int) -> int:
    size = ELEMENT
    for count in shape:
        size *= count
    return size
