"""Every control of the main window and its dialogs has a name, in both languages, at every size."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from trymore_desktop.core.chat import Role
from trymore_desktop.store.conversations import Store
from trymore_desktop.ui.i18n import Translators
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.theme import DARK, LIGHT, apply_theme
from trymore_desktop.worker import EngineWorker

CONTRACT = {
    *("Message", "Send", "Conversation", "Conversations", "New chat", "Search"),
    *("Model", "Context", "Settings"),
}
DIALOGS = ("settings", "trash", "shortcuts", "about", "compare", "models", "training")


@pytest.fixture
def window(
    qtbot: QtBot, look: QApplication, store: Store, preferences: Any, tmp_path: Path
) -> Iterator[MainWindow]:
    conversation = store.create_conversation()
    question = store.add_message(conversation.id, None, Role.USER, "怎样学习？ How?")
    reply = store.add_message(conversation.id, question.id, Role.ASSISTANT, "")
    store.finish_reply(reply.id, "Step by step:\n\n```python\nprint(1)\n```\n")
    made = MainWindow(preferences)
    made.complete(store, EngineWorker())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.history.refresh()
    made.chat.open(conversation.id)
    yield made
    made.shut_down()


@pytest.fixture
def translators(qapp: QApplication) -> Iterator[Translators]:
    made = Translators(qapp)
    yield made
    made.use("en")


def controls(root: QWidget) -> list[QWidget]:
    """What can have the focus or be pressed, and is not a part of another control."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root)
        and (widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton))
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
        and not _is_inside(widget, root)
    ]


def _is_inside(widget: QWidget, root: QWidget) -> bool:
    parent = widget.parentWidget()
    return (
        (isinstance(parent, QAbstractScrollArea) and widget is parent.viewport())
        or widget.focusProxy() is not None
        or (parent is not None and parent.objectName().startswith("qt_"))
    )


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()} in {widget.parentWidget()}"
        for widget in controls(root)
        if not name_of(widget).strip()
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_control_has_a_name(
    window: MainWindow, translators: Translators, language: str
) -> None:
    translators.use(language)
    assert nameless(window) == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_names_of_the_contract_are_there(
    window: MainWindow, translators: Translators, language: str
) -> None:
    translators.use(language)
    names = {name_of(widget) for widget in window.findChildren(QWidget)}
    assert names >= CONTRACT
    window.composer.set_generating(True)
    assert name_of(window.composer.stop_button) == "Stop"


@pytest.mark.parametrize("dialog", DIALOGS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_control_of_a_dialog_has_a_name(
    qtbot: QtBot, window: MainWindow, translators: Translators, dialog: str, language: str
) -> None:
    translators.use(language)
    window.actions_[dialog].trigger()
    shown = window.dialogs._open[dialog]
    qtbot.waitUntil(shown.isVisible)
    assert nameless(shown) == []
    assert shown.windowTitle()
    shown.reject()


def too_small(widget: QAbstractButton | QLabel) -> bool:
    """Whether some of its text cannot be seen."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width()) - 1
    wanted = widget.sizeHint()
    return widget.width() < wanted.width() - 1 or widget.height() < wanted.height() - 1


def clipped(window: MainWindow) -> list[str]:
    """Buttons and labels that are smaller than their text wants."""
    return [
        f"{type(widget).__name__} {widget.text()!r}: {widget.size()} < {widget.sizeHint()}"
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLabel)
        and widget.isVisible()
        and widget.text()
        and not isinstance(widget.parentWidget(), QLineEdit)  # shows its icon only
        and widget.sizePolicy().horizontalPolicy() != widget.sizePolicy().Policy.Ignored
        and too_small(widget)
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [80, 100, 150, 200])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_nothing_is_clipped(
    qtbot: QtBot,
    look: QApplication,
    window: MainWindow,
    translators: Translators,
    language: str,
    scale: int,
    theme: Any,
) -> None:
    translators.use(language)
    apply_theme(look, theme, scale)
    window.pane.set_font_scale(scale)
    window.resize(1500, 1000)
    try:
        qtbot.waitUntil(lambda: not clipped(window))
    except qtbot.TimeoutError:
        assert clipped(window) == []
    finally:
        apply_theme(look, LIGHT, 100)


def test_no_key_alone_deletes(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    before = [record.id for record in store.list_conversations()]
    for target in (window.sidebar.list, window.pane, window.sidebar.results, window):
        for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_D):
            qtbot.keyClick(target, key)
            qtbot.keyClick(target, key, Qt.KeyboardModifier.ShiftModifier)
    assert [record.id for record in store.list_conversations()] == before
    assert len(window.chat.path) == 2
