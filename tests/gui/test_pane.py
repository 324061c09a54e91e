"""The conversation pane: what a person sees, does and hears of it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QGuiApplication,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from trymore_desktop.core.chat import FinishReason, Role, Usage
from trymore_desktop.core.events import Failed
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.message_view import MessageView
from trymore_desktop.ui.pane_interface import give_text
from trymore_desktop.ui.theme import DARK, LIGHT

LONG = "\n\n".join(f"Paragraph {number} 段落 with some **words** in it." for number in range(60))


def message(
    number: int,
    text: str,
    state: MessageState = MessageState.COMPLETE,
    conversation: int = 1,
    **more,
) -> MessageRecord:
    role = Role.USER if number % 2 else Role.ASSISTANT
    return MessageRecord(
        number, conversation, number - 1 or None, role, text, state, 0.0, "/m/TryMoreGPT-7B", **more
    )


def talk(count: int, conversation: int = 1) -> list[MessageRecord]:
    return [
        message(number, f"Message **{number}** 消息", conversation=conversation)
        for number in range(1, count + 1)
    ]


@pytest.fixture(scope="module", autouse=True)
def clean_clipboard() -> Iterator[None]:
    """What the tests copied goes before the interpreter does."""
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def pane(qtbot: QtBot, look: QApplication) -> ConversationPane:
    widget = ConversationPane()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def settle(qtbot: QtBot, pane: ConversationPane) -> None:
    qtbot.waitUntil(lambda: all(view.built for view in pane.views.values()))
    qtbot.wait(60)


def view_of(pane: ConversationPane, number: int) -> MessageView:
    return next(view for view in pane.views.values() if view.record.id == number)


def button(view: QWidget, name: str) -> QToolButton:
    found = [item for item in view.findChildren(QToolButton) if item.accessibleName() == name]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def screen_top(pane: ConversationPane) -> tuple[int, int]:
    """The first message in view and where it begins on the screen."""
    view = min(
        (view for view in pane.views.values() if view.geometry().bottom() > 0),
        key=lambda view: view.y(),
    )
    return view.record.id, view.y()


def stream(pane: ConversationPane, qtbot: QtBot, parts: Sequence[str]) -> None:
    for part in parts:
        pane.append_text(part)
        pane.flush()
        QCoreApplication.processEvents()


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


# asking for something


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


# states


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MessageState.STOPPED, "stopped"),
        (MessageState.INTERRUPTED, "interrupted"),
        (MessageState.FAILED, "failed"),
    ],
)
def test_how_a_reply_ended_is_said(pane: ConversationPane, state: MessageState, words: str) -> None:
    pane.show_branch([message(1, "q"), message(2, "half of", state)])
    note = pane.findChild(QWidget, "messageNote")
    assert words in note.text()
    assert button(view_of(pane, 2), "Continue").isEnabled()
    assert button(view_of(pane, 2), "Regenerate").isEnabled()


def test_a_failure_is_explained(pane: ConversationPane) -> None:
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    failed = message(2, "", MessageState.FAILED)
    pane.finish_reply(msgspec.structs.replace(failed, failure=Failed("engine_lost")))
    note = pane.findChild(QWidget, "messageNote")
    assert "engine stopped unexpectedly" in note.text()
    assert "Your chats are safe" in note.text()


def test_details_on_demand(pane: ConversationPane) -> None:
    usage = Usage(812, 640, 312, 900.0, 24.13, 0.8)
    pane.show_branch([message(1, "q"), message(2, "a", usage=usage, reason=FinishReason.LENGTH)])
    assert pane.findChild(QWidget, "messageNote") is None
    view_of(pane, 2).toggle_details()
    words = pane.findChild(QWidget, "messageNote").text()
    assert "312" in words
    assert "24.1 tokens per second" in words
    assert "longest length" in words


def test_the_line_of_what_is_not_seen(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(6))
    pane.set_dropped(2)
    markers = pane.findChildren(QWidget, "droppedMarker")
    assert [marker.parent().record.id for marker in markers] == [3]
    assert "no longer sees" in markers[0].text()
    pane.set_dropped(4)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    markers = pane.findChildren(QWidget, "droppedMarker")
    assert [marker.parent().record.id for marker in markers] == [5]
    pane.set_dropped(0)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not pane.findChildren(QWidget, "droppedMarker")


def test_an_empty_conversation_welcomes(pane: ConversationPane, qtbot: QtBot) -> None:
    cards = pane.welcome.cards
    assert len(cards) == 4
    assert all(card.isVisible() and card.accessibleName() for card in cards)
    with qtbot.waitSignal(pane.sample_chosen) as caught:
        qtbot.mouseClick(cards[2], Qt.MouseButton.LeftButton)
    assert "Python" in caught.args[0]
    pane.show_branch(talk(1))
    assert not pane.welcome.isVisible()
    pane.show_branch([])
    assert pane.welcome.isVisible()


# look


def test_themes_and_sizes(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([message(1, "q"), message(2, "text **bold**\n\n```py\nx = 1\n```\n")])
    settle(qtbot, pane)
    text = view_of(pane, 2).text
    small = view_of(pane, 2).height()
    pane.set_font_scale(200)
    settle(qtbot, pane)
    assert view_of(pane, 2).height() > 1.5 * small
    pane.set_theme(DARK)
    settle(qtbot, pane)
    assert text.document().begin().begin().fragment().charFormat().foreground().color().name() == (
        DARK.text
    )
    assert text.toPlainText().startswith("text bold")
    assert len(text.bars) == 1
    pane.set_font_scale(80)
    settle(qtbot, pane)
    assert view_of(pane, 2).height() < small


def test_streaming_through_a_change_of_theme(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    stream(pane, qtbot, ["one\n\n", "two"])
    pane.set_theme(DARK)
    stream(pane, qtbot, [" three"])
    assert view_of(pane, 2).text.toPlainText() == "one\ntwo three"


def test_a_reply_is_announced(pane: ConversationPane, qtbot: QtBot, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", staticmethod(lambda event: said.append(event.message()))
    )
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    stream(pane, qtbot, ["Hello **you**"])
    assert said == []
    pane.finish_reply(message(2, "Hello **you**"))
    assert said == ["Hello you"]


def test_outsiders_read_the_whole_conversation(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    pane = ConversationPane(window)
    give_text(pane)
    pane.show_branch([message(1, "问 🙂"), message(2, "**答**")])
    window.show()

    seen = QAccessible.queryAccessibleInterface(pane)
    assert seen.text(QAccessible.Text.Name) == "Conversation"
    assert seen.parent().object() is window
    children = [seen.child(index) for index in range(seen.childCount())]
    assert pane.viewport() in [child.object() for child in children]
    assert [seen.indexOfChild(child) for child in children] == list(range(len(children)))
    text = seen.textInterface()
    assert text.text(0, text.characterCount()) == "问 🙂\n\n答"
    assert text.text(2, 4) == "🙂"
    assert seen.valueInterface() is None

    give_text(pane)
    assert QAccessible.queryAccessibleInterface(pane) is seen
