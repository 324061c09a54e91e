"""Opens dialogs, and does what the View menu and the settings say about the window's look."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog

from trymore_desktop.ui.desk import without_argument
from trymore_desktop.ui.theme import MAX_SCALE, MIN_SCALE

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow

SCALE_STEP = 10


class WindowDialogs(QObject):
    """One dialog of a kind at a time; each is imported when it is first opened."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._open: dict[str, QDialog] = {}
        scale = self._change_scale
        handlers: dict[str, Callable[[], object]] = {
            "import": window.transfer.ask_for_import,
            "export": self._export,
            "export_all": self._export_all,
            "training": self.open_training,
            "trash": self.open_trash,
            "settings": self.open_settings,
            "quit": window.close,
            "compare": self.open_comparison,
            "sidebar": self._toggle_sidebar,
            "larger": lambda: scale(SCALE_STEP),
            "smaller": lambda: scale(-SCALE_STEP),
            "normal": lambda: scale(0),
            "full_screen": self._toggle_full_screen,
            "models": self.open_models,
            "set_up": window.wizard.open,
            "unload": window.models.unload,
            "shortcuts": self.open_shortcuts,
            "about": self.open_about,
        }
        for name, handler in handlers.items():
            window.actions_[name].triggered.connect(without_argument(handler))
        window.actions_["sidebar"].setChecked(True)
        window.sidebar.settings_requested.connect(self.open_settings)
        window.history.export_requested.connect(self._export_one)
        window.pane.link_requested.connect(self.ask_about_link)
        window.menus.theme_chosen.connect(self._set_theme)
        window.menus.language_chosen.connect(self._set_language)
        self.show_settings()

    def show_settings(self) -> None:
        """Bring the window in line with the settings."""
        settings = self._window.preferences.current
        self._window.composer.set_enter_sends(settings.enter_sends)
        self._window.menus.mark(settings.theme, settings.language)

    @Slot()
    def open_settings(self, page: str = "") -> None:
        """The settings, at a page if one is named."""
        from trymore_desktop.ui.settings_dialog import SettingsDialog

        window = self._window

        def make() -> QDialog:
            made = SettingsDialog(window, window.preferences, window.worker)
            made.reload_requested.connect(self._reload)
            return made

        dialog = self._show("settings", make)
        if isinstance(dialog, SettingsDialog) and page:
            dialog.show_page(page)

    def open_role(self) -> None:
        """The role of this conversation, to read and to change."""
        from trymore_desktop.ui.role_dialog import RoleDialog

        window = self._window

        def make() -> QDialog:
            made = RoleDialog(window, window.preferences, window.chat.system)
            made.used.connect(window.chat.set_role)
            return made

        self._show("role", make)

    def open_sampling(self) -> None:
        """The sampling parameters of this conversation."""
        from trymore_desktop.ui.sampling_form import SamplingDialog

        window = self._window

        def make() -> QDialog:
            made = SamplingDialog(window, window.chat.generation_config)
            made.used.connect(window.chat.set_config)
            return made

        self._show("sampling", make)

    def open_trash(self) -> None:
        """Conversations that were thrown away."""
        from trymore_desktop.ui.trash_dialog import TrashDialog

        window = self._window
        self._show("trash", lambda: TrashDialog(window, window.store, window.history))

    def open_training(self) -> None:
        """Chosen conversations as training data."""
        from trymore_desktop.ui.training_dialog import TrainingDialog

        window = self._window
        self._show("training", lambda: TrainingDialog(window))

    def open_models(self) -> None:
        """All models, with their state."""
        from trymore_desktop.ui.models_dialog import ModelsDialog

        window = self._window
        self._show("models", lambda: ModelsDialog(window))

    def open_comparison(self) -> None:
        """One question to two models."""
        from trymore_desktop.ui.compare import CompareDialog

        window = self._window
        self._show("compare", lambda: CompareDialog(window))

    def open_shortcuts(self) -> None:
        """All keys."""
        from trymore_desktop.ui.shortcuts import ShortcutsDialog

        window = self._window
        sends = window.preferences.current.enter_sends
        self._show(
            "shortcuts", lambda: ShortcutsDialog(window, window.actions_, window.menus, sends)
        )

    def open_about(self) -> None:
        """What this program is."""
        from trymore_desktop.ui.about import AboutDialog

        self._show("about", lambda: AboutDialog(self._window, self.ask_about_link))

    @Slot(str)
    def ask_about_link(self, address: str) -> None:
        """Show where a link leads, and open it only then."""
        from trymore_desktop.ui.dialogs import Choice, ask

        url = QUrl(address)

        def go() -> None:
            QDesktopServices.openUrl(url)

        ask(
            self._window,
            self.tr("Open this link in the browser?"),
            url.toDisplayString(),
            [
                Choice("Cancel", self.tr("Cancel")),
                Choice("Open link", self.tr("Open"), go),
            ],
        )

    def _show(self, name: str, make: Callable[[], QDialog]) -> QDialog:
        present = self._open.get(name)
        if present is not None:
            present.raise_()
            present.activateWindow()
            return present
        dialog = make()
        self._open[name] = dialog
        dialog.finished.connect(lambda: self._open.pop(name, None))
        dialog.open()
        return dialog

    def _export(self) -> None:
        if self._window.history.current is not None:
            self._export_one(self._window.history.current)

    @Slot(int)
    def _export_one(self, conversation: int) -> None:
        record = self._window.history.record(conversation)
        if record is not None:
            self._window.transfer.ask_for_export([conversation], record.title)

    def _export_all(self) -> None:
        records = self._window.store.list_conversations()
        title = self.tr("TryMoreGPT conversations")
        self._window.transfer.ask_for_export([record.id for record in records], title)

    @Slot()
    def _reload(self) -> None:
        if self._window.models.can_load():
            self._window.models.load()

    def _toggle_sidebar(self) -> None:
        self._window.sidebar.setVisible(self._window.actions_["sidebar"].isChecked())

    def _toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def _change_scale(self, step: int) -> None:
        preferences = self._window.preferences
        scale = preferences.current.font_scale + step if step else 100
        preferences.update(font_scale=max(MIN_SCALE, min(MAX_SCALE, scale)))

    @Slot(str)
    def _set_theme(self, theme: str) -> None:
        self._window.preferences.update(theme=theme)

    @Slot(str)
    def _set_language(self, language: str) -> None:
        self._window.preferences.update(language=language)
