"""Icons, drawn as SVG and coloured by the theme."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from trymore_desktop.paths import resources_dir

SIZES = (20, 40)
"""Pixels; the larger one is for large text and for screens of many pixels."""


@cache
def icon(name: str, colour: str, muted: str = "") -> QIcon:
    """The icon `resources/icons/<name>.svg` in `colour`, and in `muted` when disabled."""
    result = QIcon()
    for size in SIZES:
        result.addPixmap(pixmap(name, colour, size))
        if muted:
            result.addPixmap(pixmap(name, muted, size), QIcon.Mode.Disabled)
    return result


@cache
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon painted at `size` logical pixels, `ratio` device pixels each."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    image = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def app_icon() -> QIcon:
    """The program's own icon."""
    result = QIcon()
    for size in (32, 64, 128, 256):
        result.addPixmap(pixmap("app", "", size))
    return result


def icon_path(name: str) -> Path:
    """Where an icon's drawing is."""
    return resources_dir() / "icons" / f"{name}.svg"


@cache
def _source(name: str) -> str:
    return icon_path(name).read_text(encoding="utf-8")
