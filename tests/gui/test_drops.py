"""Files dropped on the window, by Qt's own events; tests/process/test_drops.py has a real mouse."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.main_window import MainWindow

CHATS = [{"conversations": [{"from": "human", "value": "问"}, {"from": "gpt", "value": "答"}]}]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    note, chats = tmp_path / "note.txt", tmp_path / "chats.json"
    note.write_text("河流 notes", "utf-8")
    chats.write_text(json.dumps(CHATS), "utf-8")
    return note, chats


def mime(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def enter(widget: QWidget, data: QMimeData) -> QDragEnterEvent:
    """As the platform does: to the widget below the pointer, and up from there."""
    at = QPoint(widget.width() // 2, widget.height() // 2)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    event = QDragEnterEvent(at, actions, data, buttons, keys)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event


def drop(window: MainWindow, widget: QWidget, *files: Path) -> QDropEvent:
    """Enter, and let go over the window, which took it."""
    data = mime(*files)
    assert enter(widget, data).isAccepted()
    at = widget.mapTo(window, QPoint(widget.width() // 2, widget.height() // 2))
    event = QDropEvent(
        QPointF(at),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    return event


def test_a_text_comes_into_the_message(
    qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]
) -> None:
    assert drop(window, window.pane.viewport(), files[0]).isAccepted()
    assert "河流 notes" in window.composer.text
    assert window.store.list_conversations() == [] or not window.chat.path


def test_chats_are_imported_wherever_they_fall(
    qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]
) -> None:
    for number, place in enumerate((window.pane.viewport(), window.sidebar.list.viewport()), 1):
        drop(window, place, files[1])
        with qtbot.waitSignal(window.transfer.ended):
            pass
        assert len(window.store.list_conversations()) == number
    assert window.composer.text == ""


def test_on_the_list_everything_is_meant_as_chats(
    qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]
) -> None:
    with qtbot.waitSignal(window.transfer.ended) as caught:
        drop(window, window.sidebar.list.viewport(), files[0])
    assert caught.args[0].code == "import_unknown"
    assert window.composer.text == ""


def test_it_is_shown_what_would_take_it(window: MainWindow, files: tuple[Path, Path]) -> None:
    enter(window.pane.viewport(), mime(files[0]))
    assert window.composer.property("hot")
    enter(window.sidebar.list.viewport(), mime(files[0]))
    assert window.sidebar.property("hot")
    assert not window.composer.property("hot")
    drop(window, window.pane.viewport(), files[0])
    assert not window.composer.property("hot")
    assert not window.sidebar.property("hot")


def test_other_things_and_the_wizard_are_left_alone(
    window: MainWindow, files: tuple[Path, Path]
) -> None:
    text = QMimeData()
    text.setText("words")
    assert not enter(window.pane.viewport(), text).isAccepted()
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/a.txt")])
    assert not enter(window.pane.viewport(), web).isAccepted()
    window.wizard.open()
    assert not enter(window.pages.currentWidget(), mime(files[0])).isAccepted()
    window.wizard.close()
