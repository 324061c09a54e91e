"""The file of items that were set aside, each with where it stood and why."""

from pathlib import Path
from typing import Self

import msgspec

EXCERPT = 2000
"""Characters of an item that are kept: enough to recognise it, whatever its size."""


class RejectFile:
    """JSONL with source, file, line, reason and excerpt; use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._encoder = msgspec.json.Encoder()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, source: str, file: str, line: int, reason: str, raw: bytes) -> None:
        """One item; bytes that are no UTF-8 are shown escaped."""
        entry = {
            "source": source,
            "file": file,
            "line": line,
            "reason": reason,
            "excerpt": raw[: EXCERPT * 4].decode("utf-8", "backslashreplace").strip()[:EXCERPT],
        }
        self._file.write(self._encoder.encode(entry) + b"\n")
