"""Memory limits of the kernel: a merge inside one, and the engine killed for going over one."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.process.conftest import Driver
from tests.support.checkpoints import make_pair, write_model
from tests.support.merging import load_shards
from tests.support.tensors import Shape
from tests.torture.tally import Tally
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.events import Failed, Finished, ModelLoaded
from trymore_desktop.engine.client import Patience
from trymore_desktop.engine.protocol import Generate, LoadModel

GIGABYTE = 1 << 30
LARGE = Shape(layers=10, hidden=2048, vocabulary=32000, heads=16, kv_heads=16, multiple_of=256)
"""0.64 billion parameters: 1.3 GB in fp16, 2.6 GB in fp32."""

PATIENCE = Patience(start=120.0, cancel=5.0, stop=5.0)


class NoLimitError(Exception):
    """Why no memory limit can be set here."""


@contextlib.contextmanager
def limited_group(limit: int) -> Iterator[Path]:
    """A control group for memory below our own; its file for process numbers.

    Raises:
        NoLimitError: not Linux, not allowed, or no memory controller.
    """
    group, knob = _own_group()
    group = group / f"torture-{os.getpid()}"
    try:
        group.mkdir()
        (group / knob).write_text(str(limit))
    except OSError as error:
        with contextlib.suppress(OSError):
            group.rmdir()
        raise NoLimitError(str(error)) from error
    try:
        yield group / "cgroup.procs"
    finally:
        for _ in range(50):
            with contextlib.suppress(OSError):
                group.rmdir()
                break
            time.sleep(0.1)


def _own_group() -> tuple[Path, str]:
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError as error:
        raise NoLimitError(str(error)) from error
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "memory":
            return Path("/sys/fs/cgroup/memory") / path.lstrip("/"), "memory.limit_in_bytes"
    own = lines[-1].split(":", 2)[2].lstrip("/")
    return Path("/sys/fs/cgroup") / own, "memory.max"


def merge_in_a_gigabyte(folder: Path) -> Tally:
    """A pair of 1.3 GB each is merged by a process that the kernel holds to 1 GB in all."""
    tally = Tally("merge in 1 GB of memory", tried=1, faults=1)
    pair, target = make_pair(folder, LARGE), folder / "target"
    try:
        with limited_group(GIGABYTE) as processes:
            merging = f'exec "$0" -m trymore_desktop.cli merge --base={pair.base}'
            script = f'echo $$ > "{processes}"; {merging} --delta={pair.delta} --target={target}'
            done = subprocess.run(
                ["/bin/sh", "-c", script, sys.executable],
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            tally.expect(done.returncode == 0, f"{done.returncode} {done.stderr[-500:]}")
            with contextlib.suppress(FileNotFoundError):
                most = int((processes.parent / "memory.max_usage_in_bytes").read_text())
                tally.notes["megabytes at most, cache too"] = most / (1 << 20)
    except NoLimitError as error:
        tally.skipped = str(error)
    tally.expect(tally.skipped or load_shards(target).keys() == pair.expected.keys(), "no result")
    return tally


def engine_out_of_memory(folder: Path) -> Tally:
    """The kernel kills the engine while it loads; the client says so, and a small model works."""
    tally = Tally("engine killed for its memory", tried=1)
    large, small = write_model(folder / "large", LARGE), write_model(folder / "small")
    os.environ["TRYMORE_HOME"] = str(folder / "home")
    try:
        with limited_group(1200 << 20) as processes:
            start = f'echo $$ > "{processes}"; exec "$0" -m trymore_desktop.engine.host'
            driver = Driver(["/bin/sh", "-c", start, sys.executable], PATIENCE)
            try:
                _overload(driver, large, small, tally)
            finally:
                driver.stop()
    except NoLimitError as error:
        tally.skipped = str(error)
    return tally


def _overload(driver: Driver, large: Path, small: Path, tally: Tally) -> None:
    number = driver.client.submit(LoadModel(str(large), "cpu", "fp32"))
    event = driver.final(number, 300)
    code = event.code if isinstance(event, Failed) else type(event).__name__
    tally.count(f"loading ended in {code}")
    tally.faults += code == "engine_lost"
    tally.expect(code in ("engine_lost", "out_of_memory"), f"loading ended in {event}")
    loaded = driver.final(driver.client.submit(LoadModel(str(small), "cpu")), 120)
    tally.expect(isinstance(loaded, ModelLoaded), f"a small model ended in {loaded}")
    said = (Message(Role.USER, "你好"),)
    config = GenerationConfig(max_new_tokens=4, temperature=0)
    answer = driver.final(driver.client.submit(Generate(said, config)), 60)
    tally.expect(isinstance(answer, Finished), f"the answer ended in {answer}")
