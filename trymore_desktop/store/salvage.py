"""Saving what can be read of a damaged file of chats into a sound one."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.files import sync_folder
from trymore_desktop.store.database import Database, connect, doubt_mark, lock_store
from trymore_desktop.store.rows import clean

MOST_UNREADABLE = 10_000
"""Rows in a row that may be unreadable before the rest is given up."""

_NO_TABLE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)

_CONVERSATION = (
    "id, title, titled, created, updated, pinned, folder, system, config, model, leaf, draft,"
    " deleted"
)
_MESSAGE = (
    "id, conversation, parent, role, content, state, created, model, reason, usage, deleted,"
    " chosen, failure"
)


class Salvaged(msgspec.Struct, frozen=True):
    """How much was saved, and where the damaged file is kept."""

    conversations: int
    messages: int
    damaged: Path


def salvage(path: Path) -> Salvaged:
    """Put a sound file with everything readable in the damaged one's place, which is kept beside.

    Raises:
        TryMoreError: `store_in_use`, `store_full`, `store_failed`; nothing has changed then.
    """
    lock = lock_store(path)
    fresh = path.with_name(f"{path.stem}-salvaged{path.suffix}")
    try:
        _remove(fresh)
        counts = _copy(path, fresh)
        damaged = path.with_name(f"{path.stem}-damaged-{time.strftime('%Y%m%d-%H%M%S')}.db")
        for ending in ("-wal", "-shm", ""):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(damaged.with_name(damaged.name + ending))
        fresh.rename(path)
        doubt_mark(path).unlink(missing_ok=True)
        sync_folder(path.parent)
    finally:
        _remove(fresh)
        lock.release()
    return Salvaged(*counts, damaged)


def _copy(path: Path, fresh: Path) -> tuple[int, int]:
    database = Database(fresh)
    try:
        with contextlib.closing(connect(path)) as old, database.write() as new:
            # One damaged index in the list of tables would otherwise hide all of them.
            old.execute("PRAGMA writable_schema = ON")
            conversations = _insert(new, "conversation", _CONVERSATION, old)
            messages = _insert(new, "message", _MESSAGE, old)
            _make_whole(new)
    finally:
        database.close()
    return conversations, messages


def _insert(new: sqlite3.Connection, table: str, columns: str, old: sqlite3.Connection) -> int:
    kept = 0
    with contextlib.suppress(sqlite3.Error, UnicodeDecodeError):
        columns = _present(old, table, columns)
        marks = ", ".join("?" * (columns.count(",") + 1))
        new.execute("PRAGMA defer_foreign_keys = ON")
        for row in _readable(old, table, columns):
            values = [clean(value) if isinstance(value, str) else value for value in row]
            with contextlib.suppress(sqlite3.IntegrityError):
                new.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
                kept += 1
    return kept


def _present(old: sqlite3.Connection, table: str, columns: str) -> str:
    """Those of the columns that the file has: one of an older version lacks the latest."""
    known = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
    return ", ".join(name for name in columns.split(", ") if name in known) or columns


def _readable(old: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """Every row that can be read, stepping over those that cannot."""
    last = unreadable = 0
    while unreadable < MOST_UNREADABLE:
        try:
            query = f"SELECT {columns} FROM {table} WHERE id > ? ORDER BY id"
            for row in old.execute(query, (last,)):
                last, unreadable = row[0], 0
                yield row
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if getattr(error, "sqlite_errorcode", 0) in _NO_TABLE:
                return
            last += 1
            unreadable += 1
        else:
            return


def _make_whole(new: sqlite3.Connection) -> None:
    """A conversation for messages that lost theirs, a leaf for those whose leaf is gone."""
    now = time.time()
    new.execute(
        "INSERT INTO conversation (id, title, created, updated)"
        " SELECT DISTINCT conversation, '…', ?, ? FROM message"
        " WHERE conversation NOT IN (SELECT id FROM conversation)",
        (now, now),
    )
    new.execute("UPDATE message SET state = 'interrupted' WHERE state = 'streaming'")
    new.execute(
        "UPDATE conversation SET leaf ="
        " (SELECT max(id) FROM message WHERE message.conversation = conversation.id)"
        " WHERE leaf IS NULL OR leaf NOT IN"
        " (SELECT id FROM message WHERE message.conversation = conversation.id)"
    )


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", ".lock", ".damaged"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
