"""A chat file of version 1, as that version made it: no search, no remembered branches."""

import sqlite3
from pathlib import Path

from trymore_desktop.store.schema import APPLICATION_ID

VERSION_1 = """
PRAGMA journal_mode = WAL;
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL DEFAULT '',
    titled INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL, updated REAL NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0, folder TEXT NOT NULL DEFAULT '',
    system TEXT NOT NULL DEFAULT '', config TEXT, model TEXT NOT NULL DEFAULT '', leaf INTEGER,
    draft TEXT NOT NULL DEFAULT '', deleted REAL
) STRICT;
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id), parent INTEGER,
    role TEXT NOT NULL, content TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL,
    model TEXT NOT NULL DEFAULT '', reason TEXT, usage TEXT, deleted REAL
) STRICT;
CREATE INDEX message_tree ON message (conversation, parent);
CREATE INDEX message_streaming ON message (id) WHERE state = 'streaming';
"""


def make_old_store(path: Path, conversations: int = 3, turns: int = 4) -> None:
    """Message k of each conversation says 第k句 and an English word; the last is streaming."""
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    number = 0
    for conversation in range(1, conversations + 1):
        connection.execute(
            "INSERT INTO conversation (id, title, created, updated) VALUES (?, ?, 1, ?)",
            (conversation, f"旧对话 {conversation}", conversation),
        )
        parent = None
        for turn in range(turns):
            number += 1
            connection.execute(
                "INSERT INTO message (id, conversation, parent, role, content, state, created)"
                " VALUES (?, ?, ?, ?, ?, ?, 1)",
                (
                    number,
                    conversation,
                    parent,
                    "assistant" if turn % 2 else "user",
                    f"对话{conversation}的第{turn}句 orchard",
                    "streaming" if turn == turns - 1 else "complete",
                ),
            )
            parent = number
        connection.execute("UPDATE conversation SET leaf = ? WHERE id = ?", (number, conversation))
    connection.commit()
    connection.close()
