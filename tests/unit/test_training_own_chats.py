"""Chats that this program exported come back as training data."""

import pytest

from trymore_desktop.core.chat import Role
from trymore_desktop.core.control import Control
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.export import export
from trymore_desktop.training.data.conversation import from_line
from trymore_desktop.training.data.prepare import prepare
from trymore_desktop.training.data.recipe import DataRecipe, SourceRecipe


@pytest.mark.parametrize("form", ["json", "sharegpt"])
def test_an_export_becomes_training_data(tmp_path, form):
    store = Store(tmp_path / "chats.db")
    ids = []
    for number in range(3):
        chat = store.create_conversation(system="Be brief." if number == 1 else "")
        asked = store.add_message(chat.id, None, Role.USER, f"第{number}个问题 <b>是什么</b>？")
        store.add_message(chat.id, asked.id, Role.ASSISTANT, "旧的回答，不再显示了，谢谢。")
        store.add_message(chat.id, asked.id, Role.ASSISTANT, f"这是第{number}个回答，`a < b`。")
        ids.append(chat.id)
    export(store, ids, form, tmp_path / "chats.json")
    source = SourceRecipe("chats", str(tmp_path / "chats.json"), "chat")
    recipe = DataRecipe(str(tmp_path / "out"), (source,), test_share=0.0)
    *_, last = prepare(recipe, Control())
    assert last.numbers["kept"] + last.numbers["set_aside"] == 3
    lines = (tmp_path / "out" / "train.jsonl").read_bytes().splitlines()
    said = [[turn.value for turn in from_line(line).conversations] for line in lines]
    assert said[0] == ["第0个问题 <b>是什么</b>？", "这是第0个回答，`a < b`。"]
    assert said[1][0] == "Be brief."
