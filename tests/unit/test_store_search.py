"""Chinese of any length and English by its beginning are found; what is gone is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trymore_desktop.core.chat import Role
from trymore_desktop.store.conversations import MessageState, Store
from trymore_desktop.store.search import search
from trymore_desktop.store.words import expression, segment, snippet


def say(store, *texts):
    chat = store.create_conversation(title="T").id
    for text in texts:
        store.add_message(chat, None, Role.USER, text)
    return chat


def found(store, query):
    return [hit.snippet for hit in search(store, query) if hit.message is not None]


TEXTS = (
    "我喜欢猫，也喜欢Python编程。",
    "苹果 apple Äpfel",
    "C++ and C are languages",
    "欢喜 100%_a",
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("猫", [0]),
        ("喜欢", [0]),
        ("欢喜", [3]),
        ("喜欢猫", [0]),
        ("我喜欢猫", [0]),
        ("猫喜", []),
        ("欢猫也", []),
        ("编程", [0]),
        ("程", [0]),
        ("python编程", [0]),
        ("欢Python编", [0]),
        ("pythons编程", []),
        ("欢python", [0]),
        ("欢pyth", [0]),
        ("喜python", []),
        ("，也喜", [0]),
        ("PYTH", [0]),
        ("app", [1]),
        ("pple", []),
        ("apfel", [1]),
        ("苹果 apple", [1]),
        ("苹果 pear", []),
        ("c++", [2]),
        ("c", [2]),
        ("lang c", [2]),
        ("100%", [3]),
        ("%", [3]),
        ("_a", [3]),
        ("\\", []),
        ('"', []),
        ("", []),
        ("   ", []),
        ("NOT OR AND (", []),
        ("*", []),
    ],
)
def test_what_a_query_finds(store, query, expected):
    say(store, *TEXTS)
    assert sorted(found(store, query)) == sorted(TEXTS[n] for n in expected)


def test_the_index_follows_every_change(store):
    chat = say(store)
    reply = store.add_message(chat, None, Role.ASSISTANT, "", MessageState.STREAMING)
    store.write_reply(reply.id, "流式输出")
    assert found(store, "流式") == []
    store.finish_reply(reply.id, "流式输出完")
    assert found(store, "输出完") == ["流式输出完"]
    store.continue_reply(reply.id)
    assert found(store, "输出完") == []
    store.finish_reply(reply.id, "换了内容")
    assert found(store, "输出") == []
    assert found(store, "换了") == ["换了内容"]
    store.delete_message(reply.id)
    assert found(store, "换了") == []
    store.restore_message(reply.id)
    store.trash(chat)
    assert found(store, "换了") == []
    store.restore(chat)
    assert found(store, "换了") == ["换了内容"]
    store.purge(chat)
    assert found(store, "换了") == []
    with store.database.read() as connection:
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        assert connection.execute(
            "SELECT count(*) FROM words WHERE words MATCH '换了'"
        ).fetchone() == (0,)


def test_titles_come_first(store):
    chat = store.create_conversation(title="关于苹果的事").id
    other = say(store, "苹果很好吃")
    hits = search(store, "苹果")
    assert [(hit.conversation, hit.message is None) for hit in hits] == [
        (chat, True),
        (other, False),
    ]


def test_a_title_from_the_first_words_is_no_find_of_its_own(store):
    automatic = store.create_conversation().id
    store.add_message(automatic, None, Role.USER, "苹果很好吃")
    chosen = say(store, "苹果也好")
    store.update_conversation(chosen, title="苹果")
    hits = [(hit.conversation, hit.message is None) for hit in search(store, "苹果")]
    assert sorted(hits) == sorted([(chosen, True), (chosen, False), (automatic, False)])
    [message] = [hit.message for hit in search(store, "很好吃") if hit.conversation == automatic]
    store.delete_message(message)
    assert [hit.message for hit in search(store, "很好吃")] == [None], "the title is all there is"


def test_the_snippet_shows_where(store):
    text = "前" * 200 + "\n要找的词在这里" + "后" * 200
    line, start, length = snippet(text, "找的词")
    assert line[start : start + length] == "找的词"
    assert len(line) < 110
    assert "\n" not in line


def test_the_newest_are_kept_when_there_are_too_many(store):
    say(store, *(f"same word {n}" for n in range(30)))
    assert found(store, "word")[0] == "same word 29"
    assert len(search(store, "word", limit=7)) == 7


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.data())
def test_any_piece_of_chinese_is_found_in_its_text(text, data):
    han = "春眠不觉晓处处闻啼鸟夜来风雨声"
    whole = han[: data.draw(st.integers(1, len(han)))]
    begin = data.draw(st.integers(0, len(whole) - 1))
    piece = whole[begin : data.draw(st.integers(begin + 1, len(whole)))]
    stored = f" {segment(text + ' ' + whole + ' ' + text)} "
    if len(piece) == 1:
        assert f" {piece}" in stored
    else:
        assert " " + expression(piece).strip('"') + " " in stored


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_query_breaks_the_search(query):
    with _SHARED.database.read():
        search(_SHARED, query)


@pytest.fixture(scope="module", autouse=True)
def shared_store(tmp_path_factory):
    global _SHARED
    with Store(tmp_path_factory.mktemp("shared") / "chats.db") as _SHARED:
        say(_SHARED, *TEXTS)
        yield
