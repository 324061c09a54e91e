"""Conversations and their headings as rows of one flat list: quick with ten thousand of them."""

import time
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from trymore_desktop.store.records import ConversationRecord
from trymore_desktop.ui.conversation_groups import Group, Heading, group

Index = QModelIndex | QPersistentModelIndex
RecordRole = Qt.ItemDataRole.UserRole
"""The ConversationRecord, or None on a heading."""
GroupRole = Qt.ItemDataRole.UserRole + 1
"""The Group of a heading, or None."""
NO_PARENT = QModelIndex()


class ConversationModel(QAbstractListModel):
    """`renamed` carries a conversation's id and the title that the person typed."""

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Group] = []
        self._rows: list[ConversationRecord | Group] = []
        self._folded: set[str] = set()

    def show(self, records: list[ConversationRecord]) -> None:
        """List these conversations."""
        self._groups = group(records, time.time())
        self._build()

    def toggle(self, entry: Group) -> None:
        """Fold or unfold a group."""
        self._folded ^= {_fold_key(entry)}
        self._build()

    def folded(self, entry: Group) -> bool:
        """Whether only the heading of a group is shown."""
        return _fold_key(entry) in self._folded

    @property
    def count(self) -> int:
        """Conversations in all groups, folded or not."""
        return sum(len(entry.conversations) for entry in self._groups)

    @property
    def conversations(self) -> list[int]:
        """The ids of those that have a row, from above."""
        return [entry.id for entry in self._rows if isinstance(entry, ConversationRecord)]

    def row_of(self, conversation: int) -> int:
        """The row of a conversation, or -1."""
        for row, entry in enumerate(self._rows):
            if isinstance(entry, ConversationRecord) and entry.id == conversation:
                return row
        return -1

    def retranslate(self) -> None:
        """Name the headings anew."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _build(self) -> None:
        self.beginResetModel()
        self._rows = []
        for entry in self._groups:
            self._rows.append(entry)
            if not self.folded(entry):
                self._rows.extend(entry.conversations)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """Headings and conversations."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Title or heading, and what stands behind it."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        entry = self._rows[index.row()]
        if isinstance(entry, Group):
            return self._heading_data(entry, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.title or self.tr("New chat")
        if role == Qt.ItemDataRole.EditRole:
            return entry.title
        return entry if role == RecordRole else None

    def _heading_data(self, entry: Group, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._heading(entry)
        return entry if role == GroupRole else None

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Tell that a title was edited in place."""
        record = index.data(RecordRole)
        title = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or record is None or title in ("", record.title):
            return False
        self.renamed.emit(record.id, title)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if index.data(RecordRole) is None:
            return Qt.ItemFlag.ItemIsEnabled
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    def _heading(self, entry: Group) -> str:
        if entry.heading is Heading.FOLDER:
            return entry.name
        if entry.heading is Heading.EARLIER:
            year, month = entry.name.split("-")
            name = QLocale().standaloneMonthName(int(month))
            return self.tr("{month} {year}").format(month=name, year=year)
        return {
            Heading.PINNED: self.tr("Pinned"),
            Heading.TODAY: self.tr("Today"),
            Heading.YESTERDAY: self.tr("Yesterday"),
            Heading.WEEK: self.tr("Previous 7 days"),
            Heading.MONTH: self.tr("Previous 30 days"),
        }[entry.heading]


def _fold_key(entry: Group) -> str:
    return f"{entry.heading}:{entry.name}"
