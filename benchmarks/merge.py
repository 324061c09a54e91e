"""How fast and how lean a merge is, as ratios to other ways over the same bytes in one run.

    python benchmarks/merge.py [--megabytes 200] [--folder DIR] [--rounds 3] [--others]
    python benchmarks/merge.py --layers 8           # LLaMA-7B's tensors, 8 of its 32 layers
    python benchmarks/merge.py --layers 32 --holes --ways merge   # all of 7B: memory, not time

The limit is a copy loop with two threads and large buffers that reads both sources and writes one
output until it is durable. `--others` adds the two published procedures in our own words: both
models whole in memory, and file by file through temporary copies; `--fastchat DIR` adds FastChat's
own script from a folder that `pip install --no-deps --target DIR fschat` made. Each way runs in a
process of its own; seconds count from after its imports until the data is durable. Medians.
`--holes` makes sources that take no space on the drive, so reading them costs nothing. With
`--keep` the sources stay in the folder and are used again.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.merge_ways import BUFFER, WAYS, prepare, weights  # noqa: E402

MEBIBYTE = 1 << 20
OWN, OTHERS, FASTCHAT = list(WAYS)[:3], list(WAYS)[3:5], list(WAYS)[5:]


def warm(folders: list[Path]) -> None:
    buffer = bytearray(BUFFER)
    for folder in folders:
        for path in weights(folder):
            with path.open("rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass


def cool(folders: list[Path]) -> None:
    for folder in folders:
        for path in weights(folder):
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def child(way: str, base: Path, delta: Path, target: Path) -> None:
    """Run one way and print what it took."""
    from trymore_desktop.merge.memory import memory_now, memory_peak

    prepare(way)
    before, started = memory_now(), time.monotonic()
    WAYS[way](base, delta, target)
    seconds = time.monotonic() - started
    numbers = {"seconds": seconds, "peak": memory_peak(), "above": memory_peak() - before}
    print("\n" + json.dumps(numbers))


def measure(way: str, cache: str, sources: list[Path], target: Path) -> dict[str, float]:
    os.sync()
    (warm if cache == "warm" else cool)(sources)
    command = [sys.executable, __file__, "--child", way, *map(str, sources), str(target)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    shutil.rmtree(target)
    numbers = json.loads(done.stdout.splitlines()[-1])
    told = f"{numbers['seconds']:.2f} s, {numbers['peak'] / MEBIBYTE:.0f} MiB"
    print(f"    {cache} {way}: {told}", flush=True)
    return numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--layers", type=int, default=0)
    parser.add_argument("--holes", action="store_true")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--caches", nargs="+", default=["warm", "cold"])
    parser.add_argument("--ways", nargs="+", default=OWN)
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--fastchat", type=Path, default=None)
    parser.add_argument("--child", nargs=4)
    chosen = parser.parse_args()
    if chosen.child:
        way, *places = chosen.child
        child(way, *map(Path, places))
        return
    from benchmarks.merge_sources import make_pair, shape_7b, shape_of  # imports torch

    ways = [*chosen.ways, *(OTHERS if chosen.others else [])]
    if chosen.fastchat:
        os.environ["FASTCHAT"] = str(chosen.fastchat)
        ways += FASTCHAT
    shape = shape_7b(chosen.layers) if chosen.layers else shape_of(chosen.megabytes)
    with _place(chosen.folder, chosen.keep) as folder:
        sources = list(make_pair(folder, shape, sparse=chosen.holes))
        size = sum(path.stat().st_size for path in weights(sources[0]))
        print(f"{size / 1e6:.0f} MB + {size / 1e6:.0f} MB, {chosen.rounds} rounds", flush=True)
        for cache in chosen.caches if chosen.rounds else ():
            table(ways, cache, sources, folder / "out", chosen.rounds)


@contextlib.contextmanager
def _place(folder: Path | None, keep: bool) -> Iterator[Path]:
    if keep and folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    else:
        with tempfile.TemporaryDirectory(dir=folder) as name:
            yield Path(name)


def table(ways: list[str], cache: str, sources: list[Path], target: Path, rounds: int) -> None:
    taken = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            taken[way].append(measure(way, cache, sources, target))
    middle = {way: statistics.median(run["seconds"] for run in runs) for way, runs in taken.items()}
    print(f"{cache} cache      seconds   to copy   to merge   peak MiB   above start MiB")
    for way, runs in taken.items():
        peak, above = (max(run[key] for run in runs) / MEBIBYTE for key in ("peak", "above"))
        ratios = "".join(
            f"{middle[way] / middle[other]:10.2f}" if other in middle else " " * 10
            for other in ("copy", "merge")
        )
        print(f"{way:16} {middle[way]:7.2f} {ratios} {peak:10.0f} {above:17.0f}")


if __name__ == "__main__":
    main()
