"""The trash: what was thrown away, back again or gone for good."""

from PySide6.QtCore import QEvent, QLocale, Qt, Slot
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from trymore_desktop.core.events import Failed
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.ui.dialogs import Choice, ask, show_error
from trymore_desktop.ui.history import History
from trymore_desktop.ui.styling import resize_with_font
from trymore_desktop.ui.widgets import Text, button, row


class TrashDialog(QDialog):
    """Restore needs one press, deleting for good needs two."""

    def __init__(self, parent: QWidget, store: Store, history: History) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store = store
        self._history = history
        self._note = Text(muted=True)
        self._list = QListWidget()
        self._list.setAccessibleName("Trash")
        self._list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self._restore = button("Restore", primary=True)
        self._purge = button("Delete for good", "danger")
        self._empty = button("Empty the trash", "danger")
        self._close = button("Close")
        self._restore.clicked.connect(self._restore_chosen)
        self._purge.clicked.connect(self._ask_to_purge)
        self._empty.clicked.connect(self._ask_to_empty)
        self._close.clicked.connect(self.accept)
        self._list.itemSelectionChanged.connect(self._enable)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.addWidget(self._note)
        column.addWidget(self._list, 1)
        line = row(self._empty, self._purge)
        line.addWidget(self._close)
        line.addWidget(self._restore)
        column.addLayout(line)
        resize_with_font(self, 560, 420)
        self._retranslate()
        self._fill()

    def _fill(self) -> None:
        self._list.clear()
        try:
            records = self._store.trashed()
        except TryMoreError as error:
            show_error(self, Failed(error.code, error.params, error.detail))
            return
        for record in records:
            item = QListWidgetItem(record.title or self.tr("New chat"))
            item.setData(Qt.ItemDataRole.UserRole, record.id)
            self._list.addItem(item)
        self._note.setText(
            self.tr("%n conversation(s) in the trash", "", len(records))
            if records
            else self.tr("The trash is empty.")
        )
        self._empty.setEnabled(bool(records))
        self._enable()

    @Slot()
    def _enable(self) -> None:
        chosen = bool(self._chosen())
        self._restore.setEnabled(chosen)
        self._purge.setEnabled(chosen)

    def _chosen(self) -> list[int]:
        return [item.data(Qt.ItemDataRole.UserRole) for item in self._list.selectedItems()]

    @Slot()
    def _restore_chosen(self) -> None:
        for conversation in self._chosen():
            self._history.restore(conversation)
        self._fill()

    @Slot()
    def _ask_to_purge(self) -> None:
        self._ask(
            self.tr("Delete %n conversation(s) for good?", "", len(self._chosen())),
            self._purge_chosen,
        )

    @Slot()
    def _ask_to_empty(self) -> None:
        self._ask(self.tr("Empty the trash?"), self._empty_it)

    def _ask(self, what: str, act: object) -> None:
        keep = Choice("Keep", self.tr("Keep"))
        delete = Choice("Delete for good", self.tr("Delete for good"), act, "danger")  # type: ignore[arg-type]
        ask(self, what, self.tr("This cannot be undone."), [keep, delete])

    def _purge_chosen(self) -> None:
        try:
            for conversation in self._chosen():
                self._store.purge(conversation)
        except TryMoreError as error:
            show_error(self, Failed(error.code, error.params, error.detail))
        self._fill()

    def _empty_it(self) -> None:
        try:
            self._store.empty_trash()
        except TryMoreError as error:
            show_error(self, Failed(error.code, error.params, error.detail))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._fill()

    def _retranslate(self) -> None:
        self.setLocale(QLocale())
        self.setWindowTitle(self.tr("Trash"))
        self._restore.setText(self.tr("Restore"))
        self._purge.setText(self.tr("Delete for good"))
        self._empty.setText(self.tr("Empty the trash"))
        self._close.setText(self.tr("Close"))
