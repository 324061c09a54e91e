"""Twelve hours of use in minutes: memory, open files and threads stay level on both sides."""

import os
import random
from pathlib import Path

import psutil

from tests.process.conftest import Driver
from tests.support.checkpoints import make_pair, write_model
from tests.support.tensors import Shape
from tests.torture.tally import Tally
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.events import Cancelled, Failed
from trymore_desktop.engine.client import Patience
from trymore_desktop.engine.environment import engine_command
from trymore_desktop.engine.protocol import (
    AnyCommand,
    CountTokens,
    Generate,
    Inspect,
    LoadModel,
    Merge,
)
from trymore_desktop.store.conversations import MessageState, Store
from trymore_desktop.store.search import search

PATIENCE = Patience(start=120.0, cancel=5.0, stop=5.0)
ROUNDS_OF_AN_HOUR = 40
"""Questions, switches of model, merges and cancels that a busy hour holds."""

GROWTH = 1.15
"""Memory at the end, against that after the first quarter."""

SLACK = 24 << 20
"""Bytes more or less that the allocators of C and Python keep."""


class Levels:
    """Memory in bytes, open files and threads of a process, now."""

    def __init__(self, pid: int) -> None:
        process = psutil.Process(pid)
        with process.oneshot():
            self.memory = process.memory_info().rss
            self.files = process.num_fds()
            self.threads = process.num_threads()


def use(folder: Path, hours: float, dice: random.Random) -> Tally:
    """Chats, stops, switches, merges, cancels and searches, through the real engine and store."""
    tally = Tally(f"{hours:g} hours of use")
    os.environ["TRYMORE_HOME"] = str(folder / "home")
    models = [write_model(folder / name, seed=seed) for seed, name in enumerate(("甲", "乙"))]
    pair = make_pair(folder / "pair", Shape(layers=2, hidden=128, vocabulary=2000))
    driver = Driver(list(engine_command()), PATIENCE)
    rounds = max(8, round(hours * ROUNDS_OF_AN_HOUR))
    levels: list[tuple[Levels, Levels]] = []
    try:
        with Store(folder / "chats.db") as store:
            for number in range(rounds):
                _round(driver, store, models, pair.base, pair.delta, folder, dice, tally)
                if number in (rounds // 4, rounds - 1):
                    levels.append((Levels(os.getpid()), Levels(_engine(driver))))
    finally:
        driver.stop()
    for side, first, last in zip(("client", "engine"), *levels, strict=True):
        compare(side, first, last, tally)
    return tally


def _round(
    driver: Driver,
    store: Store,
    models: list[Path],
    base: Path,
    delta: Path,
    folder: Path,
    dice: random.Random,
    tally: Tally,
) -> None:
    chat = store.create_conversation().id
    question = store.add_message(chat, None, Role.USER, "你好，讲个故事 " * dice.randrange(1, 9))
    said = (Message(Role.USER, question.content),)
    config = GenerationConfig(max_new_tokens=dice.randrange(4, 40))
    target = str(folder / "merged")
    _do(driver, LoadModel(str(dice.choice(models)), "cpu"), 1.0, dice, tally)
    _do(driver, CountTokens(said), 1.0, dice, tally)
    reply = store.add_message(chat, question.id, Role.ASSISTANT, "", MessageState.STREAMING)
    _do(driver, Generate(said, config), 0.6, dice, tally)
    store.finish_reply(reply.id, "答 " * dice.randrange(1, 500), MessageState.STOPPED)
    _do(driver, Inspect(str(base)), 1.0, dice, tally)
    restart = MergeOptions(restart=True)
    _do(driver, Merge(str(base), str(delta), target, restart), 0.5, dice, tally)
    search(store, dice.choice(("故事", "答", "story")))
    store.path(chat)
    driver.events.clear()


def _do(
    driver: Driver, command: AnyCommand, patience: float, dice: random.Random, tally: Tally
) -> None:
    """Run a command, or cancel it at a moment with probability 1 - patience."""
    number = driver.client.submit(command)
    tally.tried += 1
    if dice.random() > patience:
        tally.faults += 1
        with driver.said:
            driver.said.wait(dice.uniform(0, 0.1))
        driver.client.cancel(number)
    event = driver.final(number, 120)
    tally.count("cancelled" if isinstance(event, Cancelled) else "ended")
    lost = isinstance(event, Failed) and event.code != "target_not_empty"
    tally.expect(not lost, f"{type(command).__name__} ended in {event}")


def _engine(driver: Driver) -> int:
    children = psutil.Process().children()
    assert len(children) == 1, children
    return children[0].pid


def compare(side: str, first: Levels, last: Levels, tally: Tally) -> None:
    """Note a failure for each level that rose."""
    tally.notes[f"{side} memory, ratio"] = last.memory / first.memory
    allowed = first.memory * GROWTH + SLACK
    tally.expect(last.memory <= allowed, f"{side}: memory {first.memory} -> {last.memory}")
    tally.expect(last.files <= first.files + 1, f"{side}: files {first.files} -> {last.files}")
    grown = last.threads - first.threads
    tally.expect(grown <= 1, f"{side}: threads {first.threads} -> {last.threads}")
