"""The list of all keys, on F1."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.ui.actions import MENUS, Actions
from trymore_desktop.ui.menus import Menus
from trymore_desktop.ui.styling import resize_with_font


class ShortcutsDialog(QDialog):
    """Every action with a key, by menu, and the keys of the message field."""

    def __init__(self, parent: QWidget, actions: Actions, menus: Menus, enter_sends: bool) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self._menus = menus
        self._enter_sends = enter_sends
        self._tree = QTreeWidget()
        self._tree.setObjectName("shortcuts")
        self._tree.setAccessibleName("Keyboard shortcuts")
        self._tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)  # only to be read
        self._tree.ensurePolished()  # else its rows are measured without the style sheet
        self._tree.setColumnCount(2)
        self._tree.setHeaderHidden(True)
        self._tree.setRootIsDecorated(False)
        self._tree.setUniformRowHeights(True)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.header().setStretchLastSection(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._tree)
        column.addWidget(buttons)
        resize_with_font(self, 520, 620)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._tree.clear()
        self._add(self.tr("Writing a message"), self._writing())
        for name, entries in MENUS.items():
            rows = [
                (_plain(self._actions[entry].text()), _native(self._actions[entry].shortcut()))
                for entry in entries
                if self._has_keys(entry)
            ]
            self._add(_plain(self._menus.menus[name].title()), rows)
        self._tree.expandAll()

    def _has_keys(self, entry: str) -> bool:
        if not entry or entry in ("folder", "theme", "language"):
            return False
        return not self._actions[entry].shortcut().isEmpty()

    def _writing(self) -> list[tuple[str, str]]:
        send, line = _native(QKeySequence("Return")), _native(QKeySequence("Shift+Return"))
        if not self._enter_sends:
            send, line = line, send
        return [
            (self.tr("Send"), send),
            (self.tr("Start a new line"), line),
            (self.tr("Send, whatever Enter does"), _native(QKeySequence("Ctrl+Return"))),
            (self.tr("Recall what was sent before"), _native(QKeySequence("Up"))),
        ]

    def _add(self, heading: str, rows: list[tuple[str, str]]) -> None:
        top = QTreeWidgetItem(self._tree, [heading])
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        for row in rows:
            QTreeWidgetItem(top, list(row))


def _plain(text: str) -> str:
    return text.split("(&")[0].replace("&", "").rstrip("…")


def _native(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)
