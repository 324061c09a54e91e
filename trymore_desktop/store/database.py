"""The SQLite file of the chats: opened, migrated, guarded, and its errors put into our codes."""

import contextlib
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from trymore_desktop.errors import TryMoreError
from trymore_desktop.files import sync_folder
from trymore_desktop.locks import FileLock, LockHeldError
from trymore_desktop.store.schema import LATEST, migrate
from trymore_desktop.store.whereabouts import Whereabouts
from trymore_desktop.store.words import segment

BUSY_SECONDS = 5.0
BACKUPS_KEPT = 5
LONGEST_WAY = 0.5
"""Seconds that a long job lets others go first."""

LONGEST_PATH = 490
"""Bytes. SQLite knows no longer ones on Unix (512, with its -journal), linked or not."""

DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""SQLite's codes for it; our statements are sound, so that an error in one is damaged tables."""

BROKEN = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""After one of these a connection may be of no use, also when the drive is well again."""

LITTLE_SPACE = 1 << 20
"""Bytes. With less than this free, a failed write is told as a full disk."""


class Database:
    """One connection for all threads, `read` and `write` the ways to it; `Filling` has its own."""

    def __init__(self, path: Path) -> None:
        """Open, check after an unclean end, migrate.

        Raises:
            TryMoreError: `store_in_use`, `store_newer`, `store_damaged`, `store_full`,
                `store_failed`, `store_path_long`.
        """
        if os.name == "posix" and len(os.fsencode(path.absolute())) > LONGEST_PATH:
            raise TryMoreError("store_path_long", path=str(path), most=LONGEST_PATH)
        self.path = path
        self._guard = threading.RLock()
        self._writing = threading.Lock()
        self._waiting: set[int] = set()
        self._place = Whereabouts(path)
        self.importing = 0
        """The mark of the import that runs now, or 0."""
        with self.explained():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = lock_store(path)
        try:
            with self.explained():
                self._connection = self._open()
        except BaseException:
            self._lock.release()
            raise
        self._place.note()

    def close(self) -> None:
        """Close the file; SQLite then folds its journal in, so that it is one file to copy."""
        with self._guard:
            with contextlib.suppress(sqlite3.Error):  # of a drive that is gone
                self._connection.close()
            self._lock.release()

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries."""
        with self._guard, self.explained():
            self._find_again()
            yield self._connection

    @contextlib.contextmanager
    def write(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing.

        `durable` waits until the disk has it (a power cut then loses nothing); without it only the
        system has it (a killed process then loses nothing).
        """
        with self._guard, self.writing(), self.explained():
            self._find_again()
            connection = self._connection
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _find_again(self) -> None:
        """Open the file anew if its drive was away or failed in the meantime."""
        if self._connection.in_transaction or self._place.same():
            return
        self._place.require()
        broken, self._connection = self._connection, sqlite3.connect(":memory:")
        with contextlib.suppress(sqlite3.Error):
            broken.close()
        self._lock.release()
        self._place.doubt()
        self._lock = lock_store(self.path)
        self._connection = self._open()
        self._place.note()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one who writes; `wanted` tells whoever writes in turns that somebody waits."""
        this = threading.get_ident()
        self._waiting.add(this)
        with self._writing:
            self._waiting.discard(this)
            yield

    @property
    def wanted(self) -> bool:
        """Whether somebody waits to write."""
        return bool(self._waiting)

    def give_way(self) -> None:
        """Let others go first who wait: a lock alone is taken again before they wake up."""
        end = time.monotonic() + LONGEST_WAY
        while self._waiting and time.monotonic() < end:
            time.sleep(0.001)

    def checkpoint_itself(self, usual: bool) -> None:
        """Whether a person's transaction may have to empty SQLite's journal into the file."""
        with contextlib.suppress(sqlite3.Error), self._guard:
            self._connection.execute(f"PRAGMA wal_autocheckpoint = {1000 if usual else 0}")

    def _open(self) -> sqlite3.Connection:
        version = self._version()
        if version > LATEST:
            raise TryMoreError("store_newer", path=str(self.path), version=version, known=LATEST)
        if version < 0:
            raise TryMoreError("store_damaged", f"version {version}", path=str(self.path))
        doubtful = self._has_journal() or self._doubt().exists()
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        if os.name == "posix" and self.path.stat().st_mode & 0o077:
            self.path.chmod(0o600)
        connection = connect(self.path)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            if doubtful:
                self._check(connection)
            self._migrate(connection, version)
            if self._doubt().exists():
                self._check_words(connection)
                self._doubt().unlink()
        except BaseException:
            connection.close()
            raise
        return connection

    def _version(self) -> int:
        """The file's version, read without changing anything; 0 for none yet."""
        if not self.path.exists() or not self.path.stat().st_size:
            return 0
        alone = "" if self._has_journal() else "&immutable=1"
        uri = f"{self.path.absolute().as_uri()}?mode=ro{alone}"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def _has_journal(self) -> bool:
        """Whether the last process ended without closing the file."""
        journal = self.path.with_name(self.path.name + "-wal")
        return journal.exists() and journal.stat().st_size > 0

    def _check(self, connection: sqlite3.Connection) -> None:
        found = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
        if found != ["ok"]:
            self._remember_damage()
            raise TryMoreError("store_damaged", detail="; ".join(found), path=str(self.path))

    def _check_words(self, connection: sqlite3.Connection) -> None:
        """The search index, which SQLite's own check takes for plain data."""
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")

    def _remember_damage(self) -> None:
        with contextlib.suppress(OSError):
            self._doubt().touch(mode=0o600)

    def _doubt(self) -> Path:
        """A file that says: damage was met, look closely when opening."""
        return doubt_mark(self.path)

    def _migrate(self, connection: sqlite3.Connection, version: int) -> None:
        if 0 < version < LATEST:
            self._back_up(connection, version)
        for step in range(version, LATEST):
            migrate(connection, step)

    def _back_up(self, connection: sqlite3.Connection, version: int) -> None:
        """Copy the whole file beside, named by version and time, before a migration changes it."""
        folder = self.path.parent / "backups"
        folder.mkdir(exist_ok=True, mode=0o700)
        for cut_off in folder.glob(f"{self.path.stem}-v*.part"):
            cut_off.unlink(missing_ok=True)
        stamp = time.strftime("%Y%m%d-%H%M%S")
        backup = folder / f"{self.path.stem}-v{version}-{stamp}.db"
        temporary = backup.with_suffix(".part")
        try:
            os.close(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
            with contextlib.closing(sqlite3.connect(temporary)) as copy:
                connection.backup(copy)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(backup)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(folder)
        for old in sorted(folder.glob(f"{self.path.stem}-v*.db"), key=_age)[:-BACKUPS_KEPT]:
            old.unlink(missing_ok=True)

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """Put SQLite's and the system's errors into our codes."""
        try:
            yield
        except UnicodeDecodeError as error:  # a message of SQLite that quotes a damaged page
            raise TryMoreError("store_damaged", str(error), path=str(self.path)) from error
        except (sqlite3.Error, OSError) as error:
            raise self._in_words(error) from error

    def _in_words(self, error: sqlite3.Error | OSError) -> TryMoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in BROKEN or isinstance(error, OSError):
            self._place.doubt()
        if code in DAMAGE:
            self._remember_damage()
            return TryMoreError("store_damaged", detail=str(error), path=str(self.path))
        free = _free_space(self.path.parent)
        if code == sqlite3.SQLITE_FULL or free < LITTLE_SPACE:
            return TryMoreError("store_full", detail=str(error), path=str(self.path), free=free)
        return TryMoreError(
            "store_failed", detail=str(error), path=str(self.path), reason=str(error)
        )


def doubt_mark(path: Path) -> Path:
    """The file beside a store in which damage was met."""
    return path.with_name(path.name + ".damaged")


def lock_store(path: Path) -> FileLock:
    """One writer for a file of chats.

    Raises:
        TryMoreError: `store_in_use`, another process has it (its number in `pid`).
        OSError: the lock's file cannot be made.
    """
    try:
        return FileLock(path.with_name(path.name + ".lock"))
    except LockHeldError as error:
        raise TryMoreError("store_in_use", path=str(path), pid=error.pid) from error


def connect(path: Path) -> sqlite3.Connection:
    """A connection with our functions and settings, in autocommit."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = _text
    connection.create_function("segment", 1, segment, deterministic=True)
    for pragma in ("foreign_keys = ON", "temp_store = MEMORY", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _age(path: Path) -> float:
    return path.stat().st_mtime


def _free_space(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return LITTLE_SPACE
