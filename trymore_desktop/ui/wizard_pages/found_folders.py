"""Folders of weights that were found in known places, to choose one with a click or Enter."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from trymore_desktop.ui.candidates import Search, known_places
from trymore_desktop.ui.widgets import Text, button, row

VISIBLE_ROWS = 4


class FoundFolders(QWidget):
    """Hidden until something was found; the search runs aside and can be stopped."""

    chosen = Signal(str)
    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._search: Search | None = None
        self._known = ""
        self._label = Text(muted=True)
        self._label.setWordWrap(False)
        self._list = QListWidget()
        self._list.ensurePolished()  # else its rows are measured without the style sheet
        self._list.setAccessibleName("Found folders")
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.itemActivated.connect(self._take)
        self._list.itemClicked.connect(self._take)
        self._stop = button("Stop looking", "link")
        self._stop.clicked.connect(self.stop)
        self._arrived.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row(self._label, self._stop))
        column.addWidget(self._list)
        self._list.hide()
        self.retranslate()

    def look(self, recent: tuple[str, ...], models: Path, known: str) -> None:
        """Search in the background, for a few seconds at most; `known` is not offered."""
        self.stop()
        self._known = known
        self._search = Search(known_places(recent, models), self._arrived.emit)
        self._search.start()
        self.retranslate()

    def stop(self) -> None:
        """Give the search up."""
        if self._search:
            self._search.stop()
            self._search = None
        self.retranslate()

    def _show(self, folders: tuple[str, ...]) -> None:
        self._search = None
        folders = tuple(folder for folder in folders if folder != self._known)
        self._list.clear()
        for folder in folders:
            item = QListWidgetItem(folder)
            item.setToolTip(folder)
            self._list.addItem(item)
        height = self._list.sizeHintForRow(0) if folders else 0
        self._list.setFixedHeight(min(len(folders), VISIBLE_ROWS) * height + 12)
        self._list.setVisible(bool(folders))
        self.retranslate()

    def _take(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.text())

    def retranslate(self) -> None:
        """Write every text."""
        self._stop.setText(self.tr("Stop looking"))
        self._stop.setVisible(self._search is not None)
        if self._search:
            self._label.setText(self.tr("Looking in the usual places…"))
        elif self._list.count():
            self._label.setText(self.tr("Found on this computer:"))
        self.setVisible(self._search is not None or self._list.count() > 0)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
