"""Icons, drawn as SVG and coloured by the theme."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from trymore_desktop.paths import resources_dir

SIZES = (16, 32)
"""Logical pixels: exact at the normal size of the text and at twice of it."""


@cache
def icon(name: str, colour: str, muted: str = "") -> QIcon:
    """The icon `resources/icons/<name>.svg` in `colour`, and in `muted` when disabled."""
    result = QIcon()
    app = QGuiApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    for size in SIZES:
        pixels = round(size * ratio)  # what the sharpest screen shows
        result.addPixmap(pixmap(name, colour, pixels))
        if muted:
            result.addPixmap(pixmap(name, muted, pixels), QIcon.Mode.Disabled)
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
