"""The wizard on the real worker, a real engine process and real small checkpoints."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.support.checkpoints import Pair, Shape, make_pair
from tests.support.gated_engine import COMMAND
from trymore_desktop import settings as settings_file
from trymore_desktop.core.checkpoints import Place
from trymore_desktop.ui.dialogs import Question
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.wizard import Wizard
from trymore_desktop.ui.wizard_pages.merging import MergingPage
from trymore_desktop.ui.wizard_pages.source import SourcePage
from trymore_desktop.ui.wizard_pages.target import TargetPage
from trymore_desktop.ui.wizard_state import Locations, Phase, Screen
from trymore_desktop.worker import EngineWorker

ENGINE = 60_000
"""Milliseconds: the engine imports torch on a busy machine."""
LARGE = Shape(layers=24, hidden=1024, vocabulary=4096, heads=8, kv_heads=8)
"""About 640 MB in fp16: long enough to pause in the middle."""

Make = Callable[[], Wizard]


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


@pytest.fixture
def make(
    qtbot: QtBot, look: object, worker: EngineWorker, home: Path, tmp_path: Path
) -> Iterator[Make]:
    """Wizards that start as the program starts: from what is in the settings file."""
    made = []

    def start() -> Wizard:
        wizard = Wizard(worker, Preferences(settings_file.load()[0]))
        models = home / "data/models"
        demo = tmp_path / "demo"
        wizard.session.flow.locations = Locations(demo / "base", demo / "delta", models)
        qtbot.addWidget(wizard)
        wizard.show()
        made.append(wizard)
        return wizard

    yield start
    for wizard in made:
        wizard.close()


@pytest.fixture
def demo(tmp_path: Path) -> Pair:
    return make_pair(tmp_path / "demo", base_form="safetensors", delta_form="safetensors")


def until(qtbot: QtBot, condition: Callable[[], bool], timeout: int = ENGINE) -> None:
    qtbot.waitUntil(condition, timeout=timeout)


def named(wizard: Wizard, name: str) -> QPushButton:
    found = [item for item in wizard.findChildren(QPushButton) if item.accessibleName() == name]
    shown = [item for item in found if item.isVisible()]
    assert len(shown) == 1, f"{len(shown)} visible of {len(found)} buttons named {name}"
    return shown[0]


def press(qtbot: QtBot, wizard: Wizard, name: str) -> None:
    until(qtbot, lambda: named(wizard, name).isEnabled())
    qtbot.mouseClick(named(wizard, name), Qt.MouseButton.LeftButton)


def screen(wizard: Wizard) -> Screen:
    return wizard.session.flow.screen


def source_page(wizard: Wizard, place: Place) -> SourcePage:
    page = wizard.pages[Screen(place.value)]
    assert isinstance(page, SourcePage)
    return page


def merging_page(wizard: Wizard) -> MergingPage:
    page = wizard.pages[Screen.MERGING]
    assert isinstance(page, MergingPage)
    return page


def to_target(qtbot: QtBot, wizard: Wizard, pair: Pair, target: Path) -> None:
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    source_page(wizard, Place.BASE).field.choose(str(pair.base))
    press(qtbot, wizard, "Next")
    source_page(wizard, Place.DELTA).field.choose(str(pair.delta))
    press(qtbot, wizard, "Next")
    assert screen(wizard) is Screen.TARGET
    page = wizard.pages[Screen.TARGET]
    assert isinstance(page, TargetPage)
    page.field.choose(str(target))


def test_the_demo_from_a_fresh_home_to_the_first_words(
    qtbot: QtBot, make: Make, demo: Pair, home: Path
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


def test_finishing_later_goes_on_at_the_same_screen(qtbot: QtBot, make: Make, demo: Pair) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    source_page(wizard, Place.BASE).field.choose(str(demo.base))
    until(qtbot, wizard.next_button.isEnabled)
    with qtbot.waitSignal(wizard.look_around):
        press(qtbot, wizard, "Finish later")
    wizard.close()
    again = make()
    assert screen(again) is Screen.BASE
    assert source_page(again, Place.BASE).field.edit.text() == str(demo.base)
    until(qtbot, again.next_button.isEnabled)


def test_the_window_is_told_which_model_the_engine_holds(
    qtbot: QtBot, make: Make, demo: Pair
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


def test_folders_of_ones_own(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    pair = make_pair(tmp_path / "模型 own")
    target = tmp_path / "结果 here"
    wizard = make()
    to_target(qtbot, wizard, pair, target)
    press(qtbot, wizard, "Merge")
    until(qtbot, lambda: screen(wizard) is Screen.FIRST_WORDS)
    assert list(target.glob("*.safetensors"))
    press(qtbot, wizard, "Start chatting")


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


def test_exchanged_folders_are_mended_with_one_click(qtbot: QtBot, make: Make, demo: Pair) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    page = source_page(wizard, Place.BASE)
    page.field.choose(str(demo.delta))
    press(qtbot, wizard, "Swap them")
    assert wizard.session.flow.state.delta == str(demo.delta)
    page.field.choose(str(demo.base))
    press(qtbot, wizard, "Next")
    until(qtbot, lambda: wizard.next_button.isEnabled())
    assert source_page(wizard, Place.DELTA).field.edit.text() == str(demo.delta)

    other = make()
    other.session.flow.choose_folder(Place.BASE, str(demo.delta))
    other.session.flow.choose_own()
    other.session.flow.next()
    other.session.refresh()
    until(qtbot, lambda: Place.BASE in other.session.flow.reports)
    assert not other.next_button.isEnabled()


def wrong_folders(tmp_path: Path) -> dict[str, Path]:
    places = {name: tmp_path / name for name in ("empty", "text", "pointers", "absent")}
    for name in ("empty", "text", "pointers"):
        places[name].mkdir()
    (places["text"] / "notes.txt").write_text("nothing")
    (places["pointers"] / "config.json").write_text('{"model_type": "llama"}')
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9877989586\n"
    (places["pointers"] / "pytorch_model.bin").write_text(pointer)
    return places


def test_wrong_folders_each_have_their_words(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    page = source_page(wizard, Place.BASE)
    told = {}
    for name, folder in wrong_folders(tmp_path).items():
        page.field.choose(str(folder))
        until(qtbot, lambda: page.verdict.isVisible())
        told[name] = page.verdict.texts()[0]
        assert not wizard.next_button.isEnabled()
    assert len(set(told.values())) == len(told), told
    assert not any("{" in text or "went wrong inside" in text for text in told.values()), told


def test_a_dropped_folder_is_inspected(qtbot: QtBot, make: Make, demo: Pair) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    page = source_page(wizard, Place.BASE)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(demo.base / "config.json"))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.field.dropEvent(event)
    until(qtbot, lambda: wizard.next_button.isEnabled())
    assert wizard.session.flow.state.base == str(demo.base)


def test_a_merged_model_goes_straight_to_its_first_words(
    qtbot: QtBot, make: Make, tmp_path: Path
) -> None:
    from tests.support.checkpoints import write_model

    model = write_model(tmp_path / "merged")
    wizard = make()
    press(qtbot, wizard, "I already have a merged model")
    wizard.page._model.choose(str(model))
    until(qtbot, lambda: screen(wizard) is Screen.FIRST_WORDS)
    with qtbot.waitSignal(wizard.finished):
        press(qtbot, wizard, "Start chatting")


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
