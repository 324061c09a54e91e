"""Opening: migration after a backup, refusals, a second process, a full disk."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys

import pytest

from tests.support.old_store import make_old_store
from trymore_desktop.core.chat import Role
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store import database
from trymore_desktop.store.conversations import MessageState, Store
from trymore_desktop.store.salvage import salvage
from trymore_desktop.store.schema import LATEST
from trymore_desktop.store.search import search

HOLD = (
    "import sys, pathlib; from trymore_desktop.store.conversations import Store\n"
    "store = Store(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


def fingerprint(folder):
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.is_file() and not file.name.endswith((".lock", "-shm"))
    }


def test_an_old_store_opens_with_everything_in_it_after_a_backup(tmp_path):
    path = tmp_path / "chats.db"
    make_old_store(path)
    with Store(path) as store:
        assert [c.title for c in store.list_conversations()] == ["旧对话 3", "旧对话 2", "旧对话 1"]
        messages = store.path(2)
        assert [m.content[:6] for m in messages] == [f"对话2的第{n}" for n in range(4)]
        assert messages[-1].state is MessageState.INTERRUPTED
        assert len(search(store, "第0句")) == 3
        assert len(search(store, "orchard")) == 12
    [backup] = (tmp_path / "backups").iterdir()
    old = sqlite3.connect(backup)
    assert old.execute("PRAGMA user_version").fetchone() == (1,)
    assert old.execute("SELECT count(*) FROM message").fetchone() == (12,)
    assert backup.stat().st_mode & 0o077 == 0


def test_a_failed_migration_changes_nothing_and_can_be_tried_again(tmp_path, monkeypatch):
    path = tmp_path / "chats.db"
    make_old_store(path)
    before = fingerprint(tmp_path)["chats.db"]
    calls = []

    def fails(text):
        calls.append(text)
        if len(calls) > 5:
            raise ValueError("no")
        return text

    monkeypatch.setattr(database, "segment", fails)
    with pytest.raises(TryMoreError, match="store_damaged"):
        Store(path)
    assert len(calls) == 6
    assert fingerprint(tmp_path)["chats.db"] == before
    monkeypatch.undo()
    with Store(path) as store:
        assert len(search(store, "orchard")) == 12


def test_only_the_latest_backups_are_kept(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for n in range(9):
        (folder / f"chats-v0-{n}.db").touch()
    (folder / "mine.db").touch()
    make_old_store(tmp_path / "chats.db")
    Store(tmp_path / "chats.db").close()
    names = {file.name for file in folder.iterdir()}
    assert "mine.db" in names
    assert len(names) == database.BACKUPS_KEPT + 1


def test_a_newer_store_is_refused_untouched(tmp_path):
    path = tmp_path / "chats.db"
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {LATEST + 5}")
    connection.close()
    before = fingerprint(tmp_path)
    with pytest.raises(TryMoreError) as caught:
        Store(path)
    assert caught.value.code == "store_newer"
    assert caught.value.params["version"] == LATEST + 5
    assert fingerprint(tmp_path) == before


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"\xff" * 5000, b"no database" * 500])
def test_what_is_no_store_is_refused_untouched(tmp_path, content):
    path = tmp_path / "chats.db"
    path.write_bytes(content)
    with pytest.raises(TryMoreError, match="store_damaged"):
        Store(path)
    assert path.read_bytes() == content


def test_damage_is_found_after_an_unclean_end(tmp_path):
    path = tmp_path / "chats.db"
    with Store(path) as store:
        chat = store.create_conversation().id
        for n in range(200):
            store.add_message(chat, None, Role.USER, f"{n} " + "x" * 1000)
    data = bytearray(path.read_bytes())
    data[4096 * 20 : 4096 * 30] = b"\x55" * 40960
    path.write_bytes(data)
    path.with_name("chats.db-wal").write_bytes(b"left over")
    with pytest.raises(TryMoreError, match="store_damaged"):
        Store(path)


def test_two_processes_cannot_write_the_same_store(tmp_path):
    path = tmp_path / "chats.db"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(TryMoreError) as caught:
            Store(path)
        assert caught.value.code == "store_in_use"
        assert caught.value.params["pid"] == str(holder.pid)
    finally:
        holder.kill()
        holder.communicate()
    Store(path).close()


def test_a_store_closed_twice_or_opened_twice_in_a_row(tmp_path):
    store = Store(tmp_path / "chats.db")
    with pytest.raises(TryMoreError, match="store_in_use"):
        Store(tmp_path / "chats.db")
    store.close()
    store.close()
    with pytest.raises(TryMoreError, match="store_failed"):
        store.list_conversations()
    Store(tmp_path / "chats.db").close()


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path):
    with Store(tmp_path / "chats.db") as store:
        chat = store.create_conversation().id
        store.add_message(chat, None, Role.USER, "before")
        with store.database.read() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(TryMoreError, match="store_full"):
            store.add_message(chat, None, Role.USER, "x" * 1_000_000)
        assert [m.content for m in store.path(chat)] == ["before"]
        with store.database.read() as connection:
            connection.execute("PRAGMA max_page_count = 1000000")
        store.add_message(chat, None, Role.USER, "x" * 1_000_000)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(TryMoreError, match="store_failed"):
        Store(tmp_path / "file" / "chats.db")


def test_a_path_too_long_for_sqlite_is_told(tmp_path):
    path = tmp_path.joinpath(*["长" * 60] * 3) / "chats.db"
    with pytest.raises(TryMoreError, match="store_path_long"):
        Store(path)
    assert not path.parent.exists()
    Store(tmp_path.joinpath(*["long" * 15] * 4) / "chats.db").close()


def test_damage_once_met_is_found_at_the_next_opening(tmp_path):
    """Damage of the search index shows itself to a search, but not to SQLite's own check."""
    path = tmp_path / "chats.db"
    with Store(path) as store:
        chat = store.create_conversation().id
        for turn in range(200):
            store.add_message(chat, None, Role.USER, f"{turn} " + "内容" * 50)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE words_data SET block = x'ee' WHERE id > 10")
    connection.commit()
    connection.close()
    with Store(path) as store, pytest.raises(TryMoreError, match="store_damaged"):
        search(store, "内容")
    for _ in range(2):
        with pytest.raises(TryMoreError, match="store_damaged"):
            Store(path)
    salvage(path)
    with Store(path) as store:
        assert search(store, "内容")


