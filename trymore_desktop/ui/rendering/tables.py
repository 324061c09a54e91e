"""A Markdown table's cells in a QTextTable."""

from collections.abc import Iterator

from markdown_it.token import Token
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextTable,
    QTextTableCell,
    QTextTableCellFormat,
)

from trymore_desktop.ui.rendering.inline import InlineWriter
from trymore_desktop.ui.rendering.style import TextStyle

ALIGNMENTS = {
    "text-align:left": Qt.AlignmentFlag.AlignLeft,
    "text-align:center": Qt.AlignmentFlag.AlignHCenter,
    "text-align:right": Qt.AlignmentFlag.AlignRight,
}
HEADER_WEIGHT = 600

Cell = tuple[Token, Token]
"""The token that opens a cell, and the one that holds its words."""


def rows_of(stream: Iterator[Token]) -> list[list[Cell]]:
    """The cells of a table whose opening token was just read, to its end."""
    rows: list[list[Cell]] = []
    for token in stream:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append((token, next(stream)))
    return rows


def fill_table(
    table: QTextTable,
    rows: list[list[Cell]],
    style: TextStyle,
    cursor: QTextCursor,
    inline: InlineWriter,
) -> None:
    """Write the rows, the first as header; moves `cursor`, through which `inline` writes."""
    form = table.format()
    form.setBorderCollapse(True)
    form.setBorder(1)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(style.brush(style.theme.border))
    form.setHeaderRowCount(1)
    table.setFormat(form)
    for row, cells in enumerate(rows):
        char = QTextCharFormat(style.body)
        if row == 0:
            char.setFontWeight(HEADER_WEIGHT)
        for column, (token, words) in enumerate(cells):
            cell = table.cellAt(row, column)
            _dress(cell, style, header=row == 0)
            cursor.setPosition(cell.firstCursorPosition().position())
            block = style.paragraph(below=0.0)
            wanted = str(token.attrGet("style") or "")
            block.setAlignment(ALIGNMENTS.get(wanted, Qt.AlignmentFlag.AlignLeft))
            cursor.setBlockFormat(block)
            inline.write(words.children or [], char)


def _dress(cell: QTextTableCell, style: TextStyle, header: bool) -> None:
    form = QTextTableCellFormat()
    form.setPadding(0.4 * style.em)
    form.setLeftPadding(0.6 * style.em)
    form.setRightPadding(0.6 * style.em)
    if header:
        form.setBackground(style.brush(style.theme.code_header))
    cell.setFormat(form)
