"""TeX formulas as pictures, offline: ziamath makes SVG outside the GUI thread, Qt paints it."""

import atexit
import re
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QObject, QPointF, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QFontMetricsF,
    QImage,
    QPainter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)
from PySide6.QtSvg import QSvgRenderer

from trymore_desktop.ui.rendering.han import MOST, Place, find, hide
from trymore_desktop.ui.rendering.inline import FormulaSpot
from trymore_desktop.ui.rendering.style import FORMULA_SOURCE, TextStyle
from trymore_desktop.ui.theme import build_font

RATIO = 2.0
"""Device pixels per pixel: sharp on every screen."""
LONGEST = 2_000
"""Characters; longer sources stay as they are."""
LARGEST = 4_000
"""Pixels; what is larger stays a source too."""
HAN_SIZE = 0.9
"""A Han character is wider than the M that kept its place."""
IMAGE = QTextDocument.ResourceType.ImageResource


class Formula(NamedTuple):
    """What decides how a formula looks."""

    tex: str
    display: bool
    pixels: int
    colour: str


class Sketch(NamedTuple):
    """A formula as SVG, and what Qt has to add: an empty SVG cannot be drawn."""

    svg: str = ""
    left: float = 0.0
    top: float = 0.0
    depth: float = 0.0
    """Below the line that the text stands on, in pixels."""
    han: tuple[Place, ...] = ()
    colour: str = ""


class Drawn(NamedTuple):
    """A picture, and how far it reaches below the line, in pixels."""

    image: QImage
    depth: float


class FormulaDrawer(QObject):
    """Draws each formula once; `look` gives the picture, or asks for it and gives None."""

    ready = Signal()
    _made = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: dict[Formula, Drawn | None] = {}
        self._asked: set[Formula] = set()
        self._made.connect(self._paint)

    def known(self, formula: Formula) -> bool:
        """Whether `look` has an answer."""
        return formula in self._pictures

    def look(self, formula: Formula) -> Drawn | None:
        """The picture; None if it cannot be drawn or is not ready (then `ready` is emitted)."""
        if formula not in self._pictures and formula not in self._asked:
            self._asked.add(formula)
            _executor().submit(_sketch, formula).add_done_callback(
                lambda future: self._deliver(formula, future)
            )
        return self._pictures.get(formula)

    def _deliver(self, formula: Formula, future: "Future[Sketch]") -> None:
        sketch = Sketch() if future.exception() else future.result()
        try:
            self._made.emit(formula, sketch)
        except RuntimeError:  # the window closed meanwhile
            return

    def _paint(self, formula: Formula, sketch: Sketch) -> None:
        self._asked.discard(formula)
        self._pictures[formula] = _picture(sketch) if sketch.svg else None
        self.ready.emit()


def formula_of(spot: FormulaSpot, style: TextStyle) -> Formula:
    """The formula at a spot, in the style's size and colour."""
    pixels = round(style.em * (0.86 if spot.display else 0.76))
    return Formula(spot.tex, spot.display, pixels, style.theme.text)


def insert_formula(cursor: QTextCursor, spot: FormulaSpot, drawn: Drawn, url: str) -> None:
    """Put the picture in the place of the selected source, standing on the same line."""
    document = cursor.document()
    base = QTextCharFormat(cursor.charFormat())
    form = QTextImageFormat()
    form.setFont(base.font())
    image = _deepened(drawn, form)
    document.addResource(IMAGE, QUrl(url), image)
    form.setName(url)
    form.setWidth(image.width() / RATIO)
    form.setHeight(image.height() / RATIO)
    form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    form.setProperty(FORMULA_SOURCE, spot.source)
    form.setToolTip(spot.source)
    cursor.insertImage(form)


def _deepened(drawn: Drawn, form: QTextImageFormat) -> QImage:
    """Qt puts a picture's foot at its font's descent: choose the font, then pad the picture."""
    font = form.font()
    while QFontMetrics(font).descent() < drawn.depth and font.pointSizeF() < 200:
        font.setPointSizeF(font.pointSizeF() * 1.25)
    form.setFont(font)
    room = round((QFontMetrics(font).descent() - drawn.depth) * RATIO)
    size = drawn.image.size()
    image = QImage(size.width(), size.height() + room, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.drawImage(0, 0, drawn.image)
    painter.end()
    return image


def _picture(sketch: Sketch) -> Drawn | None:
    renderer = QSvgRenderer(QByteArray(sketch.svg.encode()))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty() or max(size.width(), size.height()) > LARGEST:
        return None
    image = QImage(size * RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.scale(RATIO, RATIO)
    painter.translate(-sketch.left, -sketch.top)
    painter.setPen(QColor(sketch.colour))
    font = build_font(100)
    for place in sketch.han:
        font.setPixelSize(max(1, round(place.size * HAN_SIZE)))
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(place.character)
        painter.drawText(QPointF(place.x - width / 2, place.baseline), place.character)
    painter.end()
    return Drawn(image, sketch.depth)


_lock = threading.Lock()
_pool: list[ThreadPoolExecutor] = []


def _executor() -> ThreadPoolExecutor:
    with _lock:
        if not _pool:
            _pool.append(ThreadPoolExecutor(1, thread_name_prefix="formulas"))
            atexit.register(_pool[0].shutdown, wait=False, cancel_futures=True)
    return _pool[0]


def _sketch(formula: Formula) -> Sketch:
    """The formula as SVG; whatever ziamath raises means that its source is shown."""
    if len(formula.tex) > LONGEST:
        return Sketch()
    import ziamath

    ziamath.config.svg2 = False  # QtSvg draws nothing for <use>
    tex, hidden = hide(formula.tex)
    if len(hidden) > MOST:
        return Sketch()
    drawn = ziamath.Latex(
        tex, size=formula.pixels, color=formula.colour, inline=not formula.display
    )
    svg, places = find(drawn.svg(), hidden)
    view = re.search(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"', svg)
    if view is None:
        return Sketch()
    left, top, _, height = map(float, view.groups())
    return Sketch(svg, left, top, max(0.0, top + height), tuple(places), formula.colour)
