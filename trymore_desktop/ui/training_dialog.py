"""Chosen chats as training data, and what to do with them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from trymore_desktop.core.events import Event, Failed
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.export import ExportFormat
from trymore_desktop.store.records import ConversationRecord
from trymore_desktop.ui.dialogs import show_error
from trymore_desktop.ui.file_dialog import file_dialog
from trymore_desktop.ui.store_threads import Exported
from trymore_desktop.ui.styling import resize_with_font
from trymore_desktop.ui.training_files import COMMANDS, prepare_folder
from trymore_desktop.ui.widgets import Text, button, row

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow

ID = Qt.ItemDataRole.UserRole
FOLDER = Qt.ItemDataRole.UserRole + 1
CHECKABLE = Qt.ItemFlag.ItemIsUserCheckable


class TrainingDialog(QDialog):
    """A list to tick, by folder; then the commands that go on from the exported folder."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._folder: Path | None = None
        self._written = 0
        self._about = Text(muted=True)
        self._tree = QTreeWidget()
        self._tree.setAccessibleName("Conversations to export")
        self._tree.setHeaderHidden(True)
        self._count = Text()
        self._all = button("Choose all")
        self._none = button("Choose none")
        self._next = Text()
        self._commands = QPlainTextEdit("\n".join(COMMANDS))
        self._commands.setAccessibleName("Commands")
        self._commands.setReadOnly(True)
        self._commands.setTabChangesFocus(True)
        self._commands.setMaximumHeight(76)
        self._copy = button("Copy commands")
        self._close = button("Close")
        self._export = button("Export as training data", primary=True)
        self._connect()
        self._lay_out()
        self._fill()
        self._retranslate()

    def _connect(self) -> None:
        self._tree.itemChanged.connect(self._count_chosen)
        self._all.clicked.connect(lambda: self._set_all(Qt.CheckState.Checked))
        self._none.clicked.connect(lambda: self._set_all(Qt.CheckState.Unchecked))
        self._copy.clicked.connect(self._copy_commands)
        self._close.clicked.connect(self.reject)
        self._export.clicked.connect(self._ask_where)
        self._window.transfer.ended.connect(self._ended)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(self._about)
        column.addWidget(self._tree, 1)
        choosing = row(self._all, self._none, stretch=False)
        choosing.addWidget(self._count, 1)
        column.addLayout(choosing)
        column.addWidget(self._next)
        column.addWidget(self._commands)
        line = row(self._copy)
        line.addWidget(self._close)
        line.addWidget(self._export)
        column.addLayout(line)
        resize_with_font(self, 620, 640)

    def _fill(self) -> None:
        try:
            records = self._window.store.list_conversations()
        except TryMoreError as error:
            show_error(self, Failed(error.code, error.params, error.detail))
            return
        for folder in sorted(
            {record.folder for record in records}, key=lambda name: (not name, name)
        ):
            inside = [record for record in records if record.folder == folder]
            self._add_folder(folder, inside)

    def _add_folder(self, folder: str, records: Iterable[ConversationRecord]) -> None:
        parent = QTreeWidgetItem([folder])
        parent.setData(0, FOLDER, folder)
        parent.setFlags(parent.flags() | CHECKABLE | Qt.ItemFlag.ItemIsAutoTristate)
        self._tree.addTopLevelItem(parent)
        for record in records:
            item = QTreeWidgetItem(parent, [record.title or self.tr("New chat")])
            item.setFlags(item.flags() | CHECKABLE)
            item.setData(0, ID, record.id)
            item.setCheckState(0, Qt.CheckState.Unchecked)
        parent.setExpanded(True)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for place in range(self._tree.topLevelItemCount()):
            parent = self._tree.topLevelItem(place)
            assert parent is not None  # the place is below the count
            for below in range(parent.childCount()):
                child = parent.child(below)
                assert child is not None  # likewise
                yield child

    def chosen(self) -> list[int]:
        """The ticked conversations."""
        return [
            item.data(0, ID)
            for item in self._items()
            if item.checkState(0) is Qt.CheckState.Checked
        ]

    def _set_all(self, state: Qt.CheckState) -> None:
        self._tree.blockSignals(True)
        for item in self._items():
            item.setCheckState(0, state)
        self._tree.blockSignals(False)
        self._tree.viewport().update()
        self._count_chosen()

    @Slot()
    def _count_chosen(self) -> None:
        chosen = len(self.chosen())
        self._count.setText(self.tr("%n conversation(s) chosen", "", chosen))
        self._export.setEnabled(bool(chosen))

    @Slot()
    def _ask_where(self) -> None:
        dialog = file_dialog(self, self.tr("A folder for the training"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.export_to(Path(folder)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, folder: Path) -> None:
        """Write the ticked conversations and the recipe into `folder`."""
        try:
            path = prepare_folder(folder, self._window.models.path)
        except TryMoreError as error:
            show_error(self, Failed(error.code, error.params, error.detail))
            return
        self._folder = folder
        self._export.setEnabled(False)
        self._window.transfer.start_export(self.chosen(), ExportFormat.SHAREGPT, path)

    @Slot(object)
    def _ended(self, event: Event) -> None:
        self._count_chosen()
        if isinstance(event, Exported):
            self._written = event.count
        elif isinstance(event, Failed):
            self._folder = None
            show_error(self, event)
        self._say_next()

    @Slot()
    def _copy_commands(self) -> None:
        QGuiApplication.clipboard().setText(self._commands.toPlainText())
        self._copy.setText(self.tr("Copied"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setLocale(QLocale())
        self.setWindowTitle(self.tr("Chats as training data"))
        self._about.setText(
            self.tr(
                "Choose chats with answers that a model should learn. They are written in the "
                "format of ShareGPT and FastChat, with their source; of each chat the shown branch."
            )
        )
        self._all.setText(self.tr("All"))
        self._none.setText(self.tr("None"))
        self._copy.setText(self.tr("Copy the commands"))
        self._close.setText(self.tr("Close"))
        self._export.setText(self.tr("Export…"))
        for place in range(self._tree.topLevelItemCount()):
            parent = self._tree.topLevelItem(place)
            if parent is not None:
                parent.setText(0, parent.data(0, FOLDER) or self.tr("No folder"))
        self._count_chosen()
        self._say_next()

    def _say_next(self) -> None:
        if self._written and self._folder:
            text = self.tr("%n conversation(s) are in {folder}. ", "", self._written)
            text = text.format(folder=self._folder)
        else:
            text = ""
        how = self.tr(
            "To go on, open a terminal in that folder and type these commands. The first cleans "
            "the chats and splits them, the second trains the model that own-chats.toml names."
        )
        self._next.setText(text + how)
