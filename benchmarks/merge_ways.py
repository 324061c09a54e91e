"""The ways of merging that benchmarks/merge.py compares: ours, a copy loop, the published ones."""

import functools
import gc
import importlib.util
import os
import queue
import tempfile
import threading
from pathlib import Path
from types import ModuleType

BUFFER = 8 << 20


def weights(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".bin", ".safetensors"))


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
    """The low-memory procedure that FastChat published, with its costs, in our own words.

    Both sources go in files of at most 4 GB to temporary folders; then each file of the base is
    loaded and gets the file of the delta that has its next tensor; the garbage collector runs after
    every tensor.
    """
    import torch

    with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
        parts = [split(source, Path(temporary) / source.name) for source in (base, delta)]
        target.mkdir()
        other = torch.load(parts[1][0])
        for number, path in enumerate(parts[0]):
            state = torch.load(path)
            for name in state:
                for candidate in parts[1] if name not in other else ():
                    other = torch.load(candidate)
                    gc.collect()
                    if name in other:
                        break
                state[name] += other[name]
                gc.collect()
            torch.save(state, target / f"pytorch_model-{number}.bin")
    sync(target)


def split(source: Path, place: Path, limit: int = 4 << 30) -> list[Path]:
    import torch

    place.mkdir()
    found: list[Path] = []
    for path in weights(source):
        state, group, size = torch.load(path), {}, 0
        for name, value in [*state.items(), ("", None)]:
            if value is None or size + value.nbytes > limit:
                found.append(place / f"{len(found)}.bin")
                torch.save(group, found[-1])
                group, size = {}, 0
                gc.collect()
            if value is not None:
                group[name] = value
                size += value.nbytes
    return found


def published_whole(base: Path, delta: Path, target: Path) -> None:
    """FastChat's script as it is."""
    _published().apply_delta(str(base), str(target), str(delta))
    sync(target)


def published_low_memory(base: Path, delta: Path, target: Path) -> None:
    """FastChat's script with --low-cpu-mem; its temporary copies on the same drive."""
    tempfile.tempdir = str(target.parent)
    _published().apply_delta_low_cpu_mem(str(base), str(target), str(delta))
    sync(target)


@functools.cache
def _published() -> ModuleType:
    """FastChat's own script, from where pip put the package `fschat` without what it needs."""
    path = Path(os.environ["FASTCHAT"], "fastchat/model/apply_delta.py")
    spec = importlib.util.spec_from_file_location("apply_delta", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    "FastChat": published_whole,
    "FastChat low": published_low_memory,
}


def prepare(way: str) -> None:
    """The imports of a way, which are no part of its time."""
    if way == "copy":
        return
    import torch

    torch.set_num_threads(2)
    if way.startswith("merge"):
        import trymore_desktop.merge.run  # noqa: F401
    if way.startswith("FastChat"):
        _published()
    if way in ("whole in memory", "low memory") or way.startswith("FastChat"):
        # The published script imports these for both ways, and its collector walks all of it.
        from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer  # noqa: F401
    if way in ("whole in memory", "FastChat"):
        from transformers import LlamaForCausalLM  # noqa: F401
