"""Writing a message: what sends, what does not, and what an input method is owed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.composer import Composer
from trymore_desktop.ui.message_edit import MOST_LINES
from trymore_desktop.ui.theme import LIGHT, apply_theme


@pytest.fixture
def composer(qtbot: QtBot, look: QApplication) -> Composer:
    widget = Composer()
    qtbot.addWidget(widget)
    widget.resize(600, 200)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.edit.setFocus()
    return widget


@pytest.fixture
def sent(composer: Composer) -> list[str]:
    texts: list[str] = []
    composer.send_requested.connect(texts.append)
    return texts


def compose(composer: Composer, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(composer.edit, event)


def press(qtbot: QtBot, composer: Composer, key: Qt.Key, *, shift: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(composer.edit, key, modifier)


@pytest.mark.parametrize("enter_sends", [True, False])
def test_enter_and_shift_enter(
    qtbot: QtBot, composer: Composer, sent: list[str], enter_sends: bool
) -> None:
    composer.set_enter_sends(enter_sends)
    composer.set_text("one")
    press(qtbot, composer, Qt.Key.Key_Return, shift=enter_sends)
    qtbot.keyClicks(composer.edit, "two")
    assert sent == []
    press(qtbot, composer, Qt.Key.Key_Return, shift=not enter_sends)
    assert sent == ["one\ntwo"]


def test_return_in_a_composition_never_sends(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    compose(composer, "ni")
    compose(composer, "nihao")
    press(qtbot, composer, Qt.Key.Key_Return)
    press(qtbot, composer, Qt.Key.Key_Enter)
    assert sent == []


def test_the_first_return_after_a_composition_sends(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    compose(composer, "nihao")
    compose(composer, "", commit="你好")
    press(qtbot, composer, Qt.Key.Key_Return)
    assert sent == ["你好"]


def test_a_composition_that_was_abandoned_does_not_swallow_return(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    composer.set_text("already here")
    compose(composer, "ni")
    compose(composer, "")
    press(qtbot, composer, Qt.Key.Key_Return)
    assert sent == ["already here"]


def test_a_composition_is_not_written_over_the_hint(composer: Composer) -> None:
    hint = composer.edit.placeholderText()
    assert hint
    compose(composer, "nihao")
    assert composer.edit.placeholderText() == ""
    compose(composer, "", "你好")
    composer.set_text("")
    assert composer.edit.placeholderText() == hint


def test_clicking_send_takes_the_open_composition(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    composer.set_text("我说")
    compose(composer, "你好")
    qtbot.mouseClick(composer.send_button, Qt.MouseButton.LeftButton)
    assert sent == ["我说你好"]
    assert not composer.edit.composing
    assert composer.edit.hasFocus()


def test_send_is_offered_for_a_composition_alone(composer: Composer) -> None:
    assert not composer.send_button.isEnabled()
    compose(composer, "你")
    assert composer.send_button.isEnabled()


def test_blank_text_is_not_sent(qtbot: QtBot, composer: Composer, sent: list[str]) -> None:
    composer.set_text("  \n ")
    press(qtbot, composer, Qt.Key.Key_Return)
    assert sent == []
    assert not composer.send_button.isEnabled()


def test_it_grows_and_stops_growing(composer: Composer) -> None:
    heights = []
    for lines in (1, 3, MOST_LINES, MOST_LINES + 20):
        composer.set_text("\n".join("line" for _ in range(lines)))
        heights.append(composer.edit.height())
    line = composer.edit.fontMetrics().lineSpacing()
    assert heights[1] - heights[0] == 2 * line
    assert heights[2] == heights[3] == heights[0] + (MOST_LINES - 1) * line


def test_paste_is_plain(composer: Composer) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b><script>x</script>")
    data.setText("bold")
    composer.edit.insertFromMimeData(data)
    assert composer.text == "bold"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_dropped_text_file_is_inserted(composer: Composer, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "程序.py"
    path.write_bytes("print('你好')\r\n```\n".encode(encoding))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    composer.edit.insertFromMimeData(data)
    assert composer.text == "程序.py\n````py\nprint('你好')\n```\n````\n"


def test_a_file_that_is_no_text_is_refused(composer: Composer, tmp_path: Path) -> None:
    refused: list[str] = []
    composer.file_refused.connect(lambda error: refused.append(error.code))
    binary = tmp_path / "image.png"
    binary.write_bytes(b"\x89PNG\0\0\0\xff\xfe\x80")
    large = tmp_path / "large.txt"
    large.write_bytes(b"a" * (1 << 21))
    composer.edit.insert_files([binary, large, tmp_path / "absent.txt"])
    assert refused == ["file_no_text", "file_too_large", "file_not_readable"]
    assert composer.text == ""


def test_up_recalls_what_was_sent(qtbot: QtBot, composer: Composer) -> None:
    composer.edit.set_sent(["first", "second"])
    shown = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        press(qtbot, composer, key)
        shown.append(composer.text)
    assert shown == ["second", "first", "first", "second", ""]


def test_up_leaves_what_is_being_written_alone(qtbot: QtBot, composer: Composer) -> None:
    composer.edit.set_sent(["first"])
    qtbot.keyClicks(composer.edit, "my own")
    press(qtbot, composer, Qt.Key.Key_Up)
    assert composer.text == "my own"


def test_stop_shows_while_generating(composer: Composer) -> None:
    composer.set_generating(True)
    assert composer.stop_button.isVisible()
    composer.set_generating(False)
    assert not composer.stop_button.isVisible()


def test_the_field_grows_with_the_text_size(composer: Composer, look: QApplication) -> None:
    try:
        apply_theme(look, LIGHT, 200)
        QApplication.processEvents()
        assert composer.edit.height() >= composer.edit.fontMetrics().lineSpacing() + 8
    finally:
        apply_theme(look, LIGHT, 100)


def test_a_screen_reader_opens_the_menus(qtbot: QtBot, composer: Composer) -> None:
    menu = QMenu(composer)
    menu.addAction("Husky")
    composer.set_role_menu(menu)
    actions = QAccessible.queryAccessibleInterface(composer.role_button).actionInterface()
    actions.doAction(actions.actionNames()[0])
    qtbot.waitUntil(menu.isVisible)
    menu.close()
