"""Conversations to show in a pane, and hands for it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.message_view import MessageView

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


def settle(qtbot: QtBot, pane: ConversationPane) -> None:
    qtbot.waitUntil(lambda: all(view.built for view in pane.views.values()))
    qtbot.wait(60)


def view_of(pane: ConversationPane, number: int) -> MessageView:
    return next(view for view in pane.views.values() if view.record.id == number)


def button(view: QWidget, name: str) -> QAbstractButton:
    found = [item for item in view.findChildren(QAbstractButton) if item.accessibleName() == name]
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
