"""Everything that can be done in the main window, as actions with their keys and texts."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

KEYS = {
    "new_chat": "Ctrl+N",
    "import": "Ctrl+O",
    "export": "Ctrl+S",
    "export_all": "Ctrl+Shift+S",
    "training": "",
    "trash": "",
    "settings": "Ctrl+,",
    "quit": "Ctrl+Q",
    "rename": "F2",
    "pin": "Ctrl+D",
    "duplicate": "",
    "move_to_trash": "",
    "compare": "Ctrl+K",
    "stop": "Esc",
    "regenerate": "Ctrl+R",
    "continue": "Alt+Return",
    "edit": "Ctrl+E",
    "copy": "Ctrl+Shift+C",
    "search": "Ctrl+F",
    "message": "Ctrl+L",
    "previous": "Ctrl+PgUp",
    "next": "Ctrl+PgDown",
    "sidebar": "Ctrl+B",
    "larger": "Ctrl++",
    "smaller": "Ctrl+-",
    "normal": "Ctrl+0",
    "full_screen": "F11",
    "models": "Ctrl+M",
    "set_up": "",
    "unload": "",
    "shortcuts": "F1",
    "about": "",
}
"""No key alone deletes anything: what removes is in menus, and can be undone."""
MENUS = {
    "file": (
        *("new_chat", "", "import", "export", "export_all", "training", ""),
        *("trash", "", "settings", "quit"),
    ),
    "chat": (
        *("rename", "pin", "folder", "duplicate", "move_to_trash", ""),
        *("stop", "regenerate", "continue", "edit", "copy", "", "compare"),
    ),
    "view": (
        *("search", "message", "previous", "next", "", "sidebar", "full_screen", ""),
        *("larger", "smaller", "normal", "", "theme", "language"),
    ),
    "model": ("models", "set_up", "unload"),
    "help": ("shortcuts", "about"),
}
"""Names of actions and sub-menus; an empty one is a line."""


class Actions(QObject):
    """The actions by name; connect to `actions["stop"].triggered`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for name, keys in KEYS.items():
            action = QAction(window)
            action.setObjectName(name)
            if keys:
                action.setShortcuts([QKeySequence(keys)])
            self._actions[name] = action
            window.addAction(action)  # the keys work while the menu bar is hidden, too
        self["larger"].setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self["models"].setMenuRole(QAction.MenuRole.NoRole)
        self["settings"].setMenuRole(QAction.MenuRole.PreferencesRole)
        self["about"].setMenuRole(QAction.MenuRole.AboutRole)
        self["quit"].setMenuRole(QAction.MenuRole.QuitRole)
        self["stop"].setEnabled(False)
        for name in ("pin", "sidebar", "full_screen"):
            self[name].setCheckable(True)
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def retranslate(self) -> None:
        """Name every action in the present language."""
        for name, text in self._texts().items():
            self._actions[name].setText(text)

    def _texts(self) -> dict[str, str]:
        return {
            "new_chat": self.tr("&New chat"),
            "import": self.tr("&Import…"),
            "export": self.tr("&Export this conversation…"),
            "export_all": self.tr("Export &all conversations…"),
            "training": self.tr("E&xport as training data…"),
            "trash": self.tr("&Trash…"),
            "settings": self.tr("&Settings…"),
            "quit": self.tr("&Quit"),
            "rename": self.tr("&Rename"),
            "pin": self.tr("&Pin"),
            "duplicate": self.tr("&Duplicate"),
            "move_to_trash": self.tr("&Move to trash"),
            "compare": self.tr("Ask t&wo models…"),
            "stop": self.tr("&Stop the reply"),
            "regenerate": self.tr("Re&generate"),
            "continue": self.tr("&Continue the reply"),
            "edit": self.tr("&Edit my last message"),
            "copy": self.tr("Cop&y the last reply"),
            "search": self.tr("&Search"),
            "message": self.tr("&Write a message"),
            "previous": self.tr("&Previous conversation"),
            "next": self.tr("Ne&xt conversation"),
            "sidebar": self.tr("Side&bar"),
            "larger": self.tr("&Larger text"),
            "smaller": self.tr("S&maller text"),
            "normal": self.tr("&Normal text"),
            "full_screen": self.tr("&Full screen"),
            "models": self.tr("&Models…"),
            "set_up": self.tr("&Set up a model…"),
            "unload": self.tr("&Unload the model"),
            "shortcuts": self.tr("&Keyboard shortcuts"),
            "about": self.tr("&About TryMoreGPT"),
        }
