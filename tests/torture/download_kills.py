"""SIGKILL in the middle of a download from a hub of our own."""

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.checkpoints import make_pair
from tests.support.hub_server import HubServer
from tests.support.merging import tree
from tests.support.tensors import Shape
from tests.torture.killing import run_and_kill, seconds
from tests.torture.tally import Tally
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Fetched
from trymore_desktop.merge.hub import fetch
from trymore_desktop.merge.hub_state import STATE, read_state
from trymore_desktop.merge.inspect import inspect_checkpoint

REPOSITORY = "someone/delta"
SHAPE = Shape(layers=2, hidden=128, vocabulary=2000)
PIECE_SECONDS = 0.004


@contextmanager
def hub(folder: Path) -> Iterator[str]:
    """The address of a server in a process of its own, so that ours may fork."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # it complains of each killed client
        server = HubServer(folder, REPOSITORY)
        server.delay = PIECE_SECONDS
        os.write(write, server.address.encode() + b"\n")
        while os.getppid() != 1:
            time.sleep(0.5)
        os._exit(0)
    try:
        with os.fdopen(read) as pipe:
            yield pipe.readline().strip()
    finally:
        os.close(write)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def kill_downloads(folder: Path, times: int, dice: random.Random) -> Tally:
    """After any number of kills the same files are there, and no finished one came twice."""
    tally = Tally("kills of a download")
    source = make_pair(folder, SHAPE).delta
    expected = tree(source)
    place = folder / "下载"
    with hub(source) as address:

        def work() -> None:
            *_, last = fetch(REPOSITORY, place, address, Control())
            assert isinstance(last, Fetched)

        whole = seconds(work)
        while tally.faults < times:
            tally.tried += 1
            shutil.rmtree(place)
            finished: dict[str, int] = {}
            kept = 0
            while run_and_kill(work, dice.uniform(0, whole * 1.1)):
                tally.faults += 1
                kept = max(kept, _check_half(place, finished, tally))
            found = {name: sha256 for name, sha256 in tree(place).items() if name != STATE}
            tally.expect(found == expected, f"other files: {sorted(found)}")
            tally.worst("most bytes kept", kept)
    return tally


def _check_half(place: Path, finished: dict[str, int], tally: Tally) -> int:
    """Finished files stay as they are; what is unfinished is no model. Bytes that are there."""
    state = read_state(place, REPOSITORY)
    if state is None:
        return 0
    for name, inode in finished.items():
        tally.expect((place / name).stat().st_ino == inode, f"{name} came twice")
    finished |= {name: (place / name).stat().st_ino for name in state.checked}
    unfinished = [file.name for file in state.files if file.name not in state.checked]
    if any(name.endswith(".safetensors") for name in unfinished):
        problems = [p for p in inspect_checkpoint(place).problems if p.severity == "error"]
        tally.expect(problems, f"looks whole without {unfinished}")
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
