"""Fonts, colours and distances of a message's text, made once per theme and font scale."""

from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFormat,
)

from trymore_desktop.ui.theme import Theme, build_font, monospace_font

HEADING_SIZES = {"h1": 1.5, "h2": 1.3, "h3": 1.15, "h4": 1.05, "h5": 1.0, "h6": 1.0}
LINE_HEIGHT = 120
CODE_LINE_HEIGHT = 112
FORMULA_SOURCE = QTextFormat.Property.UserProperty + 1
"""The TeX source that an inserted formula image stands for, delimiters included."""


class TextStyle:
    """Formats for one theme and one font scale in percent."""

    def __init__(self, theme: Theme, scale: int = 100) -> None:
        self.theme = theme
        self.scale = scale
        self.font = build_font(scale)
        self.code_font = monospace_font(scale)
        self.code_font.setPointSizeF(self.font.pointSizeF() * 0.92)

    @cached_property
    def em(self) -> float:
        """The height of the body font in pixels: the measure of every distance."""
        return QFontMetricsF(self.font).height()

    @cached_property
    def column(self) -> int:
        """The widest column of text that reads well, in pixels: 760 at the normal size."""
        return round(QFontInfo(self.font).pixelSize() * 54)

    @cached_property
    def code_bar_height(self) -> int:
        """Room above a code block for its language and Copy, in pixels."""
        return round(self.em * 1.75)

    @cached_property
    def code_padding(self) -> int:
        """Between the edge of a code block and its text, in pixels."""
        return round(0.6 * self.em)

    @cached_property
    def body(self) -> QTextCharFormat:
        """Plain text of a message."""
        result = QTextCharFormat()
        result.setFont(self.font)
        result.setForeground(QBrush(QColor(self.theme.text)))
        return result

    @cached_property
    def code(self) -> QTextCharFormat:
        """Text of a code block before it is coloured."""
        result = QTextCharFormat()
        result.setFont(self.code_font)
        result.setForeground(QBrush(QColor(self.theme.text)))
        return result

    def heading(self, tag: str) -> QTextCharFormat:
        """Text of a heading h1 to h6."""
        result = QTextCharFormat(self.body)
        font = QFont(self.font)
        font.setPointSizeF(self.font.pointSizeF() * HEADING_SIZES.get(tag, 1.0))
        font.setWeight(QFont.Weight.DemiBold)
        result.setFont(font)
        return result

    def inline_code(self, base: QTextCharFormat) -> QTextCharFormat:
        """`code` inside a line."""
        result = QTextCharFormat(base)
        result.setFontFamilies(self.code_font.families())
        result.setFontPointSize(base.fontPointSize() * 0.92)
        result.setBackground(QBrush(QColor(self.theme.inline_code)))
        return result

    def link(self, base: QTextCharFormat, url: str) -> QTextCharFormat:
        """A link; where it leads is also its tool tip."""
        result = QTextCharFormat(base)
        result.setAnchor(True)
        result.setAnchorHref(url)
        result.setToolTip(url)
        result.setForeground(QBrush(QColor(self.theme.link)))
        result.setFontUnderline(True)
        return result

    def muted(self, base: QTextCharFormat) -> QTextCharFormat:
        """Less loud text: an image that is not shown, a formula that waits."""
        result = QTextCharFormat(base)
        result.setForeground(QBrush(QColor(self.theme.muted)))
        return result

    def paragraph(self, above: float = 0.0, below: float = 0.55) -> QTextBlockFormat:
        """A block with its distances in `em`."""
        result = QTextBlockFormat()
        result.setTopMargin(above * self.em)
        result.setBottomMargin(below * self.em)
        self._line_height(result, LINE_HEIGHT)
        return result

    @cached_property
    def code_line(self) -> QTextBlockFormat:
        """One line of a code block."""
        result = QTextBlockFormat()
        self._line_height(result, CODE_LINE_HEIGHT)
        return result

    @cached_property
    def thin(self) -> QTextBlockFormat:
        """An unused block, which Qt must have around a frame: one pixel high."""
        result = QTextBlockFormat()
        result.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return result

    @staticmethod
    def _line_height(block: QTextBlockFormat, percent: int) -> None:
        kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight
        block.setLineHeight(percent, kind.value)

    def brush(self, colour: str) -> QBrush:
        """A solid brush of a colour of the theme."""
        return QBrush(QColor(colour), Qt.BrushStyle.SolidPattern)
