"""Writing very much beside a person who reads and writes too."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from typing import Self

from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.database import Database, connect

LONGEST_TURN = 1.0
"""Seconds that one transaction goes on while nobody else wants to write."""

UNSYNCED = 1 << 20
"""Bytes of text (with their search index some five times as much) until the disk catches up:
a person's save waits for the disk to take what is left of them."""

_WHILE_FILLING = {"automerge": 16, "crisismerge": 64}
USUAL = {"automerge": 4, "crisismerge": 16}
"""How FTS5 merges the parts of its index: later and in larger numbers while much is written."""


class Filling:
    """A second connection for one long job, in transactions that end as soon as anybody waits.

    Who reads never waits for it. Emptying SQLite's journal into the file is done here, between two
    transactions: SQLite would do it in whatever transaction comes next, which may be a person's
    message.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stack = contextlib.ExitStack()
        self._connection: sqlite3.Connection
        self._end = 0.0
        self._unsynced = 0

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction; leave it when `over` says so, after at least one small step."""
        with self._database.explained(), self._database.writing():
            self._connection.execute("BEGIN IMMEDIATE")
            self._end = time.monotonic() + LONGEST_TURN
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        self._database.give_way()

    @property
    def over(self) -> bool:
        """Whether somebody waits, or the transaction has taken long enough."""
        return self._database.wanted or time.monotonic() >= self._end

    def wrote(self, size: int) -> None:
        """So many bytes of text went in; sometimes lets the disk catch up. Not inside `write`."""
        self._unsynced += size
        if self._unsynced >= UNSYNCED:
            self._catch_up()

    def _catch_up(self) -> None:
        self._unsynced = 0
        with self._database.explained():
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def __enter__(self) -> Self:
        with self._database.explained():
            self._connection = self._stack.enter_context(
                contextlib.closing(connect(self._database.path))
            )
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA wal_autocheckpoint = 0")
        self._database.checkpoint_itself(False)
        self._tune(_WHILE_FILLING)
        return self

    def __exit__(self, *_: object) -> None:
        with self._stack, contextlib.suppress(TryMoreError):
            self._tune(USUAL)
            self._catch_up()
        self._database.checkpoint_itself(True)

    def _tune(self, values: dict[str, int]) -> None:
        with self.write() as connection:
            for item in values.items():
                connection.execute("INSERT INTO words (words, rank) VALUES (?, ?)", item)
