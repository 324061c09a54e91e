"""The entries of a JSON file, one at a time, whatever its size."""

import contextlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import ijson

from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.exchange import FORMAT

LARGEST_ENTRY = 16 << 20
"""Bytes of one conversation; more is no conversation but a file of another kind."""

DEEPEST = 64
PEEKED = 4096
_OWN = re.compile(rb'"format"\s*:\s*"' + FORMAT.encode() + b'"')


Tokens = Iterator[tuple[str, Any]]


class Source:
    """A file that counts what was read, for the progress bar and against one endless entry."""

    def __init__(self, file: IO[bytes], total: int) -> None:
        self.total = max(total, 1)
        self.done = 0
        self._file = file
        self._entry_began = 0
        self._head = file.read(PEEKED).removeprefix(b"\xef\xbb\xbf").lstrip()

    def peek(self, size: int) -> bytes:
        """The first bytes, about so many; the file can be read no more afterwards."""
        return self._head + self._file.read(max(0, size - len(self._head)))

    def read(self, size: int = -1) -> bytes:
        """What ijson calls, first with size 0 to see whether it gets bytes."""
        if size == 0:
            return b""
        piece = self._head or self._file.read(size)
        self._head = b""
        self.done += len(piece)
        if self.done - self._entry_began > LARGEST_ENTRY:
            raise ValueError(f"an entry is larger than {LARGEST_ENTRY} bytes")
        return piece

    def entries(self) -> Iterator[Any]:
        """The items of the array, or the objects of JSON lines; none if it is no JSON at all."""
        if self._head[:1] not in (b"[", b"{"):
            return
        own = self._head[:1] == b"{" and _OWN.search(self._head)
        lines = self._head[:1] == b"{" and not own
        tokens = ijson.basic_parse(self, use_float=True, multiple_values=lines)
        found = _values(tokens) if lines else _conversations(tokens) if own else _items(tokens)
        for entry in found:
            yield entry
            self._entry_began = self.done


def _conversations(tokens: Tokens) -> Iterator[Any]:
    """The items of the list `conversations` in an object."""
    next(tokens)
    for kind, key in tokens:
        if kind != "map_key":
            continue
        first = next(tokens)
        if key == "conversations" and first[0] == "start_array":
            yield from _rest_of_array(tokens)
        else:
            _value(*first, tokens)


def _items(tokens: Tokens) -> Iterator[Any]:
    next(tokens)
    yield from _rest_of_array(tokens)
    for _ in tokens:  # what stands behind the array is read too: it may be rubbish
        pass


def _rest_of_array(tokens: Tokens) -> Iterator[Any]:
    for kind, value in tokens:
        if kind == "end_array":
            return
        yield _value(kind, value, tokens)


def _values(tokens: Tokens) -> Iterator[Any]:
    for kind, value in tokens:
        yield _value(kind, value, tokens)


def _value(kind: str, value: Any, tokens: Tokens, depth: int = 0) -> Any:
    """Build a value from its tokens; ijson's own builder takes hours for brackets in brackets."""
    if depth > DEEPEST:
        raise ValueError(f"brackets are nested more than {DEEPEST} deep")
    if kind == "start_array":
        array: list[Any] = []
        for kind, value in tokens:
            if kind == "end_array":
                break
            array.append(_value(kind, value, tokens, depth + 1))
        return array
    if kind == "start_map":
        entries: dict[str, Any] = {}
        for kind, key in tokens:
            if kind == "end_map":
                break
            entries[key] = _value(*next(tokens), tokens, depth + 1)
        return entries
    return value


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a JSON file, or the conversations.json in a .zip.

    Raises:
        TryMoreError: `import_unknown` (a .zip without it), `import_broken`, `import_failed`.
    """
    try:
        with contextlib.ExitStack() as stack:
            if not zipfile.is_zipfile(path):
                yield Source(stack.enter_context(path.open("rb")), path.stat().st_size)
                return
            archive = stack.enter_context(zipfile.ZipFile(path))
            names = [name for name in archive.namelist() if name.endswith("conversations.json")]
            if not names:
                raise TryMoreError("import_unknown", path=str(path))
            member = stack.enter_context(archive.open(names[0]))
            yield Source(member, archive.getinfo(names[0]).file_size)
    except OSError as error:
        raise TryMoreError("import_failed", path=str(path), reason=str(error)) from error
    except _BROKEN as error:
        raise TryMoreError("import_broken", path=str(path), reason=str(error)) from error


_BROKEN = (
    ijson.JSONError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    ValueError,
    OverflowError,
    RecursionError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What broken JSON (ijson, huge numbers) and broken or encrypted archives (zipfile) raise."""
