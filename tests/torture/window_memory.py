"""The memory runs out under the engine while it answers: the window offers less, and that works."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.checkpoints import write_model
from tests.support.tensors import Shape
from tests.support.window import Window, chats, settle
from tests.torture import faulty_card
from tests.torture.memory import LARGE, NoLimitError, limited_group
from tests.torture.tally import Tally
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.store.conversations import Store

QUESTION = "你好，请讲一个很长的故事"
GROUP = 2800 << 20
"""Bytes for the engine and its neighbour: enough for 0.64 billion parameters in bf16."""

SMALL = Shape(layers=8, hidden=256, heads=4, kv_heads=4)

NEIGHBOUR = """
import os, select, sys
held, taking = [], False
print("ready", flush=True)
while True:
    if select.select([sys.stdin], [], [], 0.01)[0]:
        taking = sys.stdin.readline() == "take\\n"
    if taking:
        held.append(os.urandom(1 << 16) * 64)
"""
"""Another program: takes four megabytes after four once it is told to, and then holds them."""


def killed_while_generating(folder: Path) -> Tally:
    """Another program takes the memory; the kernel kills the engine in the middle of a reply."""
    tally = Tally("engine killed for its memory in a reply", tried=1)
    model, home = write_model(folder / "model", LARGE, endless=True), folder / "home"
    _settle(home, model)
    try:
        with limited_group(GROUP) as processes:
            start = f'echo $$ > "{processes}"; exec "$0" -m trymore_desktop.engine.host'
            engine = ["/bin/sh", "-c", start, sys.executable]
            with neighbour(processes) as take, Window(home, engine) as window:
                _overwhelm(window, take, tally)
                tally.count("killed by the kernel" if _killed(processes) else "not by the kernel")
            _check_chat(home, tally)
    except NoLimitError as error:
        tally.skipped = str(error)
    return tally


def failing_card(folder: Path, kind: str) -> Tally:
    """A CUDA error in the middle of a reply takes the same way."""
    tally = Tally(f"graphics card: {kind}", tried=1)
    model, home = write_model(folder / "model", SMALL, endless=True), folder / "home"
    _settle(home, model)
    with Window(home, [*faulty_card.COMMAND, kind]) as window:
        _overwhelm(window, lambda: None, tally)
    _check_chat(home, tally)
    return tally


def _settle(home: Path, model: Path) -> None:
    config = GenerationConfig(max_new_tokens=300, temperature=0.0)
    chosen = {"model_path": str(model), "models": (str(model),), "setup_done": True}
    settle(home, device="cpu", precision="bf16", generation=config, **chosen)


def _overwhelm(window: Window, take: Callable[[], None], tally: Tally) -> None:
    window.state(model="READY", precision="bf16")
    window.say(QUESTION)
    window.until(lambda: _length(window), "the reply")
    take()
    window.state(generating=False)
    cut = window.ask("state")
    tally.faults += cut["last"] != "complete"
    tally.expect(cut["last"] in ("interrupted", "failed"), f"the reply is {cut['last']}")
    window.until(lambda: window.ask("usable", "Load in int8"), "the offer of a smaller plan")
    tally.count("offered 8 bits")
    said = [text for text in window.ask("labels") if "memory" in text or "graphics" in text]
    tally.expect(said, "the reason is not told")
    window.press("Load in int8")
    window.state(model="READY", precision="int8")
    before = len(window.shown)
    window.press("Continue" if window.ask("usable", "Continue") else "Regenerate")
    window.state(generating=False)
    ended = [facts["ended"] for _, facts in window.shown[before:] if "ended" in facts]
    tally.expect(ended == ["Finished"], f"the reply in 8 bits ended in {ended}")
    tally.count("answered in 8 bits")


def _length(window: Window) -> int:
    return max((facts.get("length", 0) for _, facts in list(window.shown)), default=0)


def _check_chat(home: Path, tally: Tally) -> None:
    with Store(chats(home)) as store:
        path = store.path(store.list_conversations()[0].id)
    tally.expect(path[0].content == QUESTION, "the question is gone")
    tally.expect(path[-1].state == "complete", f"the reply is {path[-1].state} in the end")


def _killed(processes: Path) -> bool:
    """Whether the kernel counts a kill in this group: memory.oom_control, or memory.events."""
    for name in ("memory.oom_control", "memory.events"):
        with contextlib.suppress(OSError):
            lines = (processes.parent / name).read_text().splitlines()
            return any(line.startswith("oom_kill ") and line != "oom_kill 0" for line in lines)
    return False


@contextlib.contextmanager
def neighbour(processes: Path) -> Iterator[Callable[[], None]]:
    """Another program in the same group; call what it gives to have it take all the memory."""
    program = subprocess.Popen(
        [sys.executable, "-c", NEIGHBOUR],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    processes.write_text(str(program.pid))
    program.stdout.readline()

    def take() -> None:
        assert program.stdin is not None
        program.stdin.write("take\n")
        program.stdin.flush()
        end = time.monotonic() + 120
        while not _killed(processes) and time.monotonic() < end and program.poll() is None:
            time.sleep(0.02)
        program.stdin.write("hold\n")
        program.stdin.flush()

    try:
        yield take
    finally:
        program.kill()
        program.wait()
