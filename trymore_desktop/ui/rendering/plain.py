"""A part of a document as plain text, with the marks that Qt draws but does not count as text."""

import re

from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCursor, QTextDocument

from trymore_desktop.ui.rendering.style import FORMULA_SOURCE

OBJECT = "\ufffc"
COLOURS = re.compile(r"(?<=[ ;\"'])(?:background-color|color)\s*:[^;\"']*;?|\sbgcolor=\"[^\"]*\"")


def plain_text(document: QTextDocument, start: int = 0, end: int | None = None) -> str:
    """The text between two positions: list marks and formula sources in it, a line a block."""
    end = document.characterCount() - 1 if end is None else end
    lines: list[str] = []
    block = document.findBlock(start)
    while block.isValid() and block.position() <= end:
        if not _unused(block):
            lines.append(_line(block, start, end))
        block = block.next()
    return "\n".join(lines).replace("\u2028", "\n").strip("\n")


def _unused(block: QTextBlock) -> bool:
    """Whether Qt must have it around a frame; an empty line that was written is another thing."""
    fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
    return block.length() == 1 and block.blockFormat().lineHeightType() == fixed


def _line(block: QTextBlock, start: int, end: int) -> str:
    items = block.textList()
    mark = ""
    if items is not None and start <= block.position():
        indent = "   " * (items.format().indent() - 1)
        text = items.itemText(block)
        mark = f"{indent}{text if text[:1].isalnum() else '-'} "
    first = max(start, block.position())
    last = min(end, block.position() + block.length() - 1)
    if first >= last:
        return mark
    parts = []
    fragments = block.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        text = _between(fragment.text(), fragment.position(), first, last)
        if OBJECT in text:
            source = fragment.charFormat().property(FORMULA_SOURCE)
            text = text.replace(OBJECT, str(source or ""))
        parts.append(text)
        fragments += 1
    return mark + "".join(parts)


def _between(text: str, position: int, first: int, last: int) -> str:
    """Cut in the units of the document (UTF-16)."""
    left, right = max(0, first - position), max(0, last - position)
    if text.isascii() or (left == 0 and right >= 2 * len(text)):
        return text[left:right]
    units = text.encode("utf-16-le")
    return units[2 * left : 2 * right].decode("utf-16-le", errors="ignore")


def selection_html(cursor: QTextCursor) -> str:
    """The selection as HTML without the theme's colours, which belong to no other program."""
    return COLOURS.sub("", cursor.selection().toHtml())
