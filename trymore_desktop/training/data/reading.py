"""Items of JSON files one after the other, with line numbers, whatever the file holds.

Understands JSONL and one big array (also inside this program's own export); memory is bounded by
the largest item, and an item above the limit is skipped while it is read.
"""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from trymore_desktop.errors import TryMoreError

CHUNK = 2**20
MAX_ITEM = 64 * 2**20
"""Bytes of JSON of one item; more is set aside unread."""
_EXPORT = re.compile(rb'\s*\{\s*"format":\s*"[^"]*",\s*"version":\s*\d+,\s*"conversations":\s*\[')
_STRUCTURE = re.compile(rb'["\\\[\]{},]')
_SURROGATE = re.compile("[\ud800-\udfff]")


class RawItem(msgspec.Struct, frozen=True):
    """A value that was read, or why it could not be; `line` counts from 1.

    `fault` is empty, or one of no_json, not_utf8, lone_surrogate, nested_too_deep, too_large.
    """

    line: int
    value: Any = None
    fault: str = ""
    raw: bytes = b""


def read_items(path: Path) -> Iterator[RawItem]:
    """All items of a file; empty lines are no items.

    Raises:
        TryMoreError: `data_unreadable`, the file itself cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                yield RawItem(1, fault="not_utf8", raw=head[:200])
                return
            start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
            export = _EXPORT.match(head, start)
            array = re.compile(rb"\s*\[").match(head, start)
            opened = export or array
            file.seek(opened.end() if opened else start)
            if opened:
                yield from _elements(file, 1 + head[: opened.end()].count(b"\n"))
            else:
                yield from _lines(file)
    except OSError as error:
        raise TryMoreError("data_unreadable", str(error), path=str(path)) from error


def _lines(file: BinaryIO) -> Iterator[RawItem]:
    number = 1
    while piece := file.readline(MAX_ITEM):
        if len(piece) == MAX_ITEM and not piece.endswith(b"\n"):
            yield RawItem(number, fault="too_large", raw=piece[:200])
            while piece and not piece.endswith(b"\n"):
                piece = file.readline(MAX_ITEM)
        elif piece.strip():
            yield parse(piece, number)
        number += 1


def _elements(file: BinaryIO, line: int) -> Iterator[RawItem]:
    """The elements of an array whose bracket has been read, split without being parsed."""
    scanner = _Scanner(line)
    while chunk := file.read(CHUNK):
        yield from scanner.feed(chunk)
        if scanner.closed:
            return
    yield from scanner.end()


class _Scanner:
    """Cuts at the commas between elements; inside strings nothing counts."""

    def __init__(self, line: int) -> None:
        self.closed = False
        self._line = line
        self._depth = 0
        self._in_string = False
        self._skip_next = False
        self._pieces: list[bytes] = []
        self._size = 0
        self._newlines = 0

    def feed(self, chunk: bytes) -> Iterator[RawItem]:
        start = at = 0
        if self._skip_next:
            self._skip_next, at = False, 1
        while found := _STRUCTURE.search(chunk, at):
            at = found.end()
            sign = found.group()
            if sign == b"\\":
                if self._in_string:
                    self._skip_next = at == len(chunk)
                    at += 1
            elif sign == b'"':
                self._in_string = not self._in_string
            elif self._in_string:
                continue
            elif sign in b"[{":
                self._depth += 1
            elif sign == b"," and self._depth == 0:
                self._add(chunk[start : at - 1])
                yield from self._take()
                start = at
            elif sign in b"]}":
                self._depth -= 1
                if self._depth < 0:
                    self._add(chunk[start : at - 1])
                    yield from self._take()
                    self.closed = True
                    return
        self._add(chunk[start:])

    def end(self) -> Iterator[RawItem]:
        """The file ended before the array did."""
        yield from self._take()

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        self._newlines += piece.count(b"\n")
        if self._size <= MAX_ITEM:
            self._pieces.append(piece)
        else:
            # What is too large is let go, but for its beginning
            self._pieces = [b"".join(self._pieces)[:200]]

    def _take(self) -> Iterator[RawItem]:
        whole = b"".join(self._pieces)
        first = self._line + whole[: len(whole) - len(whole.lstrip())].count(b"\n")
        too_large = self._size > MAX_ITEM
        self._line += self._newlines
        self._pieces, self._size, self._newlines = [], 0, 0
        if too_large:
            yield RawItem(first, fault="too_large", raw=whole)
        elif whole.strip():
            yield parse(whole, first)


def parse(raw: bytes, line: int) -> RawItem:
    """One JSON value out of its bytes, or the fault."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return RawItem(line, fault="not_utf8", raw=raw)
    try:
        value = json.loads(text)
    except RecursionError:
        return RawItem(line, fault="nested_too_deep", raw=raw)
    except ValueError:
        return RawItem(line, fault="no_json", raw=raw)
    # Escapes are the only way in: text that was decoded from UTF-8 holds no surrogates
    if "\\u" in text and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        return RawItem(line, fault="lone_surrogate", raw=raw)
    return RawItem(line, value, raw=raw)
