"""Markdown of a reply, cut into its top-level blocks; raw HTML stays text.

CommonMark 0.31, GFM's tables and strikethrough, and TeX formulas between dollars or brackets.
"""

import html
import re
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

LINK_SCHEMES = frozenset({"http", "https", "mailto"})
REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
"""A link-reference definition, which changes the meaning of what stands above it."""


class Block(NamedTuple):
    """A top-level block: its tokens and the lines [start, end) of the parsed text."""

    tokens: list[Token]
    start: int
    end: int


@cache
def parser() -> MarkdownIt:
    """The one parser; it keeps no state between calls."""
    result = MarkdownIt("commonmark", {"html": False, "maxNesting": 40})
    result.enable(["table", "strikethrough"])
    result.use(texmath_plugin, delimiters="brackets")
    result.use(
        dollarmath_plugin,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    result.use(amsmath_plugin)
    return result


def split_blocks(text: str) -> list[Block]:
    """The top-level blocks of a text, in order."""
    blocks: list[Block] = []
    group: list[Token] = []
    depth = 0
    for token in parser().parse(text):
        group.append(token)
        depth += token.nesting
        if depth == 0:
            start, end = group[0].map or _lines_after(text, blocks[-1].end if blocks else 0)
            blocks.append(Block(group, start, end))
            group = []
    return blocks


def _lines_after(text: str, line: int) -> tuple[int, int]:
    """The first line from `line` on that is not blank: bracketed formulas have no place."""
    lines = text.split("\n")
    while line < len(lines) - 1 and not lines[line].strip():
        line += 1
    return line, line + 1


def block_offsets(text: str, blocks: list[Block]) -> list[int]:
    """Where each block begins in `text`, in characters."""
    offsets = []
    line = offset = 0
    for block in blocks:
        for _ in range(block.start - line):
            offset = text.index("\n", offset) + 1
        line = block.start
        offsets.append(offset)
    return offsets


def normalize(text: str) -> str:
    """Line ends and NUL as the parser would make them, so that offsets stay true."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def safe_link(url: str) -> str:
    """The address if a person may be led there, else an empty text (file:, javascript:, ...)."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    return url if scheme in LINK_SCHEMES else ""


def to_html(text: str) -> str:
    """Semantic HTML for the clipboard: no colours, no scripts, images and unsafe links as text."""
    tokens = parser().parse(normalize(text))
    for token in tokens:
        for child in token.children or ():
            if child.type == "image":
                _show_as_text(child, f"{child.content} ({child.attrGet('src') or ''})")
            elif child.type == "link_open" and not safe_link(str(child.attrGet("href") or "")):
                child.attrs.pop("href", None)
    return str(parser().renderer.render(tokens, parser().options, {}))


def _show_as_text(token: Token, text: str) -> None:
    token.type, token.content, token.children = "text", html.unescape(text).strip(), None
