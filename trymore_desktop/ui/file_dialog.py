"""Qt's own file dialog, which is seen where the desktop has none: in our language and colours."""

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.theme import theme_of

UNTRANSLATED = (
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Directory:"),
)
"""Texts of Qt that its own Chinese translation lacks; our translator is asked first."""
ICONS = {
    "backButton": "previous",
    "forwardButton": "next",
    "toParentButton": "up",
    "newFolderButton": "folder",
}
"""Fusion's are black, also on a dark ground."""


def file_dialog(parent: QWidget, title: str, folder: str = "") -> QFileDialog:
    """The desktop's dialog, or Qt's own; open it with `open`."""
    dialog = QFileDialog(parent, title, folder)
    theme = theme_of(dialog.palette())
    for name, picture in ICONS.items():
        button = dialog.findChild(QToolButton, name)  # the desktop's dialog has none
        if button is not None:
            button.setIcon(icon(picture, theme.text, theme.muted))
    return dialog
