"""The conversation pane: what a person asks of it, by buttons, keys and selecting."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.support.panes import LONG, button, message, settle, stream, talk, view_of
from trymore_desktop.core.chat import FinishReason
from trymore_desktop.store.records import MessageState
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.theme import LIGHT


@pytest.fixture(scope="module", autouse=True)
def clean_clipboard() -> Iterator[None]:
    """What the tests copied goes before the interpreter does."""
    yield
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize(
    ("name", "signal", "number"),
    [
        ("Regenerate", "regenerate_requested", 4),
        ("Continue", "continue_requested", 4),
        ("Edit", "edit_requested", 3),
        ("Delete", "delete_requested", 4),
    ],
)
def test_buttons_of_the_last_messages(
    pane: ConversationPane, qtbot: QtBot, name: str, signal: str, number: int
) -> None:
    pane.show_branch([*talk(3), message(4, "cut", MessageState.STOPPED)])
    target = button(view_of(pane, number), name)
    assert target.isVisible()
    with qtbot.waitSignal(getattr(pane, signal)) as caught:
        qtbot.mouseClick(target, Qt.MouseButton.LeftButton)
    assert caught.args == [number]


def test_a_complete_reply_cannot_go_on(pane: ConversationPane) -> None:
    pane.show_branch([message(1, "q"), message(2, "a", reason=FinishReason.STOP)])
    assert not button(view_of(pane, 2), "Continue").isEnabled()
    pane.show_branch([message(1, "q"), message(2, "a", reason=FinishReason.LENGTH)])
    assert button(view_of(pane, 2), "Continue").isEnabled()


def test_versions(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([message(1, "q"), message(4, "second", versions=(2, 4, 6))])
    view = view_of(pane, 4)
    asked: list[int] = []
    pane.version_requested.connect(asked.append)
    qtbot.mouseClick(button(view, "Previous version"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(view, "Next version"), Qt.MouseButton.LeftButton)
    assert asked == [2, 6]
    assert "2/3" in [label.text() for label in view.findChildren(QWidget) if hasattr(label, "text")
                     and callable(label.text)]  # fmt: skip


def test_versions_stand_in_order_below_a_question_too(pane: ConversationPane) -> None:
    pane.show_branch([message(5, "asked again", versions=(3, 5, 7)), message(6, "a")])
    view = view_of(pane, 5)
    previous, following = (button(view, f"{name} version") for name in ("Previous", "Next"))
    count = next(label for label in view.findChildren(QLabel) if label.text() == "2/3")
    assert previous.x() < count.x() < following.x()
    assert button(view, "Copy").x() < previous.x()  # the nearest to the words is at the right


def test_older_messages_show_their_buttons_on_focus(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(4))
    view = view_of(pane, 2)
    assert not [item for item in view.findChildren(QToolButton) if item.isVisible()]
    pane.activateWindow()
    view.text.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: button(view, "Copy").isVisible())
    qtbot.wait(20)
    visited = []
    for _ in range(12):
        focus = QApplication.focusWidget()
        visited.append(focus.accessibleName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        QCoreApplication.processEvents()
    assert visited[:4] == ["Assistant message 2", "Copy", "Regenerate", "Delete"]
    assert "Your message 3" in visited


def test_the_tab_key_leads_on_and_into_view(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([message(number, LONG[:500]) for number in range(1, 30)])
    pane.show_message(1)
    settle(qtbot, pane)
    pane.activateWindow()
    view_of(pane, 1).text.setFocus(Qt.FocusReason.TabFocusReason)
    visited = []
    for _ in range(24):
        qtbot.wait(30)
        focus = QApplication.focusWidget()
        assert (
            pane.viewport()
            .rect()
            .intersects(focus.rect().translated(focus.mapTo(pane.viewport(), QPoint(0, 0))))
        )
        visited.append(focus.accessibleName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    messages = [name for name in visited if "message" in name]
    assert messages[:4] == [
        "Your message 1",
        "Assistant message 2",
        "Your message 3",
        "Assistant message 4",
    ]


def test_copy_gives_text_and_formats(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([message(1, "q"), message(2, "**bold** <i>\n\n1. one\n2. two\n")])
    qtbot.mouseClick(button(view_of(pane, 2), "Copy"), Qt.MouseButton.LeftButton)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "bold <i>\n1. one\n2. two"
    assert "<strong>bold</strong>" in data.html()
    assert "&lt;i&gt;" in data.html()
    view = view_of(pane, 2)
    menu = view.make_menu()
    actions = {action.text(): action for action in menu.actions()}
    actions["Copy as Markdown"].trigger()
    assert QGuiApplication.clipboard().text() == "**bold** <i>\n\n1. one\n2. two\n"
    actions["Copy as plain text"].trigger()
    assert QGuiApplication.clipboard().text() == "bold <i>\n1. one\n2. two"
    menu.deleteLater()


def drag(
    target: QWidget, start: QPoint, end: QPoint, window_of: Callable[[QPoint], QPoint]
) -> None:
    steps = (
        (QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseMove, (start + end) / 2, Qt.MouseButton.NoButton),
        (QEvent.Type.MouseMove, end, Qt.MouseButton.NoButton),
        (QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.LeftButton),
    )
    for kind, where, pressed in steps:
        local = QPointF(target.mapFromGlobal(window_of(where)))
        held = Qt.MouseButton.NoButton
        if kind != QEvent.Type.MouseButtonRelease:
            held = Qt.MouseButton.LeftButton
        event = QMouseEvent(
            kind, local, QPointF(window_of(where)), pressed, held, Qt.KeyboardModifier.NoModifier
        )
        QCoreApplication.sendEvent(target, event)


def test_selecting_across_messages(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([
        message(1, "alpha beta"), message(2, "1. gamma\n2. delta"), message(3, "epsilon zeta")
    ])  # fmt: skip
    settle(qtbot, pane)
    first, last = view_of(pane, 1).text, view_of(pane, 3).text
    begin = first.cursorRect(_cursor(first, 6)).center()
    end = last.cursorRect(_cursor(last, 7)).center()
    begin = first.viewport().mapTo(pane, begin)
    end = last.viewport().mapTo(pane, end)
    drag(first.viewport(), begin, end, pane.mapToGlobal)
    assert pane.selection.across
    qtbot.keyClick(first, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "beta\n\n1. gamma\n2. delta\n\nepsilon"
    assert data.hasHtml()
    assert LIGHT.text not in data.html()
    pane.begin_reply(message(4, "", MessageState.STREAMING))
    stream(pane, qtbot, ["more ", "text"])
    assert last.textCursor().selectedText() == "epsilon"
    qtbot.mousePress(last.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert not first.textCursor().hasSelection()


def _cursor(text, position: int) -> QTextCursor:
    cursor = text.textCursor()
    cursor.setPosition(position)
    return cursor


def test_a_selection_outlives_its_widgets(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(400))
    pane.selection.select_all()
    pane.show_message(200)
    settle(qtbot, pane)
    assert view_of(pane, 200).text.textCursor().selectedText() == "Message 200 消息"
    assert pane.selection.mime_data().text().count("消息") == 400
