"""Where the parts of a message stand."""

from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QLabel, QWidget

from trymore_desktop.ui.message_text import MessageText
from trymore_desktop.ui.rendering.style import TextStyle

PAD = 14
"""Room on both sides of the column, for what is drawn around the text."""
NAME_EM = 1.75
"""Room for the name above a reply; this and what follows in heights of the font."""
ABOVE_EM = 0.5
FOOT_EM = 1.6
BELOW_EM = 0.2
BUBBLE_SHARE = 0.84
"""How much of the column the bubble of the person may take."""

NARROWED = 2_000
"""Longer texts fill the bubble anyway, and breaking their lines twice takes long."""


class Parts(NamedTuple):
    """What a message consists of at present."""

    text: MessageText
    is_user: bool
    streaming: bool
    marker: QLabel | None
    end: QWidget | None


def lay_out(
    parts: Parts, footer: QWidget | None, style: TextStyle, width: int
) -> tuple[int, QRectF]:
    """Place the parts in a column of `width` pixels; the height of all, and the bubble."""
    y = _marker(parts.marker, width) + round(ABOVE_EM * style.em)
    bubble = QRectF()
    if parts.is_user:
        y, bubble = _bubble(parts.text, style, width, y)
    else:
        y = _reply(parts, style, width, y)
    y = _end(parts.end, style, width, y)
    foot = round(FOOT_EM * style.em)
    if footer is not None:
        footer.setGeometry(PAD, y + 2, width, foot)
    return y + foot + round(BELOW_EM * style.em), bubble


def _marker(marker: QLabel | None, width: int) -> int:
    if marker is None:
        return 0
    height = marker.heightForWidth(width)
    marker.setGeometry(PAD, 0, width, height)
    return height


def _reply(parts: Parts, style: TextStyle, width: int, y: int) -> int:
    y += round(NAME_EM * style.em)
    height = parts.text.lay_out(width)
    parts.text.setGeometry(PAD, y, width, height)
    parts.text.place_bars(parts.text.writer.first_open_code if parts.streaming else 0)
    return y + height


def _bubble(text: MessageText, style: TextStyle, width: int, y: int) -> tuple[int, QRectF]:
    across, down = round(0.9 * style.em), round(0.55 * style.em)
    widest = round(width * BUBBLE_SHARE) - 2 * across
    inner = widest
    if text.document().characterCount() < NARROWED:
        text.lay_out(widest)
        inner = min(widest, max(text.ideal_width(), round(style.em)))
    height = text.lay_out(inner)
    left = PAD + width - inner - 2 * across
    text.setGeometry(left + across, y + down, inner, height)
    bubble = QRectF(left, y, inner + 2 * across, height + 2 * down)
    return y + height + 2 * down, bubble


def _end(end: QWidget | None, style: TextStyle, width: int, y: int) -> int:
    if end is None:
        return y
    height = end.heightForWidth(width)
    end.setGeometry(PAD, y + round(0.35 * style.em), width, height)
    return y + height + round(0.45 * style.em)
