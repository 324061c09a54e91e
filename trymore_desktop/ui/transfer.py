"""Export and import: the file dialogs, and a thread for large files."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Cancelled, Event, Failed, Imported, Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.export import SUFFIXES, ExportFormat, export
from trymore_desktop.store.importing import import_file


class StoreThread(QThread):
    """Drives one long piece of work on the store; `ended` carries its last event."""

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.control = Control()

    def work(self) -> Event:
        """Do it, emitting progress; the last event."""
        raise NotImplementedError

    def run(self) -> None:
        """The thread: every end becomes an event."""
        try:
            last = self.work()
        except Interrupted:
            last = Cancelled()
        except TryMoreError as error:
            last = Failed(error.code, error.params, error.detail)
        except Exception as error:  # noqa: BLE001 - the boundary of the thread
            last = Failed("unexpected", {}, repr(error))
        self.ended.emit(last)


class ImportThread(StoreThread):
    """Reads files, one after the other."""

    def __init__(self, store: Store, paths: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._paths = paths

    def work(self) -> Event:
        """Import; the counts of all files together."""
        total = Imported(0, 0)
        for path in self._paths:
            for event in import_file(self._store, path, self.control):
                if isinstance(event, Progress):
                    self.progressed.emit(event)
                elif isinstance(event, Imported):
                    total = Imported(
                        total.conversations + event.conversations,
                        total.messages + event.messages,
                        total.skipped + event.skipped,
                    )
        return total


class Exported(Event, frozen=True):
    """The file is there; `count` conversations are in it."""

    path: str
    count: int


class ExportThread(StoreThread):
    """Writes one file."""

    def __init__(
        self,
        store: Store,
        conversations: Sequence[int],
        kind: ExportFormat,
        path: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._conversations = conversations
        self._kind = kind
        self._path = path

    def work(self) -> Event:
        """Export."""
        count = export(self._store, self._conversations, self._kind, self._path)
        return Exported(str(self._path), count)


class Transfer(QObject):
    """Asks where, then works in a thread; one thing at a time."""

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, store: Store, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._store = store
        self._thread: StoreThread | None = None
        self._waiting: tuple[int, ...] = ()

    def ask_for_export(self, conversations: Sequence[int], title: str) -> None:
        """Let the person choose a file and a format for these conversations."""
        self._waiting = tuple(conversations)
        dialog = QFileDialog(self._window, self.tr("Export"))
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
        dialog = QFileDialog(self._window, self.tr("Import conversations"))
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

    def stop(self) -> None:
        """Cancel what runs and wait for its end."""
        if self._thread is not None:
            self._thread.control.cancel()
            self._thread.wait()

    def _filters(self) -> list[tuple[str, ExportFormat]]:
        return [
            (self.tr("Markdown (*.md)"), ExportFormat.MARKDOWN),
            (self.tr("Plain text (*.txt)"), ExportFormat.TEXT),
            (self.tr("JSON, complete with all versions (*.json)"), ExportFormat.JSON),
            (self.tr("ShareGPT, for training (*.json)"), ExportFormat.SHAREGPT),
        ]

    def _export(self, path: Path, kind: ExportFormat) -> None:
        self.start_export(self._waiting, kind, path)

    @Slot("QStringList")
    def _import(self, names: list[str]) -> None:
        self.start_import([Path(name) for name in names])

    def _start(self, thread: StoreThread) -> None:
        self.stop()
        self._thread = thread
        thread.progressed.connect(self.progressed)
        thread.ended.connect(self._ended)
        thread.start()

    @Slot(object)
    def _ended(self, event: Event) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()
        self.ended.emit(event)
