"""Properties that the style sheet asks for."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from trymore_desktop.ui.theme import BASE_POINT_SIZE

MARGIN = QSize(24, 60)
"""Pixels of the screen that a dialog leaves free, for its frame among others."""


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and have it asked again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_by_name(widget: QWidget, name: str, value: str) -> None:
    """Set a property of Qt's by the names of enum members (several joined by `|`).

    For what is made before the first paint: PySide6 makes all 93 enums of its namespace `Qt` at
    the first use of any, which takes longer than painting the window.

    Raises:
        ValueError: Qt knows no such property or member.
    """
    if not widget.setProperty(name, value):
        raise ValueError(f"{widget.metaObject().className()}: {name} cannot be {value}")


def resize_with_font(dialog: QWidget, width: int, height: int) -> None:
    """Give it a size in pixels of a font of 100 %: as much larger as the text, if there is room."""
    factor = max(1.0, dialog.font().pointSizeF() / BASE_POINT_SIZE)
    room = dialog.screen().availableGeometry().size() - MARGIN
    wanted = QSize(round(width * factor), round(height * factor)).boundedTo(room)
    dialog.resize(wanted.expandedTo(QSize(width, height)))


def open_by_click(button: QToolButton, menu: QMenu) -> None:
    """Let a click, a key and a screen reader open a menu above a button at the lower edge.

    A menu that is the button's own (`setMenu`) would hold up a screen reader until it is closed,
    and one in the mode InstantPopup could not be opened by it at all (Qt 6.11).
    """

    def show() -> None:
        at = button.mapToGlobal(QPoint(0, 0))
        menu.popup(at)
        menu.move(at.x(), max(0, at.y() - menu.height()))

    button.clicked.connect(show)
