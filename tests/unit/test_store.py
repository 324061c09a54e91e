"""Conversations, their trees, drafts and the trash, on a real file."""

import os
import time

import pytest

from trymore_desktop.core.chat import FinishReason, GenerationConfig, Role, Usage
from trymore_desktop.core.events import Failed
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import MessageState, Store


def ask(store, conversation, parent, text):
    return store.add_message(conversation, parent, Role.USER, text)


def answer(store, conversation, parent, text):
    reply = store.add_message(conversation, parent, Role.ASSISTANT, "", MessageState.STREAMING)
    return store.finish_reply(reply.id, text, MessageState.COMPLETE, FinishReason.STOP)


def shown(store, conversation):
    return [message.content for message in store.path(conversation)]


def test_what_was_said_is_there_after_opening_again(tmp_path):
    path = tmp_path / "chats.db"
    usage = Usage(prompt_tokens=7, completion_tokens=3, generation_tps=12.5)
    config = GenerationConfig(temperature=0.1, stop=("###",))
    with Store(path) as store:
        chat = store.create_conversation("系统", config=config, model="/models/7B")
        question = ask(store, chat.id, None, "你好 🙂\0 done")
        reply = store.add_message(
            chat.id, question.id, Role.ASSISTANT, "", MessageState.STREAMING, model="7B"
        )
        store.write_reply(reply.id, "你")
        store.finish_reply(reply.id, "你好！", MessageState.STOPPED, FinishReason.LENGTH, usage)
    with Store(path) as store:
        chat = store.list_conversations()[0]
        assert (chat.system, chat.config, chat.model) == ("系统", config, "/models/7B")
        first, second = store.path(chat.id)
        assert first.content == "你好 🙂\0 done"
        assert (second.content, second.state) == ("你好！", MessageState.STOPPED)
        assert (second.reason, second.usage, second.model) == (FinishReason.LENGTH, usage, "7B")


def test_why_a_reply_failed_is_known_after_opening_again(tmp_path):
    path = tmp_path / "chats.db"
    cause = Failed("context_full", {"tokens": 3000, "window": 2048, "name": "模型"}, "private")
    with Store(path) as store:
        chat = store.create_conversation().id
        question = ask(store, chat, None, "q")
        reply = store.add_message(chat, question.id, Role.ASSISTANT, "", MessageState.STREAMING)
        store.finish_reply(reply.id, "half", MessageState.FAILED, failure=cause)
    known = Failed(cause.code, cause.params)
    with Store(path) as store:
        assert store.message(reply.id).failure == known
        assert store.path(chat)[-1].failure == known
        copy = store.duplicate_conversation(chat).id
        assert store.path(copy)[-1].failure == known
        assert store.continue_reply(reply.id).failure is None  # a kill from here has no old cause
        assert store.finish_reply(reply.id, "half and half").failure is None


def test_edit_and_regenerate_branch_and_every_branch_comes_back(store):
    chat = store.create_conversation().id
    q1 = ask(store, chat, None, "q1")
    a1 = answer(store, chat, q1.id, "a1")
    q2 = ask(store, chat, a1.id, "q2")
    answer(store, chat, q2.id, "a2")
    again = answer(store, chat, q1.id, "a1 again")
    assert shown(store, chat) == ["q1", "a1 again"]
    assert again.versions == (a1.id, again.id)
    assert [m.content for m in store.select_version(a1.id)] == ["q1", "a1", "q2", "a2"]
    edited = ask(store, chat, None, "q1 edited")
    assert shown(store, chat) == ["q1 edited"]
    assert edited.versions == (q1.id, edited.id)
    assert [m.content for m in store.select_version(q1.id)] == ["q1", "a1", "q2", "a2"]
    assert len(list(store.messages(chat))) == 6


def test_a_branch_is_shown_as_it_was_last_seen(store):
    chat = store.create_conversation().id
    q = ask(store, chat, None, "q")
    a = answer(store, chat, q.id, "a")
    older = ask(store, chat, a.id, "older")
    ask(store, chat, a.id, "newer")
    store.select_version(older.id)
    b = answer(store, chat, q.id, "b")
    assert shown(store, chat) == ["q", "b"]
    assert [m.content for m in store.select_version(a.id)] == ["q", "a", "older"]
    assert [m.content for m in store.select_version(b.id)] == ["q", "b"]


def test_a_deleted_message_leaves_what_follows_and_comes_back(store):
    chat = store.create_conversation().id
    q1 = ask(store, chat, None, "q1")
    a1 = answer(store, chat, q1.id, "a1")
    q2 = ask(store, chat, a1.id, "q2")
    assert [m.content for m in store.delete_message(a1.id)] == ["q1", "q2"]
    assert [m.content for m in store.restore_message(a1.id)] == ["q1", "a1", "q2"]
    assert [m.content for m in store.delete_message(q2.id)] == ["q1", "a1"]
    answer(store, chat, a1.id, "other")
    assert [m.content for m in store.restore_message(q2.id)] == ["q1", "a1", "q2"]


