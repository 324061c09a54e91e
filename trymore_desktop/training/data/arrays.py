"""The elements of a JSON array, cut apart while the file is read and without being parsed first."""

import re
from collections.abc import Iterator

from trymore_desktop.training.data.items import RawItem, parse

_STRUCTURE = re.compile(rb'["\\\[\]{},]')
EXCERPT = 200
"""Bytes that are kept of an element that is too large."""


class ArrayScanner:
    """Cuts at the commas between elements; inside strings nothing counts.

    `line` is the line after the array's bracket, `limit` the most bytes of an element. An element
    with an odd quote or bracket swallows its neighbours; `_apart` gives them back. Once the
    array's end was seen, `closed` is set and `rest` holds what followed in the last chunk.
    `indent` is what stands before the last element in its line, None if all are in one line.
    """

    def __init__(self, line: int, limit: int, indent: bytes | None = None) -> None:
        self.closed = False
        self.rest = b""
        self.line = line
        self.indent = indent
        self._limit = limit
        self._depth = 0
        self._in_string = False
        self._skip_next = False
        self._pieces: list[bytes] = []
        self._size = 0
        self._newlines = 0

    def feed(self, chunk: bytes) -> Iterator[RawItem]:
        """The elements that end in the next bytes of the file."""
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
                yield from self.take()
                start = at
            elif sign in b"]}":
                self._depth -= 1
                if self._depth < 0:
                    self._add(chunk[start : at - 1])
                    if self._whole():
                        yield from self.take()
                        self.closed, self.rest = True, chunk[at:]
                        return
                    # The bracket of a broken element, which ends nothing
                    self._depth, start = 0, at - 1
        self._add(chunk[start:])

    def take(self) -> Iterator[RawItem]:
        """What has been gathered, as one element; at the end of a file, what was cut off."""
        whole = b"".join(self._pieces)
        first = self.line + whole[: len(whole) - len(whole.lstrip())].count(b"\n")
        too_large = self._size > self._limit
        self.line += self._newlines
        self._pieces, self._size, self._newlines = [], 0, 0
        if too_large:
            yield RawItem(first, fault="too_large", raw=whole)
        elif whole.strip():
            item = parse(whole, first)
            blank = whole[: len(whole) - len(whole.lstrip())]
            if b"\n" in blank:
                self.indent = blank.rpartition(b"\n")[2]
            broken = item.fault in ("no_json", "nested_too_deep")
            yield from _apart(item, self.indent or b"") if broken else (item,)

    def _whole(self) -> bool:
        """Whether nothing or a value has been gathered."""
        raw = b"".join(self._pieces)
        return not raw.strip() or parse(raw, 0).fault != "no_json"

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        self._newlines += piece.count(b"\n")
        if self._size <= self._limit:
            self._pieces.append(piece)
        else:
            # What is too large is let go, but for its beginning
            self._pieces = [b"".join(self._pieces)[:EXCERPT]]


def _apart(item: RawItem, indent: bytes) -> list[RawItem]:
    """A broken element, and the whole ones that were taken for its parts.

    Elements of one array begin their lines alike; strings hold no line feeds. So each line that
    begins as they do is tried as the beginning of an element. Where none was whole yet these are
    lines that are not indented: the file may hold an object a line, behind a broken line.
    """
    line, found = item.line, []
    for piece in re.split(rb"(?<=\n)(?=" + re.escape(indent) + rb"\{)", item.raw.lstrip()):
        found.append(parse(piece.rstrip(b" \t\r\n,]"), line))
        line += piece.count(b"\n")
    return found if any(not one.fault for one in found) else [item]
