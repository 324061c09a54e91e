"""Long pieces of work on the store, each in a thread."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Cancelled, Event, Failed, Imported, Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.export import ExportFormat, export
from trymore_desktop.store.importing import import_file

TIDY_STEP = 0.05
"""Seconds of tidying between two looks at whether it shall stop."""


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
        """Import; the counts of all files together. Cancelling keeps the files that were through.

        Raises:
            Interrupted: cancelled in the first file.
        """
        total = Imported(0, 0)
        for path in self._paths:
            try:
                total = self._bring(path, total)
            except Interrupted:
                if not total.conversations:
                    raise
                break
        return total

    def _bring(self, path: Path, total: Imported) -> Imported:
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


class TidyThread(StoreThread):
    """Takes out what cancelled and killed imports left; nobody needs to hear of it."""

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store

    def work(self) -> Event:
        """Go on until nothing is left, or it is cancelled."""
        while not self._store.tidy(TIDY_STEP):
            self.control.check()
        return Cancelled()
