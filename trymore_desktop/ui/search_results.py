"""What a search found: the title of each conversation and the line with the words."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from trymore_desktop.store.records import SearchHit
from trymore_desktop.ui.conversation_model import NO_PARENT, Index
from trymore_desktop.ui.theme import theme_of

HitRole = Qt.ItemDataRole.UserRole
PADDING = 10


class HitModel(QAbstractListModel):
    """Search hits as rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[SearchHit] = []

    def show(self, hits: list[SearchHit]) -> None:
        """List these hits."""
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """One row a hit."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Title and snippet."""
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hit.title}: {hit.snippet}"
        return hit if role == HitRole else None


class HitDelegate(QStyledItemDelegate):
    """Two lines: the title, and the snippet with the match in bold."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: Index
    ) -> QSize:
        """Two lines and some air."""
        return QSize(120, 2 * option.fontMetrics.height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a hit."""
        hit: SearchHit = index.data(HitRole)
        theme = theme_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(2, 1, -2, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected if selected else theme.hover))
            painter.drawRoundedRect(box, 7, 7)
        area = box.adjusted(PADDING - 2, 5, -PADDING, -5)
        line = option.fontMetrics.height()
        painter.setFont(option.font)
        painter.setPen(QColor(theme.text))
        title = painter.fontMetrics().elidedText(
            hit.title, Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area.left(), area.top() + option.fontMetrics.ascent(), title)
        self._paint_snippet(painter, option, hit, area.left(), area.top() + line, area.width())
        painter.restore()

    def _paint_snippet(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        hit: SearchHit,
        left: int,
        top: int,
        width: int,
    ) -> None:
        theme = theme_of(option.palette)
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.Bold)
        head, match, tail = snippet_parts(hit, option.fontMetrics, QFontMetrics(bold), width)
        parts = (
            (head, option.font, theme.muted),
            (match, bold, theme.text),
            (tail, option.font, theme.muted),
        )
        right = left + width
        for text, font, colour in parts:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, max(0, right - left)
            )
            painter.drawText(left, top + painter.fontMetrics().ascent(), shown)
            left += painter.fontMetrics().horizontalAdvance(shown)


def snippet_parts(
    hit: SearchHit, plain: QFontMetrics, bold: QFontMetrics, width: int
) -> tuple[str, str, str]:
    """What is before the match, the match, and what is after it.

    The beginning gives way until the match and some of the rest are seen in `width` pixels.
    """
    end = hit.start + hit.length
    head, match, tail = hit.snippet[: hit.start], hit.snippet[hit.start : end], hit.snippet[end:]
    rest = min(plain.horizontalAdvance(tail), width // 4)
    room = max(0, width - bold.horizontalAdvance(match) - rest)
    return plain.elidedText(head, Qt.TextElideMode.ElideLeft, room), match, tail


class SearchResults(QListView):
    """`chosen` carries the SearchHit that the person opens."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = HitModel(self)
        self.setModel(self._model)
        self.setItemDelegate(HitDelegate(self))
        self.setAccessibleName("Search results")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def show_hits(self, hits: list[SearchHit]) -> None:
        """List what was found."""
        self._model.show(hits)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        hit = index.data(HitRole)
        if hit is not None:
            self.chosen.emit(hit)
