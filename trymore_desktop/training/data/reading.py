"""Items of JSON files one after the other, with line numbers, whatever the file holds.

Understands JSONL, objects over several lines and big arrays (also inside this program's own
export), packed or not; memory is bounded by the largest item, and an item above the limit is
skipped while it is read.
"""

import re
from collections.abc import Generator, Iterator
from pathlib import Path

from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.data.arrays import EXCERPT, ArrayScanner
from trymore_desktop.training.data.items import RawItem, parse
from trymore_desktop.training.data.opening import ARCHIVE, DAMAGED, Source, open_data

__all__ = ["RawItem", "parse", "read_items"]

CHUNK = 2**20
MAX_ITEM = 64 * 2**20
"""Bytes of JSON of one item; more is set aside unread."""
_EXPORT = re.compile(rb'\s*\{\s*"format":\s*"[^"]*",\s*"version":\s*\d+,\s*"conversations":\s*\[')
_ARRAY = re.compile(rb"\s*\[")
_PRETTY = re.compile(rb"\s*\{[ \t]*\r?\n")
_NO_END = re.compile(rb"[ \t]*[^\s\[{}]")
"""What follows a bracket that a broken element closed the array with too early."""


def read_items(path: Path) -> Iterator[RawItem]:
    """All items of a file; empty lines are no items.

    Raises:
        TryMoreError: `data_unreadable`, the file itself cannot be read.
    """
    line = 1
    try:
        with open_data(path) as file:
            for item in _items(file):
                line = item.line
                yield item
    except DAMAGED as error:
        # The disk's own errors have a number, those of unpacking have none
        if isinstance(error, OSError) and error.errno is not None:
            raise TryMoreError("data_unreadable", str(error), path=str(path)) from error
        yield RawItem(line, fault="damaged_file", raw=str(error).encode())


def _items(file: Source) -> Iterator[RawItem]:
    head = file.read(4096)
    if head.startswith(ARCHIVE):
        yield RawItem(1, fault="archive", raw=head[:EXCERPT])
        return
    file.put_back(head)
    opened = _EXPORT.match(head) or _ARRAY.match(head)
    if not opened:
        yield from _objects(file) if _PRETTY.match(head) else _lines(file, 1)
        return
    line = 1
    while opened:
        line += file.read(opened.end()).count(b"\n")
        line = yield from _elements(file, line)
        # Arrays that were put together, or whatever else follows: nothing is passed over
        after = file.read(CHUNK)
        file.put_back(after)
        opened = _ARRAY.match(after)
    yield from _lines(file, line, after_array=True)


def _lines(file: Source, number: int, after_array: bool = False) -> Iterator[RawItem]:
    while piece := file.readline(MAX_ITEM):
        if len(piece) == MAX_ITEM and not piece.endswith(b"\n"):
            yield RawItem(number, fault="too_large", raw=piece[:EXCERPT])
            while piece and not piece.endswith(b"\n"):
                piece = file.readline(MAX_ITEM)
        elif after_array:
            # Brackets and commas that closed something are no items
            if piece.strip(b" \t\r\n,]}"):
                yield parse(piece.strip().removesuffix(b","), number)
        elif piece.strip():
            yield parse(piece, number)
        number += 1


def _objects(file: Source) -> Iterator[RawItem]:
    """Objects laid out over several lines, one after the other: each begins a line with {."""
    pieces: list[bytes] = []
    first = number = size = 0
    while piece := file.readline(MAX_ITEM):
        if piece.startswith(b"{"):
            yield from _object(pieces, size, first)
            pieces, size, first = [], 0, number + 1
        size += len(piece)
        pieces = [*pieces[:1]] if size > MAX_ITEM else pieces
        pieces.append(piece[:EXCERPT] if size > MAX_ITEM else piece)
        number += piece.endswith(b"\n")
    yield from _object(pieces, size, first)


def _object(pieces: list[bytes], size: int, line: int) -> Iterator[RawItem]:
    raw = b"".join(pieces)
    if size > MAX_ITEM:
        yield RawItem(line, fault="too_large", raw=raw[:EXCERPT])
    elif raw.strip():
        yield parse(raw.strip().removesuffix(b","), max(1, line))


def _elements(file: Source, line: int) -> Generator[RawItem, None, int]:
    """The elements of an array whose bracket has been read; returns the line of its end."""
    scanner = ArrayScanner(line, MAX_ITEM)
    while chunk := file.read(CHUNK):
        yield from scanner.feed(chunk)
        if scanner.closed:
            file.put_back(scanner.rest)
            if not _NO_END.match(scanner.rest):
                return scanner.line
            scanner = ArrayScanner(scanner.line, MAX_ITEM, scanner.indent)
    yield from scanner.take()
    return scanner.line
