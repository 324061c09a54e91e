"""What is fuzzed of model folders: every file that the merge and the loading read headers of."""

import json
import pickle
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.support.checkpoints import make_pair
from tests.support.merging import tree
from tests.support.tensors import Shape
from tests.torture.fuzzing import Check
from tests.torture.mutate import spoil_bytes, spoil_document, spoil_json
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.inference.config import read_config
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.merge.run import merge
from trymore_desktop.prompting.tokenizer import Tokenizer

SHAPE = Shape(layers=1, hidden=16, vocabulary=512, multiple_of=8)

Spoil = Callable[[bytes, random.Random], bytes]


def spoil_safetensors(data: bytes, dice: random.Random) -> bytes:
    """The header's length, its JSON (with a length that fits), or the file's bytes."""
    (length,) = struct.unpack("<Q", data[:8])
    header, rest = data[8 : 8 + length], data[8 + length :]
    choice = dice.random()
    if choice < 0.6:
        text = json.dumps(spoil_json(json.loads(header), dice)).encode()
        return struct.pack("<Q", len(text)) + text + rest
    if choice < 0.8:
        wrong = dice.choice((0, 1, 7, length - 1, length + 1, 2**31, 2**63, 2**64 - 1, 10**8))
        return struct.pack("<Q", wrong) + header + rest
    return spoil_bytes(data[: length + 200], dice) + data[length + 200 :]


def _spoil_archive(data: bytes, dice: random.Random) -> bytes:
    """The pickle in front, the directory at the end, or anywhere."""
    choice = dice.random()
    if choice < 0.6:
        return spoil_bytes(data[:1500], dice) + data[1500:]
    if choice < 0.9:
        return data[:-1500] + spoil_bytes(data[-1500:], dice)
    return spoil_bytes(data, dice)


def _evil_archive(data: bytes, dice: random.Random) -> bytes:
    """A pickle that wants to run something, in an archive as torch writes it."""
    import io
    import os
    import subprocess

    calls: list[tuple[object, tuple[object, ...]]] = [
        (os.system, ("mkdir HACKED",)),
        (os.mkdir, ("HACKED",)),
        (eval, ("__import__('os').mkdir('HACKED')",)),
        (subprocess.call, (["mkdir", "HACKED"],)),
        (open, ("HACKED", "w")),
        (bytearray, (1 << 40,)),
    ]

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return dice.choice(calls)

    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as new,
    ):
        for name in old.namelist():
            inside = old.read(name)
            if name.endswith("data.pkl"):
                inside = pickle.dumps({"model.norm.weight": Evil()}, protocol=2)
                if dice.random() < 0.3:
                    inside = spoil_bytes(inside, dice)
            new.writestr(name, inside)
    return written.getvalue()


def folder_target(form: str, files: dict[str, Spoil]) -> Callable[[Path], Check]:
    """Spoil one file of the base; inspect, plan and, if that is refused by nothing, merge."""

    def prepare(folder: Path) -> Check:
        inside = folder / "inside"
        pair = make_pair(inside, SHAPE, base_form=form)
        good = {name: (pair.base / name).read_bytes() for name in files}
        outside = tree(folder)

        def check(dice: random.Random) -> str | None:
            name = dice.choice(list(files))
            (pair.base / name).write_bytes(files[name](good[name], dice))
            try:
                inspect_checkpoint(pair.base)
                plan = plan_merge(pair.base, pair.delta, inside / "target", MergeOptions())
                if plan.problems and not plan.can_merge:
                    return "refused"
                control = Control()
                for _ in merge(pair.base, pair.delta, inside / "target", MergeOptions(), control):
                    pass
                return "merged"
            finally:
                (pair.base / name).write_bytes(good[name])
                remove_target(inside)
                now = {path: value for path, value in tree(folder).items() if path in outside}
                assert now == outside, "a file outside was changed"
                assert not list(folder.rglob("HACKED"))
                assert not Path("HACKED").exists()

        return check

    return prepare


def remove_target(inside: Path) -> None:
    """Remove what a merge to `target` made or began."""
    for name in ("target", "target.incomplete"):
        for path in (inside / name).glob("*"):
            path.unlink()
        if (inside / name).is_dir():
            (inside / name).rmdir()


def tokenizer_models(folder: Path) -> Check:
    """A spoiled tokenizer.model is refused, or makes tokens of any text."""
    path = make_pair(folder, SHAPE).base / "tokenizer.model"
    return tokenizer_check(path, path.read_bytes(), spoil_bytes)


def tokenizer_check(path: Path, good: bytes, spoil: Spoil) -> Check:
    """A tokenizer's file of this content, spoiled, is refused, or makes tokens of any text."""

    def check(dice: random.Random) -> str | None:
        path.write_bytes(spoil(good, dice))
        tokenizer = Tokenizer(path.parent)
        tokenizer.decode(tokenizer.encode("你好 hello 🙂"))
        return None

    return check


def model_configs(folder: Path) -> Check:
    """A spoiled config.json is refused before anything is loaded, or makes sense."""
    pair = make_pair(folder, SHAPE)
    path = pair.base / "config.json"
    good = path.read_bytes()

    def check(dice: random.Random) -> str | None:
        path.write_bytes(spoil_document(good, dice))
        config = read_config(pair.base)
        assert config.parameters > 0
        assert config.cache_bytes(10, 2) > 0
        return None

    return check


_INDEX = "model.safetensors.index.json"
_BIN_INDEX = "pytorch_model.bin.index.json"
_BIN = "pytorch_model-00002-of-00003.bin"

HEAVY = {
    "safetensors headers": folder_target(
        "safetensors_sharded", {"model-00002-of-00003.safetensors": spoil_safetensors}
    ),
    "index files": folder_target("safetensors_sharded", {_INDEX: spoil_document}),
    "index files of .bin": folder_target("bin_sharded", {_BIN_INDEX: spoil_document}),
    "pickles": folder_target("bin_sharded", {_BIN: _spoil_archive}),
    "pickles with code": folder_target("bin_sharded", {_BIN: _evil_archive}),
    "Meta's params.json": folder_target("meta2", {"params.json": spoil_document}),
    "config.json in a merge": folder_target("safetensors", {"config.json": spoil_document}),
    "config.json in loading": model_configs,
    "tokenizer models": tokenizer_models,
}
