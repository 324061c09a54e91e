"""The conversation pane: what is shown of it, while it grows and when it is long."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QGuiApplication,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.panes import LONG, button, message, screen_top, settle, stream, talk, view_of
from trymore_desktop.core.chat import FinishReason
from trymore_desktop.store.records import MessageState
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.message_view import MessageView


@pytest.fixture(scope="module", autouse=True)
def clean_clipboard() -> Iterator[None]:
    """What the tests copied goes before the interpreter does."""
    yield
    QGuiApplication.clipboard().clear()


# showing


def test_a_branch_is_shown_from_its_end(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(40))
    settle(qtbot, pane)
    assert pane.verticalScrollBar().value() == pane.verticalScrollBar().maximum()
    assert view_of(pane, 40).geometry().bottom() <= pane.viewport().height()
    assert "Message 40 消息" in pane.text()
    assert "**40**" not in pane.text()


def test_names_for_those_who_listen(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(2))
    assert pane.accessibleName() == "Conversation"
    text = view_of(pane, 2).text
    interface = QAccessible.queryAccessibleInterface(text)
    assert interface.text(QAccessible.Text.Name) == "Assistant message 2"
    assert interface.role() in (QAccessible.Role.EditableText, QAccessible.Role.StaticText)
    shown = interface.textInterface().text(0, interface.textInterface().characterCount())
    assert shown == "Message 2 消息"
    name = QAccessible.queryAccessibleInterface(view_of(pane, 1).text).text(QAccessible.Text.Name)
    assert name == "Your message 1"


def test_messages_are_read_from_the_top(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(30))
    settle(qtbot, pane)
    read = [item.record.id for item in pane.viewport().children() if isinstance(item, MessageView)]
    assert read == sorted(read)
    assert len(read) > 3


def test_every_control_has_a_name(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([*talk(3), message(4, "```py\nx\n```\n")])
    settle(qtbot, pane)
    controls = [item for item in pane.findChildren(QWidget) if item.focusPolicy()]
    assert controls
    for control in controls:
        interface = QAccessible.queryAccessibleInterface(control)
        if control.objectName() != "qt_scrollarea_viewport":
            assert interface.text(QAccessible.Text.Name), control


def test_what_a_person_wrote_is_shown_as_it_is(pane: ConversationPane) -> None:
    raw = "# not a heading\n<b>x</b>  **y**\n\n  indented"
    pane.show_branch([message(1, raw)])
    assert view_of(pane, 1).text.toPlainText() == raw


# a reply that grows


def test_a_reply_streams_in(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    for part in ("Hello", " **wor", "ld** 谢", "谢🙂"):
        pane.append_text(part)
    qtbot.waitUntil(lambda: "world" in pane.text())
    assert view_of(pane, 2).text.toPlainText() == "Hello world 谢谢🙂"
    done = message(2, "Hello **world** 谢谢🙂", reason=FinishReason.STOP)
    pane.finish_reply(done)
    assert view_of(pane, 2).text.toPlainText() == "Hello world 谢谢🙂"
    assert not view_of(pane, 2).streaming


def test_tokens_are_written_together(pane: ConversationPane, qtbot: QtBot, monkeypatch) -> None:
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    written: list[str] = []
    append = MessageView.append
    monkeypatch.setattr(
        MessageView, "append", lambda self, text: (written.append(text), append(self, text))
    )
    for _ in range(50):
        pane.append_text("字")
    assert written == []
    qtbot.waitUntil(lambda: bool(written))
    assert written == ["字" * 50]


def test_what_the_record_says_wins(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    pane.append_text("seen before the end")
    pane.finish_reply(message(2, "what is *written*"))
    settle(qtbot, pane)
    assert view_of(pane, 2).text.toPlainText() == "what is written"


def test_continue_goes_on_in_its_place(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([*talk(1), message(2, "One tw", MessageState.STOPPED)])
    pane.begin_reply(message(2, "One tw", MessageState.STREAMING))
    stream(pane, qtbot, ["o th", "ree"])
    pane.finish_reply(message(2, "One two three"))
    assert len(pane.rows) == 2
    assert view_of(pane, 2).text.toPlainText() == "One two three"


def test_the_view_follows_only_at_the_end(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([*talk(20), message(21, "go")])
    pane.begin_reply(message(22, "", MessageState.STREAMING))
    stream(pane, qtbot, [LONG[:900]])
    bar = pane.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(bar.value() - 200)
    settle(qtbot, pane)
    before = screen_top(pane)
    stream(pane, qtbot, [LONG[at : at + 30] for at in range(900, 2400, 30)])
    assert screen_top(pane) == before
    assert not pane.at_end
    jump = button(pane, "Jump to the end")
    assert jump.isVisible()
    qtbot.mouseClick(jump, Qt.MouseButton.LeftButton)
    assert bar.value() == bar.maximum()
    assert not jump.isVisible()
    stream(pane, qtbot, [LONG[2400:]])
    assert bar.value() == bar.maximum()


def test_copy_of_code_that_just_closed(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    stream(pane, qtbot, ["```py\nfirst = 1\n", "second = 2\n```\n\nand", " more\n\n```\nthird\n"])
    copies = [bar.button for bar in view_of(pane, 2).text.bars]
    qtbot.mouseClick(copies[0], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "first = 1\nsecond = 2"
    qtbot.mouseClick(copies[1], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "third"


def test_keys_scroll(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(60))
    settle(qtbot, pane)
    end = pane.verticalScrollBar().value()
    text = view_of(pane, 60).text
    text.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(text, Qt.Key.Key_PageUp)
    assert end - 600 <= pane.verticalScrollBar().value() < end
    qtbot.keyClick(text, Qt.Key.Key_Home)
    settle(qtbot, pane)
    assert view_of(pane, 1).y() >= 0
    qtbot.keyClick(pane, Qt.Key.Key_End)
    assert pane.at_end


def test_the_wheel_scrolls_over_a_message(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(40))
    settle(qtbot, pane)
    start = pane.verticalScrollBar().value()
    text = view_of(pane, 40).text
    place = text.viewport().mapTo(pane, QPoint(5, 5))
    QTest.wheelEvent(pane.windowHandle(), place, QPoint(0, 240))
    qtbot.waitUntil(lambda: pane.verticalScrollBar().value() < start)
    assert not pane.at_end


def test_a_selection_survives_a_hundred_updates(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    stream(pane, qtbot, ["First paragraph.\n\nSecond one that is "])
    text = view_of(pane, 2).text
    start = text.toPlainText().index("paragraph")
    cursor = text.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(text.toPlainText().index("one that") + 3, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    chosen = text.textCursor().selectedText()
    stream(pane, qtbot, [f"word{number} " for number in range(100)])
    assert text.textCursor().selectedText() == chosen
    pane.finish_reply(message(2, text.writer.text_so_far))
    assert text.textCursor().selectedText() == chosen


# many messages


def test_few_widgets_for_many_messages(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(10_000))
    most = len(pane.views)
    bar = pane.verticalScrollBar()
    for value in range(bar.maximum(), 0, -max(1, bar.maximum() // 60)):
        bar.setValue(value)
        settle(qtbot, pane)
        most = max(most, len(pane.views))
        screen = pane.viewport().rect()
        seen = [view for view in pane.views.values() if view.geometry().intersects(screen)]
        covered = sorted((view.y(), view.y() + view.height()) for view in seen)
        assert covered[0][0] <= 0 or value < 50
        for (_, bottom), (top, _) in pairwise(covered):
            assert bottom == top
    assert most < 60
    pane.show_message(5000)
    settle(qtbot, pane)
    assert 0 <= view_of(pane, 5000).y() < 60


def test_resizing_keeps_the_place(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([message(number, LONG[:700]) for number in range(1, 60)])
    pane.show_message(30)
    settle(qtbot, pane)
    pane.resize(520, 600)
    settle(qtbot, pane)
    assert screen_top(pane)[0] in (29, 30)
    assert view_of(pane, 30).width() < 540


def test_the_same_messages_keep_their_widgets(pane: ConversationPane, qtbot: QtBot) -> None:
    records = talk(6)
    pane.show_branch(records)
    kept = view_of(pane, 4)
    other = [*records[:4], message(7, "another"), message(8, "version", versions=(6, 8))]
    pane.show_branch(other)
    assert view_of(pane, 4) is kept
    assert [view.record.id for _, view in sorted(pane.views.items())] == [1, 2, 3, 4, 7, 8]
    pane.show_branch(talk(4, conversation=2))
    assert kept not in pane.views.values()
