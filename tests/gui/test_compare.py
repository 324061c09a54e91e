"""One question to two real models, one after the other, by the real engine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from trymore_desktop.core.chat import GenerationConfig, Role
from trymore_desktop.store.conversations import Store
from trymore_desktop.ui.compare import CompareDialog
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.model_state import ModelState
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.rendering.writer import TailWriter
from trymore_desktop.worker import EngineWorker

PATIENCE = 60_000
"""Milliseconds for loading a tiny model in the engine's process."""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    from tests.support.checkpoints import write_model
    from tests.support.tensors import Shape

    folder = tmp_path_factory.mktemp("two")
    return (
        write_model(folder / "small", Shape(layers=1)),
        write_model(folder / "larger", Shape(layers=2), seed=9),
    )


@pytest.fixture
def window(
    qtbot: QtBot,
    look: QApplication,
    store: Store,
    worker: EngineWorker,
    preferences: Preferences,
    models: tuple[Path, Path],
) -> Iterator[MainWindow]:
    paths = tuple(map(str, models))
    preferences.update(
        models=paths,
        model_path=paths[1],
        generation=GenerationConfig(max_new_tokens=12, temperature=1.0, seed=7),
    )
    made = MainWindow(preferences)
    made.complete(store, worker)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut_down()


def test_without_a_model_that_is_said(window: MainWindow, preferences: Preferences) -> None:
    preferences.update(models=(), model_path="")
    dialog = opened(window)
    assert [side.choice.count() for side in dialog.sides] == [0, 0]
    assert [side.choice.placeholderText() for side in dialog.sides] == ["No model"] * 2
    assert not dialog._ask.isEnabled()


def opened(window: MainWindow) -> CompareDialog:
    window.actions_["compare"].trigger()
    dialog = window.dialogs._open["compare"]
    assert isinstance(dialog, CompareDialog)
    return dialog


def ask(dialog: CompareDialog, text: str = "What is two and three?") -> None:
    dialog._question.setPlainText(text)
    dialog._ask.click()


def loads(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every command that is sent from now on."""
    sent: list[Any] = []
    submit = window.worker.submit

    def noted(command: Any) -> Any:
        sent.append(command)
        return submit(command)

    monkeypatch.setattr(window.worker, "submit", noted)
    return sent


def test_both_answer_and_the_former_model_comes_back(
    qtbot: QtBot, window: MainWindow, store: Store, models: tuple[Path, Path]
) -> None:
    window.models.load()
    qtbot.waitUntil(lambda: window.models.ready, timeout=PATIENCE)
    window.composer.set_text("What is two and three?")
    window.desk.keep_draft()
    dialog = opened(window)
    left, right = dialog.sides
    assert (left.choice.currentText(), right.choice.currentText()) == ("small", "larger")
    ask(dialog)
    assert not dialog._ask.isEnabled()
    assert not window.models.ready, "another model is in the engine"
    qtbot.waitUntil(dialog._ask.isEnabled, timeout=PATIENCE)
    for side in dialog.sides:
        assert side.text
        shown = TailWriter(QTextDocument(), window.pane.text_style)
        shown.set_text(side.text)
        shown.finish()
        assert side.answer.body.toPlainText() == shown.document.toPlainText()
        assert "tokens/s" in side.note.text()
    assert left.text != right.text
    qtbot.waitUntil(lambda: window.models.ready, timeout=PATIENCE)
    assert window.models.path == str(models[1])
    right.keep.click()
    [record] = store.list_conversations()
    asked, answer = store.path(record.id)
    assert (asked.role, asked.content) == (Role.USER, "What is two and three?")
    assert (answer.content, answer.model) == (right.text, "larger")
    assert answer.usage.completion_tokens == 12, "the cost is kept with it"
    assert answer.reason is right.finished.reason
    assert window.chat.conversation is not None
    assert window.chat.conversation.id == record.id
    assert record.draft == window.composer.text == ""
    assert "compare" not in window.dialogs._open


def test_a_model_that_cannot_be_loaded_says_so_and_the_other_answers(
    qtbot: QtBot, window: MainWindow, models: tuple[Path, Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text("{")
    paths = (str(broken), str(models[0]))
    window.preferences.update(models=paths, model_path=paths[1])
    window.models.path = paths[1]
    dialog = opened(window)
    ask(dialog)
    qtbot.waitUntil(dialog._ask.isEnabled, timeout=PATIENCE)
    left, right = dialog.sides
    assert left.note.text()
    assert "tokens/s" not in left.note.text()
    assert not left.keep.isEnabled()
    assert right.text
    assert right.keep.isEnabled()
    qtbot.waitUntil(lambda: window.models.ready, timeout=PATIENCE)
    dialog.reject()


@pytest.mark.parametrize("way", ["stop", "close"])
def test_stopping_gives_the_former_model_back(
    qtbot: QtBot, window: MainWindow, model_folder: Path, models: tuple[Path, Path], way: str
) -> None:
    """The left model is slow, so that it is still answering."""
    paths = (str(model_folder), str(models[1]))
    config = GenerationConfig(max_new_tokens=1500, seed=7)
    window.preferences.update(models=paths, generation=config)
    window.models.load()
    qtbot.waitUntil(lambda: window.models.ready, timeout=PATIENCE)
    dialog = opened(window)
    ask(dialog)
    qtbot.waitUntil(lambda: len(dialog.sides[0].text) > 0, timeout=PATIENCE)
    if way == "stop":
        dialog._stop.click()
        qtbot.waitUntil(dialog._ask.isEnabled, timeout=PATIENCE)
        assert not dialog.sides[1].text
        assert dialog.sides[0].note.text() == "You stopped this reply."
        assert dialog.sides[0].keep.isEnabled()
        dialog.reject()
    else:
        dialog.reject()
    qtbot.waitUntil(lambda: window.models.ready, timeout=PATIENCE)
    assert window.models.path == paths[1]
    assert window.models.info is not None
    assert window.models.info.path == paths[1]


def test_closing_without_a_question_leaves_the_model_alone(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = loads(window, monkeypatch)
    opened(window).reject()
    assert sent == []
    assert window.models.state is ModelState.NONE
