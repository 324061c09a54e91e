"""A large place to drop a folder on, with a field to type it and a button to browse for it."""

from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QLineEdit, QToolButton, QVBoxLayout

from trymore_desktop.ui.file_dialog import file_dialog
from trymore_desktop.ui.widgets import button, restyle, row

TYPING_PAUSE = 350
"""Milliseconds after the last key until a typed folder counts."""


class FolderField(QFrame):
    """Emits `chosen` with an absolute path, or with an empty string when it is cleared."""

    chosen = Signal(str)

    def __init__(self, field_name: str, browse_name: str, large: bool = True) -> None:
        super().__init__()
        self.setProperty("dropZone", True)
        self.setAcceptDrops(True)
        self._large = large
        self.call = QLabel()
        self.call.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.call.setWordWrap(True)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(field_name)
        self.edit.setClearButtonEnabled(True)
        self.edit.setAcceptDrops(False)  # it would add the address to what it holds
        for clear in self.edit.findChildren(QToolButton):
            clear.setAccessibleName(f"Clear {field_name.lower()}")
        self.browse = button(browse_name)
        self.browse.clicked.connect(self._browse)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_PAUSE)
        self._timer.timeout.connect(self._typed)
        self.edit.textChanged.connect(self._timer.start)
        self.edit.returnPressed.connect(self._typed)
        self._last = ""
        self._dialog: QFileDialog | None = None
        column = QVBoxLayout(self)
        margin = 22 if large else 12
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(12)
        if large:
            column.addWidget(self.call)
        line = row(self.edit, self.browse, stretch=False)
        line.setStretch(0, 1)
        column.addLayout(line)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts."""
        self.call.setText(self.tr("Drop the folder here"))
        self.edit.setPlaceholderText(self.tr("or type where it is"))
        self.browse.setText(self.tr("Browse…"))

    def folder(self) -> str:
        """The folder that counts now."""
        return self._last

    def show_folder(self, folder: str) -> None:
        """Show a folder that was chosen elsewhere, without telling it again."""
        if folder == self._last:
            return
        self._last = folder
        self.edit.setText(folder)
        self._timer.stop()

    def choose(self, folder: str) -> None:
        """Take a folder as if it had been typed."""
        self.edit.setText(folder)
        self._typed()

    def _typed(self) -> None:
        self._timer.stop()
        folder = clean_path(self.edit.text())
        if folder != self._last:
            self._last = folder
            self.chosen.emit(folder)

    def _browse(self) -> None:
        start = self._last or QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.HomeLocation
        )
        dialog = file_dialog(self, self.tr("Choose a folder"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.choose)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take folders, and files of which the folder is meant."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            restyle(self, "hot", True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """The drag went elsewhere."""
        restyle(self, "hot", False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Choose what was dropped; a file stands for its folder."""
        restyle(self, "hot", False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            path = paths[0] if paths[0].is_dir() else paths[0].parent
            event.acceptProposedAction()
            self.choose(str(path))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def clean_path(typed: str) -> str:
    """An absolute path from what people type or paste: quotes, ~, file:// and spaces around."""
    text = typed.strip().strip("\"'").removeprefix("file://")
    if not text:
        return ""
    return str(Path(text).expanduser().absolute())
