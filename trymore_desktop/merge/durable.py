"""Small files of an unfinished folder; their parts have names that `discard` knows."""

import os
from pathlib import Path

from trymore_desktop.files import sync_folder


def write_durably(path: Path, content: bytes) -> None:
    """Put a small file in place whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
