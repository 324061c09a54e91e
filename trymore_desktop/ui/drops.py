"""Files dropped on the window: conversations are imported, other texts come into the message."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from trymore_desktop.store.recognise import holds_chats
from trymore_desktop.ui.styling import restyle

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow


class Drops(QObject):
    """Watches one main window; the message field and the wizard take their own.

    On the list of conversations every file is meant to be imported.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take local files while the conversation is shown."""
        if isinstance(event, QDropEvent) and watched is self._window:
            if isinstance(event, QDragMoveEvent):  # entering is one of them
                self._offer(event)
            else:
                self._take(event)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._show_where("")
        return super().eventFilter(watched, event)

    def _offer(self, event: QDragMoveEvent | QDragEnterEvent) -> None:
        if not self._files(event):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._show_where("sidebar" if self._on_list(event) else "message")

    def _take(self, event: QDropEvent) -> None:
        files = self._files(event)
        self._show_where("")
        if not files:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        chats = [path for path in files if self._on_list(event) or holds_chats(path)]
        texts = [path for path in files if path not in chats]
        if chats:
            self._window.transfer.start_import(chats)
        if texts:
            self._window.composer.edit.insert_files(texts)
            self._window.composer.edit.setFocus()

    def _files(self, event: QDropEvent) -> list[Path]:
        if self._window.pages.currentWidget() is not self._window.chat_page:
            return []
        urls = event.mimeData().urls()
        return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]

    def _on_list(self, event: QDropEvent) -> bool:
        sidebar = self._window.sidebar
        at = sidebar.mapFrom(self._window, event.position().toPoint())
        return sidebar.isVisible() and sidebar.rect().contains(at)

    def _show_where(self, place: str) -> None:
        """Draw the outline of what would take it."""
        restyle(self._window.sidebar, "hot", place == "sidebar")
        restyle(self._window.composer, "hot", place == "message")
