"""Conversations leave and come back; other programs' files come in; bad files leave nothing."""

import json
import tracemalloc
import zipfile

import pytest

from tests.support.importing import GOOD, bring
from trymore_desktop.core.chat import FinishReason, GenerationConfig, Role, Usage
from trymore_desktop.core.events import Failed, Imported
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import MessageState
from trymore_desktop.store.export import export
from trymore_desktop.store.search import search


def fill(store):
    chat = store.create_conversation(
        "你是助手", title="标题 #1", folder="f", config=GenerationConfig(top_k=3)
    ).id
    q = store.add_message(chat, None, Role.USER, "问\n```py\nx = 1\n```")
    a = store.add_message(chat, q.id, Role.ASSISTANT, "", MessageState.STREAMING, model="7B")
    store.finish_reply(a.id, "答 <b>1</b>", reason=FinishReason.STOP, usage=Usage(3, 0, 4))
    b = store.add_message(chat, q.id, Role.ASSISTANT, "答二", MessageState.STOPPED)
    more = store.add_message(chat, b.id, Role.USER, "gone")
    store.add_message(chat, more.id, Role.ASSISTANT, "last")
    lost = store.add_message(chat, q.id, Role.ASSISTANT, "", MessageState.STREAMING)
    why = Failed("no_memory", {"needed": 3, "路径": "甲 乙"}, "Traceback")
    store.finish_reply(lost.id, "半", MessageState.FAILED, failure=why)
    store.delete_message(more.id)
    store.select_version(a.id)
    return chat


def tree(store, chat):
    messages = list(store.messages(chat))
    position = {m.id: n for n, m in enumerate(messages)}
    return [
        (
            *(m.role, m.content, m.state, m.model, m.reason, m.usage, m.created, m.failure),
            position.get(m.parent),
        )
        for m in messages
    ]


def test_json_comes_back_whole(store, tmp_path):
    chat = fill(store)
    assert export(store, [chat], "json", tmp_path / "chats.json") == 1
    assert bring(store, tmp_path / "chats.json") == Imported(1, 5)
    [copy] = [c for c in store.list_conversations() if c.id != chat]
    original = store.conversation(chat)
    for name in ("title", "titled", "created", "updated", "folder", "system", "config"):
        assert getattr(copy, name) == getattr(original, name)
    assert tree(store, copy.id) == tree(store, chat)
    assert [m.content for m in store.path(copy.id)] == [m.content for m in store.path(chat)]
    assert len(search(store, "答二")) == 2
    [why] = [m.failure for m in store.messages(copy.id) if m.failure]
    assert why == Failed("no_memory", {"needed": 3, "路径": "甲 乙"})


def test_sharegpt_comes_back_with_the_shown_branch(store, tmp_path):
    chat = fill(store)
    export(store, [chat], "sharegpt", tmp_path / "out.json")
    [entry] = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [turn["from"] for turn in entry["conversations"]] == ["human", "gpt"]
    bring(store, tmp_path / "out.json")
    [copy] = [c for c in store.list_conversations() if c.id != chat]
    assert copy.system == "你是助手"
    assert [m.content for m in store.path(copy.id)] == [m.content for m in store.path(chat)]


def test_markdown_and_text_hold_what_is_shown(store, tmp_path):
    chat, empty = fill(store), store.create_conversation().id
    names = {Role.SYSTEM: "系统", Role.USER: "我", Role.ASSISTANT: "它"}
    export(store, [chat, empty], "markdown", tmp_path / "a.md", names)
    text = (tmp_path / "a.md").read_text("utf-8")
    assert text.startswith("# 标题 #1\n")
    assert "\n## 我\n\n问\n```py\nx = 1\n```\n\n## 它\n\n答 <b>1</b>\n" in text
    assert "答二" not in text
    export(store, [chat], "text", tmp_path / "a.txt")
    assert "You:\n问" in (tmp_path / "a.txt").read_text("utf-8")


