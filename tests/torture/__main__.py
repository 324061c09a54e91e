"""The long fault tests: `python -m tests.torture [--seed N] [--scale 1.0] [NAME ...]`.

Prints the seed, and for each torture how often it was tried, how often the fault struck, and what
was lost; leaves with 1 if anything was. With the same seed the same faults are chosen; at which
instruction a kill strikes is up to the machine.
"""

import argparse
import os
import random
import secrets
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import torch

from tests.support.checkpoints import make_pair
from tests.support.drives import NoDriveError
from tests.torture import (
    changed_sources,
    checkpoint_targets,
    conversing,
    disks,
    download_kills,
    drives,
    faulty_card,
    journeys,
    loading_targets,
    long_use,
    memory,
    merge_kills,
    state_targets,
    store_kills,
    targets,
    window_drives,
    window_kills,
    window_memory,
    window_privacy,
    window_use,
)
from tests.torture.fuzzing import Target, fuzz
from tests.torture.tally import Tally

Torture = Callable[[Path, float, int], Iterator[Tally]]

SHARES: dict[str, float] = {
    "protocol lines": 100,
    "line reader": 20,
    "settings": 5,
    "config.json in loading": 5,
    "store files": 0.1,
    "recipes": 5,
    "wizard states": 5,
    "unfinished work": 5,
    "training files": 5,
    "weights in loading": 0.05,
    "packed weights": 0.05,
    "companions of a model": 0.05,
}
"""Cases are cheap where nothing is written: those get more of them, the dear ones fewer."""

IN_MEMORY = ("fuzz", "sources", "drives")

TARGETS: dict[str, Target] = {
    **targets.LIGHT,
    **state_targets.STATES,
    **checkpoint_targets.HEAVY,
    **loading_targets.LOADING,
}

PER_SHARE = 8_000
"""Cases of a target at scale 1; with SHARES more than a million in all."""


