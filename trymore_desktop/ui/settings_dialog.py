"""The settings: every change counts at once, so there is nothing to confirm."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.settings_pages import GeneralPage, ModelPage, RolesPage, StylePage
from trymore_desktop.ui.settings_rows import SettingsPage
from trymore_desktop.ui.styling import resize_with_font
from trymore_desktop.ui.widgets import button, row
from trymore_desktop.worker import EngineWorker


class SettingsDialog(QDialog):
    """Pages at the left, the chosen one at the right."""

    reload_requested = Signal()

    def __init__(self, parent: QWidget, preferences: Preferences, worker: EngineWorker) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        model = ModelPage(preferences, worker)
        model.reload_requested.connect(self.reload_requested)
        self.pages: dict[str, SettingsPage] = {
            "general": GeneralPage(preferences),
            "model": model,
            "style": StylePage(preferences),
            "roles": RolesPage(preferences),
        }
        self._list = QListWidget()
        self._list.setAccessibleName("Settings pages")
        self._list.setFixedWidth(170)
        self._stack = QStackedWidget()
        for page in self.pages.values():
            self._list.addItem("")
            self._stack.addWidget(_scrolling(page))
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._close = button("Close", primary=True)
        self._close.clicked.connect(self.accept)
        middle = QHBoxLayout()
        middle.setSpacing(22)
        middle.addWidget(self._list)
        middle.addWidget(self._stack, 1)
        bottom = row()
        bottom.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addLayout(middle, 1)
        column.addLayout(bottom)
        resize_with_font(self, 860, 600)
        self._list.setCurrentRow(0)
        self._retranslate()

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        self._list.setCurrentRow(list(self.pages).index(name))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Settings"))
        self._close.setText(self.tr("Close"))
        for place, page in enumerate(self.pages.values()):
            self._list.item(place).setText(page.title())
            page.setAccessibleName(page.title())


def _scrolling(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
