"""How fast and how lean a merge is, as ratios to other ways over the same bytes in one run.

    python benchmarks/merge.py [--megabytes 200] [--folder DIR] [--rounds 3] [--others]

The limit is a copy loop with two threads and large buffers that reads both sources and writes one
output until it is durable. `--others` adds the two published procedures, written out here: both
models whole in memory, and one small file at a time through temporary copies. Each way runs in a
process of its own; seconds count from after its imports until the data is durable. Medians.
"""

import argparse
import json
import os
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BUFFER = 8 << 20
MEBIBYTE = 1 << 20


def make_sources(folder: Path, megabytes: int) -> tuple[Path, Path]:
    """A LLaMA-shaped pair of about so many MB each, as sharded .bin files."""
    import torch

    from tests.support.checkpoints import Shape, config_json, shapes, write_tokenizer

    hidden = 2048 if megabytes >= 1000 else 1024
    one = sum(_count(size) for size in shapes(Shape(1, hidden, 32000, 16, 16, 256)).values())
    ends = 2 * 32000 * hidden + hidden
    layers = max(1, round((megabytes * 500_000 - ends) / (one - ends)))
    shape = Shape(layers, hidden, 32000, 16, 16, 256)
    generator = torch.Generator().manual_seed(1)
    for name, scale in (("base", 0.02), ("delta", 0.001)):
        place = folder / name
        place.mkdir(parents=True)
        groups = list(shapes(shape).items())
        per_file = max(1, len(groups) // 3 + 1)
        weight_map = {}
        for number in range(0, len(groups), per_file):
            file = f"pytorch_model-{number // per_file + 1:05}-of-00003.bin"
            part = {}
            for tensor, size in groups[number : number + per_file]:
                norm = float("norm" in tensor and name == "base")
                part[tensor] = (torch.randn(size, generator=generator) * scale + norm).half()
                weight_map[tensor] = file
            torch.save(part, place / file)
            del part
        index = {"metadata": {"total_size": 0}, "weight_map": weight_map}
        (place / "pytorch_model.bin.index.json").write_text(json.dumps(index))
        (place / "config.json").write_text(json.dumps(config_json(shape)))
        write_tokenizer(place)
    os.sync()
    return folder / "base", folder / "delta"


def _count(size: tuple[int, ...]) -> int:
    total = 1
    for item in size:
        total *= item
    return total


def weights(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".bin", ".safetensors"))


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


def copy(base: Path, delta: Path, target: Path) -> None:
    """Read both, write the base's bytes; buffers go round between two threads."""
    target.mkdir()
    free: queue.Queue[bytearray] = queue.Queue()
    ready: queue.Queue[tuple[bytearray, int] | None] = queue.Queue()
    for _ in range(4):
        free.put(bytearray(BUFFER))

    def read() -> None:
        other = bytearray(BUFFER)
        for first, second in zip(weights(base), weights(delta), strict=True):
            with first.open("rb", buffering=0) as one, second.open("rb", buffering=0) as two:
                position = 0
                while True:
                    buffer = free.get()
                    size = one.readinto(buffer)
                    two.readinto(other)
                    if not size:
                        free.put(buffer)
                        break
                    for file in (one, two):
                        os.posix_fadvise(file.fileno(), position, size, os.POSIX_FADV_DONTNEED)
                    position += size
                    ready.put((buffer, size))
        ready.put(None)

    threading.Thread(target=read, daemon=True).start()
    with (target / "copy").open("wb", buffering=0) as file:
        position = 0
        while (item := ready.get()) is not None:
            file.write(memoryview(item[0])[: item[1]])
            free.put(item[0])
            os.posix_fadvise(file.fileno(), position, item[1], os.POSIX_FADV_DONTNEED)
            position += item[1]
        os.fsync(file.fileno())


def merge(base: Path, delta: Path, target: Path) -> None:
    """Ours: hashed and journalled, without the reading again afterwards."""
    from trymore_desktop.core.checkpoints import MergeOptions
    from trymore_desktop.core.control import Control
    from trymore_desktop.merge.run import merge as run

    for _ in run(base, delta, target, MergeOptions(verify=False), Control()):
        pass


