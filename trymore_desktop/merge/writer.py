"""The unfinished folder of a merge: what is in it, going on with it, publishing and removing it."""

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Event
from trymore_desktop.errors import TryMoreError
from trymore_desktop.files import sync_folder
from trymore_desktop.locks import FileLock, LockHeldError
from trymore_desktop.merge.durable import write_durably
from trymore_desktop.merge.journal import (
    JOURNAL,
    LOCK,
    PART,
    Journal,
    ShardRecord,
    owned_names,
    read_journal,
    write_journal,
)
from trymore_desktop.merge.outputs import incomplete_folder
from trymore_desktop.merge.places import follow_link
from trymore_desktop.merge.units import bytes_text

READ_SIZE = 4 << 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class WorkFolder:
    """NAME.incomplete, locked for this process."""

    def __init__(self, target: Path, plan: Journal) -> None:
        """Make the folder or go on with it; `plan` is the journal of a fresh start.

        Raises:
            TryMoreError: `merge_running`, `sources_changed`, `disk_full`, `write_failed`.
        """
        self.target = target
        self.path = incomplete_folder(target)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = lock_folder(self.path)
            self.journal = self._begin(plan)
        except OSError as error:
            raise write_failure(error, self.path, plan.total) from error

    def release(self) -> None:
        """Let go of the lock; what is done stays for the next time."""
        with contextlib.suppress(OSError):  # its drive may be gone
            self._lock.release()

    def record(self, file: str, record: ShardRecord) -> None:
        """Note a shard that is durably in place."""
        done = {**self.journal.done, file: record}
        self.journal = msgspec.structs.replace(self.journal, done=done)
        write_journal(self.path, self.journal)

    def settle(self, file: str) -> None:
        """Give a noted shard its final name."""
        part = self.path / (file + PART)
        if part.exists():
            part.replace(self.path / file)
            sync_folder(self.path)

    def forget(self, file: str) -> None:
        """Have a shard made again."""
        done = {name: record for name, record in self.journal.done.items() if name != file}
        self.journal = msgspec.structs.replace(self.journal, done=done)
        write_journal(self.path, self.journal)

    def check_done(self, control: Control) -> Iterator[Event]:
        """Read the shards of an earlier run again; those that changed will be made again.

        Raises:
            Interrupted: the person cancelled.
        """
        report = Reporter(control, "resume", self.journal.done_bytes)
        checked = 0
        for file, record in list(self.journal.done.items()):
            digest = hashlib.sha256()
            try:
                self.settle(file)
                with (self.path / file).open("rb", buffering=0) as opened:
                    while block := opened.read(READ_SIZE):
                        digest.update(block)
                        checked += len(block)
                        yield from report(checked, file)
            except OSError:
                digest = hashlib.sha256()
            if digest.hexdigest() != record.sha256:
                self.forget(file)

    def write_small(self, name: str, content: bytes) -> None:
        """Write one of the small files.

        Raises:
            TryMoreError: `disk_full` or `write_failed`.
        """
        try:
            write_durably(self.path / name, content)
        except OSError as error:
            raise write_failure(error, self.path, len(content)) from error

    def publish(self) -> None:
        """Give the finished folder its name.

        The journal goes after the renaming: until then it is what says that the files are ours.

        Raises:
            TryMoreError: `target_not_empty` or `write_failed`.
        """
        try:
            if self.target.is_dir():
                self.target.rmdir()
            self._lock.release()
            self.path.rename(self.target)
            sync_folder(self.target.parent)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                raise TryMoreError(
                    "target_not_empty", path=str(self.target), suggestion=f"{self.target}-2"
                ) from error
            raise write_failure(error, self.target, 0) from error
        clean_published(self.target)

    def _begin(self, plan: Journal) -> Journal:
        found = read_journal(self.path)
        if found is None:
            foreign = {path.name for path in self.path.iterdir()} - {LOCK, JOURNAL + PART}
            if foreign:
                raise TryMoreError("incomplete_foreign", path=str(self.path))
            write_journal(self.path, plan)
            sync_folder(self.path.parent)
            return plan
        if found.recipe != plan.recipe:
            raise TryMoreError("sources_changed", path=str(self.path))
        return found


def clean_published(folder: Path) -> None:
    """Remove what only the unfinished folder needed."""
    for name in (JOURNAL, LOCK):
        (folder / name).unlink(missing_ok=True)


def write_failure(error: OSError, path: Path, needed: int) -> TryMoreError:
    """Turn a failed write of `needed` more bytes into words: a full drive, or another reason."""
    if error.errno in FULL:
        try:
            status = os.statvfs(path if path.exists() else path.parent)
            free = status.f_bavail * status.f_frsize
        except (OSError, AttributeError):
            free = 0
        missing = bytes_text(max(1, needed - free))
        return TryMoreError("disk_full", path=str(path), missing=missing)
    reason = error.strerror or str(error)
    return TryMoreError("write_failed", path=str(path), reason=reason)


def lock_folder(folder: Path) -> FileLock:
    """One merge at a time in an unfinished folder.

    Raises:
        TryMoreError: `merge_running`, another process is at it.
        OSError: the lock's file cannot be made.
    """
    try:
        return FileLock(folder / LOCK)
    except LockHeldError as error:
        raise TryMoreError("merge_running", path=str(folder)) from error


def discard(target: Path) -> int:
    """Remove what an unfinished merge to `target` wrote and give the freed bytes.

    Only files that its journal lists go; the folder goes if nothing else is in it.

    Raises:
        TryMoreError: `nothing_to_discard`, `merge_running` or `write_failed`.
    """
    folder = incomplete_folder(follow_link(target))
    journal = read_journal(folder)
    if journal is None:
        raise TryMoreError("nothing_to_discard", path=str(folder))
    try:
        lock = lock_folder(folder)
        try:
            last = (JOURNAL, LOCK)
            freed = sum(_remove(folder / name) for name in owned_names(journal) - set(last))
        finally:
            lock.release()
        freed += sum(_remove(folder / name) for name in last)
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise write_failure(error, folder, 0) from error
    return freed


def _remove(path: Path) -> int:
    try:
        size = path.lstat().st_size
        path.unlink()
    except FileNotFoundError:
        return 0
    return size
