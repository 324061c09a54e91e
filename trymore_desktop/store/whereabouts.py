"""Whether a file that is open still is the one at its path, and can be relied on."""

import os
from pathlib import Path

from trymore_desktop.errors import TryMoreError

Identity = tuple[int, int] | None
"""Device and number of a file; None while there is none."""


class Whereabouts:
    """A drive may go away under an open file and come back as another device.

    What was open then stays broken for ever, also when the drive is back; or it is still good, but
    of a drive that nobody finds again. Both are known by the file at the path being another one,
    or by an I/O error (`doubt`), after which the same numbers prove nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._noted: Identity = None
        self._doubted = False

    def note(self) -> None:
        """The file at the path was opened just now."""
        self._noted = _identity(self._path)
        self._doubted = False

    def doubt(self) -> None:
        """What is open may be broken."""
        self._doubted = True

    def same(self) -> bool:
        """Whether what is open can be used."""
        return not self._doubted and _identity(self._path) == self._noted

    def require(self) -> None:
        """See that there is a file to open; none is made, as an empty one would hide the chats.

        Raises:
            TryMoreError: `store_gone`, there is none.
            OSError: it cannot be opened for writing.
        """
        try:
            os.close(os.open(self._path, os.O_RDWR | getattr(os, "O_BINARY", 0)))
        except FileNotFoundError as error:
            raise TryMoreError("store_gone", str(error), path=str(self._path)) from error


def _identity(path: Path) -> Identity:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
