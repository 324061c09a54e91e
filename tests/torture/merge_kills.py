"""SIGKILL and a full disk in the middle of a merge."""

import contextlib
import json
import os
import random
import shutil
from pathlib import Path

import torch

from tests.support.checkpoints import Pair, make_pair
from tests.support.merging import tree
from tests.support.tensors import Shape
from tests.torture.killing import run_and_kill, seconds
from tests.torture.small_shards import small_shards
from tests.torture.tally import Tally
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Merged, Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge import outputs
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.run import merge

SHAPE = Shape(layers=6, hidden=256, vocabulary=4000)
Done = dict[str, tuple[int, int]]


def run_merge(pair: Pair, target: Path) -> Merged:
    """Merge to the end."""
    torch.set_num_threads(1)
    *_, last = merge(pair.base, pair.delta, target, MergeOptions(), Control())
    assert isinstance(last, Merged)
    return last


def weights(folder: Path) -> dict[str, str]:
    """sha256 of the shards and the index."""
    return {name: value for name, value in tree(folder).items() if "safetensors" in name}


def finished_shards(incomplete: Path) -> Done:
    """Inode and time of change of each shard that the journal calls done."""
    try:
        done = json.loads((incomplete / "merge-journal.json").read_text())["done"]
    except FileNotFoundError:
        return {}
    return {name: identity(incomplete / name) for name in done}


def identity(path: Path) -> tuple[int, int]:
    """A shard is noted as done just before it gets its name."""
    status = (path if path.exists() else path.with_name(path.name + ".part")).stat()
    return status.st_ino, status.st_mtime_ns


class Undisturbed:
    """A pair below `folder`, with what nothing may change: its files and its merge."""

    def __init__(self, folder: Path) -> None:
        self.pair = make_pair(folder, SHAPE)
        self._sources = tree(self.pair.base) | tree(self.pair.delta)
        run_merge(self.pair, folder / "undisturbed")
        self.expected = weights(folder / "undisturbed")

    def compare(self, target: Path, tally: Tally) -> None:
        """A merge that came through its kills has the same result, and leaves nothing else."""
        tally.expect(weights(target) == self.expected, "other hashes than undisturbed")
        names = {path.name for path in target.iterdir()}
        tally.expect(not any("journal" in n or ".part" in n for n in names), f"left: {names}")

    def compare_sources(self, tally: Tally) -> None:
        """Base and delta are as they were."""
        found = tree(self.pair.base) | tree(self.pair.delta)
        tally.expect(found == self._sources, "a source was changed")


class Kept:
    """The shards of an unfinished merge to `target` that are done, over all kills."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._done: Done = {}

    def after_kill(self, tally: Tally) -> bool:
        """None was done again since the last kill; whether the merge goes on."""
        if self._target.exists():
            report = inspect_checkpoint(self._target)
            bad = [problem.code for problem in report.problems if problem.severity == "error"]
            tally.expect(not bad, f"the target has its name and {bad}")
            tally.count("killed after the renaming")
            return False
        now = finished_shards(outputs.incomplete_folder(self._target))
        redone = [name for name in self._done if self._done[name] != now.get(name)]
        tally.expect(not redone, f"done again: {redone}")
        self._done = now
        tally.worst("most shards kept", len(now))
        return True

    def at_end(self, tally: Tally) -> None:
        """Nor was one at the end."""
        final = {name: identity(self._target / name) for name in self._done}
        tally.expect(final == self._done, "a finished shard was written again")


def kill_merges(folder: Path, times: int, dice: random.Random) -> Tally:
    """Resuming after any number of kills gives the undisturbed hashes and redoes no shard."""
    tally = Tally("kills of a merge")
    with small_shards():
        made = Undisturbed(folder)
        target = folder / "target"
        whole = seconds(lambda: run_merge(made.pair, target) and None)
        tally.notes["shards"] = len(made.expected) - 1
        while tally.faults < times:
            tally.tried += 1
            shutil.rmtree(target, ignore_errors=True)
            _kill_until_done(made.pair, target, dice, whole, tally)
            made.compare(target, tally)
        made.compare_sources(tally)
    return tally


def _kill_until_done(
    pair: Pair, target: Path, dice: random.Random, whole: float, tally: Tally
) -> None:
    kept = Kept(target)
    while run_and_kill(lambda: run_merge(pair, target) and None, dice.uniform(0, whole * 1.2)):
        tally.faults += 1
        kept.after_kill(tally)
    kept.at_end(tally)


def fill_disk_in_merges(pair: Pair, disk: Path, times: int, dice: random.Random) -> Tally:
    """The drive gets full at some write; with space again the merge goes on to the same hashes."""
    tally = Tally("full disk in a merge")
    with small_shards():
        run_merge(pair, pair.base.parent / "undisturbed")
        expected = weights(pair.base.parent / "undisturbed")
        for _ in range(times):
            tally.tried += 1
            target = disk / "模型"
            code = _merge_until_full(pair, target, disk / "ballast", dice.random())
            if code:
                tally.faults += 1
                tally.expect(code == "disk_full", f"told as {code}")
                tally.expect(not target.exists(), "half a model has the target's name")
            (disk / "ballast").unlink(missing_ok=True)
            before = finished_shards(outputs.incomplete_folder(target))
            run_merge(pair, target)
            tally.expect(weights(target) == expected, "other hashes than undisturbed")
            kept = {name: identity(target / name) for name in before}
            tally.expect(kept == before, "a finished shard was written again")
            shutil.rmtree(target)
    return tally


def _merge_until_full(pair: Pair, target: Path, ballast: Path, fraction: float) -> str:
    """Fill the disk when the merge has written this fraction; the code it ends with."""
    left = 0
    try:
        for event in merge(pair.base, pair.delta, target, MergeOptions(), Control()):
            if isinstance(event, Progress) and event.stage == "merge" and not ballast.exists():
                total = max(event.total, 1)
                if event.done / total >= fraction * 0.8:
                    left = int((total - event.done) * fraction)
                    fill(ballast, left)
    except TryMoreError as error:
        return error.code
    return ""


def fill(ballast: Path, leave: int) -> None:
    """Take all space of a disk but `leave` bytes."""
    status = os.statvfs(ballast.parent)
    size = max(0, status.f_bavail * status.f_frsize - leave)
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        os.posix_fallocate(file.fileno(), 0, max(1, size))
