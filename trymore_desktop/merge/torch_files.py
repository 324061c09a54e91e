"""The tables of PyTorch files: zip archives since torch 1.6, a row of pickles before."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.layout import ITEM_SIZES, Part, TensorLayout
from trymore_desktop.merge.unpickling import (
    MALFORMED,
    Storage,
    StoredTensor,
    WeightsUnpickler,
    tensors_of,
)

MAX_PICKLE = 64 << 20
"""Bytes; the table of a 13B model takes 0.1 MB."""

LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
LEGACY_PROTOCOL = 1001

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    OverflowError,
    RuntimeError,
)
"""What zipfile raises for damage: RuntimeError where a flipped bit says that it is encrypted."""

Place = Callable[[Storage], tuple[int, int]]
"""Storage -> (zip member's header or -1, byte offset of the data)."""


def read_torch_file(path: Path) -> dict[str, TensorLayout]:
    """The tensors of a .bin or .pth file, by name, from its table alone.

    Raises:
        TryMoreError: `shard_short`, `file_damaged`, `unsafe_pickle`, `not_weights`.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(b"PK"):
            return _read_zip(path)
        file.seek(0)
        return _read_legacy(path, file)


def _read_zip(path: Path) -> dict[str, TensorLayout]:
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_ZIP as error:
        # The directory of a zip is at its end: what begins as one but lacks it was cut off.
        raise TryMoreError(
            "shard_short", detail=str(error), path=str(path), size=path.stat().st_size
        ) from error
    try:
        with archive:
            return _layouts(path, _zip_table(path, archive), _zip_place(path, archive))
    except BROKEN_ZIP as error:
        raise TryMoreError("file_damaged", detail=str(error), path=str(path), offset=0) from error


def _zip_table(path: Path, archive: zipfile.ZipFile) -> dict[str, StoredTensor]:
    tables = [name for name in archive.namelist() if name.endswith("/data.pkl")]
    if len(tables) != 1 or archive.getinfo(tables[0]).file_size > MAX_PICKLE:
        raise TryMoreError("not_weights", path=str(path))
    order = tables[0].removesuffix("data.pkl") + "byteorder"
    if order in archive.namelist() and _short(archive, order) != b"little":
        raise TryMoreError("not_weights", path=str(path), detail="big-endian")
    try:
        with archive.open(tables[0]) as file:
            return tensors_of(WeightsUnpickler(file, str(path)).load())
    except MALFORMED as error:
        raise TryMoreError("file_damaged", detail=str(error), path=str(path), offset=0) from error


def _short(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a member: a damaged directory may say that it has gigabytes."""
    with archive.open(name) as file:
        return file.read(16)


def _zip_place(path: Path, archive: zipfile.ZipFile) -> Place:
    prefix = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
    prefix = prefix.removesuffix("data.pkl") + "data/"

    def place(storage: Storage) -> tuple[int, int]:
        try:
            member = archive.getinfo(prefix + storage.key)
        except KeyError as error:
            raise TryMoreError("file_damaged", path=str(path), offset=0) from error
        needed = storage.elements * ITEM_SIZES[storage.dtype]
        if member.compress_type != zipfile.ZIP_STORED or member.file_size < needed:
            raise TryMoreError("file_damaged", path=str(path), offset=member.header_offset)
        return member.header_offset, 0

    return place


def _read_legacy(path: Path, file: IO[bytes]) -> dict[str, TensorLayout]:
    try:
        heads = [WeightsUnpickler(file, str(path)).load() for _ in range(3)]
        if heads[:2] != [LEGACY_MAGIC, LEGACY_PROTOCOL]:
            raise TryMoreError("not_weights", path=str(path))
        table = tensors_of(WeightsUnpickler(file, str(path)).load())
        keys = WeightsUnpickler(file, str(path)).load()
    except MALFORMED as error:
        raise TryMoreError("not_weights", detail=str(error), path=str(path)) from error
    storages = {tensor.storage.key: tensor.storage for tensor in table.values()}
    places = _legacy_places(path, file.tell(), keys, storages)
    return _layouts(path, table, lambda storage: (-1, places[storage.key]))


def _legacy_places(
    path: Path, start: int, keys: object, storages: dict[str, Storage]
) -> dict[str, int]:
    """Byte offsets of the storages: each is its count of elements (int64), then its data."""
    if not isinstance(keys, list) or not set(storages) <= set(keys):
        raise TryMoreError("file_damaged", path=str(path), offset=start)
    places: dict[str, int] = {}
    size = path.stat().st_size
    with path.open("rb") as file:
        for key in keys:
            if key not in storages:
                raise TryMoreError("file_damaged", path=str(path), offset=start)
            file.seek(start)
            count = file.read(8)
            end = start + 8 + storages[key].elements * ITEM_SIZES[storages[key].dtype]
            if len(count) < 8 or end > size:
                raise TryMoreError("shard_short", path=str(path), size=size)
            if struct.unpack("<q", count)[0] != storages[key].elements:
                raise TryMoreError("file_damaged", path=str(path), offset=start)
            places[key] = start + 8
            start = end
    return places


def _layouts(path: Path, table: dict[str, StoredTensor], place: Place) -> dict[str, TensorLayout]:
    found: dict[str, TensorLayout] = {}
    for name, tensor in table.items():
        member, offset = place(tensor.storage)
        _check_bounds(path, tensor)
        offset += tensor.offset * ITEM_SIZES[tensor.storage.dtype]
        part = Part(path, offset, tensor.shape, tensor.strides, member)
        found[name] = TensorLayout(name, tensor.storage.dtype, tensor.shape, (part,))
    return found


def _check_bounds(path: Path, tensor: StoredTensor) -> None:
    """A damaged table must not make us read outside the storage."""
    numbers = (tensor.offset, *tensor.shape, *tensor.strides)
    last = tensor.offset + sum(
        (size - 1) * stride for size, stride in zip(tensor.shape, tensor.strides, strict=False)
    )
    fits = 0 in tensor.shape or last < tensor.storage.elements
    if len(tensor.shape) != len(tensor.strides) or min(numbers) < 0 or not fits:
        raise TryMoreError("file_damaged", path=str(path), offset=0)
