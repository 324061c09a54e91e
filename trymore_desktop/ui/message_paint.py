"""What is drawn around a message's text."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QLabel

from trymore_desktop.ui.rendering.style import TextStyle
from trymore_desktop.ui.theme import Theme

NAME = "TryMore"
ROUND = 14
FOCUS_ROUND = 10
GAP = 14


def paint_bubble(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """The ground of what the person said."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.user_bubble))
    painter.drawRoundedRect(box, ROUND, ROUND)


def paint_focus(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """The frame of the message that the keyboard is at."""
    painter.setPen(QPen(QColor(theme.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), FOCUS_ROUND, FOCUS_ROUND)


def paint_marker(painter: QPainter, marker: QLabel, left: int, right: int, theme: Theme) -> None:
    """A line to both sides of the marker's words."""
    painter.setPen(QColor(theme.strong_border))
    words = marker.fontMetrics().horizontalAdvance(marker.text()) / 2 + GAP
    middle = marker.geometry().center()
    for side, end in ((-1, left), (1, right)):
        start = middle.x() + side * words
        if (end - start) * side > 0:
            painter.drawLine(round(start), middle.y(), end, middle.y())


def paint_name(painter: QPainter, box: QRectF, note: str, style: TextStyle) -> None:
    """Who speaks, and less loud a note: which model, or that it is writing."""
    font = QFont(style.font)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(style.theme.text))
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(box, flags, NAME)
    used = painter.fontMetrics().horizontalAdvance(NAME + "  ")
    font = QFont(style.font)
    font.setPointSizeF(font.pointSizeF() * 0.9)
    painter.setFont(font)
    painter.setPen(QColor(style.theme.muted))
    painter.drawText(box.adjusted(used, 0, 0, 0), flags, note)
