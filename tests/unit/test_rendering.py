"""Markdown cut into blocks, what may be opened, and where thousands of rows begin. No Qt."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.ui.height_guess import guess_height
from trymore_desktop.ui.height_index import HeightIndex
from trymore_desktop.ui.rendering.fence import unclosed_marker, utf16_length
from trymore_desktop.ui.rendering.markdown import (
    block_offsets,
    normalize,
    safe_link,
    split_blocks,
    to_html,
)

HOSTILE = """<script>alert(1)</script>
<img src="http://evil.example/a.png" onerror="alert(1)"><iframe src="file:///etc/passwd"></iframe>
![pixel](http://evil.example/p.png) ![local](file:///etc/passwd)
[run](javascript:alert(1)) [data](data:text/html;base64,PHNjcmlwdD4=) [file](file:///etc/passwd)
<a href="vbscript:x" style="background:url(http://evil.example)">x</a>
<svg onload=alert(1)><style>@import url(http://evil.example/s.css);</style>
[fine](https://example.com/a "title") <https://example.com/b>
"""


def test_blocks_begin_where_their_text_does() -> None:
    text = (
        "# One\n\npara\nline\n\n- a\n- b\n\n```py\nx = 1\n```\n\\[ a \\]\n\n| a |\n|---|\n| b |\n"
    )
    blocks = split_blocks(text)
    starts = [text[offset:].split("\n", 1)[0] for offset in block_offsets(text, blocks)]
    assert starts == ["# One", "para", "- a", "```py", "\\[ a \\]", "| a |"]


@given(st.lists(st.sampled_from(["# h", "para", "- a", "> q", "---", "", "    code", "1. x"])))
def test_offsets_are_those_of_lines(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks = split_blocks(text)
    for block, offset in zip(blocks, block_offsets(text, blocks), strict=True):
        assert text[:offset].count("\n") == block.start
        assert offset == 0 or text[offset - 1] == "\n"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.com", True),
        ("HTTP://EXAMPLE.COM", True),
        ("mailto:a@example.com", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("smb://host/share", False),
        ("//host/share", False),
        ("relative/path", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_only_the_web_and_mail_can_be_led_to(url: str, safe: bool) -> None:
    assert safe_link(url) == (url if safe else "")


def test_html_for_the_clipboard_is_inert() -> None:
    result = to_html(HOSTILE).lower()
    for tag in ("<script", "<img", "<iframe", "<svg", "<style"):
        assert tag not in result
    assert "&lt;script&gt;" in result
    links = [part.split('"', 1)[0] for part in result.split('href="')[1:]]
    assert links == ["https://example.com/a", "https://example.com/b"]


def test_deep_nesting_ends() -> None:
    assert split_blocks(">" * 5000 + " deep")
    assert split_blocks("- " * 3000 + "deep")
    assert split_blocks("[" * 3000 + "](" * 100)


def test_line_ends_and_nul() -> None:
    assert normalize("a\r\nb\rc\0") == "a\nb\nc\ufffd"


@pytest.mark.parametrize(
    ("tail", "markup", "open_"),
    [
        ("```py\nx", "```", True),
        ("```py\nx\n```", "```", False),
        ("```py\nx\n```\n", "```", False),
        ("```py", "```", True),
        ("````\n```\n", "````", True),
        ("~~~\n```\n~~~~", "~~~", False),
        ("  ```\nx", "```", False),
    ],
)
def test_open_fences(tail: str, markup: str, open_: bool) -> None:
    assert unclosed_marker(tail, markup) is open_


def test_documents_count_in_utf16() -> None:
    assert utf16_length("a聪🙂") == 4


@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 500)), max_size=30),
    st.lists(st.integers(1, 500), max_size=10),
)
def test_heights_add_up(
    heights: list[int], changes: list[tuple[int, int]], more: list[int]
) -> None:
    index = HeightIndex(heights)
    for row, height in changes:
        if row < len(heights):
            index[row] = heights[row] = height
    for height in more:
        index.append(height)
        heights.append(height)
    tops = [0, *accumulate(heights)]
    assert [index.top(row) for row in range(len(heights) + 1)] == tops
    assert index.total == tops[-1]
    for y in range(0, tops[-1], max(1, tops[-1] // 40)):
        row = index.row_at(y)
        assert tops[row] <= y < tops[row + 1]
    assert index.row_at(tops[-1] + 1000) == len(heights) - 1


def test_longer_messages_are_guessed_higher() -> None:
    def guess(text: str, role: Role = Role.ASSISTANT) -> int:
        record = MessageRecord(1, 1, None, role, text, MessageState.COMPLETE, 0.0)
        return guess_height(record, 760, 20.0)

    assert guess("a" * 4000) > guess("a" * 400) > guess("a")
    assert guess("中" * 400) > guess("a" * 400)
    assert guess("\n" * 40) > guess("")
