"""The dialogs that tell a failure and that ask."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from tests.support.texts import visible_texts
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.core.events import Failed
from trymore_desktop.ui.dialogs import Choice, ErrorDialog, ask, show_error
from trymore_desktop.ui.sampling_form import SamplingDialog
from trymore_desktop.ui.styling import resize_with_font
from trymore_desktop.ui.theme import LIGHT, apply_theme


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


def text_start(field: QLineEdit) -> int:
    """Where the text begins, in pixels from the left edge of a field that is empty or at its start.

    Of a spin box's line edit, from the edge of the spin box.
    """
    field.home(False)
    left = field.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).left()
    box = field.parentWidget()
    return left + (field.x() if isinstance(box, QAbstractSpinBox) else 0)


@pytest.mark.parametrize("scale", [100, 200])
def test_numbers_begin_where_other_texts_do(qtbot: QtBot, look: QApplication, scale: int) -> None:
    apply_theme(look, LIGHT, scale)
    try:
        dialog = SamplingDialog(None, GenerationConfig())
        edit = QLineEdit("text", dialog)
        dialog.layout().addWidget(edit)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        starts = {text_start(box.lineEdit()) for box in dialog.findChildren(QAbstractSpinBox)}
        assert len(starts) == 1
        assert abs(starts.pop() - text_start(edit)) <= 1
    finally:
        apply_theme(look, LIGHT, 100)


@pytest.mark.parametrize(
    ("scale", "size"), [(80, (300, 200)), (100, (300, 200)), (200, (600, 400))]
)
def test_dialogs_grow_with_the_text(
    qtbot: QtBot, look: QApplication, scale: int, size: tuple[int, int]
) -> None:
    apply_theme(look, LIGHT, scale)
    try:
        dialog = QDialog()
        qtbot.addWidget(dialog)
        resize_with_font(dialog, 300, 200)
        assert dialog.size().toTuple() == size
        resize_with_font(dialog, 700, 700)
        room = dialog.screen().availableGeometry().size()
        if scale > 100:
            assert dialog.width() < max(701, room.width()), "the screen has the last word"
            assert dialog.height() < max(701, room.height())
    finally:
        apply_theme(look, LIGHT, 100)
