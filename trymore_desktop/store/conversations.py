"""Conversations and their message trees, on the disk before anybody sees them."""

import time
from pathlib import Path
from typing import Any, Self

from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.database import Database
from trymore_desktop.store.messages import Messages
from trymore_desktop.store.records import (
    ConversationRecord,
    MessageRecord,
    MessageState,
    SearchHit,
)
from trymore_desktop.store.rows import CONVERSATION, clean, conversation_record, encoded
from trymore_desktop.store.unfinished import any_left, take_out

__all__ = ["ConversationRecord", "MessageRecord", "MessageState", "SearchHit", "Store"]

CHANGEABLE = ("title", "pinned", "folder", "system", "config", "model", "draft")


_LATEST = (
    "deleted IS NULL AND (pinned OR folder <> '' OR id = ? OR id IN"
    " (SELECT id FROM conversation WHERE deleted IS NULL AND importing IS NULL"
    " AND NOT pinned AND folder = '' ORDER BY updated DESC, id DESC LIMIT ?))"
    " ORDER BY pinned DESC, updated DESC, id DESC"
)

TIDY_SECONDS = 0.1
"""What opening the file may take for it; the rest is for somebody who has time."""


class Store(Messages):
    """All chats of one person, in one file that one process at a time writes.

    May be called from any thread. Every method raises TryMoreError with one of `store_full`,
    `store_damaged`, `store_failed` when the disk refuses; nothing is half done then. The methods
    for messages are those of `Messages`.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file, migrate it after a backup, and repair what a crash left.

        Raises:
            TryMoreError: `store_in_use` by another process, `store_newer` than this program,
                `store_damaged`, `store_full`, `store_failed`.
        """
        super().__init__(Database(path))
        try:
            self._repair()
            self.tidy(TIDY_SECONDS)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the file back; the store is of no use afterwards."""
        self.database.close()

    @property
    def untidy(self) -> bool:
        """Whether imports that were cancelled or killed have left something hidden."""
        return any_left(self.database)

    def tidy(self, seconds: float) -> bool:
        """Take it out for about so many seconds; True when nothing is left."""
        return take_out(self.database, seconds)

    def list_conversations(
        self, most: int | None = None, besides: int | None = None
    ) -> list[ConversationRecord]:
        """Every conversation outside the trash: pinned ones first, then the latest first.

        With `most`, of those that are neither pinned nor in a folder only the latest so many, and
        the one with the id `besides`: a window lists 27,000 of them in a third of a second.
        """
        if most is None:
            return self._select("deleted IS NULL ORDER BY pinned DESC, updated DESC, id DESC")
        return self._select(_LATEST, besides, most)

    def latest_conversation(self) -> int | None:
        """The one that was changed last, outside the trash."""
        found = self._select("deleted IS NULL ORDER BY updated DESC, pinned DESC, id DESC LIMIT 1")
        return found[0].id if found else None

    def trashed(self) -> list[ConversationRecord]:
        """The trash, the latest deleted first."""
        return self._select("deleted IS NOT NULL ORDER BY deleted DESC, id DESC")

    def folders(self) -> list[str]:
        """Names of the folders in use, sorted."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT DISTINCT folder FROM conversation"
                " WHERE folder <> '' AND deleted IS NULL AND importing IS NULL ORDER BY folder"
            )
            return [row[0] for row in rows]

    def conversation(self, conversation: int) -> ConversationRecord:
        """One conversation, also from the trash. Raises TryMoreError `conversation_missing`."""
        found = self._select("id = ?", conversation)
        if not found:
            raise TryMoreError("conversation_missing", id=conversation)
        return found[0]

    def create_conversation(
        self,
        system: str = "",
        *,
        title: str = "",
        folder: str = "",
        config: GenerationConfig | None = None,
        model: str = "",
    ) -> ConversationRecord:
        """A new, empty conversation."""
        now = time.time()
        with self.database.write() as connection:
            number = connection.execute(
                "INSERT INTO conversation"
                " (title, titled, created, updated, folder, system, config, model)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    clean(title),
                    bool(title),
                    now,
                    now,
                    clean(folder),
                    clean(system),
                    encoded(config),
                    clean(model),
                ),
            ).lastrowid
        assert number is not None  # an INSERT that did not fail has a row
        return self.conversation(number)

    def update_conversation(self, conversation: int, **changes: Any) -> ConversationRecord:
        """Change title, pinned, folder, system, config, model or draft; `updated` stays.

        Raises:
            TryMoreError: `conversation_missing`.
            TypeError: no such field.
        """
        if unknown := set(changes) - set(CHANGEABLE):
            raise TypeError(f"no such field: {', '.join(sorted(unknown))}")
        values = {name: _column(value) for name, value in changes.items()}
        if "title" in changes:
            values["titled"] = bool(changes["title"])
        durable = set(changes) != {"draft"}
        with self.database.write(durable=durable) as connection:
            self.conversation(conversation)
            if values:
                connection.execute(
                    f"UPDATE conversation SET {', '.join(f'{name} = ?' for name in values)}"
                    " WHERE id = ?",
                    (*values.values(), conversation),
                )
            return self.conversation(conversation)

    def duplicate_conversation(self, conversation: int) -> ConversationRecord:
        """A copy with all branches, to go on differently."""
        original = self.conversation(conversation)
        with self.database.write() as connection:
            now = time.time()
            copy = connection.execute(
                "INSERT INTO conversation"
                " (title, titled, created, updated, folder, system, config, model)"
                " SELECT title, titled, ?, ?, folder, system, config, model"
                " FROM conversation WHERE id = ?",
                (now, now, conversation),
            ).lastrowid
            assert copy is not None  # an INSERT that did not fail has a row
            numbers = self._copy_messages(connection, conversation, copy)
            connection.execute(
                "UPDATE conversation SET leaf = ? WHERE id = ?",
                (numbers.get(original.leaf), copy),
            )
        return self.conversation(copy)

    def trash(self, conversation: int) -> None:
        """Put into the trash; `restore` undoes it."""
        self._set_deleted(conversation, time.time())

    def restore(self, conversation: int) -> None:
        """Take out of the trash."""
        self._set_deleted(conversation, None)

    def purge(self, conversation: int) -> None:
        """Remove for good, with every message and its words in the search index."""
        with self.database.write() as connection:
            self._remove(connection, "id = ?", conversation)

    def empty_trash(self, before: float | None = None) -> int:
        """Purge what was trashed earlier than `before` (all by default); how many went."""
        limit = time.time() + 1 if before is None else before
        with self.database.write() as connection:
            return self._remove(connection, "deleted < ?", limit)

    def _select(self, condition: str, *values: object) -> list[ConversationRecord]:
        with self.database.read() as connection:
            rows = connection.execute(
                f"SELECT {CONVERSATION} FROM conversation WHERE importing IS NULL AND {condition}",
                values,
            )
            return [conversation_record(row) for row in rows]

    def _set_deleted(self, conversation: int, moment: float | None) -> None:
        self.conversation(conversation)
        with self.database.write() as connection:
            connection.execute(
                "UPDATE conversation SET deleted = ? WHERE id = ?", (moment, conversation)
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _column(value: object) -> object:
    if isinstance(value, GenerationConfig):
        return encoded(value)
    return clean(value) if isinstance(value, str) else value