def test_an_export_that_fails_leaves_the_old_file(store, tmp_path):
    chat = fill(store)
    with pytest.raises(TryMoreError, match="export_failed"):
        export(store, [chat], "json", tmp_path / "none" / "a.json")
    (tmp_path / "a.json").write_text("old")
    with pytest.raises(TryMoreError, match="conversation_missing"):
        export(store, [chat, 99], "json", tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text() == "old"
    assert {file.name for file in tmp_path.iterdir() if "tmp" in file.name} == set()


CHATGPT = {
    "title": "旅行",
    "create_time": 1700000000.5,
    "update_time": 1700000100.0,
    "current_node": "a2",
    "mapping": {
        "a2": {"id": "a2", "parent": "tool", "children": [], "message": {
            "author": {"role": "assistant"}, "create_time": 1700000050.0,
            "content": {"content_type": "text", "parts": ["去杭州"]},
            "metadata": {"model_slug": "gpt-4"}}},
        "root": {"id": "root", "parent": None, "children": ["sys"], "message": None},
        "sys": {"id": "sys", "parent": "root", "children": ["u"], "message": {
            "author": {"role": "system"}, "content": {"content_type": "text", "parts": [""]}}},
        "u": {"id": "u", "parent": "sys", "children": ["a1", "tool"], "message": {
            "author": {"role": "user"}, "create_time": None,
            "content": {"content_type": "multimodal_text",
                        "parts": [{"asset_pointer": "x"}, "去哪里？"]}}},
        "a1": {"id": "a1", "parent": "u", "children": [], "message": {
            "author": {"role": "assistant"},
            "content": {"content_type": "text", "parts": ["去北京"]}}},
        "tool": {"id": "tool", "parent": "u", "children": ["a2"], "message": {
            "author": {"role": "tool"},
            "content": {"content_type": "text", "parts": ["noise"]}}},
    },
}  # fmt: skip


@pytest.mark.parametrize("zipped", [False, True])
def test_chatgpts_tree_comes_in_with_its_branches(store, tmp_path, zipped):
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps([CHATGPT, {"mapping": {}}]), "utf-8")
    if zipped:
        with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "conversations.json")
            archive.writestr("user.json", "{}")
        path = tmp_path / "export.zip"
    assert bring(store, path) == Imported(1, 3, skipped=1)
    [chat] = store.list_conversations()
    assert (chat.title, chat.created, chat.updated) == ("旅行", 1700000000.5, 1700000100.0)
    question, reply = store.path(chat.id)
    assert question.content == "[image]\n\n去哪里？"
    assert (reply.content, reply.model) == ("去杭州", "gpt-4")
    assert len(reply.versions) == 2


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "x", "conversations": [{"from": "human", "value": "你好"}]}]',
        '\ufeff [{"conversations": [{"from": "user", "value": "你好"}, {"from": "gpt"}, 3]}]',
        '{"conversations": [{"from": "human", "value": "你好"}]}\n\n'
        '{"conversations": [{"from": "human", "value": "你好"}]}',
        '[{"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "你好"}]}]',
        '[[{"from": "human", "value": "你好"}]]',
    ],
)
def test_kinds_of_sharegpt(store, tmp_path, text):
    (tmp_path / "a.json").write_text(text, "utf-8")
    bring(store, tmp_path / "a.json")
    chat = store.list_conversations()[0]
    assert chat.title == "你好"
    assert [m.content for m in store.path(chat.id)] == ["你好"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "import_unknown"),
        ("hello", "import_unknown"),
        ("[]", "import_unknown"),
        ('[1, "a", {}]', "import_unknown"),
        ('[{"conversations": []}]', "import_empty"),
        ('[{"mapping": {"a": {"parent": "b"}, "b": {"parent": "a"}}}]', "import_empty"),
        (f"[{GOOD},{GOOD}", "import_broken"),
        (f"[{GOOD}, {{]", "import_broken"),
        (f"[{GOOD}, 1e999999999999999999999999, {'9' * 5000}]", "import_broken"),
        ("[" * 100_000, "import_broken"),
        (f"[{GOOD}]\x00\x00", "import_broken"),
    ],
)
def test_a_bad_file_leaves_nothing(store, tmp_path, text, code):
    (tmp_path / "bad.json").write_bytes(text.encode())
    with pytest.raises(TryMoreError) as caught:
        bring(store, tmp_path / "bad.json")
    assert caught.value.code == code
    assert store.list_conversations() == []
    with store.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)


def test_one_endless_entry_is_refused_without_filling_the_memory(store, tmp_path):
    with (tmp_path / "big.json").open("wb") as file:
        file.write(b'[{"conversations": [')
        for _ in range(40):
            file.write(b'{"from": "human", "value": "x"},' * 16_000)
    tracemalloc.start()
    with pytest.raises(TryMoreError, match="import_broken"):
        bring(store, tmp_path / "big.json")
    assert tracemalloc.get_traced_memory()[1] < 400 << 20
    tracemalloc.stop()


def test_unreadable_and_missing_files(store, tmp_path):
    for name in ("missing.json", "."):
        with pytest.raises(TryMoreError, match="import_failed"):
            bring(store, tmp_path / name)