def _replies(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    yield store_kills.kill_replies(folder, _times(100, scale), random.Random(seed))


def _migrations(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    yield store_kills.kill_migrations(folder, _times(50, scale), random.Random(seed))


def _imports(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    yield store_kills.kill_imports(folder, _times(50, scale), random.Random(seed))


def _conversations(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    yield conversing.converse(folder, _times(2000, scale), random.Random(seed))


def _merges(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    yield merge_kills.kill_merges(folder, _times(200, scale), random.Random(seed))


def _window_replies(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    dice = random.Random(seed)
    yield window_kills.kill_window_replies(folder, _times(100, scale), dice)


def _window_merges(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    dice = random.Random(seed)
    yield window_kills.kill_window_merges(folder, _times(200, scale), dice)


def _sources(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    dice = random.Random(seed)
    yield changed_sources.change_sources_in_merges(folder, _times(100, scale), dice)


def _drives(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    dice, places = random.Random(seed), (folder / "lost", folder / "starved")
    for place in places:
        place.mkdir()
    try:
        yield from drives.lose_drives_in_merges(places[0], _times(100, scale), dice)
        yield drives.starve_drives_in_merges(places[1], _times(100, scale), dice)
    except NoDriveError as error:
        yield Tally("lost drives", skipped=str(error))


def _downloads(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    yield download_kills.kill_downloads(folder, _times(50, scale), random.Random(seed))


def _memory(folder: Path, scale: float, _seed: int) -> Iterator[Tally]:
    yield memory.engine_out_of_memory(folder / "engine")
    if scale >= 1:
        for number, kind in enumerate(faulty_card.ERRORS):
            yield window_memory.failing_card(folder / f"card {number}", kind)
        yield window_memory.killed_while_generating(folder / "window")
        yield memory.merge_in_a_gigabyte(folder / "merge")


def _long_use(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    yield long_use.use(folder, 12 * scale, random.Random(seed))
    yield window_use.use_window(folder / "window", 12 * scale, random.Random(seed))


def _disks(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    dice = random.Random(seed)
    try:
        with disks.small_disk(folder / "chats", 8 << 20) as disk:
            yield disks.fill_disk_under_store(disk, _times(100, scale), dice)
        pair = make_pair(folder / "pair", merge_kills.SHAPE)
        with disks.small_disk(folder / "models", 40 << 20) as disk:
            yield merge_kills.fill_disk_in_merges(pair, disk, _times(100, scale), dice)
    except disks.NoDiskError as error:
        yield Tally("full disks", skipped=str(error))


def _window_drives(folder: Path, scale: float, _seed: int) -> Iterator[Tally]:
    kinds = len(window_drives.FAULTS)
    try:
        yield from window_drives.lose_drives_in_chats(folder, _times(kinds, min(scale, 1.0)))
    except NoDriveError as error:
        yield Tally("drives in a chat", skipped=str(error))


def _fuzz(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    for name, target in TARGETS.items():
        place = folder / name.replace("/", "")
        place.mkdir()
        yield fuzz(name, target, place, _times(PER_SHARE * SHARES.get(name, 1), scale), seed)


def _places(folder: Path, scale: float, seed: int) -> Iterator[Tally]:
    names = random.Random(seed).sample(list(journeys.PLACES), len(journeys.PLACES))
    yield journeys.odd_places(folder, names[: _times(len(names), min(scale, 1.0))])
    yield journeys.borrowed_sources(folder)


_PROOFS = (
    journeys.without_network,
    journeys.recorded,
    window_privacy.window_without_network,
    window_privacy.recorded_window,
)


def _privacy(folder: Path, _scale: float, _seed: int) -> Iterator[Tally]:
    for number, prove in enumerate(_PROOFS):
        place = folder / str(number)
        place.mkdir()
        yield prove(place)


TORTURES: dict[str, Torture] = {
    "replies": _replies,
    "conversations": _conversations,
    "migrations": _migrations,
    "imports": _imports,
    "merges": _merges,
    "window-replies": _window_replies,
    "window-merges": _window_merges,
    "window-drives": _window_drives,
    "sources": _sources,
    "drives": _drives,
    "downloads": _downloads,
    "disks": _disks,
    "memory": _memory,
    "long-use": _long_use,
    "places": _places,
    "privacy": _privacy,
    "fuzz": _fuzz,
}


def _folder(name: str) -> tempfile.TemporaryDirectory[str]:
    """What writes small files or syncs many times does it in memory, where it may."""
    memory_disk = Path("/dev/shm")
    place = memory_disk if name in IN_MEMORY and memory_disk.is_dir() else None
    return tempfile.TemporaryDirectory(prefix="torture-", dir=place, ignore_cleanup_errors=True)


def _guarded(name: str, folder: Path, options: argparse.Namespace) -> Iterator[Tally]:
    try:
        yield from TORTURES[name](folder, options.scale, options.seed)
    except Exception:  # noqa: BLE001 - the others are to be tried too
        yield Tally(name, failures=[traceback.format_exc()])


def _times(times: int, scale: float) -> int:
    return max(1, round(times * scale))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*TORTURES, []], help="all by default")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 31))
    parser.add_argument("--scale", type=float, default=1.0, help="how much of the whole")
    options = parser.parse_args()
    torch.set_num_threads(1)
    say(f"seed {options.seed}, scale {options.scale:g}, {sys.platform}, {os.cpu_count()} cores")
    lost = 0
    for name in options.names or TORTURES:
        with _folder(name) as folder:
            begin = time.monotonic()
            for tally in _guarded(name, Path(folder), options):
                say(f"{tally.line()} ({time.monotonic() - begin:.0f} s)")
                for failure in tally.failures:
                    say(f"  LOST: {failure}")
                lost += len(tally.failures)
                begin = time.monotonic()
    say(f"lost in all: {lost}")
    return 1 if lost else 0


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
