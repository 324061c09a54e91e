"""Which files of a folder hold the weights, and what a safetensors file says of itself.

Imports no torch: weights are found and read ahead while torch is still being imported.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.folders import ADAPTER_WEIGHTS, no_model

LFS_MARK = b"version https://git-lfs"
SEAL = "seal"
LARGEST = 1 << 50
"""Bytes or elements; more than any drive holds."""
_NUMBERED = re.compile(r"-\d{5}-of-(\d{5})\.safetensors$")


class Header(NamedTuple):
    """Where the data of a safetensors file begins, its metadata, and its tensors by name.

    A tensor's entry has "dtype", "shape" and "data_offsets" (begin and end from `start`).
    """

    start: int
    metadata: dict[str, str]
    entries: dict[str, dict[str, Any]]

    @property
    def length(self) -> int:
        """Bytes of data."""
        return max((int(entry["data_offsets"][1]) for entry in self.entries.values()), default=0)


def read_header(path: Path) -> Header:
    """Read a header: 8 bytes little-endian size, then JSON.

    Raises:
        TryMoreError: `weights_damaged`, `weights_pointer`.
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        begin = file.read(64)
        if begin.startswith(LFS_MARK):
            raise TryMoreError("weights_pointer", path=str(path))
        length = int.from_bytes(begin[:8], "little")
        if size < 8 or length > size - 8:
            raise damaged(path, "the header is longer than the file")
        file.seek(8)
        try:
            entries = json.loads(file.read(length))
            metadata = dict(entries.pop("__metadata__", {}))
            for entry in entries.values():
                _check(entry)
            header = Header(8 + length, metadata, entries)
            missing = header.start + header.length - size
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise damaged(path, repr(error)) from error
    if missing > 0:
        raise damaged(path, f"{missing} bytes are missing")
    return header


def _check(entry: dict[str, Any]) -> None:
    """Whether a tensor's entry makes sense by itself; ValueError, KeyError or TypeError if not."""
    begin, end = entry["data_offsets"]
    numbers = [begin, end, *entry["shape"]]
    sound = all(type(number) is int and 0 <= number < LARGEST for number in numbers)
    sound = sound and math.prod(entry["shape"]) < LARGEST
    if not sound or begin > end or not isinstance(entry["dtype"], str):
        raise ValueError(f"{entry}"[:200])


def seal(metadata: Mapping[str, str], entries: Mapping[str, Any]) -> str:
    """A sha256 of what a header says, for its metadata under `SEAL`, which is left out."""
    told = {name: text for name, text in metadata.items() if name != SEAL}
    return hashlib.sha256(json.dumps([told, entries], sort_keys=True).encode()).hexdigest()


def damaged(path: Path, detail: str) -> TryMoreError:
    """The error for a file of weights that makes no sense."""
    return TryMoreError("weights_damaged", detail=detail, path=str(path))


def weight_files(folder: Path) -> list[Path]:
    """The files of a Hugging Face folder, safetensors before torch's own format.

    Raises:
        TryMoreError: `weights_missing` (no files, or a shard of the index is absent),
            `weights_damaged` (the index).
    """
    for stem, suffix in (("model", "safetensors"), ("pytorch_model", "bin")):
        index, single = folder / f"{stem}.{suffix}.index.json", folder / f"{stem}.{suffix}"
        if index.is_file():
            return _shards(folder, index)
        if single.is_file():
            return [single]
    return _without_index(folder)


def _without_index(folder: Path) -> list[Path]:
    """Shards whose names say how many there are, else one file under a name of its own."""
    found = sorted(
        path
        for path in folder.glob("*.safetensors")
        if path.name[0] != "." and path.name != ADAPTER_WEIGHTS
    )
    counts = {match[1] for path in found if (match := _NUMBERED.search(path.name))}
    if (len(found) == 1 and not counts) or counts == {f"{len(found):05}"}:
        return found
    missing = TryMoreError("weights_missing", path=str(folder), file="model.safetensors")
    raise no_model(folder, missing)


def _shards(folder: Path, index: Path) -> list[Path]:
    try:
        names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise damaged(index, repr(error)) from error
    paths = [folder / Path(name).name for name in names]
    for path in paths:
        if not path.is_file():
            raise TryMoreError("weights_missing", path=str(folder), file=path.name)
    return paths
