"""Chosen chats leave the window as training data that the training's own commands read."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from trymore_desktop.core.chat import Role
from trymore_desktop.store.conversations import Store
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.training_dialog import TrainingDialog
from trymore_desktop.worker import EngineWorker


@pytest.fixture
def window(
    qtbot: QtBot, look: QApplication, store: Store, preferences: Any
) -> Iterator[MainWindow]:
    for number in range(4):
        chat = store.create_conversation(folder="work" if number % 2 else "").id
        asked = store.add_message(chat, None, Role.USER, f"第{number}个问题是什么？")
        store.add_message(chat, asked.id, Role.ASSISTANT, f"这是第{number}个回答。")
    made = MainWindow(preferences)
    made.complete(store, EngineWorker())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut_down()


def press(dialog: TrainingDialog, name: str) -> None:
    [found] = [b for b in dialog.findChildren(QPushButton) if b.accessibleName() == name]
    found.click()


def test_chosen_chats_go_on_to_the_training(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.actions_["training"].trigger()
    dialog = window.dialogs._open["training"]
    assert isinstance(dialog, TrainingDialog)
    assert dialog.chosen() == []
    assert not dialog._export.isEnabled()
    press(dialog, "Choose all")
    assert len(dialog.chosen()) == 4
    press(dialog, "Choose none")
    work = dialog._tree.topLevelItem(0)
    assert work is not None
    assert work.text(0) == "work"
    work.setCheckState(0, Qt.CheckState.Checked)
    assert len(dialog.chosen()) == 2
    assert "2" in dialog._count.text()
    with qtbot.waitSignal(window.transfer.ended):
        dialog.export_to(tmp_path / "tuning")
    [exported] = (tmp_path / "tuning" / "exported").iterdir()
    entries = json.loads(exported.read_text("utf-8"))
    assert {entry["source"] for entry in entries} == {"trymore-desktop"}
    assert sorted(entry["conversations"][0]["value"] for entry in entries) == [
        "第1个问题是什么？",
        "第3个问题是什么？",
    ]
    recipe = tomllib.loads((tmp_path / "tuning" / "own-chats.toml").read_text("utf-8"))
    assert recipe["train"]["model"] == recipe["data"]["tokenizer"] == window.models.path
    assert str(tmp_path / "tuning") in dialog._next.text()
    press(dialog, "Copy commands")
    assert QApplication.clipboard().text().startswith("trymore data prepare --recipe own-chats")
    (tmp_path / "tuning" / "own-chats.toml").write_text("mine")
    with qtbot.waitSignal(window.transfer.ended):
        dialog.export_to(tmp_path / "tuning")
    assert (tmp_path / "tuning" / "own-chats.toml").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    dialog = TrainingDialog(window)
    press(dialog, "Choose all")
    dialog.export_to(tmp_path / "file")
    from trymore_desktop.ui.dialogs import ErrorDialog

    [error] = dialog.findChildren(ErrorDialog)
    assert "could not be written" in error._what.text()
    error.accept()
    dialog.reject()
