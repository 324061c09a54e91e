"""Replies that end before their end say so, go on by a click, and cost what all parts cost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.panes import button, message, stream, talk, view_of
from tests.support.talking import say, set_length, wait_for_reply, wait_for_text
from trymore_desktop.core.chat import FinishReason, Usage
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageState
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.main_window import MainWindow

CUT = {"reason": FinishReason.LENGTH}


def note(pane: ConversationPane) -> QWidget | None:
    return pane.findChild(QWidget, "messageNote")


def test_a_cut_reply_says_so_and_goes_on_by_a_click(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([message(1, "q"), message(2, "half of", **CUT)])
    assert "longest length" in note(pane).text()
    go_on = button(view_of(pane, 2), "Continue reply")
    assert go_on.isVisible()
    assert go_on in view_of(pane, 2).focus_chain()
    with qtbot.waitSignal(pane.continue_requested) as caught:
        qtbot.mouseClick(go_on, Qt.MouseButton.LeftButton)
    assert caught.args == [2]


@pytest.mark.parametrize("state", [MessageState.STOPPED, MessageState.INTERRUPTED])
def test_so_do_stopped_and_interrupted_ones(pane: ConversationPane, state: MessageState) -> None:
    pane.show_branch([message(1, "q"), message(2, "half of", state)])
    assert button(view_of(pane, 2), "Continue reply").isVisible()


def test_a_whole_reply_says_nothing(pane: ConversationPane) -> None:
    pane.show_branch([message(1, "q"), message(2, "all", reason=FinishReason.STOP)])
    assert note(pane) is None


def test_only_the_end_of_the_branch_can_go_on(pane: ConversationPane) -> None:
    pane.show_branch([message(1, "q"), message(2, "half of", **CUT)])
    pane.add_message(message(3, "then?"))
    assert "longest length" in note(pane).text()
    view = view_of(pane, 2)
    assert button(view, "Continue reply").isHidden()
    assert button(view, "Continue").isHidden(), "the controller would not do it"
    assert not button(view, "Regenerate").isHidden()


def test_the_words_go_while_it_goes_on(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_branch([message(1, "q"), message(2, "half of", **CUT)])
    pane.begin_reply(message(2, "half of", MessageState.STREAMING))
    stream(pane, qtbot, [" the", " rest"])
    assert note(pane) is None
    pane.finish_reply(message(2, "half of the rest", reason=FinishReason.STOP))
    assert note(pane) is None


@pytest.mark.parametrize("width", [420, 900])
@pytest.mark.parametrize("scale", [100, 200])
def test_words_and_button_have_room(pane: ConversationPane, width: int, scale: int) -> None:
    pane.resize(width, 600)
    pane.set_font_scale(scale)
    pane.show_branch([message(1, "q"), message(2, "half of", MessageState.INTERRUPTED)])
    label, view = note(pane), view_of(pane, 2)
    go_on = button(view, "Continue reply")
    assert label.height() >= label.heightForWidth(label.width())
    assert go_on.width() >= go_on.sizeHint().width()
    assert go_on.geometry().left() > label.geometry().right()
    assert go_on.geometry().right() < go_on.parentWidget().width()
    assert go_on.geometry().bottom() < go_on.parentWidget().height()


def test_parts_of_a_reply_add_up() -> None:
    first = Usage(100, 90, 60, 500.0, 20.0, 0.5)
    second = Usage(160, 159, 30, 10.0, 60.0, 0.1)
    both = first.then(second)
    assert both.completion_tokens == 90
    assert both.generation_seconds == pytest.approx(3.5)
    assert both.generation_tps == pytest.approx(90 / 3.5)
    assert (both.prompt_tokens, both.cached_tokens, both.time_to_first_token) == (100, 90, 0.5)
    stopped = Usage(completion_tokens=60, generation_tps=20.0, time_to_first_token=0.5)
    assert stopped.then(second).prompt_tokens == 100
    assert stopped.then(second).completion_tokens == 90


def test_details_are_those_of_all_parts(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    """Cut, continued and cut, continued and stopped: real parts by the real engine."""
    set_length(window, 24)
    say(qtbot, window, "go on")
    wait_for_reply(qtbot, window)
    read = window.chat.path[-1].usage.prompt_tokens
    window.chat.continue_reply(window.chat.path[-1].id)
    wait_for_reply(qtbot, window)
    two = window.chat.path[-1].usage
    assert two.completion_tokens == 48
    assert two.prompt_tokens == read
    set_length(window, 1500)
    window.chat.continue_reply(window.chat.path[-1].id)
    wait_for_text(qtbot, window)
    reply = window.chat.answering.reply
    qtbot.waitUntil(lambda: reply._cost.total().completion_tokens > 56)
    window.chat.stop()
    wait_for_reply(qtbot, window)
    record = window.chat.path[-1]
    assert record.state is MessageState.STOPPED
    assert record.usage.completion_tokens > 56
    assert record.usage.generation_seconds > two.generation_seconds
    assert record.usage == store.message(record.id).usage
    view = view_of(window.pane, record.id)
    view.toggle_details()
    words = note(window.pane).text()
    assert f"tokens written: {record.usage.completion_tokens}" in words
    assert "tokens per second" in words
    assert f"tokens read: {read}" in words


def test_what_a_killed_program_had_written_is_counted(store: Store) -> None:
    conversation = store.create_conversation().id
    asked = store.add_message(conversation, None, message(1, "").role, "q")
    reply = store.add_message(
        conversation, asked.id, message(2, "").role, "", MessageState.STREAMING
    )
    usage = Usage(completion_tokens=3, generation_tps=2.0)
    store.write_reply(reply.id, "one two three", usage)
    assert store.message(reply.id).usage == usage
    store.write_reply(reply.id, "one two three four")
    assert store.message(reply.id).usage == usage


def test_without_a_time_no_speed_is_said(pane: ConversationPane) -> None:
    pane.show_branch(talk(1))
    pane.add_message(message(2, "a", MessageState.STOPPED, usage=Usage(completion_tokens=1)))
    view_of(pane, 2).toggle_details()
    words = note(pane).text()
    assert "tokens written: 1" in words
    assert "per second" not in words
    assert "tokens read" not in words


def test_the_words_take_one_line_where_there_is_room(pane: ConversationPane) -> None:
    pane.show_branch([message(1, "q"), message(2, "half of", **CUT)])
    label = note(pane)
    assert label.height() < 2 * label.fontMetrics().lineSpacing()
    assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    go_on = button(view_of(pane, 2), "Continue reply")
    assert go_on.geometry().left() - label.geometry().right() < 20, "right there"
