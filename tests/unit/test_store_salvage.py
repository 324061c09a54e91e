"""Damaged chats give back everything that can still be read."""

import random
import sqlite3

import pytest

from tests.support.old_store import make_old_store
from trymore_desktop.core.chat import Role
from trymore_desktop.core.events import Failed
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import MessageState, Store
from trymore_desktop.store.salvage import salvage
from trymore_desktop.store.search import search

PAGE = 4096


def fill(path):
    said = {}
    with Store(path) as store:
        for chat in range(20):
            number = store.create_conversation(title=f"第{chat}次").id
            parent = None
            for turn in range(10):
                text = f"{chat}-{turn} " + "内容" * 150
                parent = store.add_message(number, parent, Role.USER, text).id
                said[parent] = text
    return said


def sound(path):
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return found == [("ok",)]


@pytest.mark.parametrize("seed", range(6))
def test_what_can_be_read_is_saved(tmp_path, seed):
    path = tmp_path / "chats.db"
    said = fill(path)
    data = bytearray(path.read_bytes())
    dice = random.Random(seed)
    spoiled = dice.sample(range(8, len(data) // PAGE), 4)
    for page in spoiled:
        data[page * PAGE : page * PAGE + 200] = dice.randbytes(200)
    path.write_bytes(data)
    result = salvage(path)
    assert result.damaged.read_bytes()[: len(data)] == data
    assert sound(path)
    with Store(path) as store:
        found = {}
        for record in store.list_conversations():
            for message in store.messages(record.id):
                found[message.id] = message.content
            assert store.path(record.id) or not list(store.messages(record.id))
        kept = sum(found.get(number) == text for number, text in said.items())
        assert kept >= len(said) - 4 * 12  # a page holds some ten messages
        assert result.messages == len(found)
        assert search(store, "内容")


def test_a_sound_file_comes_out_the_same(tmp_path):
    path = tmp_path / "chats.db"
    said = fill(path)
    result = salvage(path)
    assert (result.conversations, result.messages) == (20, len(said))
    with Store(path) as store:
        assert [r.title for r in store.list_conversations()] == [f"第{n}次" for n in range(20)][
            ::-1
        ]
        assert {m.id: m.content for n in range(1, 21) for m in store.path(n)} == said


def test_why_a_reply_failed_and_the_chosen_branches_are_saved(tmp_path):
    path = tmp_path / "chats.db"
    with Store(path) as store:
        chat = store.create_conversation(title="一").id
        question = store.add_message(chat, None, Role.USER, "问").id
        for text in ("甲", "乙"):
            store.add_message(chat, question, Role.ASSISTANT, text)
        shown = store.path(chat)[-1].versions[0]
        store.select_version(shown)
        more = store.add_message(chat, shown, Role.USER, "再问").id
        lost = store.add_message(chat, more, Role.ASSISTANT, "", MessageState.STREAMING).id
        why = Failed("no_memory", {"needed": 3, "路径": "甲 乙"})
        store.finish_reply(lost, "半", MessageState.FAILED, failure=why)
        other = store.add_message(chat, None, Role.USER, "另问").id
        said = store.select_version(question)
        store.select_version(other)
    salvage(path)
    with Store(path) as store:
        assert store.select_version(question) == said
        assert said[-1].failure == why


def test_a_file_of_an_older_version_is_saved_too(tmp_path):
    path = tmp_path / "chats.db"
    make_old_store(path)
    result = salvage(path)
    assert (result.conversations, result.messages) == (3, 12)
    with Store(path) as store:
        assert [m.content for m in store.path(1)] == [f"对话1的第{n}句 orchard" for n in range(4)]


def test_nothing_readable_leaves_an_empty_sound_file_and_the_old_one(tmp_path):
    path = tmp_path / "chats.db"
    path.write_bytes(b"rubbish" * 1000)
    result = salvage(path)
    assert (result.conversations, result.messages) == (0, 0)
    assert result.damaged.read_bytes() == b"rubbish" * 1000
    Store(path).close()


def test_a_store_in_use_is_left_alone(tmp_path):
    with Store(tmp_path / "chats.db"), pytest.raises(TryMoreError, match="store_in_use"):
        salvage(tmp_path / "chats.db")
