"""Stop and quitting in the real window, driven from outside."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lines import Line
from benchmarks.stops.clock import lines
from benchmarks.stops.engine import STOP_BAR, STOPPING_BAR
from tests.support.window import PATIENCE, Window, settle
from trymore_desktop.core.chat import GenerationConfig

QUIT_BAR = 1.0
"""Seconds until both processes are gone; the window is hidden at once."""


def window(home: Path, model: Path, rounds: int, dice: random.Random) -> Iterator[Line]:
    """Stop from the click to a window that takes the next message; quitting during a reply."""
    _choose(home, model)
    with Window(home, OMP_NUM_THREADS="2") as shown:

        def stop() -> float | None:
            _begin_reply(shown)
            time.sleep(dice.uniform(0, 0.5))
            began = time.monotonic()
            shown.ask("act", "stop")
            shown.until(lambda: _ended(shown), "the end")
            assert not shown.ask("state")["generating"]
            return _ended(shown) - began

        yield from lines("window: Stop of a reply", rounds, stop, STOP_BAR)

    def leave() -> float | None:
        with Window(home, OMP_NUM_THREADS="2") as shown:
            _begin_reply(shown)
            return _close(shown)

    def leave_hung() -> float | None:
        with Window(home, OMP_NUM_THREADS="2") as shown:
            _begin_reply(shown)
            engine = shown.engine()
            assert engine is not None
            os.kill(engine, signal.SIGSTOP)
            return _close(shown)

    yield from lines("window: quitting during a reply", rounds, leave, QUIT_BAR)
    yield from lines("window: quitting with a hung engine", rounds, leave_hung, STOPPING_BAR)


def _choose(home: Path, model: Path) -> None:
    config = GenerationConfig(max_new_tokens=1500, temperature=0.0)
    chosen = {"model_path": str(model), "models": (str(model),), "setup_done": True}
    settle(home, device="cpu", precision="auto", generation=config, **chosen)


def _begin_reply(shown: Window) -> None:
    shown.press("New chat")
    shown.shown.clear()
    shown.say("你好, how are you?")
    shown.until(lambda: any("tokens" in facts for _, facts in list(shown.shown)), "the reply")


def _ended(shown: Window) -> float:
    """The moment at which the window had finished the reply; 0 before."""
    return next((moment for moment, facts in list(shown.shown) if "ended" in facts), 0.0)


def _close(shown: Window) -> float:
    """Close the window during a reply; seconds until its process is gone, and the engine's."""
    began = time.monotonic()
    shown.ask("close_window")
    if shown.process.wait(PATIENCE):
        raise SystemExit(f"it ended badly: {shown.complaints[-2000:]}")
    return time.monotonic() - began
