"""Conversations on their way into the store: written in small steps, shown all at once.

One transaction for all would keep the window from saving what is said meanwhile. So they are
written hidden, marked with a number, and a short one takes the mark away at the end. What has the
mark when the store is opened was never finished, and goes.
"""

import contextlib
import sqlite3
import time
from collections import deque
from typing import Self

from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.database import Database
from trymore_desktop.store.exchange import OutsideConversation, OutsideMessage
from trymore_desktop.store.filling import Filling
from trymore_desktop.store.records import MessageState
from trymore_desktop.store.rows import clean, encoded, encoded_failure
from trymore_desktop.store.titles import title_from
from trymore_desktop.store.tree import show
from trymore_desktop.store.unfinished import take_out

STEP = 1 << 18
"""Characters of text taken together: as many as one transaction may write."""

ROW = 100
"""Characters that a message counts for beside its text."""

FORGET_SECONDS = 0.5
"""How long a cancelled import itself takes out again what it wrote; `Store.tidy` does the rest."""

Piece = OutsideConversation | OutsideMessage


class Intake:
    """Use as a context; without `publish` everything is taken out again at its end."""

    def __init__(self, database: Database) -> None:
        self.conversations = 0
        self.messages = 0
        self._database = database
        self._mark = time.time_ns()
        self._published = False
        self._pending: list[Piece] = []
        self._pending_size = 0
        self._present = 0
        self._leaf: int | None = None
        self._numbers: dict[int, int] = {}
        self._filling = Filling(database)

    def add(self, conversation: OutsideConversation) -> bool:
        """Take one conversation; False, and nothing taken, if it has no messages."""
        if not conversation.messages:
            return False
        self.conversations += 1
        self.messages += len(conversation.messages)
        self._pending.append(conversation)
        for message in conversation.messages:
            self._pending.append(message)
            self._pending_size += len(message.content) + ROW
            if self._pending_size >= STEP:
                self._flush()
        return True

    def publish(self) -> None:
        """Show everything that was added."""
        self._flush()
        with self._filling.write() as connection:
            self._finish_conversation(connection)
            connection.execute(
                "UPDATE conversation SET importing = NULL WHERE importing = ?", (self._mark,)
            )
        self._published = True

    def _flush(self) -> None:
        pieces, self._pending = deque(self._pending), []
        while pieces:
            with self._filling.write() as connection:
                self._write(connection, pieces.popleft())
                while pieces and not self._filling.over:
                    self._write(connection, pieces.popleft())
        self._filling.wrote(self._pending_size)
        self._pending_size = 0

    def _write(self, connection: sqlite3.Connection, piece: Piece) -> None:
        if isinstance(piece, OutsideConversation):
            self._finish_conversation(connection)
            self._begin_conversation(connection, piece)
        else:
            self._write_message(connection, piece)

    def _begin_conversation(
        self, connection: sqlite3.Connection, outside: OutsideConversation
    ) -> None:
        now = time.time()
        number = connection.execute(
            "INSERT INTO conversation (title, titled, created, updated, pinned, folder, system,"
            " config, model, importing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                clean(outside.title or _title(outside)),
                outside.titled,
                outside.created or now,
                outside.updated or outside.created or now,
                outside.pinned,
                clean(outside.folder),
                clean(outside.system),
                encoded(outside.config),
                clean(outside.model),
                self._mark,
            ),
        ).lastrowid
        assert number is not None  # an INSERT that did not fail has a row
        self._present, self._leaf, self._numbers = number, outside.leaf, {}

    def _write_message(self, connection: sqlite3.Connection, message: OutsideMessage) -> None:
        unfinished = message.state is MessageState.STREAMING
        number = connection.execute(
            "INSERT INTO message (conversation, parent, role, content, state, created, model,"
            " reason, usage, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._present,
                None if message.parent is None else self._numbers.get(message.parent),
                message.role,
                clean(message.content),
                MessageState.INTERRUPTED if unfinished else message.state,
                message.created or time.time(),
                clean(message.model),
                message.reason,
                encoded(message.usage),
                encoded_failure(message.failure),
            ),
        ).lastrowid
        assert number is not None  # an INSERT that did not fail has a row
        self._numbers[message.id] = number

    def _finish_conversation(self, connection: sqlite3.Connection) -> None:
        """Choose the leaf, and at every fork the way to it."""
        if not self._numbers:
            return
        wanted = self._leaf if self._leaf in self._numbers else max(self._numbers)
        assert wanted is not None  # `in` has just found it
        show(connection, self._present, self._numbers[wanted])

    def __enter__(self) -> Self:
        self._filling.__enter__()
        self._database.importing = self._mark
        return self

    def __exit__(self, *raised: object) -> None:
        self._filling.__exit__(*raised)
        self._database.importing = 0
        if not self._published:
            with contextlib.suppress(TryMoreError):  # too full a disk leaves it to the next start
                take_out(self._database, FORGET_SECONDS)


def _title(outside: OutsideConversation) -> str:
    return title_from(outside.messages[0].content)
