"""The menus of role, style and model: what the open conversation is held with."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from trymore_desktop.ui.menus import ChoiceMenu
from trymore_desktop.ui.presets import PRESETS, apply_preset, preset_name, preset_of
from trymore_desktop.ui.roles import role_name, roles

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow

DEFAULT = "default"


class ChatMenus(QObject):
    """Fills the menus when they are opened, and names what is chosen on their buttons."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.role = ChoiceMenu(self._roles)
        self.style = ChoiceMenu(self._styles)
        self.model = ChoiceMenu(self._models)
        self._edit_roles = QAction(self)
        self._adjust = QAction(self)
        self.role.extra = [self._edit_roles]
        self.style.extra = [self._adjust]
        self.model.extra = [window.actions_[name] for name in ("models", "set_up", "unload")]
        self.role.chosen.connect(self._choose_role)
        self.style.chosen.connect(self._choose_style)
        self.model.chosen.connect(self._choose_model)
        self._edit_roles.triggered.connect(self._open_role)
        self._adjust.triggered.connect(self._open_sampling)
        window.composer.set_role_menu(self.role)
        window.composer.set_style_menu(self.style)
        window.status_line.set_model_menu(self.model)
        window.chat.opened.connect(self.show)
        window.chat.config_changed.connect(self.show)
        window.preferences.changed.connect(self.show)
        self.retranslate()

    @Slot()
    def show(self) -> None:
        """Name the conversation's role and style."""
        chat, settings = self._window.chat, self._window.preferences.current
        name = role_name(chat.system, settings.roles)
        self.role.current = chat.system
        self._window.composer.set_role(name or self.tr("Own role"))
        self.style.current = DEFAULT if chat.config is None else preset_of(chat.config)
        self._window.composer.set_style(preset_name(preset_of(chat.generation_config)))
        self.model.current = self._window.models.path

    def retranslate(self) -> None:
        """Name the fixed entries."""
        self._edit_roles.setText(self.tr("Roles and instructions…"))
        self._adjust.setText(self.tr("Adjust…"))
        self.show()

    def _roles(self) -> list[tuple[str, str]]:
        known = roles(self._window.preferences.current.roles)
        return [(text, name) for name, text in known]

    def _styles(self) -> list[tuple[str, str]]:
        settings = self._window.preferences.current
        usual = preset_name(preset_of(settings.generation))
        as_set = self.tr("As in the settings ({style})").format(style=usual)
        return [(DEFAULT, as_set), *((name, preset_name(name)) for name in PRESETS)]

    def _models(self) -> list[tuple[str, str]]:
        self.model.current = self._window.models.path
        away = self.tr("{name} (not connected)")
        return [
            (model.path, model.name if model.present else away.format(name=model.name))
            for model in self._window.models.known()
        ]

    @Slot(str)
    def _choose_role(self, system: str) -> None:
        self._window.chat.set_role(system)

    @Slot(str)
    def _choose_style(self, style: str) -> None:
        settings = self._window.preferences.current
        config = None if style == DEFAULT else apply_preset(settings.generation, style)
        self._window.chat.set_config(config)

    @Slot(str)
    def _choose_model(self, path: str) -> None:
        models = self._window.models
        if path != models.path or not models.ready:
            models.load(path)

    @Slot()
    def _open_role(self) -> None:
        self._window.dialogs.open_role()

    @Slot()
    def _open_sampling(self) -> None:
        self._window.dialogs.open_sampling()
