"""How text becomes words of the search index, and a query an expression of SQLite's FTS5.

FTS5 takes a run of Chinese characters for one word, and its trigram tokenizer finds nothing below
three characters, while most Chinese words have two. So a run 我喜欢猫 is stored as
我喜 喜欢 欢猫 猫: each character begins one word. One character is then found as a prefix, more as
a phrase of pairs.
"""

import re
from operator import add

_HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30fa\u30fc-\u30ff\u3100-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_HAN}]+")
_PIECE = re.compile(f"([{_HAN}]+)|([^\\W_{_HAN}]+)")
_SYMBOL = re.compile(r"[^\w\s]|_")

SNIPPET_BEFORE = 24
SNIPPET_LENGTH = 96


def segment(text: str) -> str:
    """The text with each run of Chinese characters as overlapping pairs; the rest as it is."""
    return _RUN.sub(_pairs, text)


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    return " ".join(("", *map(add, run, run[1:]), run[-1], ""))


def expression(query: str) -> str:
    """What FTS5 is asked: every term must occur; empty if the query holds symbols only."""
    return " AND ".join(filter(None, map(_phrase, query.split())))


def _phrase(term: str) -> str:
    """The pieces of a term follow each other, as its own pairs and words do in `segment`."""
    pieces: list[str] = [han or word for han, word in _PIECE.findall(term)]
    if not pieces:
        return ""
    words = segment(" ".join(pieces)).split()
    if _RUN.match(pieces[-1]) and len(pieces[-1]) > 1:
        return f'"{" ".join(words[:-1])}"'
    return f'"{" ".join(words)}"*'


def exact_terms(query: str) -> list[str]:
    """The terms that the index cannot tell apart, such as C++ and C: to be compared as they are."""
    return [term for term in query.split() if _SYMBOL.search(term)]


def snippet(text: str, query: str) -> tuple[str, int, int]:
    """One line around the first match: the line, and where in it the match starts and its length.

    The whole query if it occurs as it is, else its first piece that does.
    """
    start, length = _find(text, query)
    begin = max(0, start - SNIPPET_BEFORE)
    head = "…" if begin else ""
    tail = "…" if begin + SNIPPET_LENGTH < len(text) else ""
    line = head + text[begin : begin + SNIPPET_LENGTH] + tail
    shown = min(length, SNIPPET_LENGTH - (start - begin))
    return re.sub(r"\s", " ", line), start - begin + len(head), shown


def _find(text: str, query: str) -> tuple[int, int]:
    pieces = [query.strip(), *query.split(), *(match[0] for match in _PIECE.finditer(query))]
    for piece in filter(None, pieces):
        match = re.search(re.escape(piece), text, re.IGNORECASE)
        if match:
            return match.start(), match.end() - match.start()
    return 0, 0
