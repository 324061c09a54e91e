"""A title from the first words of a conversation, at once and without a model."""

import re
import unicodedata

WIDEST = 40
"""Columns: 20 Chinese characters, or 40 Latin letters."""

_FENCE = re.compile(r"^\s*(```|~~~)")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*+]\s+|\d+[.)、]\s*)+|[*_`~]{1,3}")
_END = re.compile(r"(?<=[。！？!?；;])|(?<=[.])(?=\s)|(?<=[，,：:])")


def title_from(text: str) -> str:
    """The first sentence, without Markdown's marks, cut at a word's end when too wide."""
    sentence = _first_sentence(text)
    if _fits(sentence):
        return sentence.rstrip("。，,;；:：.")
    kept = _cut(sentence, WIDEST - 1)
    space = kept.rfind(" ")
    if space > len(kept) // 2 and not sentence[len(kept)].isspace():
        kept = kept[:space]
    return kept.rstrip(" ,，.。:：;；") + "…"


def _first_sentence(text: str) -> str:
    lines = (
        " ".join(_MARKS.sub("", line).split())
        for line in text[:4000].splitlines()
        if not _FENCE.match(line)
    )
    line = next(filter(None, lines), "")
    sentence = ""
    for part in _END.split(line):
        if sentence and (not _fits(sentence + part) or sentence[-1] in "。！？!?；;."):
            break
        sentence += part
    return sentence.strip()


def _fits(text: str) -> bool:
    return len(text) <= WIDEST and _width(text) <= WIDEST


def _width(text: str) -> int:
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(text: str, width: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > width:
            return text[:index]
    return text