def merge_verified(base: Path, delta: Path, target: Path) -> None:
    """Ours with reading everything again."""
    from trymore_desktop.core.checkpoints import MergeOptions
    from trymore_desktop.core.control import Control
    from trymore_desktop.merge.run import merge as run

    for _ in run(base, delta, target, MergeOptions(), Control()):
        pass


def whole(base: Path, delta: Path, target: Path) -> None:
    """Both models whole in memory, added parameter by parameter, saved."""
    import torch
    from transformers import AutoModelForCausalLM

    ours = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float16)
    theirs = AutoModelForCausalLM.from_pretrained(delta, dtype=torch.float16)
    state = theirs.state_dict()
    for name, parameter in ours.state_dict().items():
        parameter += state[name]
    ours.save_pretrained(target)
    sync(target)


def low_memory(base: Path, delta: Path, target: Path) -> None:
    """Both split into small files in temporary folders, then each against each."""
    import torch

    with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
        parts = {}
        for source in (base, delta):
            place = Path(temporary) / source.name
            place.mkdir()
            parts[source.name] = split(source, place)
        target.mkdir()
        for number, path in enumerate(parts[base.name]):
            state = torch.load(path)
            for other in parts[delta.name]:
                for name, value in torch.load(other).items():
                    if name in state:
                        state[name] += value
            torch.save(state, target / f"pytorch_model-{number}.bin")
    sync(target)


def split(source: Path, place: Path, limit: int = 1 << 30) -> list[Path]:
    import torch

    found: list[Path] = []
    for path in weights(source):
        state, group, size = torch.load(path), {}, 0
        for name, value in [*state.items(), ("", None)]:
            if value is None or (group and size + value.nbytes > limit):
                found.append(place / f"{len(found)}.bin")
                torch.save(group, found[-1])
                group, size = {}, 0
            if value is not None:
                group[name] = value
                size += value.nbytes
    return found


def sync(folder: Path) -> None:
    for path in folder.iterdir():
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


WAYS = {
    "copy": copy,
    "merge": merge,
    "merge + verify": merge_verified,
    "whole in memory": whole,
    "low memory": low_memory,
}


def child(way: str, base: Path, delta: Path, target: Path) -> None:
    """Run one way and print what it took."""
    from trymore_desktop.merge.memory import memory_now, memory_peak

    if way != "copy":
        import torch

        torch.set_num_threads(2)
        import trymore_desktop.merge.run  # noqa: F401 - not part of the time
    if way == "whole in memory":
        import transformers  # noqa: F401 - not part of the time
    before, started = memory_now(), time.monotonic()
    WAYS[way](base, delta, target)
    seconds = time.monotonic() - started
    numbers = {"seconds": seconds, "peak": memory_peak(), "above": memory_peak() - before}
    print(json.dumps(numbers))


def measure(way: str, cache: str, sources: list[Path], target: Path) -> dict[str, float]:
    (warm if cache == "warm" else cool)(sources)
    command = [sys.executable, __file__, "--child", way, *map(str, sources), str(target)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    shutil.rmtree(target)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--child", nargs=4)
    chosen = parser.parse_args()
    if chosen.child:
        way, *places = chosen.child
        child(way, *map(Path, places))
        return
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        sources = list(make_sources(folder, chosen.megabytes))
        size = sum(path.stat().st_size for path in weights(sources[0]))
        print(f"{size / 1e6:.0f} MB + {size / 1e6:.0f} MB, {chosen.rounds} rounds")
        ways = list(WAYS) if chosen.others else list(WAYS)[:3]
        for cache in ("warm", "cold"):
            table(ways, cache, sources, folder / "out", chosen.rounds)


def table(ways: list[str], cache: str, sources: list[Path], target: Path, rounds: int) -> None:
    taken = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            taken[way].append(measure(way, cache, sources, target))
    middle = {way: statistics.median(run["seconds"] for run in runs) for way, runs in taken.items()}
    print(f"{cache} cache      seconds   to copy   to merge   peak MiB   above start MiB")
    for way, runs in taken.items():
        peak, above = (max(run[key] for run in runs) / MEBIBYTE for key in ("peak", "above"))
        ratios = f"{middle[way] / middle['copy']:9.2f} {middle[way] / middle['merge']:10.2f}"
        print(f"{way:16} {middle[way]:7.2f} {ratios} {peak:10.0f} {above:17.0f}")


if __name__ == "__main__":
    main()
