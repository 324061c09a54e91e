"""Enter before the window is complete: what was written is sent as soon as somebody can."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.talking import wait_for_reply
from trymore_desktop.core.chat import Role
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageState
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.preferences import Preferences


@pytest.fixture
def frame(qtbot: QtBot, look: QApplication, preferences: Preferences) -> Iterator[MainWindow]:
    """The window as it is at its first paint."""
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.composer.edit.setFocus()
    yield made
    made.shut_down()
    if made.complete_:
        qtbot.waitUntil(lambda: not made.chat.generating)


def write(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.keyClicks(window.composer.edit, text)
    qtbot.keyClick(window.composer.edit, Qt.Key.Key_Return)


def steps(window: MainWindow, store: Store, engine: Any) -> Iterator[None]:
    yield from window.completing(store, engine)
    yield from window.beginning()


def said(window: MainWindow) -> list[str]:
    return [record.content for record in window.chat.path if record.role is Role.USER]


def test_it_is_sent_when_all_is_there(
    qtbot: QtBot, frame: MainWindow, store: Store, engine: Any
) -> None:
    write(qtbot, frame, "too early")
    qtbot.keyClicks(frame.composer.edit, "the next")
    for _ in steps(frame, store, engine):
        QApplication.processEvents()
    assert said(frame) == ["too early"]
    assert frame.composer.text == "the next"
    wait_for_reply(qtbot, frame)
    assert frame.chat.path[-1].state is MessageState.COMPLETE
    assert frame.pane.text().startswith("too early")


def test_at_every_moment_it_is_sent_once_and_where_it_is_seen(
    qtbot: QtBot, frame: MainWindow, store: Store, engine: Any
) -> None:
    """In the latest conversation, whose draft stays."""
    latest = store.create_conversation(title="latest").id
    store.add_message(latest, None, Role.USER, "before")
    store.update_conversation(latest, draft="a draft")
    coming = steps(frame, store, engine)
    number = 0
    write(qtbot, frame, "at 0")
    for number, _ in enumerate(coming, 1):
        QApplication.processEvents()
        if number in (2, 7):
            frame.composer.clear()
            write(qtbot, frame, f"at {number}")
    assert number >= 7
    qtbot.waitUntil(lambda: frame.chat.conversation.id == latest)
    qtbot.waitUntil(lambda: not frame.chat.generating)
    sent, kept = said(frame), frame.composer.text
    for number in (0, 2, 7):
        assert (f"at {number}" in sent) != (f"at {number}" in kept), (sent, kept)
    assert sent[:3] == ["before", "at 0", "at 2"]
    assert [record.id for record in store.list_conversations()] == [latest]


def test_before_the_wizard_it_stays_in_the_field(
    qtbot: QtBot, frame: MainWindow, store: Store, engine: Any
) -> None:
    frame.preferences.update(setup_done=False, models=(), model_path="")
    write(qtbot, frame, "hello?")
    for _ in steps(frame, store, engine):
        QApplication.processEvents()
    assert frame.pages.currentWidget() is not frame.chat_page
    assert frame.composer.text == "hello?"
    assert store.list_conversations() == [] or not said(frame)


def test_a_store_that_refuses_gives_it_back(qtbot: QtBot, frame: MainWindow) -> None:
    write(qtbot, frame, "one")
    write(qtbot, frame, "two")
    assert frame.composer.text == ""
    qtbot.keyClicks(frame.composer.edit, "three")
    frame.give_back_early()
    assert frame.composer.text == "one\ntwo\nthree"
    frame.give_back_early()
    assert frame.composer.text == "one\ntwo\nthree"
