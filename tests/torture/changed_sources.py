"""A source that is changed while a merge reads it."""

import functools
import os
import random
import shutil
from pathlib import Path

from tests.support.checkpoints import make_pair
from tests.torture.merge_kills import run_merge, weights
from tests.torture.stepping import SHAPE, Act, merge_and_act, small_steps
from tests.torture.tally import Tally

LATEST = 0.75
"""Of the merge: after this comes another shard, so that a change must be noticed."""


def change_sources_in_merges(folder: Path, times: int, dice: random.Random) -> Tally:
    """A source is cut off, removed, overwritten or touched meanwhile: told, and nothing published.

    With the sources back as they were the merge goes on to the undisturbed hashes.
    """
    tally = Tally("sources changed in a merge")
    with small_steps():
        pair = make_pair(folder, SHAPE)
        run_merge(pair, folder / "undisturbed")
        expected = weights(folder / "undisturbed")
        target = folder / "target"
        files = sorted([*pair.base.glob("*.bin"), *pair.delta.glob("*.safetensors")])
        for number in range(times):
            tally.tried += 1
            source = dice.choice(files)
            kept, status = source.read_bytes(), source.stat()
            change = _CHANGES[number % len(_CHANGES)]
            moment = dice.uniform(0, LATEST)
            acts: list[Act] = [(moment, functools.partial(change, source, dice))]
            code, changed = merge_and_act(pair, target, acts)
            tally.faults += changed
            tally.count(code or "not told")
            tally.expect(code in _TOLD, f"{change.__name__} is told as {code or 'nothing'}")
            tally.expect(not target.exists(), f"published after {code}")
            source.write_bytes(kept)
            os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))
            run_merge(pair, target)
            tally.expect(weights(target) == expected, "other hashes than undisturbed")
            shutil.rmtree(target)
    return tally


def _cut_off(source: Path, dice: random.Random) -> None:
    os.truncate(source, dice.randrange(source.stat().st_size))


def _remove(source: Path, _dice: random.Random) -> None:
    source.unlink()


def _overwrite(source: Path, dice: random.Random) -> None:
    with source.open("r+b") as file:
        file.seek(dice.randrange(source.stat().st_size))
        file.write(dice.randbytes(4096))


def _touch(source: Path, _dice: random.Random) -> None:
    os.utime(source)


_CHANGES = (_cut_off, _remove, _overwrite, _touch)
_TOLD = frozenset({"source_short", "source_lost", "sources_changed", "not_finite"})
