"""What a person asks of a message, from whichever of its buttons or menus."""

from PySide6.QtCore import QObject, Signal


class MessageActions(QObject):
    """One per conversation pane; each signal carries the id of a message, or a text."""

    edit_requested = Signal(int)
    regenerate_requested = Signal(int)
    continue_requested = Signal(int)
    version_requested = Signal(int)
    delete_requested = Signal(int)
    link_requested = Signal(str)
