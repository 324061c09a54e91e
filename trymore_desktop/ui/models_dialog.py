"""The page of all models, as a dialog of the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout

from trymore_desktop.ui.models_page import ModelsPage
from trymore_desktop.ui.styling import resize_with_font

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow


class ModelsDialog(QDialog):
    """Choosing a model loads it; merging another opens the wizard."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self.page = ModelsPage(window.worker, window.preferences)
        self.page.chat_with.connect(self._chat_with)
        self.page.merge_another.connect(self._open_wizard)
        self.page.continue_setup.connect(self._open_wizard)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        resize_with_font(self, 760, 560)
        self._retranslate()

    @Slot(str)
    def _chat_with(self, path: str) -> None:
        self.accept()
        self._window.models.load(path)

    @Slot()
    def _open_wizard(self) -> None:
        self.accept()
        self._window.wizard.open()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Models"))
