"""Merges in processes of their own that can be killed, started quickly.

`spawner()` gives a fork server that has imported everything once, so that a child costs
milliseconds and dies a real death. `torture` is what a longer run loops over.
"""

import multiprocessing
import random
import resource
import time
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

import torch

from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge import plan
from trymore_desktop.merge.outputs import plan_shards
from trymore_desktop.merge.run import merge

REFUSED = 3


def run_merge(
    base: Path,
    delta: Path,
    target: Path,
    shard_size: int,
    file_limit: int = 0,
    gate: Path | None = None,
) -> None:
    """A child's whole life; exits with REFUSED on a TryMoreError, whose code it prints.

    It stands still in the middle for as long as there is a file at `gate`.
    """
    torch.set_num_threads(1)
    plan.plan_shards = lambda jobs: plan_shards(jobs, shard_size)  # type: ignore[attr-defined]
    if file_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    try:
        for event in merge(base, delta, target, MergeOptions(), Control()):
            merging = isinstance(event, Progress) and event.stage == "merge"
            while merging and gate is not None and gate.exists():
                time.sleep(0.02)
    except TryMoreError as error:
        print(error.code, flush=True)  # noqa: T201
        raise SystemExit(REFUSED) from error


def spawner() -> ForkServerContext:
    """A context whose children start with torch imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.merge_child"])
    return context


@dataclass(frozen=True)
class Ordeal:
    """How often a merge was killed before it came through, and the finished shards' inodes."""

    kills: int
    redone: int


def torture(
    context: ForkServerContext,
    sources: tuple[Path, Path],
    target: Path,
    shard_size: int,
    seconds: float,
    rng: random.Random,
) -> Ordeal:
    """Start a merge again and again, killing each at a random moment, until one comes through.

    `seconds` is what an undisturbed run takes. A shard that was finished once and is then written
    again counts as redone.
    """
    kills = redone = 0
    finished: dict[str, int] = {}
    work = target.with_name(f"{target.name}.incomplete")
    while True:
        # Later tries get more time, so that the end of a merge is hit as well as its beginning.
        child = context.Process(target=run_merge, args=(*sources, target, shard_size))
        child.start()
        child.join(rng.uniform(0, seconds * 1.2))
        if child.exitcode == 0:
            return Ordeal(kills, redone)
        child.kill()
        child.join()
        assert child.exitcode in (0, -9), child.exitcode
        kills += child.exitcode == -9
        if target.exists():
            assert (target / "trymore.json").is_file()
        for path in work.glob("*.safetensors"):
            inode = path.stat().st_ino
            redone += finished.get(path.name, inode) != inode
            finished[path.name] = inode


def measure(
    context: ForkServerContext, sources: tuple[Path, Path], target: Path, size: int
) -> float:
    """Seconds of an undisturbed run in a child."""
    started = time.monotonic()
    child = context.Process(target=run_merge, args=(*sources, target, size))
    child.start()
    child.join()
    assert child.exitcode == 0
    return time.monotonic() - started
