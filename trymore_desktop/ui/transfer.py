"""Export and import: the file dialogs, and a thread for large files, one after the other."""

from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from trymore_desktop.core.events import Event
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.export import SUFFIXES, ExportFormat
from trymore_desktop.ui.file_dialog import file_dialog
from trymore_desktop.ui.store_threads import ExportThread, ImportThread, StoreThread, TidyThread


class Transfer(QObject):
    """Asks where, then works in a thread; what comes meanwhile waits for its turn."""

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, store: Store, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._store = store
        self._thread: StoreThread | None = None
        self._queue: deque[StoreThread] = deque()
        self._waiting: tuple[int, ...] = ()
        self._folder = ""

    def ask_for_export(self, conversations: Sequence[int], title: str) -> None:
        """Let the person choose a file and a format for these conversations."""
        self._waiting = tuple(conversations)
        dialog = file_dialog(self._window, self.tr("Export"), self._place())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = self._filters()
        dialog.setNameFilters([name for name, _ in filters])
        name = "".join(letter for letter in title if letter not in '\\/:*?"<>|').strip()
        dialog.selectFile(f"{name[:60] or 'TryMoreGPT'}.md")
        dialog.filterSelected.connect(
            lambda text: dialog.setDefaultSuffix(SUFFIXES[dict(filters)[text]])
        )
        dialog.setDefaultSuffix(".md")
        dialog.fileSelected.connect(
            lambda path: self._export(Path(path), dict(filters)[dialog.selectedNameFilter()])
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def ask_for_import(self) -> None:
        """Let the person choose files."""
        dialog = file_dialog(self._window, self.tr("Import conversations"), self._place())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [
                self.tr("Conversations (*.json *.jsonl *.zip)"),
                self.tr("All files (*)"),
            ]
        )
        dialog.filesSelected.connect(self._import)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def start_export(self, conversations: Sequence[int], kind: ExportFormat, path: Path) -> None:
        """Write the file in a thread."""
        self._start(ExportThread(self._store, conversations, kind, path, self))

    def start_import(self, paths: Sequence[Path]) -> None:
        """Read the files in a thread."""
        self._start(ImportThread(self._store, paths, self))

    def tidy(self) -> None:
        """Take out in a thread what earlier imports left unfinished, if they did."""
        if self._thread is None and self._store.untidy:
            self._begin(TidyThread(self._store, self))

    @Slot()
    def cancel(self) -> None:
        """Ask what runs now to stop; its end still arrives."""
        if self._thread is not None:
            self._thread.control.cancel()

    def stop(self) -> None:
        """Cancel everything and wait for the end of what runs; the next start tidies up."""
        self._queue.clear()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.control.cancel()
            thread.wait()

    def _place(self) -> str:
        """Where the person last chose a file, else where documents are kept."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        known = (self._folder, QStandardPaths.writableLocation(documents), QDir.homePath())
        return next(folder for folder in known if folder and QDir(folder).exists())

    def _filters(self) -> list[tuple[str, ExportFormat]]:
        return [
            (self.tr("Markdown (*.md)"), ExportFormat.MARKDOWN),
            (self.tr("Plain text (*.txt)"), ExportFormat.TEXT),
            (self.tr("JSON, complete with all versions (*.json)"), ExportFormat.JSON),
            (self.tr("ShareGPT, for training (*.json)"), ExportFormat.SHAREGPT),
        ]

    def _export(self, path: Path, kind: ExportFormat) -> None:
        self._folder = str(path.parent)
        self.start_export(self._waiting, kind, path)

    @Slot("QStringList")
    def _import(self, names: list[str]) -> None:
        self._folder = str(Path(names[0]).parent)
        self.start_import([Path(name) for name in names])

    def _start(self, thread: StoreThread) -> None:
        if isinstance(self._thread, TidyThread):
            self._thread.control.cancel()
        self._queue.append(thread)
        if self._thread is None:
            self._next()

    def _next(self) -> None:
        if self._queue:
            self._begin(self._queue.popleft())
        else:
            self.tidy()

    def _begin(self, thread: StoreThread) -> None:
        self._thread = thread
        thread.progressed.connect(self.progressed)
        thread.ended.connect(self._ended)
        thread.start()

    @Slot(object)
    def _ended(self, event: Event) -> None:
        thread = self._thread
        if thread is None:
            return  # stopped meanwhile
        thread.wait()
        thread.deleteLater()
        self._thread = None
        if not isinstance(thread, TidyThread):
            self.ended.emit(event)
        if self._thread is None:
            self._next()
