"""How the rows of the list of conversations are painted."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from trymore_desktop.ui.conversation_groups import Heading
from trymore_desktop.ui.conversation_model import ConversationModel, GroupRole, Index
from trymore_desktop.ui.icons import pixmap
from trymore_desktop.ui.theme import theme_of

PADDING = 10


class ConversationDelegate(QStyledItemDelegate):
    """Paints headings small and muted, conversations as one line."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: Index
    ) -> QSize:
        """One line and some air; more above a heading."""
        line = option.fontMetrics.height()
        return QSize(120, line + (18 if index.data(GroupRole) else 12))

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Over the whole row: the text alone leaves no room for a frame."""
        editor.setGeometry(option.rect.adjusted(2, 0, -2, 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        painter.save()
        if index.data(GroupRole) is not None:
            self._paint_heading(painter, option, index)
        else:
            self._paint_conversation(painter, option, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = theme_of(option.palette)
        entry = index.data(GroupRole)
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.87)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        area = option.rect.adjusted(PADDING, 8, -PADDING, 0)
        if entry.heading in (Heading.FOLDER, Heading.PINNED):
            name = "folder" if entry.heading is Heading.FOLDER else "pin"
            side = self._paint_icon(painter, area, name, theme.muted)
            area.setLeft(area.left() + side + 6)
        painter.drawText(area, _LINE, _elide(painter, index.data(), area.width() - 18))
        model = index.model()
        if isinstance(model, ConversationModel) and model.folded(entry):
            side = _icon_side(painter)
            right = QRect(area.right() - side, area.top(), side, area.height())
            self._paint_icon(painter, right, "next", theme.muted)

    def _paint_conversation(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        theme = theme_of(option.palette)
        box = option.rect.adjusted(2, 1, -2, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected if selected else theme.hover))
            painter.drawRoundedRect(box, 7, 7)
        if focused:
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 7, 7)
        painter.setPen(QColor(theme.text))
        painter.setFont(option.font)
        area = box.adjusted(PADDING - 2, 0, -PADDING, 0)
        painter.drawText(area, _LINE, _elide(painter, index.data(), area.width()))

    def _paint_icon(self, painter: QPainter, area: QRect, name: str, colour: str) -> int:
        """Paint it at the left; its width in pixels."""
        ratio, side = painter.device().devicePixelRatioF(), _icon_side(painter)
        top = area.top() + (area.height() - side) // 2
        painter.drawPixmap(QPoint(area.left(), top), pixmap(name, colour, side, ratio))
        return side


_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine


def _icon_side(painter: QPainter) -> int:
    return round(0.8 * painter.fontMetrics().height())


def _elide(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