def test_a_drive_that_goes_away_and_comes_back(tmp_path):
    """Told, no empty file in its place, and everything goes on when it is back."""
    drive, away = tmp_path / "drive", tmp_path / "away"
    with Store(drive / "chats.db") as store:
        chat = store.create_conversation().id
        store.add_message(chat, None, Role.USER, "before")
        drive.rename(away)
        for use in (lambda: store.path(chat), lambda: store.create_conversation()):
            with pytest.raises(TryMoreError, match="store_gone"):
                use()
        assert not drive.exists()
        away.rename(drive)
        store.add_message(chat, None, Role.USER, "after")
        assert [m.content for m in store.messages(chat)] == ["before", "after"]


def test_a_drive_that_comes_back_as_another_device(tmp_path):
    """What was open is of the old one; the file that is there now is opened and locked."""
    drive, away = tmp_path / "drive", tmp_path / "away"
    with Store(drive / "chats.db") as store:
        chat = store.create_conversation().id
        drive.rename(away)
        shutil.copytree(away, drive)
        store.add_message(chat, None, Role.USER, "on the new one")
        with pytest.raises(TryMoreError, match="store_in_use"):
            Store(drive / "chats.db")
    with Store(drive / "chats.db") as again:
        assert [m.content for m in again.path(chat)] == ["on the new one"]
