"""The dialogs that tell a failure and that ask."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
)
from pytestqt.qtbot import QtBot

from tests.support.texts import visible_texts
from trymore_desktop.core.events import Failed
from trymore_desktop.ui.dialogs import Choice, ErrorDialog, ask, show_error


def test_the_error_dialog_tells_mends_and_copies(qtbot: QtBot, look: QApplication) -> None:
    failure = Failed("shard_missing", {"names": "a.bin", "count": 1, "total": 3}, "technical")
    dialog = show_error(None, failure)
    qtbot.addWidget(dialog)
    shown = " ".join(visible_texts(dialog))
    assert "a.bin is missing (1 of 3 files)" in shown
    assert "check again" in shown
    copy = next(
        item for item in dialog.findChildren(QAbstractButton) if item.text() == "Copy details"
    )
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "code: shard_missing" in copied
    assert "technical" in copied
    assert "PySide6" in copied


def test_an_unknown_code_still_gets_words(qtbot: QtBot, look: QApplication) -> None:
    dialog = ErrorDialog(None, Failed("no_such_code"))
    qtbot.addWidget(dialog)
    dialog.open()
    assert "no_such_code" in " ".join(visible_texts(dialog))


def test_escape_answers_nothing(qtbot: QtBot, look: QApplication) -> None:
    acted: list[str] = []
    question = ask(None, "Delete?", "", (Choice("Yes", "Yes", lambda: acted.append("yes")),))
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    qtbot.wait(20)
    assert acted == []
