"""Small real disks: a tmpfs of some megabytes, which needs root."""

import contextlib
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.torture.merge_kills import fill
from tests.torture.store_kills import check_sound
from tests.torture.tally import Tally
from trymore_desktop.core.chat import Role
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store


class NoDiskError(Exception):
    """Why no disk can be mounted here."""


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A tmpfs of `size` bytes.

    Raises:
        NoDiskError: not root, not Linux, or the container forbids it.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise NoDiskError("mounting needs root")
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "torture", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoDiskError(done.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_disk_under_store(disk: Path, times: int, dice: random.Random) -> Tally:
    """A message is written or refused with words; nothing that was written is lost."""
    tally = Tally("full disk under the chats")
    path, ballast = disk / "chats.db", disk / "ballast"
    written: list[int] = []
    for number in range(times):
        tally.tried += 1
        store = Store(path)
        chat = store.create_conversation().id
        fill(ballast, dice.randrange(0, 400_000))
        try:
            for _ in range(200):
                text = f"第{number}次 " + "满" * dice.randrange(1, 3000)
                written.append(store.add_message(chat, None, Role.USER, text).id)
        except TryMoreError as error:
            tally.faults += 1
            tally.expect(error.code == "store_full", f"told as {error.code}: {error.detail}")
        tally.expect(len(store.path(chat)) <= 1, "the chat cannot be read while the disk is full")
        if number % 3 == 0:
            store.close()
            _open_while_full(path, tally)
            store = None
        ballast.unlink()
        store = store or Store(path)
        for message in written[-200:]:
            tally.expect(store.message(message).content.startswith("第"), "a message is gone")
        store.add_message(chat, None, Role.USER, "after")
        check_sound(path, store, tally)
        for record in store.list_conversations():
            store.purge(record.id)
        written.clear()
        store.close()
    return tally


def _open_while_full(path: Path, tally: Tally) -> None:
    try:
        Store(path).close()
        tally.count("opened while full")
    except TryMoreError as error:
        tally.count("refused to open while full")
        tally.expect(error.code == "store_full", f"opening told as {error.code}: {error.detail}")
