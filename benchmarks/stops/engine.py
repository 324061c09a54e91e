"""What can be cancelled in the engine, each in its own way."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lines import Line
from benchmarks.stops.clock import Clocked, cancelled, lines
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.events import (
    AnyEvent,
    Cancelled,
    Final,
    ModelLoaded,
    TextDelta,
    TokensCounted,
)
from trymore_desktop.engine.client import PATIENCE
from trymore_desktop.engine.protocol import CountTokens, Generate, LoadModel, Merge

STOP_BAR = 0.3
"""Seconds from Stop to idle; what a person takes for at once."""
CANCEL_BAR = 0.45
"""Seconds for everything else."""
LADDER_BAR = PATIENCE.cancel + 1.0
"""The patience with a hung engine, and the start of the next one."""
STOPPING_BAR = PATIENCE.stop + 1.0
COUNT_BAR = 0.1
QUESTION = (Message(Role.USER, "你好, how are you?"),)
LONG = GenerationConfig(max_new_tokens=1500, temperature=0.0)
SHORT = GenerationConfig(max_new_tokens=16, temperature=0.0)
WORDS = ("the quick brown fox", "一共有八个苹果", "def add(a, b):", "0123456789")
WINDOW_SHARE = 0.9
"""How full a long prompt makes the context."""


def replies(driver: Clocked, model: Path, rounds: int, dice: random.Random) -> Iterator[Line]:
    """Stop of a reply and of the reading of a long prompt; counting tokens beside them."""
    load(driver, model, "auto")

    def stop_streaming() -> float | None:
        number = streaming(driver)
        time.sleep(dice.uniform(0, 0.3))
        return cancelled(driver, number)

    def stop_prefill() -> float | None:
        number = driver.client.submit(Generate(long_prompt(driver, dice), SHORT))
        driver.reached(number, "prefill", dice.uniform(0.1, 0.6))
        return cancelled(driver, number)

    def count() -> float | None:
        number = streaming(driver)
        began = time.monotonic()
        counting = driver.client.submit(CountTokens(long_prompt(None, dice), SHORT))
        seconds = driver.ended_at(counting) - began
        cancelled(driver, number)
        return seconds

    yield from lines("Stop of a reply", rounds, stop_streaming, STOP_BAR)
    yield from lines("Stop while a long prompt is read", rounds, stop_prefill, STOP_BAR)
    yield from lines("counting a long prompt during a reply", rounds, count, COUNT_BAR)


def load(driver: Clocked, model: Path, precision: str) -> None:
    event = driver.end_of(LoadModel(str(model), "cpu", precision))
    if not isinstance(event, ModelLoaded):
        raise SystemExit(f"the model cannot be loaded: {event}")


def streaming(driver: Clocked) -> int:
    """Begin a long reply and wait for its first words."""
    number = driver.client.submit(Generate(QUESTION, LONG))

    def words() -> AnyEvent | None:
        return next((e for e in driver.of(number) if isinstance(e, TextDelta | Final)), None)

    said = driver.wait_for(words)
    if not isinstance(said, TextDelta):
        raise SystemExit(f"there was no reply to stop: {said}")
    return number


def long_prompt(driver: Clocked | None, dice: random.Random) -> tuple[Message, ...]:
    """A new text that nearly fills the context; without a driver one of about that length."""
    text = " ".join(dice.choice(WORDS) for _ in range(150))
    if driver is None:
        return (Message(Role.USER, text),)
    while True:
        counted = driver.end_of(CountTokens((Message(Role.USER, text),), SHORT))
        assert isinstance(counted, TokensCounted)
        excess = counted.total / (counted.window - counted.reserve) - WINDOW_SHARE
        if abs(excess) < 0.08:
            return (Message(Role.USER, text),)
        if excess > 0:
            text = text[: int(len(text) * WINDOW_SHARE / (excess + WINDOW_SHARE))]
        else:
            text += " " + dice.choice(WORDS) * 5


def loads(driver: Clocked, model: Path, rounds: int, dice: random.Random) -> Iterator[Line]:
    """Cancel of a load: read as it is, packed, being kept, and while torch is imported."""
    packed = model / ".trymore-native-int4.safetensors"

    def read() -> float | None:
        number = driver.client.submit(LoadModel(str(model), "cpu", "bf16"))
        driver.reached(number, "load", dice.uniform(0, 0.7))
        return cancelled(driver, number)

    def pack() -> float | None:
        packed.unlink(missing_ok=True)
        number = driver.client.submit(LoadModel(str(model), "cpu", "int4"))
        driver.reached(number, "load", dice.uniform(0, 0.9))
        return cancelled(driver, number)

    def keep() -> float | None:
        packed.unlink(missing_ok=True)
        number = driver.client.submit(LoadModel(str(model), "cpu", "int4"))
        driver.reached(number, "load", 1)
        while not list(model.glob(".*.part")) and not packed.exists():
            time.sleep(0.001)
        return cancelled(driver, number, may_end=True)

    def importing() -> float | None:
        fresh = Clocked()
        try:
            fresh.ready_after(0)
            number = fresh.client.submit(LoadModel(str(model), "cpu", "bf16"))
            time.sleep(dice.uniform(0.05, 0.5))
            return cancelled(fresh, number)
        finally:
            fresh.stop()

    yield from lines("cancel of a load", rounds, read, CANCEL_BAR)
    yield from lines("cancel of a load that packs", rounds, pack, CANCEL_BAR)
    yield from lines("cancel while packed weights are kept", rounds, keep, CANCEL_BAR)
    yield from lines("cancel of a load while torch is imported", rounds, importing, CANCEL_BAR)


def merges(
    driver: Clocked, sources: tuple[Path, Path], rounds: int, dice: random.Random
) -> Iterator[Line]:
    """Cancel of a merge in each of its stages."""
    target = sources[0].with_name("merged")

    def cancel_in(stage: str, restart: bool) -> float | None:
        command = Merge(*map(str, (*sources, target)), MergeOptions(restart=restart))
        number = driver.client.submit(command)
        driver.reached(number, stage, dice.uniform(0, 0.8))
        return cancelled(driver, number)

    def merging() -> float | None:
        return cancel_in("merge", restart=True)

    def verifying() -> float | None:
        return cancel_in("verify", restart=True)

    def going_on() -> float | None:
        return cancel_in("resume", restart=False)

    yield from lines("cancel of a merge", rounds, merging, CANCEL_BAR)
    yield from lines("cancel of a merge that is verified", rounds, verifying, CANCEL_BAR)
    yield from lines("cancel of a merge that goes on", rounds, going_on, CANCEL_BAR)


def hung(model: Path, rounds: int) -> Iterator[Line]:
    """Stop of an engine that does nothing any more, and its end."""
    ready: list[float] = []

    def replaced() -> float | None:
        driver = Clocked()
        try:
            load(driver, model, "auto")
            number = streaming(driver)
            os.kill(driver.engine(), signal.SIGSTOP)
            began = time.monotonic()
            driver.client.cancel(number)
            ended = driver.ended_at(number)
            assert isinstance(driver.final(number), Cancelled)
            ready.append(driver.ready_after(began) - began)
        finally:
            driver.stop()
        return ended - began

    def stopped() -> float | None:
        driver = Clocked()
        driver.ready_after(0)
        os.kill(driver.engine(), signal.SIGSTOP)
        return driver.stop()

    yield from lines("hung engine: Stop of its reply", rounds, replaced, LADDER_BAR)
    yield from lines("hung engine: the next one ready", len(ready), ready.pop, LADDER_BAR)
    yield from lines("hung engine: its end", rounds, stopped, STOPPING_BAR)
