"""The whole way of a message: field, disk, engine process, pane, disk."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.support.talking import WAIT, say, set_length, wait_for_reply, wait_for_text
from trymore_desktop.core.chat import FinishReason, Role, Usage
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageState
from trymore_desktop.ui.main_window import MainWindow


def test_a_message_goes_all_the_way(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    say(qtbot, window, "你好 hello")
    assert store.list_conversations()[0].title
    assert [m.content for m in window.chat.path][:1] == ["你好 hello"], "on disk at once"
    wait_for_reply(qtbot, window)
    question, reply = store.path(store.list_conversations()[0].id)
    assert (question.role, question.content) == (Role.USER, "你好 hello")
    assert reply.role is Role.ASSISTANT
    assert reply.state is MessageState.COMPLETE
    assert reply.reason is FinishReason.LENGTH
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 24
    assert reply.content
    assert window.pane.text().count("你好 hello") == 1
    assert window.composer.text == ""


def test_stop_keeps_what_there_is(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    set_length(window, 1500)
    say(qtbot, window, "talk")
    wait_for_text(qtbot, window)
    assert window.composer.stop_button.isVisible()
    qtbot.mouseClick(window.composer.stop_button, Qt.MouseButton.LeftButton)
    wait_for_reply(qtbot, window)
    reply = window.chat.path[-1]
    assert reply.state is MessageState.STOPPED
    assert reply.content
    assert not window.composer.stop_button.isVisible()
    assert store.path(reply.conversation)[-1].content == reply.content


def test_regenerate_makes_a_version(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    say(qtbot, window, "one")
    wait_for_reply(qtbot, window)
    first = window.chat.path[-1]
    window.chat.regenerate(first.id)
    wait_for_reply(qtbot, window)
    second = window.chat.path[-1]
    assert second.versions == (first.id, second.id)
    window.chat.select_version(first.id)
    assert window.chat.path[-1].id == first.id
    assert len(window.chat.path) == 2


def test_edit_makes_a_branch(qtbot: QtBot, window: MainWindow) -> None:
    say(qtbot, window, "first words")
    wait_for_reply(qtbot, window)
    question = window.chat.path[0]
    window.desk.edit(question.id)
    assert window.composer.text == "first words"
    assert window.strip.isVisible()
    say(qtbot, window, "other words")
    wait_for_reply(qtbot, window)
    assert [m.content for m in window.chat.path if m.role is Role.USER] == ["other words"]
    assert window.chat.path[0].versions == (question.id, window.chat.path[0].id)
    assert not window.strip.isVisible()


def test_continue_goes_on_where_it_stopped(qtbot: QtBot, window: MainWindow) -> None:
    set_length(window, 24)
    say(qtbot, window, "go on")
    wait_for_reply(qtbot, window)
    before = window.chat.path[-1]
    window.chat.continue_reply(before.id)
    wait_for_reply(qtbot, window)
    after = window.chat.path[-1]
    assert after.id == before.id
    assert after.content.startswith(before.content)
    assert len(after.content) > len(before.content)


def test_there_is_nothing_to_continue_after_a_complete_reply(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    conversation = store.create_conversation().id
    asked = store.add_message(conversation, None, Role.USER, "well?")
    reply = store.add_message(conversation, asked.id, Role.ASSISTANT, "", MessageState.STREAMING)
    usage = Usage(3, 0, 2)
    store.finish_reply(reply.id, "That is all.", reason=FinishReason.STOP, usage=usage)
    window.desk.open(conversation)
    window.actions_["continue"].trigger()
    assert not window.chat.generating
    assert window.toast._text.text() == "The reply is complete"
    assert store.message(reply.id).usage == usage


def test_delete_can_be_undone(qtbot: QtBot, window: MainWindow) -> None:
    say(qtbot, window, "keep me")
    wait_for_reply(qtbot, window)
    ids = [m.id for m in window.chat.path]
    window.chat.delete(ids[-1])
    assert [m.id for m in window.chat.path] == ids[:1]
    assert window.toast.isVisible()
    window.toast._button.click()
    assert [m.id for m in window.chat.path] == ids


def test_a_second_message_waits_its_turn(qtbot: QtBot, window: MainWindow) -> None:
    set_length(window, 60)
    say(qtbot, window, "first")
    wait_for_text(qtbot, window)
    say(qtbot, window, "second")
    assert window.composer.text == ""
    assert window.strip.isVisible()
    qtbot.waitUntil(lambda: len(window.chat.path) == 4, timeout=WAIT)
    wait_for_reply(qtbot, window)
    said = [m.content for m in window.chat.path if m.role is Role.USER]
    assert said == ["first", "second"]


def test_stop_gives_a_waiting_message_back(qtbot: QtBot, window: MainWindow) -> None:
    set_length(window, 1500)
    say(qtbot, window, "first")
    wait_for_text(qtbot, window)
    say(qtbot, window, "second")
    window.chat.stop()
    wait_for_reply(qtbot, window)
    assert window.composer.text == "second"


def test_a_reply_goes_on_behind_another_conversation(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    set_length(window, 400)
    say(qtbot, window, "long one")
    wait_for_text(qtbot, window)
    there = window.chat.conversation
    assert there is not None
    window.desk.new_chat()
    assert window.pane.text() == ""
    window.desk.open(there.id)
    wait_for_text(qtbot, window)
    reply = window.chat.answering.reply
    if reply is not None:
        qtbot.waitUntil(lambda: reply.text[:8] in window.pane.text(), timeout=WAIT)
    wait_for_reply(qtbot, window)
    assert store.path(there.id)[-1].state is MessageState.COMPLETE


def test_the_meter_counts_while_typing(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.models.ready, timeout=WAIT)
    meter = window.status_line.meter
    qtbot.waitUntil(lambda: "/ 2,048" in meter.text(), timeout=WAIT)
    before = meter.value()
    window.composer.set_text("some more words to count")
    qtbot.waitUntil(lambda: meter.value() > before, timeout=WAIT)


def test_role_and_style_belong_to_the_conversation(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    window.chat.set_role("You are a husky.")
    say(qtbot, window, "who are you?")
    wait_for_reply(qtbot, window)
    record = window.chat.conversation
    assert record is not None
    assert store.conversation(record.id).system == "You are a husky."
    window.chat_menus.style.chosen.emit("creative")
    config = store.conversation(record.id).config
    assert config is not None
    assert config.temperature == 1.0
    window.desk.new_chat()
    assert window.chat.system == ""
    assert window.chat.config is None
    window.desk.open(record.id)
    assert window.chat.system == "You are a husky."


def test_drafts_are_kept_per_conversation(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    say(qtbot, window, "first chat")
    wait_for_reply(qtbot, window)
    first = window.chat.conversation
    assert first is not None
    window.composer.set_text("a draft")
    window.desk.new_chat()
    assert window.composer.text == ""
    assert store.conversation(first.id).draft == "a draft"
    window.composer.set_text("another draft")
    window.desk.open(first.id)
    assert window.composer.text == "a draft"
    drafts = sorted(record.draft for record in store.list_conversations())
    assert drafts == ["a draft", "another draft"]
