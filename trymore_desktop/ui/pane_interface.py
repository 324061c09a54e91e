"""The conversation as one text for screen readers and outside drivers.

Qt gives a scroll area no text of its own. This interface is registered for the pane alone, in
place of Qt's; a factory would be asked about every object of the program instead.
"""

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleObject,
    QAccessibleTextInterface,
    QWindow,
)
from PySide6.QtWidgets import QWidget
from shiboken6 import VoidPtr

if TYPE_CHECKING:
    from trymore_desktop.ui.conversation_pane import ConversationPane

_NOTHING = VoidPtr(0)
"""PySide6 6.11 ends the process if `interface_cast` returns None."""
_UNIT = "utf-16-le"
"""Qt counts characters in UTF-16 units of two bytes."""


class PaneText(QAccessibleTextInterface):
    """What is said from top to bottom; nothing in it can be changed or selected from here."""

    def __init__(self, owner: "PaneInterface") -> None:
        super().__init__()
        self._owner = owner

    def _units(self) -> bytes:
        return self._owner.pane.text().encode(_UNIT, "surrogatepass")

    def characterCount(self) -> int:  # noqa: N802 - Qt's name
        """In UTF-16 units."""
        return len(self._units()) // 2

    def text(self, start: int, end: int) -> str:
        """From `start` up to, but not including, `end`."""
        return self._units()[2 * max(0, start) : 2 * max(0, end)].decode(_UNIT, "replace")

    def cursorPosition(self) -> int:  # noqa: N802 - Qt's name
        """There is no cursor."""
        return 0

    def setCursorPosition(self, position: int) -> None:  # noqa: N802 - Qt's name
        """There is no cursor."""

    def selectionCount(self) -> int:  # noqa: N802 - Qt's name
        """Selections belong to the messages."""
        return 0

    def addSelection(self, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        """Selections belong to the messages."""

    def setSelection(self, index: int, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        """Selections belong to the messages."""

    def removeSelection(self, index: int) -> None:  # noqa: N802 - Qt's name
        """Selections belong to the messages."""

    def characterRect(self, offset: int) -> QRect:  # noqa: N802 - Qt's name
        """Places are known to the messages."""
        return QRect()

    def offsetAtPoint(self, point: QPoint) -> int:  # noqa: N802 - Qt's name
        """Places are known to the messages."""
        return -1

    def scrollToSubstring(self, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        """Messages are scrolled to by the focus."""


class PaneInterface(QAccessibleObject):
    """The pane: a document with a text, whose children are those that Qt would name."""

    def __init__(self, pane: "ConversationPane") -> None:
        super().__init__(pane)
        self._text = PaneText(self)

    @property
    def pane(self) -> "ConversationPane":
        """The widget; a reference from here would keep it alive for ever."""
        return cast("ConversationPane", self.object())

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """The text, and no other ability."""
        return self._text if kind == QAccessible.InterfaceType.TextInterface else _NOTHING

    def _children(self) -> list[QWidget]:
        widgets = (child for child in self.pane.children() if isinstance(child, QWidget))
        return [child for child in widgets if not child.isHidden()]

    def childCount(self) -> int:  # noqa: N802 - Qt's name
        """The viewport and what scrolls it."""
        return len(self._children())

    def child(self, index: int) -> Any:
        """One of them, None beyond the last."""
        children = self._children()
        if not 0 <= index < len(children):
            return None
        return QAccessible.queryAccessibleInterface(children[index])

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802 - Qt's name
        """Where a child is, -1 for a stranger."""
        wanted, children = child.object(), self._children()
        return children.index(wanted) if wanted in children else -1

    def parent(self) -> QAccessibleInterface:
        """Of the widget that holds the pane."""
        holder = self.pane.parentWidget() or QCoreApplication.instance()
        assert holder is not None
        return QAccessible.queryAccessibleInterface(holder)

    def focusChild(self) -> Any:  # noqa: N802 - Qt's name
        """Who has the keyboard in the pane, None if nobody has."""
        focus = self.pane.window().focusWidget()
        if focus is None or not (focus is self.pane or self.pane.isAncestorOf(focus)):
            return None
        return QAccessible.queryAccessibleInterface(focus)

    def window(self) -> QWindow:
        """The window on the screen."""
        return self.pane.window().windowHandle()

    def rect(self) -> QRect:
        """On the screen, in pixels."""
        return QRect(self.pane.mapToGlobal(QPoint(0, 0)), self.pane.size())

    def role(self) -> QAccessible.Role:
        """A document."""
        return QAccessible.Role.Document

    def text(self, kind: QAccessible.Text) -> str:
        """Name and description of the widget."""
        if kind == QAccessible.Text.Name:
            return self.pane.accessibleName()
        if kind == QAccessible.Text.Description:
            return self.pane.accessibleDescription()
        return ""

    def state(self) -> QAccessible.State:
        """Read only, and of several lines."""
        pane, state = self.pane, QAccessible.State()
        state.focusable = state.readOnly = state.multiLine = True
        state.focused = pane.hasFocus()
        state.invisible = not pane.isVisible()
        state.disabled = not pane.isEnabled()
        return state


_registered: list[PaneInterface] = []
"""Qt deletes an interface with its widget; Python must not do so before."""


def give_text(pane: "ConversationPane") -> None:
    """Let the pane's text be read from outside.

    Qt drops what is registered when a widget's class changes, which PySide6 does for a connection
    to a method that is no `Slot`: call it when the connections are made.
    """
    if isinstance(QAccessible.queryAccessibleInterface(pane), PaneInterface):
        return
    interface = PaneInterface(pane)
    QAccessible.registerAccessibleInterface(interface)
    _registered.append(interface)
