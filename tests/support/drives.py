"""Real drives for tests: ext4 in a file, which can be pulled, put back and spoiled. Linux, root."""

import contextlib
import fcntl
import os
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN: from now on nothing of the file system can be read or written."""

WITHOUT_FLUSH = 2
"""As if the plug was pulled: what is not on the drive by now never gets there."""


class NoDriveError(Exception):
    """Why no drive can be made here."""


class Drive:
    """A file system of its own at `folder`, on a loop device over the file `image`."""

    def __init__(self, folder: Path, image: Path, size: int) -> None:
        """Make and mount it; `size` in bytes.

        Raises:
            NoDriveError: not root, not Linux, or the container forbids it.
        """
        if not hasattr(os, "geteuid") or os.geteuid() != 0:
            raise NoDriveError("mounting needs root")
        self.folder, self.image = folder, image
        self._tail = b""
        folder.mkdir()
        with image.open("wb") as file:
            file.truncate(size)
        _run("mkfs.ext4", "-q", "-F", "-b", "4096", "-E", "nodiscard", str(image))
        self.plug()

    def plug(self) -> None:
        """Mount it."""
        _run("mount", "-o", "loop", str(self.image), str(self.folder))

    def unplug(self) -> None:
        """Unmount it, as soon as nobody has a file of it open."""
        for _ in range(100):
            with contextlib.suppress(NoDriveError):
                _run("umount", str(self.folder))
                return
            time.sleep(0.05)
        _run("umount", str(self.folder))

    def pull(self) -> None:
        """Cut it off in the middle of whatever goes on; what is still on its way is lost."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", WITHOUT_FLUSH))
        finally:
            os.close(descriptor)

    def detach(self) -> None:
        """Take it out of the tree of folders while its open files still work."""
        _run("umount", "-l", str(self.folder))

    def spoil(self, keep: int) -> None:
        """Make everything but the first `keep` bytes of the device unreadable; then `mend`."""
        _run("mount", "-o", "remount,ro", str(self.folder))
        with self.image.open("r+b") as file:
            file.seek(keep)
            self._tail = file.read()
            file.truncate(keep)

    def mend(self) -> None:
        """Put the bytes back that `spoil` took, and mount it afresh."""
        self.unplug()
        with self.image.open("ab") as file:
            file.write(self._tail)
        self.plug()


@contextlib.contextmanager
def drive(folder: Path, image: Path, size: int) -> Iterator[Drive]:
    """A drive that is gone in the end, whatever happened to it.

    Raises:
        NoDriveError: as `Drive`.
    """
    made = Drive(folder, image, size)
    try:
        yield made
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
        image.unlink()


@contextlib.contextmanager
def thin_place(folder: Path, size: int) -> Iterator[Path]:
    """A tmpfs of `size` bytes: a drive whose image lies here may promise more than there is.

    Raises:
        NoDriveError: it cannot be mounted.
    """
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={size}", "thin", str(folder))
    try:
        yield folder
    finally:
        _run("umount", "-l", str(folder))


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise NoDriveError(str(error)) from error
    if done.returncode:
        raise NoDriveError(done.stderr.strip())
