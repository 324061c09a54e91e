"""The messages of the store: a tree in each conversation, one branch of which is shown."""

import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from trymore_desktop.core.chat import FinishReason, Role, Usage
from trymore_desktop.core.events import Failed
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.database import Database
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.store.rows import MESSAGE, clean, encoded, encoded_failure, message_record
from trymore_desktop.store.titles import title_from
from trymore_desktop.store.tree import Tree, branch_rows, forks, show, siblings


class Messages:
    """What `Store` does with messages."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def message(self, message: int) -> MessageRecord:
        """One message, also a deleted one. Raises TryMoreError `message_missing`."""
        with self.database.read() as connection:
            row = _row(connection, message)
            return message_record(row, siblings(connection, row[1], row[2], message))

    def path(self, conversation: int) -> list[MessageRecord]:
        """The branch that is shown, from the first message to the last; deleted ones left out."""
        with self.database.read() as connection:
            leaf = _leaf(connection, conversation)
            if leaf is None:
                return []
            forked = forks(connection, conversation)
            rows = branch_rows(connection, leaf, MESSAGE)
            return [message_record(row, forked.get(row[2], (row[0],))) for row in rows]

    def messages(self, conversation: int) -> Iterator[MessageRecord]:
        """The whole tree, parents before children; deleted ones left out, their children moved up.

        Raises:
            TryMoreError: `conversation_missing`.
        """
        with self.database.read() as connection:
            _leaf(connection, conversation)
            tree = Tree(connection, conversation)
        for node in tree.nodes.values():
            if not node.deleted:
                with self.database.read() as connection:
                    record = message_record(_row(connection, node.id), tree.versions(node.id))
                yield msgspec.structs.replace(record, parent=tree.shown_parent(node.id))

    def add_message(
        self,
        conversation: int,
        parent: int | None,
        role: Role,
        content: str,
        state: MessageState = MessageState.COMPLETE,
        model: str = "",
    ) -> MessageRecord:
        """Write a message below `parent` and show its branch; on the disk when this returns.

        The same parent twice makes versions (edit, regenerate). The first words of the first user
        message become the title unless the person chose one. A user message empties the draft.

        Raises:
            TryMoreError: `conversation_missing`, `message_missing` (no such parent in it).
        """
        now = time.time()
        with self.database.write() as connection:
            leaf = _leaf(connection, conversation)
            if parent is not None and _row(connection, parent)[1] != conversation:
                raise TryMoreError("message_missing", id=parent)
            number = connection.execute(
                "INSERT INTO message (conversation, parent, role, content, state, created, model)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (conversation, parent, role, clean(content), state, now, clean(model)),
            ).lastrowid
            assert number is not None  # an INSERT that did not fail has a row
            _show_new(connection, conversation, parent, leaf, number)
            connection.execute(
                "UPDATE conversation SET updated = ? WHERE id = ?", (now, conversation)
            )
            if role is Role.USER:
                _take_title(connection, conversation, parent, content)
            return self.message(number)

    def write_reply(self, message: int, content: str, usage: Usage | None = None) -> None:
        """Journal a streaming reply so far; call it once a second. Survives a killed process."""
        with self.database.write(durable=False) as connection:
            connection.execute(
                "UPDATE message SET content = ?, usage = coalesce(?, usage)"
                " WHERE id = ? AND state = 'streaming'",
                (clean(content), encoded(usage), message),
            )

    def finish_reply(
        self,
        message: int,
        content: str,
        state: MessageState = MessageState.COMPLETE,
        reason: FinishReason | None = None,
        usage: Usage | None = None,
        failure: Failed | None = None,
    ) -> MessageRecord:
        """Write the reply's end; from now on it can be found by searching.

        Of a `failure` code and parameters are kept, so that its words can be said again.
        """
        with self.database.write() as connection:
            conversation = _row(connection, message)[1]
            connection.execute(
                "UPDATE message SET content = ?, state = ?, reason = ?, usage = ?, failure = ?"
                " WHERE id = ?",
                (clean(content), state, reason, encoded(usage), encoded_failure(failure), message),
            )
            connection.execute(
                "UPDATE conversation SET updated = ? WHERE id = ?", (time.time(), conversation)
            )
            return self.message(message)

    def continue_reply(self, message: int) -> MessageRecord:
        """Make a stopped, cut or interrupted reply `streaming` again, to go on with it."""
        with self.database.write() as connection:
            _row(connection, message)
            connection.execute(
                "UPDATE message SET state = 'streaming', failure = NULL WHERE id = ?", (message,)
            )
        return self.message(message)

    def select_version(self, message: int) -> list[MessageRecord]:
        """Show the branch through this message as it was last seen; the new path."""
        with self.database.write() as connection:
            conversation = _row(connection, message)[1]
            show(connection, conversation, Tree(connection, conversation).leaf_below(message))
        return self.path(conversation)

    def delete_message(self, message: int) -> list[MessageRecord]:
        """Hide one message; the new path. What follows it stays, below the one before it.

        A message with other versions gives its place, and what follows it, to the nearest one.
        """
        with self.database.write() as connection:
            conversation = _row(connection, message)[1]
            connection.execute(
                "UPDATE message SET deleted = ? WHERE id = ?", (time.time(), message)
            )
            tree = Tree(connection, conversation)
            other = tree.replacement(message)
            if other is not None:
                show(connection, conversation, tree.leaf_below(other))
        return self.path(conversation)

    def restore_message(self, message: int) -> list[MessageRecord]:
        """Undo `delete_message`, showing the branch as it was; the new path."""
        with self.database.write() as connection:
            conversation = _row(connection, message)[1]
            connection.execute("UPDATE message SET deleted = NULL WHERE id = ?", (message,))
            show(connection, conversation, Tree(connection, conversation).leaf_below(message))
        return self.path(conversation)

    def _repair(self) -> None:
        """Mark replies that a crash cut off."""
        with self.database.write() as connection:
            connection.execute("UPDATE message SET state = 'interrupted' WHERE state = 'streaming'")

    def _remove(self, connection: sqlite3.Connection, condition: str, *values: object) -> int:
        chosen = f"SELECT id FROM conversation WHERE {condition}"
        connection.execute(f"DELETE FROM message WHERE conversation IN ({chosen})", values)
        return connection.execute(f"DELETE FROM conversation WHERE {condition}", values).rowcount

    def _copy_messages(
        self, connection: sqlite3.Connection, source: int, target: int
    ) -> dict[int | None, int]:
        """Copy a tree; the new number of each message by its old one."""
        numbers: dict[int | None, int] = {}
        rows = connection.execute(
            "SELECT id, parent, role, content, state, created, model, reason, usage, failure,"
            " deleted, chosen FROM message WHERE conversation = ? ORDER BY id",
            (source,),
        ).fetchall()
        for number, parent, role, content, state, *rest in rows:
            kept = "interrupted" if state == "streaming" else state
            values = (target, numbers.get(parent), role, content, kept, *rest[:-1])
            copy = connection.execute(
                "INSERT INTO message (conversation, parent, role, content, state, created, model,"
                " reason, usage, failure, deleted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
            assert copy is not None  # an INSERT that did not fail has a row
            numbers[number] = copy
        chosen = [(numbers[row[-1]], numbers[row[0]]) for row in rows if row[-1] in numbers]
        connection.executemany("UPDATE message SET chosen = ? WHERE id = ?", chosen)
        return numbers


def _row(connection: sqlite3.Connection, message: int) -> tuple[Any, ...]:
    row = connection.execute(f"SELECT {MESSAGE} FROM message WHERE id = ?", (message,)).fetchone()
    if row is None:
        raise TryMoreError("message_missing", id=message)
    return tuple(row)


def _leaf(connection: sqlite3.Connection, conversation: int) -> int | None:
    row = connection.execute(
        "SELECT leaf FROM conversation WHERE id = ? AND importing IS NULL", (conversation,)
    ).fetchone()
    if row is None:
        raise TryMoreError("conversation_missing", id=conversation)
    leaf: int | None = row[0]
    return leaf


def _show_new(
    connection: sqlite3.Connection,
    conversation: int,
    parent: int | None,
    leaf: int | None,
    number: int,
) -> None:
    """Show a new message; below the shown leaf only one fork changes, which is the usual case."""
    if parent is not None and parent == leaf:
        connection.execute("UPDATE message SET chosen = ? WHERE id = ?", (number, parent))
        connection.execute("UPDATE conversation SET leaf = ? WHERE id = ?", (number, conversation))
    else:
        show(connection, conversation, number)


def _take_title(
    connection: sqlite3.Connection, conversation: int, parent: int | None, content: str
) -> None:
    connection.execute("UPDATE conversation SET draft = '' WHERE id = ?", (conversation,))
    if parent is None:
        connection.execute(
            "UPDATE conversation SET title = ? WHERE id = ? AND titled = 0",
            (clean(title_from(content)), conversation),
        )
