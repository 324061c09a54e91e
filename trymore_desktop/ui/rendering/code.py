"""Colours of code, by Pygments, as character formats."""

from collections.abc import Iterator
from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.lexers.special import TextLexer
from pygments.styles import get_style_by_name
from pygments.token import _TokenType
from pygments.util import ClassNotFound
from PySide6.QtGui import QBrush, QColor, QFont, QTextCharFormat

from trymore_desktop.ui.rendering.style import TextStyle
from trymore_desktop.ui.theme import contrast

LANGUAGE_NAMES = {"py": "python", "js": "javascript", "ts": "typescript", "sh": "bash"}


def language_of(info: str) -> str:
    """The language in a fence's info string ("py title=x" -> "python"), empty if there is none."""
    words = info.split()
    word = words[0].strip("{.}").lower() if words else ""
    return LANGUAGE_NAMES.get(word, word)


@cache
def find_lexer(language: str) -> Lexer:
    """A lexer that leaves the text as it is, byte for byte."""
    try:
        lexer = find_lexer_class_by_name(language) if language else TextLexer
    except ClassNotFound:
        lexer = TextLexer
    return lexer(stripnl=False, stripall=False, ensurenl=False)


class CodeColours:
    """Character formats of one theme's Pygments style, each made once."""

    def __init__(self, style: TextStyle) -> None:
        self._style = style
        self._pygments = get_style_by_name(style.theme.pygments_style)
        self._formats: dict[_TokenType, QTextCharFormat] = {}

    def pieces(self, code: str, language: str) -> Iterator[tuple[str, QTextCharFormat]]:
        """The code cut into pieces with their formats; the pieces joined are the code."""
        for kind, value in find_lexer(language).get_tokens(code):
            if value:
                yield value, self._format(kind)

    def _format(self, kind: _TokenType) -> QTextCharFormat:
        result = self._formats.get(kind)
        if result is None:
            result = self._formats[kind] = self._make(kind)
        return result

    def _make(self, kind: _TokenType) -> QTextCharFormat:
        look = self._pygments.style_for_token(kind)
        result = QTextCharFormat(self._style.code)
        if look["color"]:
            result.setForeground(QBrush(QColor(self._readable("#" + look["color"]))))
        if look["bold"]:
            result.setFontWeight(QFont.Weight.DemiBold)
        if look["italic"]:
            result.setFontItalic(True)
        return result

    def _readable(self, colour: str) -> str:
        """The colour, moved towards black or white until it has a contrast of 4.5 to 1."""
        theme = self._style.theme
        for percent in range(100, 300, 10):
            moved = QColor(colour)
            moved = moved.lighter(percent) if theme.dark else moved.darker(percent)
            if contrast(moved.name(), theme.code_ground) >= 4.5:
                return moved.name()
        return theme.text
