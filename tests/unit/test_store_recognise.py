"""Files that hold chats are told from others by their first bytes."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.unit.test_store_exchange import CHATGPT
from trymore_desktop.core.chat import Role
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.export import ExportFormat, export
from trymore_desktop.store.recognise import holds_chats

SHAREGPT = [{"id": "a", "conversations": [{"from": "human", "value": "问"}]}]
LINES = '{"messages": [{"role": "user", "content": "hi"}]}\n' * 2


@pytest.mark.parametrize("kind", [ExportFormat.JSON, ExportFormat.SHAREGPT])
def test_what_this_program_exports(tmp_path: Path, kind: ExportFormat) -> None:
    with Store(tmp_path / "chats.db") as store:
        chat = store.create_conversation().id
        store.add_message(chat, None, Role.USER, "问 [] {}")
        export(store, [chat], kind, tmp_path / "out.json")
    assert holds_chats(tmp_path / "out.json")


def test_what_others_export(tmp_path: Path) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps([CHATGPT]), "utf-8")
    assert holds_chats(path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "x/conversations.json")
    assert holds_chats(tmp_path / "a.zip")
    path.write_text("\ufeff \n" + json.dumps(SHAREGPT, indent=4), "utf-8")
    assert holds_chats(path)
    path.write_text(LINES, "utf-8")
    assert holds_chats(path)


def test_what_is_something_else(tmp_path: Path) -> None:
    for content in (
        b"",
        b"plain text",
        b'{"a": 1}',
        b'[{"conversations": 3}]',
        b'"mapping": {',
        b'# notes\n[{"conversations": [{"from": 1}]}]',
        bytes(range(256)) * 300,
        b"PK\x03\x04 not a zip",
    ):
        path = tmp_path / "file"
        path.write_bytes(content)
        assert not holds_chats(path), content[:40]
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
    assert not holds_chats(tmp_path / "b.zip")
    assert not holds_chats(tmp_path / "missing")
    assert not holds_chats(tmp_path)
