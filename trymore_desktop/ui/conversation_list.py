"""The list of conversations: choose, rename in place, pin, file, move to the trash."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from trymore_desktop.ui.styling import set_by_name

if TYPE_CHECKING:
    from trymore_desktop.store.records import ConversationRecord
    from trymore_desktop.ui.conversation_model import ConversationModel


class ConversationList(QListView):
    """Emits what the person wants done with a conversation; no key alone deletes anything.

    Its rows and how they are painted are made with the first conversations, after the first paint.
    """

    chosen = Signal(int)
    renamed = Signal(int, str)
    menu_requested = Signal(object, QPoint)
    end_reached = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: ConversationModel | None = None
        self.setAccessibleName("Conversations")
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        set_by_name(self, "horizontalScrollBarPolicy", "ScrollBarAlwaysOff")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        set_by_name(self, "contextMenuPolicy", "CustomContextMenu")
        self.setMouseTracking(True)
        self.setMinimumWidth(120)
        self.customContextMenuRequested.connect(self._ask_for_menu)
        self.clicked.connect(self._clicked)
        self.activated.connect(self._choose)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_conversations(self, records: "list[ConversationRecord]", current: int | None) -> None:
        """List conversations, the open one marked, where the person had scrolled to."""
        place = self.verticalScrollBar().value()
        self._rows().show(records)
        self.verticalScrollBar().setValue(place)
        self.mark(current)

    def _rows(self) -> "ConversationModel":
        if self._model is None:
            from trymore_desktop.ui.conversation_delegate import ConversationDelegate
            from trymore_desktop.ui.conversation_model import ConversationModel

            self._model = ConversationModel(self)
            self._model.renamed.connect(self.renamed)
            self.setModel(self._model)
            self.setItemDelegate(ConversationDelegate(self))
        return self._model

    @property
    def at_top(self) -> bool:
        """Whether the list is not scrolled."""
        return self.verticalScrollBar().value() == 0

    @property
    def count(self) -> int:
        """How many conversations it holds, those of folded groups too."""
        return self._rows().count

    @property
    def conversations(self) -> list[int]:
        """The ids of those that are shown, from above."""
        return self._rows().conversations

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if 0 < self.verticalScrollBar().maximum() == value:
            self.end_reached.emit()

    def mark(self, current: int | None) -> None:
        """Mark the open conversation, or none."""
        row = self._rows().row_of(current) if current is not None else -1
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.setCurrentIndex(self._rows().index(row))

    def rename(self, conversation: int) -> None:
        """Edit a title in place."""
        row = self._rows().row_of(conversation)
        if row >= 0:
            self.edit(self._rows().index(row))

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        from trymore_desktop.ui.conversation_model import GroupRole

        entry = index.data(GroupRole)
        if entry is not None:
            self._rows().toggle(entry)
        else:
            self._choose(index)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        from trymore_desktop.ui.conversation_model import RecordRole

        record = index.data(RecordRole)
        if record is not None:
            self.chosen.emit(record.id)

    @Slot(QPoint)
    def _ask_for_menu(self, place: QPoint) -> None:
        from trymore_desktop.ui.conversation_model import RecordRole

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
        if event.type() == QEvent.Type.LanguageChange and self._model is not None:
            self._model.retranslate()
