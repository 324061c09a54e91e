"""What imports left that were cancelled or killed: hidden, and taken out in small steps."""

import time

from trymore_desktop.store.database import Database
from trymore_desktop.store.filling import Filling

STEP = 50
"""Messages taken out between two looks at the clock."""

_HIDDEN = "SELECT id FROM conversation WHERE importing IS NOT NULL AND importing <> ?"
_SOME = f"SELECT id, length(content) FROM message WHERE conversation IN ({_HIDDEN}) LIMIT ?"


def any_left(database: Database) -> bool:
    """Whether there is something to take out; an import that runs now is none of it."""
    with database.read() as connection:
        return (
            connection.execute(_HIDDEN + " LIMIT 1", (database.importing,)).fetchone() is not None
        )


def take_out(database: Database, seconds: float) -> bool:
    """Work for about so many seconds; True when nothing is left. Others may write meanwhile.

    Raises:
        TryMoreError: what the store raises.
    """
    if not any_left(database):
        return True
    end = time.monotonic() + seconds
    with Filling(database) as filling:
        while not _one_turn(filling, database.importing, end):
            if time.monotonic() >= end:
                return False
    return True


def _one_turn(filling: Filling, running: int, end: float) -> bool:
    """One transaction; True when nothing is left."""
    size = 0
    with filling.write() as connection:
        while not filling.over and time.monotonic() < end:
            rows = connection.execute(_SOME, (running, STEP)).fetchall()
            if not rows:
                connection.execute(f"DELETE FROM conversation WHERE id IN ({_HIDDEN})", (running,))
                return True
            connection.executemany("DELETE FROM message WHERE id = ?", ((row[0],) for row in rows))
            size += sum(row[1] for row in rows)
    filling.wrote(size)
    return False
