"""Running merges in tests, and looking at what they wrote."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file

from tests.support.checkpoints import Pair
from tests.support.tensors import Tensors
from trymore_desktop.core.checkpoints import MergeOptions, MergeReport
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Merged, Progress
from trymore_desktop.merge.run import merge


def merged(pair: Pair, target: Path, **options: object) -> MergeReport:
    """Merge a pair to the end and give the report."""
    chosen = MergeOptions(**options)  # type: ignore[arg-type]
    events = list(merge(pair.base, pair.delta, target, chosen, Control()))
    assert isinstance(events[-1], Merged)
    return events[-1].report


def drive(pair: Pair, target: Path, act: Callable[[], None], stage: str = "merge") -> None:
    """Merge, and do something as soon as the first bytes of a stage are told."""
    for event in merge(pair.base, pair.delta, target, MergeOptions(), Control()):
        if isinstance(event, Progress) and event.stage == stage:
            act()


def load_shards(folder: Path) -> Tensors:
    """All tensors of a folder, read by the safetensors library."""
    found: Tensors = {}
    for path in sorted(folder.glob("*.safetensors")):
        found |= load_file(path)
    return found


def assert_equal(found: Tensors, expected: Tensors) -> None:
    """Same names, formats and bits."""
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert found[name].dtype == value.dtype, name
        assert torch.equal(found[name], value), name


def tree(folder: Path) -> dict[str, str]:
    """sha256 of every file under a folder, by relative path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
