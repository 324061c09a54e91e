"""A code block that is still being written: only its last lines are coloured again."""

import re

from PySide6.QtGui import QTextCursor

from trymore_desktop.ui.rendering.builder import CodeBlock
from trymore_desktop.ui.rendering.code import CodeColours

WINDOW_LINES = 40
KEPT_LINES = 8


class OpenFence:
    """A top-level fence without its closing line, and how much of it stands in the document."""

    def __init__(self, block: CodeBlock, colours: CodeColours, marker: str, start: int) -> None:
        self.block = block
        self._colours = colours
        self._closing = re.compile(rf" {{0,3}}{re.escape(marker[0])}{{{len(marker)},}}[ \t]*$")
        self._start = start
        self._lexed = 0
        self._cursor = QTextCursor(block.frame.firstCursorPosition())
        self._cursor.setKeepPositionOnInsert(True)

    def grow(self, text: str, shown: int) -> tuple[int, bool]:
        """Show more of `text`, of which [0, shown) is shown: new `shown`, and whether it closed.

        When it closed, `shown` is the offset after the closing line.
        """
        line = max(self._start, text.rfind("\n", self._start, shown) + 1)
        while (end := text.find("\n", line)) >= 0:
            if self._closing.match(text, line, end):
                self._show(text[self._start : line])
                self.block.coloured = self._lexed == 0
                return end + 1, True
            line = end + 1
        hidden = self._closing.match(text, line) or not text[line:].strip(" \t")
        visible = line if hidden else len(text)
        self._show(text[self._start : visible])
        return len(text), False

    def close(self) -> None:
        """The text ended inside the code."""
        self.block.coloured = self._lexed == 0

    def _show(self, content: str) -> None:
        code = content.removesuffix("\n")
        self.block.code = code
        self._lexed = min(self._lexed, len(code))
        cursor = QTextCursor(self._cursor)
        cursor.setKeepPositionOnInsert(False)
        cursor.setPosition(self._cursor.position())  # only the position is kept on insert
        end = self.block.frame.lastCursorPosition().position()
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        for piece, form in self._colours.pieces(code[self._lexed :], self.block.language):
            cursor.insertText(piece, form)
        self._advance(code)

    def _advance(self, code: str) -> None:
        """Leave all but the last lines as they are coloured now; closing colours them right."""
        window = code[self._lexed :]
        lines = window.split("\n")
        if len(lines) <= WINDOW_LINES:
            return
        cut = len(lines) - KEPT_LINES
        while cut > KEPT_LINES and (not lines[cut] or lines[cut][0] in " \t"):
            cut -= 1
        kept = sum(len(line) + 1 for line in lines[:cut])
        self._cursor.setPosition(self._cursor.position() + utf16_length(window[:kept]))
        self._lexed += kept


def unclosed_marker(tail: str, markup: str) -> bool:
    """Whether a fence that begins `tail` at the margin has no closing line yet."""
    if not tail.startswith(markup):
        return False
    last = tail.rstrip("\n").rsplit("\n", 1)
    closing = rf" {{0,3}}{re.escape(markup[0])}{{{len(markup)},}}[ \t]*"
    return len(last) == 1 or re.fullmatch(closing, last[1]) is None


def utf16_length(text: str) -> int:
    """Length in the units of a QTextDocument."""
    return len(text) + sum(character > "\uffff" for character in text)
