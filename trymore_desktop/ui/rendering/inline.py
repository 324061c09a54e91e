"""The inside of a paragraph: emphasis, code, links, images as text, formulas."""

import re
from dataclasses import dataclass

from markdown_it.token import Token
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextCharFormat, QTextCursor

from trymore_desktop.ui.rendering.markdown import safe_link
from trymore_desktop.ui.rendering.style import TextStyle

BARE_LINK = re.compile(
    r"https?://[^\s<>\"'`，。；：！？、（）《》“”‘’]+[^\s<>\"'`.,;:!?)\]，。；：！？、（）《》“”‘’]"
)
LINE_SEPARATOR = "\u2028"
DELIMITERS = {"$": ("$", "$"), "$$": ("$$", "$$"), "\\(": ("\\(", "\\)"), "\\[": ("\\[", "\\]")}


@dataclass
class FormulaSpot:
    """Where a formula's source stands in the document until it is drawn."""

    cursor: QTextCursor
    """Selects the source, and keeps doing so while text around it changes."""
    tex: str
    source: str
    display: bool


class InlineWriter:
    """Writes the children of an `inline` token at the cursor."""

    def __init__(self, cursor: QTextCursor, style: TextStyle, formulas: list[FormulaSpot]) -> None:
        self._cursor = cursor
        self._style = style
        self._formulas = formulas

    def write(self, tokens: list[Token], base: QTextCharFormat) -> None:
        """Write the tokens in formats based on `base`."""
        formats = [base]
        for token in tokens:
            form = formats[-1]
            if token.nesting > 0:
                formats.append(self._nested(token, form))
            elif token.nesting < 0:
                formats.pop()
            elif token.type == "text":
                self._text(token.content, form)
            elif token.type in ("softbreak", "hardbreak"):
                self._cursor.insertText(LINE_SEPARATOR, form)
            elif token.type == "code_inline":
                self._cursor.insertText(token.content, self._style.inline_code(form))
            elif token.type == "image":
                self._image(token, form)
            elif token.type.startswith("math"):
                self.formula(token, form, display=False)
            else:
                self._cursor.insertText(token.content, form)

    def formula(self, token: Token, base: QTextCharFormat, display: bool) -> None:
        """Show the source for now and remember the spot."""
        opening, closing = DELIMITERS.get(token.markup, ("", ""))
        tex = token.content.strip()
        source = f"{opening}{tex}{closing}"
        start = self._cursor.position()
        self._cursor.insertText(source.replace("\n", LINE_SEPARATOR), self._style.muted(base))
        spot = QTextCursor(self._cursor)
        spot.setPosition(start)
        spot.setPosition(self._cursor.position(), QTextCursor.MoveMode.KeepAnchor)
        spot.setKeepPositionOnInsert(True)  # text that follows is not part of it
        self._formulas.append(FormulaSpot(spot, tex, source, display))

    def _nested(self, token: Token, base: QTextCharFormat) -> QTextCharFormat:
        form = QTextCharFormat(base)
        if token.type == "strong_open":
            form.setFontWeight(700)
        elif token.type == "em_open":
            form.setFontItalic(True)
        elif token.type == "s_open":
            form.setFontStrikeOut(True)
        elif token.type == "link_open":
            url = safe_link(str(token.attrGet("href") or ""))
            return self._style.link(base, url) if url else form
        return form

    def _text(self, text: str, form: QTextCharFormat) -> None:
        if form.isAnchor() or "://" not in text:
            self._cursor.insertText(text, form)
            return
        end = 0
        for match in BARE_LINK.finditer(text):
            self._cursor.insertText(text[end : match.start()], form)
            self._cursor.insertText(match[0], self._style.link(form, match[0]))
            end = match.end()
        self._cursor.insertText(text[end:], form)

    def _image(self, token: Token, base: QTextCharFormat) -> None:
        """Nothing is fetched: its description and address are shown, a click may open it."""
        label = QCoreApplication.translate("MessageText", "Image")
        url = str(token.attrGet("src") or "")
        text = ": ".join(part for part in (label, token.content) if part)
        self._cursor.insertText(f"[{text}]", self._style.muted(base))
        if url:
            form = self._style.link(base, url) if safe_link(url) else self._style.muted(base)
            self._cursor.insertText(" ", base)
            self._cursor.insertText(url, form)
