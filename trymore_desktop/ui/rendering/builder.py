"""Markdown tokens written at the end of a QTextDocument: one BlockBuilder per top-level block."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCursor,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from trymore_desktop.ui.rendering.code import CodeColours, language_of
from trymore_desktop.ui.rendering.inline import FormulaSpot, InlineWriter
from trymore_desktop.ui.rendering.style import TextStyle
from trymore_desktop.ui.rendering.tables import fill_table, rows_of

BULLETS = (
    QTextListFormat.Style.ListDisc,
    QTextListFormat.Style.ListCircle,
    QTextListFormat.Style.ListSquare,
)
COLOURED_LINES = 300
"""Longer code is coloured later, in slices, so that no event-loop turn grows long."""


@dataclass
class CodeBlock:
    """A code block in the document; `code` is what Copy gives, byte for byte."""

    frame: QTextFrame
    language: str
    code: str
    coloured: bool = True


@dataclass
class Written:
    """What one block left behind for others to work on."""

    codes: list[CodeBlock] = field(default_factory=list)
    formulas: list[FormulaSpot] = field(default_factory=list)


@dataclass
class _List:
    format: QTextListFormat
    made: QTextList | None = None
    tight: bool = True


class BlockBuilder:
    """Writes the tokens of one top-level block; `fresh` says the cursor is in an unused block."""

    def __init__(
        self, cursor: QTextCursor, style: TextStyle, colours: CodeColours, fresh: bool
    ) -> None:
        self.cursor = cursor
        self.fresh = fresh
        self.written = Written()
        self._style = style
        self._colours = colours
        self._inline = InlineWriter(cursor, style, self.written.formulas)
        self._lists: list[_List] = []
        self._item_starts = False
        self._char = style.body
        self._outer: list[tuple[QTextTable, list[_List]]] = []

    def write(self, tokens: list[Token]) -> None:
        """Write all tokens; unknown ones are shown as their text."""
        stream = iter(tokens)
        for token in stream:
            handler = getattr(self, f"_on_{token.type}", None)
            if handler is not None:
                handler(token, stream)
            elif token.content and token.nesting == 0:
                self._begin(self._style.paragraph())
                self.cursor.insertText(token.content, self._char)

    # blocks of text

    def _begin(self, form: QTextBlockFormat) -> None:
        level = len(self._lists)
        if level and not self._item_starts:
            form.setIndent(level)
        if self.fresh:  # its character format may be that of a table's cell: leave it
            self.cursor.setBlockFormat(form)
            self.fresh = False
        else:
            self.cursor.insertBlock(form, self._char)
        if level and self._item_starts:
            self._join_list()

    def _join_list(self) -> None:
        current = self._lists[-1]
        if current.made is None:
            current.made = self.cursor.createList(current.format)
        else:
            current.made.add(self.cursor.block())
        self._item_starts = False

    def _on_paragraph_open(self, token: Token, _stream: Iterator[Token]) -> None:
        below = 0.2 if token.hidden or self._lists else 0.55
        self._char = self._style.body
        self._begin(self._style.paragraph(below=below))

    def _on_heading_open(self, token: Token, _stream: Iterator[Token]) -> None:
        self._char = self._style.heading(token.tag)
        above = 0.0 if self.cursor.position() == 0 else 0.45
        form = self._style.paragraph(above=above, below=0.4)
        form.setHeadingLevel(int(token.tag[1]))
        self._begin(form)

    def _on_heading_close(self, _token: Token, _stream: Iterator[Token]) -> None:
        self._char = self._style.body

    def _on_inline(self, token: Token, _stream: Iterator[Token]) -> None:
        self._inline.write(token.children or [], self._char)

    def _on_hr(self, _token: Token, _stream: Iterator[Token]) -> None:
        form = self._style.paragraph(above=0.2, below=0.6)
        full = QTextLength(QTextLength.Type.PercentageLength, 100)
        form.setProperty(QTextBlockFormat.Property.BlockTrailingHorizontalRulerWidth, full)
        form.setBackground(self._style.brush(self._style.theme.border))
        self._begin(form)

    def _on_math_block(self, token: Token, _stream: Iterator[Token]) -> None:
        form = self._style.paragraph(above=0.2, below=0.7)
        form.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._begin(form)
        self._inline.formula(token, self._char, display=True)

    _on_math_block_eqno = _on_math_block_label = _on_amsmath = _on_math_block

    # lists

    def _on_bullet_list_open(self, _token: Token, _stream: Iterator[Token]) -> None:
        form = QTextListFormat()
        form.setStyle(BULLETS[min(len(self._lists), len(BULLETS) - 1)])
        self._open_list(form)

    def _on_ordered_list_open(self, token: Token, _stream: Iterator[Token]) -> None:
        form = QTextListFormat()
        form.setStyle(QTextListFormat.Style.ListDecimal)
        form.setStart(int(token.attrGet("start") or 1) if token.attrs else 1)
        form.setNumberSuffix(".")
        self._open_list(form)

    def _open_list(self, form: QTextListFormat) -> None:
        if self._item_starts:  # an item that begins with a list needs a line for its own mark
            self._begin(self._style.paragraph(below=0.2))
        form.setIndent(len(self._lists) + 1)
        self._lists.append(_List(form))

    def _on_list_item_open(self, _token: Token, _stream: Iterator[Token]) -> None:
        self._item_starts = True

    def _on_list_item_close(self, _token: Token, _stream: Iterator[Token]) -> None:
        if self._item_starts:  # an empty item still shows its mark
            self._begin(self._style.paragraph(below=0.2))

    def _close_list(self, _token: Token, _stream: Iterator[Token]) -> None:
        self._lists.pop()
        if not self._lists and not self.fresh:
            form = self.cursor.blockFormat()
            form.setBottomMargin(0.55 * self._style.em)
            self.cursor.setBlockFormat(form)

    _on_bullet_list_close = _on_ordered_list_close = _close_list

    # boxes: code, quotes, tables

    def _box(self, rows: int = 1, columns: int = 1) -> QTextTable:
        if self._item_starts:
            self._begin(self._style.paragraph(below=0.2))
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(0)
        form.setTopMargin(0.4 * self._style.em)
        form.setBottomMargin(0.7 * self._style.em)
        form.setLeftMargin(len(self._lists) * 1.4 * self._style.em)
        if rows == columns == 1:
            form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 100)])
        table = self.cursor.insertTable(rows, columns, form)
        self.cursor.setPosition(table.cellAt(0, 0).firstCursorPosition().position())
        return table

    def _leave(self, frame: QTextFrame) -> None:
        self.cursor.setPosition(frame.lastPosition() + 1)
        self.cursor.setBlockFormat(self._style.thin)
        self.fresh = True

    def _on_fence(self, token: Token, _stream: Iterator[Token]) -> None:
        self._code(token.content.removesuffix("\n"), language_of(token.info))

    def _on_code_block(self, token: Token, _stream: Iterator[Token]) -> None:
        self._code(token.content.removesuffix("\n"), "")

    def _code(self, code: str, language: str) -> None:
        """A frame, not a table: Qt lays a table's cell out anew with every line that comes."""
        if self._item_starts:
            self._begin(self._style.paragraph(below=0.2))
        if self.fresh:
            self.cursor.setBlockFormat(self._style.thin)
        form = QTextFrameFormat()
        form.setBackground(self._style.brush(self._style.theme.code_ground))
        form.setPadding(self._style.code_padding)
        form.setTopMargin(0.4 * self._style.em + self._style.code_bar_height)
        form.setBottomMargin(0.7 * self._style.em)
        form.setLeftMargin(len(self._lists) * 1.4 * self._style.em)
        frame = self.cursor.insertFrame(form)
        self.cursor.setPosition(frame.firstPosition())
        self.cursor.setBlockFormat(self._style.code_line)
        block = CodeBlock(frame, language, code, code.count("\n") < COLOURED_LINES)
        if block.coloured:
            for text, char in self._colours.pieces(code, language):
                self.cursor.insertText(text, char)
        else:
            self.cursor.insertText(code, self._style.code)
        self.written.codes.append(block)
        self._leave(frame)

    def _on_blockquote_open(self, _token: Token, _stream: Iterator[Token]) -> None:
        table = self._box()
        cell = QTextTableCellFormat()
        cell.setLeftBorder(3)
        cell.setLeftBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        cell.setLeftBorderBrush(self._style.brush(self._style.theme.strong_border))
        cell.setLeftPadding(0.8 * self._style.em)
        table.cellAt(0, 0).setFormat(cell)
        self._outer.append((table, self._lists))
        self._lists = []
        self.fresh = True

    def _on_blockquote_close(self, _token: Token, _stream: Iterator[Token]) -> None:
        form = self.cursor.blockFormat()
        form.setBottomMargin(0.1 * self._style.em)
        self.cursor.setBlockFormat(form)
        table, self._lists = self._outer.pop()
        self._leave(table)

    def _on_table_open(self, _token: Token, stream: Iterator[Token]) -> None:
        rows = rows_of(stream)
        table = self._box(len(rows), max(len(row) for row in rows))
        fill_table(table, rows, self._style, self.cursor, self._inline)
        self._leave(table)
