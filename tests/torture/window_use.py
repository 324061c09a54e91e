"""Twelve hours in the window in minutes: memory, open files and threads of both processes."""

import random
import time
from pathlib import Path

from tests.support.checkpoints import write_model
from tests.support.window import Window, settle
from tests.torture.long_use import ROUNDS_OF_AN_HOUR, Levels, compare
from tests.torture.tally import Tally
from trymore_desktop.core.chat import GenerationConfig

TEXTS = ("你好，讲个故事", "Write a **poem** about `rivers`.", "1+1=?\n\n```python\nprint(2)\n```")


def use_window(folder: Path, hours: float, dice: random.Random) -> Tally:
    """New chats, questions, stops, other versions, other chats, other models, searches."""
    tally = Tally(f"{hours:g} hours of use of the window")
    models = [str(write_model(folder / name, seed=seed)) for seed, name in enumerate(("甲", "乙"))]
    home = folder / "home"
    config = GenerationConfig(max_new_tokens=60, temperature=1.0)
    chosen = {"model_path": models[0], "models": tuple(models), "setup_done": True}
    settle(home, device="cpu", generation=config, **chosen)
    rounds = max(8, round(hours * ROUNDS_OF_AN_HOUR))
    levels: list[tuple[Levels, Levels]] = []
    with Window(home) as window:
        window.state(model="READY")
        for number in range(rounds):
            _round(window, models, dice, tally)
            window.shown.clear()
            if number in (rounds // 4, rounds - 1):
                engine = window.engine()
                assert engine is not None
                levels.append((Levels(window.process.pid), Levels(engine)))
        tally.expect(window.close() == 0, f"it ended badly: {window.complaints[-500:]}")
        tally.expect("Traceback" not in window.complaints, window.complaints[-1500:])
    for side, first, last in zip(("window", "engine"), *levels, strict=True):
        compare(side, first, last, tally)
    return tally


def _round(window: Window, models: list[str], dice: random.Random, tally: Tally) -> None:
    tally.tried += 1
    window.press("New chat")
    for _ in range(dice.randrange(1, 4)):
        window.say(dice.choice(TEXTS))
        _end(window, dice, tally)
    if dice.random() < 0.5:
        window.ask("act", "regenerate")
        _end(window, dice, tally)
    for _ in range(dice.randrange(3)):
        window.ask("act", dice.choice(("previous", "next")))
    if dice.random() < 0.2:
        window.ask("load", dice.choice(models))
        window.state(model="READY")
    if dice.random() < 0.2:
        window.ask("write", "Search", dice.choice(("故事", "poem", "")))


def _end(window: Window, dice: random.Random, tally: Tally) -> None:
    """Wait for the reply, or stop it at a moment."""
    if dice.random() < 0.3:
        time.sleep(dice.uniform(0, 0.1))
        window.ask("act", "stop")
        tally.faults += 1
        tally.count("stopped")
    window.state(generating=False, engine="ready")
