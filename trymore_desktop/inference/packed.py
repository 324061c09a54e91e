"""Packed weights kept on disk beside the model, so that the second start need not pack again.

One safetensors file for each packed form, made under a temporary name and renamed. Its metadata
names the source by a hash; a file that does not match or is damaged is made again.
"""

import contextlib
import errno
import glob
import hashlib
import json
import os
import shutil
from collections.abc import Generator
from pathlib import Path

import psutil
import torch

from trymore_desktop import paths
from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.early import EarlyRead
from trymore_desktop.inference.files import SEAL, Header, read_header, seal
from trymore_desktop.inference.image import Image
from trymore_desktop.inference.kernels import sum_bytes
from trymore_desktop.inference.layout import packed_layout
from trymore_desktop.inference.linear import Linear
from trymore_desktop.inference.llama_weights import LlamaWeights, assemble
from trymore_desktop.inference.packing import kind_of, unpack
from trymore_desktop.inference.reading import read_image, tensor_at
from trymore_desktop.inference.weights import DTYPES, SafetensorsFile, Weights
from trymore_desktop.inference.writing import write_tensors

VERSION = "1"
SAMPLES = 64
SAMPLE_BYTES = 4096
WORD = 8


def source_hash(weights: Weights, config: ModelConfig) -> str:
    """A sha256 of the files' names, sizes, times and of samples all over their contents.

    Reading 26 GB to hash all of it would cost more than packing again.
    """
    digest = hashlib.sha256(repr((VERSION, config)).encode())
    for path in weights.paths:
        status = path.stat()
        digest.update(f"{path.name}:{status.st_size}:{status.st_mtime_ns}".encode())
        with path.open("rb") as file:
            for place in range(SAMPLES):
                file.seek(status.st_size * place // SAMPLES)
                digest.update(file.read(SAMPLE_BYTES))
    return digest.hexdigest()


def cache_path(folder: Path, form: str) -> Path | None:
    """Beside the weights, else in the program's cache; None where neither can be written."""
    name = f".trymore-{form}.safetensors"
    if os.access(folder, os.W_OK):
        return folder / name
    place = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    try:
        return paths.cache_dir() / f"{place}{name}"
    except OSError:
        return None


def read_packed(
    path: Path,
    source: str,
    config: ModelConfig,
    device: torch.device,
    early: EarlyRead,
    control: Control,
) -> Generator[Progress, None, LlamaWeights | None]:
    """The weights from a packed file, or None if it is absent, damaged or another model's.

    Raises:
        OSError: ENOMEM alone.
        Interrupted: the person cancelled.
    """
    try:
        header = read_header(path)
        # The kernels believe what the header says of sizes, so a bit of it counts as well
        if header.metadata.get(SEAL) != seal(header.metadata, header.entries):
            return None
        if header.metadata.get("source") != source:
            return None
        kinds = json.loads(header.metadata["products"])
        sums = json.loads(header.metadata["sums"])
        if device.type == "cpu":
            tensors = yield from _from_image(path, header, sums, early, control)
        else:
            tensors = yield from _to_device(path, sums, device, control)
        return _assemble(tensors, kinds, config)
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise
        return None
    except (TryMoreError, KeyError, ValueError, TypeError, AttributeError):
        return None


def _from_image(
    path: Path, header: Header, sums: dict[str, int], early: EarlyRead, control: Control
) -> Generator[Progress, None, dict[str, torch.Tensor]]:
    image = yield from read_image(packed_layout(path), sum_bytes(), early, control)
    if not _whole(image, header, sums):
        raise ValueError("the bytes are not those that were written")
    return {
        name: tensor_at(image, entry["data_offsets"][0], entry["shape"], DTYPES[entry["dtype"]])
        for name, entry in header.entries.items()
    }


def _whole(image: Image, header: Header, sums: dict[str, int]) -> bool:
    """Whether the bytes are those that were written.

    Those of all at once where they are whole words, since the tensors' sums add up: they were
    summed while they were read, or are in one pass that wakes all threads once.
    """
    offsets = {name: entry["data_offsets"] for name, entry in header.entries.items()}
    apart = sorted(map(tuple, offsets.values()))
    ends = [0, *(end for _, end in apart)]
    if [begin for begin, _ in apart] != ends[:-1]:
        return False
    if any(end % WORD for end in ends):
        views = {name: (begin, (end - begin,)) for name, (begin, end) in offsets.items()}
        return all(_sum(tensor_at(image, *views[one], torch.uint8)) == sums[one] for one in views)
    found = image.seen
    if found is None:
        found = int(tensor_at(image, 0, (image.size // WORD,), torch.int64).sum())
    return (found - sum(sums[name] for name in offsets)) % (1 << 64) == 0


def _to_device(
    path: Path, sums: dict[str, int], device: torch.device, control: Control
) -> Generator[Progress, None, dict[str, torch.Tensor]]:
    file = SafetensorsFile(path)
    report = Reporter(control, "load", sum(file.sizes.values()))
    done = 0
    tensors: dict[str, torch.Tensor] = {}
    for name in file.shapes:
        yield from report(done, name)
        tensor = file.read(name)
        if _sum(tensor) != sums[name]:
            raise ValueError("the bytes are not those that were written")
        tensors[name] = tensor.to(device)
        done += file.sizes[name]
    yield from report(done)
    return tensors


def _sum(tensor: torch.Tensor) -> int:
    """All bytes as 64-bit integers, added with overflow; at memory speed, unlike a hash."""
    flat = tensor.contiguous().view(-1).view(torch.uint8)
    whole = flat.numel() // 8 * 8
    aligned = flat.data_ptr() % 8 == 0
    words = (flat[:whole] if aligned else flat[:whole].clone()).view(torch.int64)
    return int(words.sum()) + int(flat[whole:].sum())


def _assemble(
    tensors: dict[str, torch.Tensor], kinds: dict[str, tuple[str, int, int]], config: ModelConfig
) -> LlamaWeights:
    plain: dict[str, torch.Tensor] = {}
    products: dict[str, Linear] = {}
    for name, tensor in tensors.items():
        part, _, piece = name.rpartition(".")
        if piece == "plain":
            plain[part] = tensor
        elif piece == "weight":
            kind, rows, columns = kinds[part]
            products[part] = unpack(kind, rows, columns, tensor, tensors[f"{part}.scales"])
    return assemble(config, plain, products)


def write_packed(path: Path, source: str, weights: LlamaWeights, control: Control) -> bool:
    """Keep packed weights; False if the disk may not be written or has little room.

    A file that only saves seconds must not fill a drive: as much as it takes has to stay free.

    Raises:
        Interrupted: the person cancelled; nothing is left of the file.
    """
    tensors = {"embedding.plain": weights.embedding, "norm.plain": weights.norm}
    kinds: dict[str, tuple[str, int, int]] = {}

    def add(name: str, product: Linear) -> None:
        for piece, tensor in product.tensors().items():
            tensors[f"{name}.{piece}"] = tensor
        rows, columns = getattr(product, "rows", 0), getattr(product, "columns", 0)
        kinds[name] = (kind_of(product), rows, columns)

    add("head", weights.head)
    for layer, block in enumerate(weights.blocks):
        prefix = f"layers.{layer}."
        tensors[f"{prefix}attention_norm.plain"] = block.attention_norm
        tensors[f"{prefix}mlp_norm.plain"] = block.mlp_norm
        for name in ("qkv", "out", "gate_up", "down"):
            add(f"{prefix}{name}", getattr(block, name))
    partial = path.with_suffix(f".{os.getpid()}.part")
    try:
        _remove_left_over(path)
        if shutil.disk_usage(path.parent).free < 2 * sum(one.nbytes for one in tensors.values()):
            return False
        stored = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
        sums = {name: _sum(tensor) for name, tensor in stored.items()}
        metadata = {"source": source, "products": json.dumps(kinds), "sums": json.dumps(sums)}
        write_tensors(partial, stored, metadata, control)
        partial.replace(path)
    except (OSError, RuntimeError):
        return False
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return True


def _remove_left_over(path: Path) -> None:
    """Remove what processes that were killed while writing have left of this file."""
    for partial in path.parent.glob(f"{glob.escape(path.stem)}.*.part"):
        process = partial.suffixes[-2][1:]
        if process.isdigit() and not psutil.pid_exists(int(process)):
            partial.unlink(missing_ok=True)
