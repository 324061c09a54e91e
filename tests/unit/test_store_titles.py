"""Titles from first words, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trymore_desktop.store.titles import WIDEST, _width, title_from


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("你好", "你好"),
        ("帮我写一首诗。要押韵。", "帮我写一首诗"),
        ("今天天气怎么样？明天呢？", "今天天气怎么样？"),
        ("What is the capital of France? And of Spain?", "What is the capital of France?"),
        ("# Plan\n\ndetails", "Plan"),
        ("**Two-sum** in `Python`.", "Two-sum in Python"),
        ("```python\ndef f():\n    pass\n```", "def f():".rstrip(":")),
        ("\n\n  - first point\n", "first point"),
        ("Version 3.11 is out. Nice", "Version 3.11 is out"),
        (
            "Please write a very long essay about the history of navigation at sea",
            "Please write a very long essay about…",
        ),
        ("春" * 50, "春" * 19 + "…"),
        ("", ""),
        ("   \n ", ""),
        ("x" * 100, "x" * 39 + "…"),
    ],
)
def test_title(text, title):
    assert title_from(text) == title


@given(st.text(max_size=500))
def test_a_title_is_one_short_line(text):
    title = title_from(text)
    assert _width(title) <= WIDEST
    assert "\n" not in title
