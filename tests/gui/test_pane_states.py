"""The conversation pane: how replies ended, what is not seen, themes, and listeners."""

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.panes import button, message, settle, stream, talk, view_of
from trymore_desktop.core.chat import FinishReason, Usage
from trymore_desktop.core.events import Failed
from trymore_desktop.store.records import MessageState
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.pane_interface import give_text
from trymore_desktop.ui.theme import DARK

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
    assert "312" not in pane.findChild(QWidget, "messageNote").text()
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


MARKED = "Look:\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n"


def test_qts_marks_of_frames_stay_inside(pane: ConversationPane, qtbot: QtBot, monkeypatch) -> None:
    """What is read, announced and copied has none of the noncharacters that Qt keeps."""
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", staticmethod(lambda event: said.append(event.message()))
    )
    give_text(pane)
    pane.show_branch(talk(1))
    pane.begin_reply(message(2, "", MessageState.STREAMING))
    stream(pane, qtbot, [MARKED])
    pane.finish_reply(message(2, MARKED))
    assert "\ufdd0" in view_of(pane, 2).text.document().toRawText(), "or this tests nothing"
    text = QAccessible.queryAccessibleInterface(pane).textInterface()
    view_of(pane, 2).copy()
    copied = QGuiApplication.clipboard().mimeData()
    heard = text.text(0, text.characterCount())
    for clean in (heard, said[-1], pane.text(), copied.text(), copied.html()):
        assert "x = 1" in clean
        assert not {"\ufdd0", "\ufdd1"} & set(clean)


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
