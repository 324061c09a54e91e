"""The wizard on the real worker, a real engine process and real small checkpoints."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.checkpoints import Pair, make_pair
from tests.support.gated_engine import COMMAND
from tests.support.tensors import Shape
from tests.support.wizards import (
    Make,
    merging_page,
    named,
    press,
    screen,
    source_page,
    to_target,
    until,
)
from trymore_desktop import settings as settings_file
from trymore_desktop.core.checkpoints import Place
from trymore_desktop.ui.dialogs import Question
from trymore_desktop.ui.wizard_state import Phase, Screen
from trymore_desktop.worker import EngineWorker

LARGE = Shape(layers=24, hidden=1024, vocabulary=4096, heads=8, kv_heads=8)
"""About 640 MB in fp16: long enough to pause in the middle."""


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A merge stands still for as long as this file is there."""
    return tmp_path / "gate"


@pytest.fixture
def worker(qapp: QApplication, gate: Path) -> Iterator[EngineWorker]:
    """The real worker with the real engine, which minds the gate."""
    made = EngineWorker(command=[*COMMAND, str(gate)])
    made.start()
    yield made
    gate.unlink(missing_ok=True)
    made.stop()


def test_the_demo_from_a_fresh_home_to_the_first_words(
    qtbot: QtBot, make: Make, pair: Pair, home: Path
) -> None:
    wizard = make()
    press(qtbot, wizard, "Try the built-in demo")
    press(qtbot, wizard, "Merge")
    until(qtbot, lambda: screen(wizard) is Screen.FIRST_WORDS)
    target = home / "data/models/TryMoreGPT-demo"
    assert json.loads((target / "config.json").read_text())["model_type"] == "llama"
    cards = wizard.pages[Screen.FIRST_WORDS].cards
    until(qtbot, lambda: all(card.finished is not None for card in cards))
    with qtbot.waitSignal(wizard.finished) as ended:
        press(qtbot, wizard, "Start chatting")
    assert ended.args == [str(target)]
    saved = settings_file.load()[0]
    assert saved.setup_done
    assert saved.model_path == str(target)
    assert saved.models == (str(target),)

    again = make()
    press(qtbot, again, "Try the built-in demo")
    assert screen(again) is Screen.FIRST_WORDS, "a merged demo is not merged twice"


def test_finishing_later_goes_on_at_the_same_screen(qtbot: QtBot, make: Make, pair: Pair) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    source_page(wizard, Place.BASE).field.choose(str(pair.base))
    until(qtbot, wizard.next_button.isEnabled)
    with qtbot.waitSignal(wizard.look_around):
        press(qtbot, wizard, "Finish later")
    wizard.close()
    again = make()
    assert screen(again) is Screen.BASE
    assert source_page(again, Place.BASE).field.edit.text() == str(pair.base)
    until(qtbot, again.next_button.isEnabled)


def test_the_window_is_told_which_model_the_engine_holds(
    qtbot: QtBot, make: Make, pair: Pair
) -> None:
    wizard = make()
    told: list[object] = []
    wizard.model_changed.connect(told.append)
    press(qtbot, wizard, "Try the built-in demo")
    press(qtbot, wizard, "Merge")
    until(qtbot, wizard.chat_button.isVisible)
    press(qtbot, wizard, "Start chatting")
    assert [getattr(item, "path", None) for item in told] == [
        None,
        str(wizard.session.flow.locations.models / "TryMoreGPT-demo"),
    ]


def test_pause_quit_continue_and_the_bytes_are_right(
    qtbot: QtBot, make: Make, tmp_path: Path, gate: Path
) -> None:
    pair = make_pair(tmp_path / "pair", LARGE)
    gate.touch()
    target = tmp_path / "made"
    wizard = make()
    to_target(qtbot, wizard, pair, target)
    press(qtbot, wizard, "Merge")
    page = merging_page(wizard)
    until(qtbot, (tmp_path / "made.incomplete").is_dir)
    press(qtbot, wizard, "Pause")
    until(qtbot, lambda: wizard.session.flow.state.phase is Phase.PAUSED)
    assert not target.exists()
    assert (tmp_path / "made.incomplete").is_dir()
    until(qtbot, lambda: not page._side_job.running)
    assert page._note.title.text().endswith("Paused at 0 %."), "no whole file is done yet"
    wizard.close()
    gate.unlink()

    again = make()
    assert screen(again) is Screen.MERGING
    assert named(again, "Start over").isVisible()
    press(qtbot, again, "Continue merge")
    until(qtbot, lambda: screen(again) in (Screen.CHECKING, Screen.FIRST_WORDS))
    from safetensors.torch import load_file

    merged = {}
    for shard in target.glob("*.safetensors"):
        merged |= load_file(shard)
    assert merged.keys() == pair.expected.keys()
    assert all(merged[name].equal(pair.expected[name]) for name in merged)


@pytest.mark.parametrize("answer", ["Keep", "Remove", "Go on merging"])
def test_cancel_asks_what_becomes_of_it(
    qtbot: QtBot, make: Make, tmp_path: Path, answer: str, gate: Path
) -> None:
    pair = make_pair(tmp_path / "pair", LARGE)
    gate.touch()
    target = tmp_path / "made"
    wizard = make()
    to_target(qtbot, wizard, pair, target)
    press(qtbot, wizard, "Merge")
    until(qtbot, (tmp_path / "made.incomplete").is_dir)
    press(qtbot, wizard, "Cancel")
    question = wizard.findChild(Question)
    assert question is not None
    made = next(item for item in question.buttons if item.accessibleName() == answer)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    if answer == "Go on merging":
        gate.unlink()
    flow = wizard.session.flow
    if answer == "Keep":
        until(qtbot, lambda: flow.state.phase is Phase.PAUSED)
        assert (tmp_path / "made.incomplete").is_dir()
    elif answer == "Remove":
        until(qtbot, lambda: screen(wizard) is Screen.TARGET)
        assert not (tmp_path / "made.incomplete").exists()
    else:
        until(qtbot, lambda: screen(wizard) in (Screen.CHECKING, Screen.FIRST_WORDS))
    assert pair.base.is_dir()
    assert pair.delta.is_dir()


def test_a_crash_is_told_at_the_next_start(
    qtbot: QtBot, make: Make, worker: EngineWorker, tmp_path: Path
) -> None:
    pair = make_pair(tmp_path / "pair", LARGE)
    wizard = make()
    to_target(qtbot, wizard, pair, tmp_path / "made")
    press(qtbot, wizard, "Merge")
    page = merging_page(wizard)
    until(qtbot, lambda: page.progress.percent >= 5)
    frozen = settings_file.load()[0]
    assert frozen.wizard_state["phase"] == "running"
    press(qtbot, wizard, "Pause")
    until(qtbot, lambda: not page.running)
    settings_file.save(frozen)  # what a crash would have left

    again = make()
    until(qtbot, lambda: "interrupted at" in merging_page(again)._note.title.text())
    assert screen(again) is Screen.MERGING
    press(qtbot, again, "Remove")
    question = again.findChild(Question)
    assert question is not None
    qtbot.mouseClick(question.buttons[0], Qt.MouseButton.LeftButton)
    until(qtbot, lambda: screen(again) is Screen.TARGET)
    assert not (tmp_path / "made.incomplete").exists()
