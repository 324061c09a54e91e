"""Lines out of any bytes."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from trymore_desktop.engine.lines import read_lines


def reader(chunks: list[bytes]):
    rest: Iterator[bytes] = iter([chunk for chunk in chunks if chunk])
    return lambda _size: next(rest, b"")


@given(st.lists(st.binary(max_size=12)), st.integers(1, 10))
def test_lines_are_the_same_however_they_arrive(lines: list[bytes], size: int) -> None:
    clean = [line.replace(b"\n", b"") for line in lines]
    stream = b"".join(line + b"\n" for line in clean)
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert list(read_lines(reader(chunks), 100)) == clean


@given(st.lists(st.binary(max_size=30)))
def test_nothing_is_kept_beyond_the_limit(chunks: list[bytes]) -> None:
    assert all(line is None or len(line) <= 8 for line in read_lines(reader(chunks), 8))


def test_a_line_that_is_too_long_is_dropped_and_the_next_one_read() -> None:
    assert list(read_lines(reader([b"123456\nok\n"]), 5)) == [None, b"ok"]
    assert list(read_lines(reader([b"123", b"456", b"789\nok\n"]), 5)) == [None, None, b"ok"]


def test_an_endless_line_is_noticed_again_and_again() -> None:
    assert list(read_lines(reader([b"x" * 10] * 10), 9)) == [None] * 10


def test_half_a_line_at_the_end_is_left_out() -> None:
    assert list(read_lines(reader([b"whole\nhal"]), 100)) == [b"whole"]
