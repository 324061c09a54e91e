"""Shows the wizard in place of the chat, and takes its model over."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow
    from trymore_desktop.ui.wizard import Wizard


class WizardHost(QObject):
    """The wizard is made when it is first needed; a merge in it goes on behind the chat."""

    progress_changed = Signal(int)
    """Percent of a merge that runs, or -1."""
    merged = Signal(str)
    model_made = Signal(str)

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._wizard: Wizard | None = None

    @property
    def merging(self) -> bool:
        """Whether a merge runs now."""
        return self._wizard is not None and self._wizard.merging()

    def open(self) -> None:
        """Show the wizard where it was left."""
        from trymore_desktop.ui.wizard import Wizard

        if self._wizard is None:
            window = self._window
            self._wizard = Wizard(window.worker, window.preferences)
            self._wizard.finished.connect(self._finished)
            self._wizard.look_around.connect(self.close)
            self._wizard.background.connect(self.close)
            self._wizard.progress_changed.connect(self.progress_changed)
            self._wizard.merged.connect(self.merged)
            self._wizard.language_chosen.connect(self._language_chosen)
            self._wizard.model_changed.connect(window.models.adopt)
            window.pages.addWidget(self._wizard)
        self._window.pages.setCurrentWidget(self._wizard)
        self._window.menuBar().setVisible(False)

    @Slot()
    def close(self) -> None:
        """Show the chat again."""
        self._window.pages.setCurrentWidget(self._window.chat_page)
        self._window.menuBar().setVisible(True)
        self._window.composer.edit.setFocus()

    def suspend(self) -> None:
        """Before the program ends: pause a merge and keep where it was."""
        if self._wizard is not None:
            self._wizard.suspend()

    @Slot(str)
    def _finished(self, path: str) -> None:
        self.close()
        self.progress_changed.emit(-1)
        wizard, self._wizard = self._wizard, None
        if wizard is not None:
            self._window.pages.removeWidget(wizard)
            wizard.deleteLater()
        self.model_made.emit(path)

    @Slot(str)
    def _language_chosen(self, language: str) -> None:
        self._window.preferences.update(language=language)
