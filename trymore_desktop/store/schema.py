"""The tables, as the steps that lead from each version of them to the next.

A new file goes through all of them, so that there is one way only to the present version.
"""

import sqlite3

APPLICATION_ID = 0x544D4731
"""Marks the file as this program's ("TMG1")."""

_CHATS = """
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL DEFAULT '',
    titled INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    updated REAL NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    folder TEXT NOT NULL DEFAULT '',
    system TEXT NOT NULL DEFAULT '',
    config TEXT,
    model TEXT NOT NULL DEFAULT '',
    leaf INTEGER,
    draft TEXT NOT NULL DEFAULT '',
    deleted REAL
) STRICT;
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    parent INTEGER,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    state TEXT NOT NULL,
    created REAL NOT NULL,
    model TEXT NOT NULL DEFAULT '',
    reason TEXT,
    usage TEXT,
    deleted REAL
) STRICT;
CREATE INDEX message_tree ON message (conversation, parent);
CREATE INDEX message_streaming ON message (id) WHERE state = 'streaming';
"""

_SEARCH = """
ALTER TABLE message ADD COLUMN chosen INTEGER;
ALTER TABLE conversation ADD COLUMN importing INTEGER;
CREATE INDEX conversation_importing ON conversation (importing) WHERE importing IS NOT NULL;
UPDATE message SET chosen =
    (SELECT max(child.id) FROM message AS child
     WHERE child.conversation = message.conversation AND child.parent = message.id);
CREATE VIRTUAL TABLE words USING fts5 (
    content, content='', tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO words (rowid, content)
    SELECT id, segment(content) FROM message WHERE state <> 'streaming';
CREATE TRIGGER message_added AFTER INSERT ON message WHEN new.state <> 'streaming' BEGIN
    INSERT INTO words (rowid, content) VALUES (new.id, segment(new.content));
END;
CREATE TRIGGER message_removed AFTER DELETE ON message WHEN old.state <> 'streaming' BEGIN
    INSERT INTO words (words, rowid, content) VALUES ('delete', old.id, segment(old.content));
END;
CREATE TRIGGER message_forgotten AFTER UPDATE OF content, state ON message
WHEN old.state <> 'streaming' BEGIN
    INSERT INTO words (words, rowid, content) VALUES ('delete', old.id, segment(old.content));
END;
CREATE TRIGGER message_learned AFTER UPDATE OF content, state ON message
WHEN new.state <> 'streaming' BEGIN
    INSERT INTO words (rowid, content) VALUES (new.id, segment(new.content));
END;
"""

_FAILURES = "ALTER TABLE message ADD COLUMN failure TEXT;\n"

MIGRATIONS = (_CHATS, _SEARCH, _FAILURES)
"""Step n leads from version n to n + 1: 1 the chats, 2 the search index and remembered branches,
3 why a reply failed."""

LATEST = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Take one step from `version`, in one transaction; nothing has changed if it fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _statements(MIGRATIONS[version]):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """Split where SQLite sees a complete statement: `executescript` would commit by itself."""
    statements: list[str] = []
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            statements.append(begun)
            begun = ""
    return statements
