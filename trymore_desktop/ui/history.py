"""What the person does with conversations as a whole: rename, pin, file, copy, throw away, find."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from trymore_desktop.core.events import Failed
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import ConversationRecord
from trymore_desktop.store.search import search
from trymore_desktop.ui.sidebar import Sidebar

PAGE = 1000
"""Conversations listed at once beside the pinned and the filed ones."""


class History(QObject):
    """Acts on the store and tells the window; nothing goes for good without the trash before."""

    changed = Signal(int)
    """A conversation has another title, folder or pin."""
    trashed = Signal(int, str)
    """A conversation and its title went to the trash."""
    opened = Signal(int)
    """The person made a copy, which is to be shown."""
    export_requested = Signal(int)
    failed = Signal(object)

    def __init__(self, store: Store, sidebar: Sidebar, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._store = store
        self._sidebar = sidebar
        self.current: int | None = None
        self._most = PAGE
        sidebar.searched.connect(self._search)
        sidebar.list.renamed.connect(self._rename)
        sidebar.list.menu_requested.connect(self._open_menu)
        sidebar.list.end_reached.connect(self._list_more)

    @Slot()
    def refresh(self) -> None:
        """List the conversations anew; of very many, the latest, until the person scrolls down."""
        if self._sidebar.list.at_top:
            self._most = PAGE
        with self._telling():
            records = self._store.list_conversations(self._most, self.current)
            self._sidebar.list.show_conversations(records, self.current)

    @Slot()
    def _list_more(self) -> None:
        if self._sidebar.list.count >= self._most:
            self._most += PAGE
            self.refresh()

    def open_latest(self) -> None:
        """Show the conversation that was changed last, as the person left it."""
        with self._telling():
            latest = self._store.latest_conversation()
            if latest is not None:
                self.opened.emit(latest)

    def record(self, conversation: int) -> ConversationRecord | None:
        """A conversation, or None if the disk refuses."""
        with self._telling():
            return self._store.conversation(conversation)
        return None

    def pin(self, conversation: int, pinned: bool) -> None:
        """Put a conversation above all others, or back."""
        self._update(conversation, pinned=pinned)

    def file(self, conversation: int, folder: str) -> None:
        """Put a conversation into a folder; an empty name takes it out."""
        self._update(conversation, folder=folder)

    def duplicate(self, conversation: int) -> None:
        """Copy a conversation and show the copy."""
        with self._telling():
            copy = self._store.duplicate_conversation(conversation)
            self.refresh()
            self.opened.emit(copy.id)

    def trash(self, conversation: int) -> None:
        """Put a conversation into the trash."""
        with self._telling():
            title = self._store.conversation(conversation).title
            self._store.trash(conversation)
            self.refresh()
            self.trashed.emit(conversation, title)

    def restore(self, conversation: int) -> None:
        """Take a conversation out of the trash."""
        with self._telling():
            self._store.restore(conversation)
            self.refresh()

    def neighbour(self, step: int) -> int | None:
        """The conversation above (-1) or below (1) the open one in the list."""
        listed = self._sidebar.list.conversations
        if not listed or self.current not in listed:
            return listed[0] if listed else None
        place = listed.index(self.current) + step
        return listed[max(0, min(len(listed) - 1, place))]

    def fill_folder_menu(self, menu: QMenu, conversation: int) -> None:
        """Offer every folder, none, and a new one."""
        menu.clear()
        record = self.record(conversation)
        if record is None:
            return
        names: list[str] = []
        with self._telling():
            names = self._store.folders()
        self._add_folder(menu, record, self.tr("No folder"), "")
        for name in names:
            self._add_folder(menu, record, name.replace("&", "&&"), name)
        menu.addSeparator()
        self._add(menu, self.tr("New folder…"), lambda: self._ask_for_folder(conversation))

    def _add_folder(self, menu: QMenu, record: ConversationRecord, text: str, folder: str) -> None:
        action = self._add(menu, text, lambda: self.file(record.id, folder))
        action.setCheckable(True)
        action.setChecked(record.folder == folder)

    def _ask_for_folder(self, conversation: int) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("New folder"))
        dialog.setLabelText(self.tr("Name of the folder"))
        dialog.textValueSelected.connect(
            lambda name: self.file(conversation, name.strip()) if name.strip() else None
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object, QPoint)
    def _open_menu(self, record: ConversationRecord, place: QPoint) -> None:
        menu = QMenu(self._window)
        folders = menu.addMenu(self.tr("Move to folder"))
        self.fill_folder_menu(folders, record.id)
        first = folders.menuAction()
        pin = self.tr("Unpin") if record.pinned else self.tr("Pin")
        entries = (
            (self.tr("Rename"), lambda: self._sidebar.list.rename(record.id), True),
            (pin, lambda: self.pin(record.id, not record.pinned), True),
            (self.tr("Duplicate"), lambda: self.duplicate(record.id), False),
            (self.tr("Export…"), lambda: self.export_requested.emit(record.id), False),
        )
        for text, act, before in entries:
            action = QAction(text, menu)
            action.triggered.connect(act)
            menu.insertAction(first, action) if before else menu.addAction(action)
        menu.addSeparator()
        self._add(menu, self.tr("Move to trash"), lambda: self.trash(record.id))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _add(self, menu: QMenu, text: str, act: Callable[[], None]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(act)
        return action

    @Slot(int, str)
    def _rename(self, conversation: int, title: str) -> None:
        self._update(conversation, title=title)
        self._sidebar.list.setFocus()  # the field in which it was written is gone

    @Slot(str)
    def _search(self, query: str) -> None:
        with self._telling():
            self._sidebar.show_hits(search(self._store, query))

    def _update(self, conversation: int, **changes: object) -> None:
        with self._telling():
            self._store.update_conversation(conversation, **changes)
            self.refresh()
            self.changed.emit(conversation)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except TryMoreError as error:
            self.failed.emit(Failed(error.code, error.params, error.detail))
