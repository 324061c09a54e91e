"""The list of conversations: choose, rename in place, pin, file, move to the trash."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from trymore_desktop.store.records import ConversationRecord
from trymore_desktop.ui.conversation_groups import Heading
from trymore_desktop.ui.conversation_model import (
    ConversationModel,
    GroupRole,
    Index,
    RecordRole,
)
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
            self._paint_icon(painter, area, name, theme.muted)
            area.setLeft(area.left() + 20)
        painter.drawText(area, _LINE, _elide(painter, index.data(), area.width() - 18))
        model = index.model()
        if isinstance(model, ConversationModel) and model.folded(entry):
            right = QRect(area.right() - 14, area.top(), 14, area.height())
            self._paint_icon(painter, right, "next", theme.muted)

    def _paint_conversation(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        from PySide6.QtWidgets import QStyle  # its many enums cost the first paint

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

    def _paint_icon(self, painter: QPainter, area: QRect, name: str, colour: str) -> None:
        ratio = painter.device().devicePixelRatioF()
        top = area.top() + (area.height() - 14) // 2
        painter.drawPixmap(QPoint(area.left(), top), pixmap(name, colour, 14, ratio))


_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine


def _elide(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


class ConversationList(QListView):
    """Emits what the person wants done with a conversation; no key alone deletes anything."""

    chosen = Signal(int)
    renamed = Signal(int, str)
    menu_requested = Signal(object, QPoint)
    end_reached = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ConversationModel(self)
        self.setModel(self._model)
        self.setItemDelegate(ConversationDelegate(self))
        self.setAccessibleName("Conversations")
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setMinimumWidth(120)
        self.customContextMenuRequested.connect(self._ask_for_menu)
        self.clicked.connect(self._clicked)
        self.activated.connect(self._choose)
        self._model.renamed.connect(self.renamed)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_conversations(self, records: list[ConversationRecord], current: int | None) -> None:
        """List conversations, the open one marked, where the person had scrolled to."""
        place = self.verticalScrollBar().value()
        self._model.show(records)
        self.verticalScrollBar().setValue(place)
        self.mark(current)

    @property
    def at_top(self) -> bool:
        """Whether the list is not scrolled."""
        return self.verticalScrollBar().value() == 0

    @property
    def count(self) -> int:
        """How many conversations it holds, those of folded groups too."""
        return self._model.count

    @property
    def conversations(self) -> list[int]:
        """The ids of those that are shown, from above."""
        return self._model.conversations

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if 0 < self.verticalScrollBar().maximum() == value:
            self.end_reached.emit()

    def mark(self, current: int | None) -> None:
        """Mark the open conversation, or none."""
        row = self._model.row_of(current) if current is not None else -1
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.setCurrentIndex(self._model.index(row))

    def rename(self, conversation: int) -> None:
        """Edit a title in place."""
        row = self._model.row_of(conversation)
        if row >= 0:
            self.edit(self._model.index(row))

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        entry = index.data(GroupRole)
        if entry is not None:
            self._model.toggle(entry)
        else:
            self._choose(index)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        record = index.data(RecordRole)
        if record is not None:
            self.chosen.emit(record.id)

    @Slot(QPoint)
    def _ask_for_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if not index.isValid():  # the menu key: the marked row
            index = self.currentIndex()
            place = self.visualRect(index).bottomLeft()
        record = index.data(RecordRole) if index.isValid() else None
        if record is not None:
            self.menu_requested.emit(record, self.viewport().mapToGlobal(place))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
