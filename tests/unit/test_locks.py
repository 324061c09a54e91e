"""A lock across processes: held by one, free when that one is gone."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trymore_desktop import locks
from trymore_desktop.locks import FileLock, LockHeldError

HOLDER = """
import sys
from pathlib import Path
from trymore_desktop.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_is_named_until_it_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockHeldError) as caught:
            FileLock(path)
        assert caught.value.pid == str(holder.pid)
        holder.kill()
        holder.wait()
    lock = FileLock(path)
    assert path.read_text() == f"{os.getpid()}\n"
    lock.release()
    lock.release()
    FileLock(path).release()


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    FileLock(tmp_path / "a.lock").release()
    assert (tmp_path / "a.lock").stat().st_mode & 0o777 == 0o600


def test_a_drive_without_locks_lets_everybody_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(locks, "_lock", unknown)
    first, second = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    first.release()
    second.release()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_does_not_refuse_the_lock() -> None:
    """Removing an unfinished merge takes the lock to make room."""
    FileLock(Path("/dev/full")).release()
