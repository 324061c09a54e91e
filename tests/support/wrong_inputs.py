"""Pairs that somebody might offer by mistake: what a case is, and the list of them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.checkpoints import Pair, write_checkpoint
from tests.support.tensors import Shape
from trymore_desktop.core.checkpoints import MergeOptions, Place


@dataclass
class Case:
    """A pair that a test has spoiled, and what is asked of it."""

    folder: Path
    pair: Pair
    target: Path
    base: Path
    delta: Path
    options: MergeOptions = field(default_factory=MergeOptions)


Spoil = Callable[[Case], None]
CASES: dict[str, tuple[str, Place | None, Spoil]] = {}


def case(code: str, place: Place | None = None, name: str = "") -> Callable[[Spoil], Spoil]:
    def add(spoil: Spoil) -> Spoil:
        CASES[name or spoil.__name__] = (code, place, spoil)
        return spoil

    return add


def rewrite(
    folder: Path, tensors, shape: Shape, form: str = "safetensors_sharded", **kwargs
) -> None:
    shutil.rmtree(folder)
    write_checkpoint(folder, tensors, shape, form, **kwargs)


def edit_json(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
