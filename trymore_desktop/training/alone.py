"""One run at a time in an output folder: two would write into each other's files."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trymore_desktop.errors import TryMoreError
from trymore_desktop.locks import FileLock, LockHeldError

LOCK = ".working"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder, which must exist; of the processes of a launcher the first one does.

    Raises:
        TryMoreError: `output_in_use`, another run holds it; `data_unwritable`.
    """
    if int(os.environ.get("RANK", "0")) > 0:
        yield
        return
    try:
        lock = FileLock(folder / LOCK)
    except LockHeldError as error:
        raise TryMoreError("output_in_use", path=str(folder), pid=error.pid) from error
    except OSError as error:
        raise TryMoreError("data_unwritable", str(error), path=str(folder)) from error
    try:
        yield
    finally:
        lock.release()
