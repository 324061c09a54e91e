"""Lines out of a byte stream that may be anything: bounded in memory, whatever arrives."""

from collections.abc import Callable, Iterator

CHUNK = 1 << 16
MAX_EVENT_LINE = 4 << 20
"""Bytes of the longest event: a plan or a report of a few thousand problems fits."""
MAX_COMMAND_LINE = 64 << 20
"""Bytes of the longest command: a whole conversation with long pastes fits."""


def read_lines(read: Callable[[int], bytes], limit: int) -> Iterator[bytes | None]:
    """Cut what `read` returns until it returns nothing into lines without their line feed.

    None stands for a line over `limit` bytes, once for each `limit` bytes of it, so that a line
    without an end is noticed while it comes. A last line without a line feed is left out: its
    writer died in the middle of it.
    """
    line = bytearray()
    too_long = False
    while chunk := read(CHUNK):
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            line += piece
            if too_long or len(line) > limit:
                yield None
            else:
                yield bytes(line)
            line.clear()
            too_long = False
        line += rest
        if len(line) > limit:
            line.clear()
            too_long = True
            yield None
