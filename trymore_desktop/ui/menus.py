"""The menu bar, and the menus that fill themselves when they are opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from trymore_desktop.ui.i18n import LANGUAGES

if TYPE_CHECKING:
    from trymore_desktop.ui.actions import Actions

NAMES = ("file", "chat", "view", "model", "help")
"""Of the menus, from left to right."""


class ChoiceMenu(QMenu):
    """A menu of which one entry is chosen; it asks for its entries each time it opens."""

    chosen = Signal(str)

    def __init__(self, entries: Callable[[], list[tuple[str, str]]]) -> None:
        """`entries` gives (value, text); the value of `current` is marked."""
        super().__init__()
        self._entries = entries
        self.current = ""
        self.extra: list[QAction] = []
        """Actions below the entries."""
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._triggered)

    @Slot()
    def _fill(self) -> None:
        for action in self.actions():
            self.removeAction(action)
        group = QActionGroup(self)
        for value, text in self._entries():
            action = QAction(text.replace("&", "&&"), group)
            action.setData(value)
            action.setCheckable(True)
            action.setChecked(value == self.current)
            self.addAction(action)
        if self.extra and not self.isEmpty():
            self.addSeparator()
        self.addActions(self.extra)

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        if isinstance(action.data(), str):
            self.chosen.emit(action.data())


class Menus(QObject):
    """The menus of a menu bar: their titles at once, what is in them with `fill`."""

    theme_chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        self.menus = {name: bar.addMenu("") for name in NAMES}
        self._submenus: dict[str, QMenu] = {}
        self.retranslate()

    def fill(self, actions: "Actions", folders: QMenu) -> None:
        """Put everything that can be done into the menus."""
        from trymore_desktop.ui.actions import MENUS

        self._actions = actions
        self._theme = ChoiceMenu(self._themes)
        self._language = ChoiceMenu(self._languages)
        self._theme.chosen.connect(self.theme_chosen)
        self._language.chosen.connect(self.language_chosen)
        self._submenus = {
            "theme": self._theme,
            "language": self._language,
            "folder": folders,
        }
        for name, entries in MENUS.items():
            for entry in entries:
                self._add(self.menus[name], entry)
        self.retranslate()

    def _add(self, menu: QMenu, entry: str) -> None:
        if not entry:
            menu.addSeparator()
        elif entry in self._submenus:
            menu.addMenu(self._submenus[entry])
        else:
            menu.addAction(self._actions[entry])

    def mark(self, theme: str, language: str) -> None:
        """Which theme and language are chosen in the settings."""
        self._theme.current = theme
        self._language.current = language

    def retranslate(self) -> None:
        """Name the menus."""
        self.menus["file"].setTitle(self.tr("&File"))
        self.menus["chat"].setTitle(self.tr("&Chat"))
        self.menus["view"].setTitle(self.tr("&View"))
        self.menus["model"].setTitle(self.tr("M&odels"))
        self.menus["help"].setTitle(self.tr("&Help"))
        titles = {
            "theme": self.tr("&Theme"),
            "language": self.tr("Lan&guage"),
            "folder": self.tr("M&ove to folder"),
        }
        for name, menu in self._submenus.items():
            menu.setTitle(titles[name])

    def _themes(self) -> list[tuple[str, str]]:
        return [
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ]

    def _languages(self) -> list[tuple[str, str]]:
        return [("", self.tr("As the system")), *LANGUAGES.items()]
