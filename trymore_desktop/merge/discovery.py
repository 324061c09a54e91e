"""Which files of a folder hold the weights, and which of them are missing."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.config import read_json

POINTER_START = b"version https://git-lfs"
POINTER_SIZE = 1024
OTHER_FORMATS = (".gguf", ".ggml", ".ggjt", ".onnx", ".ckpt", ".h5", ".msgpack")
OTHER_MAGIC = (b"GGUF", b"lmgg", b"ggml", b"fmgg", b"tjgg")

_NUMBERED = re.compile(r"(.+)-(\d{5})-of-(\d{5})(\.(?:safetensors|bin))")
_ADAPTERS = {"adapter_model.safetensors": "safetensors", "adapter_model.bin": "bin"}


@dataclass(frozen=True)
class Weights:
    """The weights files of one format. `total` is the data's size in bytes by the index, or 0."""

    format: str
    files: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    total: int = 0
    adapter: bool = False

    @property
    def complete(self) -> bool:
        """Whether every file is there in full."""
        return bool(self.files) and not self.missing and not self.pointers


def find_weights(folder: Path) -> Weights:
    """The first complete set of weights files, else the first incomplete one.

    Raises:
        TryMoreError: `json_damaged`, an index cannot be read.
        OSError: the folder cannot be read.
    """
    names = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")}
    found = [
        *_single(folder, names, _ADAPTERS, adapter=True),
        *_indexed(folder, names, "model.safetensors.index.json", "safetensors"),
        *_single(folder, names, {"model.safetensors": "safetensors"}),
        *_indexed(folder, names, "pytorch_model.bin.index.json", "bin"),
        *_single(folder, names, {"pytorch_model.bin": "bin"}),
        *_numbered(folder, names),
        *_meta(folder, names),
        *_loose(folder, names),
    ]
    if found:
        return next((weights for weights in found if weights.complete), found[0])
    others = [name for name in sorted(names) if _is_other_format(folder / name)]
    return Weights("gguf" if others else "none", tuple(folder / name for name in others))


def is_pointer(path: Path) -> bool:
    """Whether a file is what git leaves in place of a large file that was not downloaded."""
    if path.stat().st_size > POINTER_SIZE:
        return False
    with path.open("rb") as file:
        return file.read(len(POINTER_START)) == POINTER_START


def _set(
    form: str, folder: Path, wanted: list[str], total: int = 0, *, adapter: bool = False
) -> Weights:
    there = [name for name in wanted if (folder / name).is_file()]
    return Weights(
        form,
        tuple(folder / name for name in there),
        tuple(name for name in wanted if name not in there),
        tuple(name for name in there if is_pointer(folder / name)),
        total,
        adapter,
    )


def _single(
    folder: Path, names: set[str], known: dict[str, str], *, adapter: bool = False
) -> list[Weights]:
    if adapter and "adapter_config.json" not in names:
        return []
    return [
        _set(form, folder, [name], adapter=adapter) for name, form in known.items() if name in names
    ]


def _indexed(folder: Path, names: set[str], index: str, form: str) -> list[Weights]:
    if index not in names:
        return []
    if is_pointer(folder / index):
        return [Weights(form, pointers=(index,))]
    content = read_json(folder / index)
    places, metadata = content.get("weight_map"), content.get("metadata")
    if not isinstance(places, dict) or not all(_is_inside(name) for name in places.values()):
        raise TryMoreError("json_damaged", name=index, path=str(folder / index))
    total = metadata.get("total_size") if isinstance(metadata, dict) else 0
    size = int(total) if isinstance(total, int | float) else 0
    return [_set(form, folder, sorted(set(places.values())), size)]


def _is_inside(name: object) -> bool:
    """An index may name files in folders below its own, and must not lead us out of it."""
    if not isinstance(name, str) or "\\" in name or ":" in name:
        return False
    path = PurePosixPath(name)
    return (
        bool(path.parts) and not path.is_absolute() and ".." not in path.parts and str(path) == name
    )


def _numbered(folder: Path, names: set[str]) -> list[Weights]:
    """Shards without an index: their names say how many there must be."""
    matches = [match for name in sorted(names) if (match := _NUMBERED.fullmatch(name))]
    series = dict.fromkeys((match[1], match[3], match[4]) for match in matches)
    return [
        _set(
            suffix[1:],
            folder,
            [f"{stem}-{number:05}-of-{count}{suffix}" for number in range(1, int(count) + 1)],
        )
        for stem, count, suffix in series
        if int(count) <= 1000
    ]


def _meta(folder: Path, names: set[str]) -> list[Weights]:
    numbers = [
        int(match[1])
        for name in names
        if (match := re.fullmatch(r"consolidated\.(\d\d)\.pth", name))
    ]
    if not numbers:
        return []
    wanted = [f"consolidated.{number:02}.pth" for number in range(max(numbers) + 1)]
    found = _set("meta", folder, wanted)
    return [found]


def _loose(folder: Path, names: set[str]) -> list[Weights]:
    """One safetensors file under a name of its own, not the first of a series."""
    loose = sorted(
        name for name in names if name.endswith(".safetensors") and not _NUMBERED.fullmatch(name)
    )
    return [_set("safetensors", folder, loose)] if len(loose) == 1 else []


def _is_other_format(path: Path) -> bool:
    if not path.is_file():
        return False
    if path.suffix.lower() in OTHER_FORMATS:
        return True
    if path.suffix.lower() not in (".bin", ".model", ".pt"):
        return False
    with path.open("rb") as file:
        return file.read(4) in OTHER_MAGIC
