"""How long planning a merge of LLaMA-13B takes, from headers alone: the bar is 3 seconds, cold.

    python benchmarks/planning.py [--folder DIR] [--rounds 3]

The files have the tables and sizes of real ones, written by torch and by our own safetensors
writer; their data are holes, but for what planning reads. Cold means that the system has dropped
its whole cache, names and tables of files included (root), or at least the pages of these files.
Each plan is made in a process of its own; seconds count from after its imports.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

DROP = Path("/proc/sys/vm/drop_caches")


def make(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Pairs of base and delta by the base's format."""
    from benchmarks.merge_sources import make_meta_holes, make_pair
    from tests.support.sparse import write_sparse
    from tests.support.tensors import SHAPE_13B

    base, delta = make_pair(folder, SHAPE_13B, sparse=True)
    return {
        ".bin + .bin": (base, delta),
        "Meta's .pth + .bin": (make_meta_holes(folder / "meta", SHAPE_13B, 2), delta),
        "safetensors + safetensors": (
            write_sparse(folder / "safe", SHAPE_13B, norm=1.0, shards=3),
            write_sparse(folder / "safe delta", SHAPE_13B, norm=0.0, shards=3),
        ),
    }


def cool(folders: tuple[Path, Path]) -> str:
    """Have the system forget the files; tells how much it forgot."""
    os.sync()
    try:
        DROP.write_text("3\n")
    except OSError:
        for path in (path for folder in folders for path in folder.iterdir()):
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)
        return "their pages dropped"
    return "all caches dropped"


def child(base: Path, delta: Path, target: Path) -> None:
    """Plan once and print the seconds and what was found."""
    from trymore_desktop.core.checkpoints import MergeOptions
    from trymore_desktop.merge.plan import plan_merge

    print("ready", flush=True)
    sys.stdin.readline()
    started = time.monotonic()
    plan = plan_merge(base, delta, target, MergeOptions())
    seconds = time.monotonic() - started
    assert plan.base.size_class == "13B"
    assert plan.tensors == 363
    print(json.dumps(seconds))


def measure(pair: tuple[Path, Path], target: Path, *, cold: bool) -> tuple[float, str]:
    """The caches are dropped when the child has imported everything: only the plan is cold."""
    command = [sys.executable, __file__, "--child", *map(str, pair), str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdin
        assert run.stdout
        run.stdout.readline()
        dropped = cool(pair) if cold else "warm"
        output, _ = run.communicate("go\n")
    return json.loads(output), dropped


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=3, type=Path)
    chosen = parser.parse_args()
    if chosen.child:
        child(*chosen.child)
        return
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        for form, pair in make(folder).items():
            for cold in (True, False):
                runs = [measure(pair, folder / "out", cold=cold) for _ in range(chosen.rounds)]
                seconds = [run[0] for run in runs]
                middle, worst = statistics.median(seconds), max(seconds)
                print(f"{form:26} {runs[0][1]:20} {middle:6.2f} s, at most {worst:.2f}")


if __name__ == "__main__":
    main()