def test_a_deleted_version_gives_its_place_to_the_nearest(store):
    chat = store.create_conversation().id
    q = ask(store, chat, None, "q")
    versions = [answer(store, chat, q.id, f"v{n}") for n in range(3)]
    ask(store, chat, versions[1].id, "below v1")
    assert [m.content for m in store.delete_message(versions[1].id)] == ["q", "v0"]
    assert store.path(chat)[1].versions == (versions[0].id, versions[2].id)
    assert [m.content for m in store.restore_message(versions[1].id)] == ["q", "v1", "below v1"]


def test_everything_deleted_can_begin_again(store):
    chat = store.create_conversation().id
    q = ask(store, chat, None, "q")
    assert store.delete_message(q.id) == []
    ask(store, chat, None, "new")
    assert shown(store, chat) == ["new"]


def test_the_title_comes_from_the_first_words_until_a_person_chose_one(store):
    chat = store.create_conversation().id
    q = ask(store, chat, None, "帮我写一首关于春天的诗。要押韵。")
    assert store.conversation(chat).title == "帮我写一首关于春天的诗"
    ask(store, chat, q.id, "再来")
    assert store.conversation(chat).title == "帮我写一首关于春天的诗"
    assert store.update_conversation(chat, title="春").titled
    ask(store, chat, None, "edited")
    assert store.conversation(chat).title == "春"


def test_drafts_pins_folders_and_order(store):
    one, two = store.create_conversation().id, store.create_conversation(folder="工作").id
    store.update_conversation(one, draft="half a thou")
    assert store.conversation(one).draft == "half a thou"
    ask(store, one, None, "thought")
    assert store.conversation(one).draft == ""
    assert [c.id for c in store.list_conversations()] == [one, two]
    store.update_conversation(two, pinned=True)
    assert [c.id for c in store.list_conversations()] == [two, one]
    assert store.folders() == ["工作"]
    with pytest.raises(TypeError):
        store.update_conversation(one, leaf=3)


def test_trash_restore_purge(store):
    kept, gone = store.create_conversation().id, store.create_conversation().id
    ask(store, gone, None, "secret")
    store.trash(kept)
    store.trash(gone)
    assert store.list_conversations() == []
    assert {c.id for c in store.trashed()} == {kept, gone}
    store.restore(kept)
    assert store.empty_trash(before=time.time() - 60) == 0
    assert store.empty_trash() == 1
    assert [c.id for c in store.list_conversations()] == [kept]
    with pytest.raises(TryMoreError, match="conversation_missing"):
        store.conversation(gone)
    with store.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)


def test_a_copy_has_every_branch_and_is_independent(store):
    chat = store.create_conversation("sys").id
    q = ask(store, chat, None, "q")
    a = answer(store, chat, q.id, "a")
    answer(store, chat, q.id, "b")
    store.select_version(a.id)
    copy = store.duplicate_conversation(chat).id
    assert shown(store, copy) == ["q", "a"]
    assert len(store.path(copy)[1].versions) == 2
    store.purge(chat)
    assert shown(store, copy) == ["q", "a"]


def test_strangers_are_refused_and_nothing_is_written(store):
    one, two = store.create_conversation().id, store.create_conversation().id
    q = ask(store, one, None, "q")
    for parent in (q.id, 999):
        with pytest.raises(TryMoreError, match="message_missing"):
            ask(store, two, parent, "x")
    with pytest.raises(TryMoreError, match="conversation_missing"):
        ask(store, 999, None, "x")
    with pytest.raises(TryMoreError, match="message_missing"):
        store.finish_reply(999, "x")
    assert store.path(two) == []


def test_half_a_surrogate_pair_does_not_lose_the_message(store):
    chat = store.create_conversation().id
    assert ask(store, chat, None, "a\ud83dz").content == "a?z"


def test_a_long_conversation_is_a_deep_tree(store):
    chat, parent = store.create_conversation().id, None
    with store.database.write() as connection:
        rows = [(chat, n or None, f"m{n}") for n in range(10_000)]
        connection.executemany(
            "INSERT INTO message (conversation, parent, role, content, state, created)"
            " VALUES (?, ?, 'user', ?, 'complete', 0)",
            rows,
        )
        connection.execute("UPDATE conversation SET leaf = 10000")
    assert len(store.path(chat)) == 10_000
    parent = store.path(chat)[0].id
    assert len(store.select_version(parent)) == 10_000
    store.purge(chat)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_the_owner_can_read(tmp_path):
    path = tmp_path / "new" / "chats.db"
    with Store(path) as store:
        ask(store, store.create_conversation().id, None, "secret")
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert modes
    assert set(modes.values()) == {0o600}
