"""Two programs at the same thing: what is locked, and that the second one says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkpoints import Pair, make_pair, write_model
from tests.support.gated_engine import COMMAND
from tests.support.merging import load_shards
from tests.support.tensors import Shape
from tests.support.window import Window, settle
from trymore_desktop.core.chat import GenerationConfig

TRYMORE = [sys.executable, "-m", "trymore_desktop.cli"]
BUSY = "This merge is already running."


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return make_pair(tmp_path_factory.mktemp("pair"), Shape(layers=2, hidden=64, vocabulary=1000))


def terminal(home: Path, *arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"TRYMORE_HOME": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(
        [*TRYMORE, *arguments],
        input=said,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def merging(window: Window) -> bool:
    return any(facts.get("stage") == "merge" for _, facts in list(window.shown))


def said(window: Window, words: str) -> bool:
    return any(words in text for text in window.ask("labels"))


def test_a_second_merge_to_the_same_target_is_told(pair: Pair, tmp_path: Path) -> None:
    """From a terminal and from another window; the first goes on to the right bytes."""
    gate, target = tmp_path / "gate", tmp_path / "made"
    gate.touch()
    homes = [tmp_path / "one", tmp_path / "two"]
    for home in homes:
        settle(home)
    with Window(homes[0], [*COMMAND, str(gate)]) as first:
        first.begin_merge(pair, target)
        first.until(lambda: merging(first), "the merge")
        sources = [f"--base={pair.base}", f"--delta={pair.delta}", f"--target={target}"]
        again = terminal(homes[0], "merge", *sources)
        assert again.returncode == 1
        assert BUSY in again.stderr
        with Window(homes[1]) as second:
            second.begin_merge(pair, target)
            second.until(lambda: said(second, BUSY), BUSY)
            assert second.close() == 0
        assert not target.exists()
        gate.unlink()
        first.until(target.exists, "the model")
        assert first.close() == 0
    merged = load_shards(target)
    assert merged.keys() == pair.expected.keys()
    assert all(merged[name].equal(pair.expected[name]) for name in merged)


def test_the_terminal_works_beside_the_window(tmp_path: Path) -> None:
    """With the same home: each has an engine of its own, and the chats stay the window's."""
    home, model = tmp_path / "home", write_model(tmp_path / "model")
    config = GenerationConfig(max_new_tokens=4, temperature=0.0)
    chosen = {"model_path": str(model), "models": (str(model),), "setup_done": True}
    settle(home, device="cpu", generation=config, **chosen)
    with Window(home) as window:
        window.state(model="READY")
        answered = terminal(home, "chat", f"--model={model}", "--max-new-tokens=4", said="你好\n")
        assert answered.returncode == 0, answered.stderr
        window.say("你好 hello")
        window.state(generating=False, last="complete")
        second = Window(home)
        assert second.process.wait(60) == 0, "a second window raises the first and ends"
        assert window.ask("state")["messages"] == 2
        assert window.close() == 0
